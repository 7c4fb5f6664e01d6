# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a machine noticed about a page, in a person's words."""

import attrs

from modules.salons.domain.claims import in_page, why
from modules.salons.domain.diff import Piece, pieces
from modules.salons.domain.evidence import claims_in
from modules.salons.domain.pages import Evidence, PageContent
from synapse_salon.i18n import Text, t

PARTS: tuple[tuple[str, Text], ...] = (
    ("title", t("Name of the salon")),
    ("purpose", t("What it is for")),
    ("lead", t("Opening words")),
    ("benefits", t("What members get")),
    ("body", t("About the salon")),
    ("links", t("Elsewhere")),
)

_LABELS = {**dict(PARTS), "rules": t("Rules")}


@attrs.frozen
class Noticed:
    """Words to look at twice: where they stand, why, and what their author says to show that they are true.

    `asks` is false for words that no evidence helps, such as a term that does not hold.
    """

    label: Text
    words: str
    why: Text
    asks: bool
    note: str


def findings(content: PageContent, rules: str, evidence: tuple[Evidence, ...] = ()) -> list[Noticed]:
    """Words to look at twice."""
    found = in_page(content, rules)
    asking, notes = claims_in(found), {one.words: one.note for one in evidence}
    return [
        Noticed(_LABELS[one.field], one.words, why(one.kind), one.words in asking, notes.get(one.words, ""))
        for one in found
    ]


def changes(public: PageContent | None, handed_in: PageContent) -> dict[str, list[Piece]]:
    """Each field's way from what is public to what was handed in."""

    def text(content: PageContent, name: str) -> str:
        if name == "links":
            return "\n".join(f"{link.label} {link.url}".strip() for link in content.links)
        value = getattr(content, name)
        return "\n".join(value) if isinstance(value, tuple) else str(value)

    if public is None:
        return {}
    return {name: pieces(text(public, name), text(handed_in, name)) for name, _ in PARTS}

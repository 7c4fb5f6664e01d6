# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a machine noticed about a page, in a person's words."""

from modules.salons.domain.claims import in_page, why
from modules.salons.domain.diff import Piece, pieces
from modules.salons.domain.pages import PageContent
from synapse_salon.i18n import Text, t

PARTS: tuple[tuple[str, Text], ...] = (
    ("title", t("Name of the salon")),
    ("purpose", t("What it is for")),
    ("lead", t("Opening words")),
    ("benefits", t("What members get")),
    ("body", t("About the salon")),
)

_LABELS = {**dict(PARTS), "rules": t("Rules")}


def findings(content: PageContent, rules: str) -> list[tuple[Text, str, Text]]:
    """Words to look at twice: the field's label, the words, and why."""
    return [(_LABELS[found.field], found.words, why(found.kind)) for found in in_page(content, rules)]


def changes(public: PageContent | None, handed_in: PageContent) -> dict[str, list[Piece]]:
    """Each field's way from what is public to what was handed in."""

    def text(content: PageContent, name: str) -> str:
        value = getattr(content, name)
        return "\n".join(value) if isinstance(value, tuple) else str(value)

    if public is None:
        return {}
    return {name: pieces(text(public, name), text(handed_in, name)) for name, _ in PARTS}

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Links of a page and evidence for its words, as the API and the form of the page bring them."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field, StringConstraints, ValidationInfo, field_validator

from modules.salons.domain.evidence import LONGEST_NOTE
from modules.salons.domain.links import LONGEST_LABEL, LinkKind, PageLink, problem_with_url
from modules.salons.domain.pages import Evidence
from synapse_salon.i18n import t
from synapse_salon.web import Body, Prose


class LinkBody(Body):
    """One of a salon's places elsewhere; `label` is for `other` alone."""

    kind: LinkKind = "website"
    url: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
    label: Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_LABEL)] = Field(
        default="", validate_default=True
    )

    @field_validator("url")
    @classmethod
    def _leads_there(cls, url: str, info: ValidationInfo) -> str:
        problem = problem_with_url(info.data.get("kind", "website"), url) if url else None
        if problem is not None:
            raise ValueError(problem)
        return url

    @field_validator("label")
    @classmethod
    def _says_what(cls, label: str, info: ValidationInfo) -> str:
        if not label.isprintable():
            raise ValueError(
                t("One line of text would work here, without line breaks or control characters.")
            )
        if info.data.get("kind") == "other" and info.data.get("url") and not label:
            raise ValueError(t("Please say what this address is."))
        return label


class LinkRow(LinkBody):
    """A row of the form: without an address it is no link."""

    url: Annotated[str, StringConstraints(strip_whitespace=True)] = ""


class EvidenceBody(Body):
    """What can be shown for words that were noticed."""

    words: Annotated[str, Field(min_length=1, max_length=500)]
    note: Annotated[Prose, Field(max_length=LONGEST_NOTE)] = ""


def links_of(given: Iterable[LinkBody]) -> tuple[PageLink, ...]:
    """The links among what was filled in."""
    return tuple(
        PageLink(link.kind, link.url, link.label if link.kind == "other" else "")
        for link in given
        if link.url
    )


def evidence_of(given: Iterable[EvidenceBody]) -> tuple[Evidence, ...]:
    """The evidence among what was filled in."""
    return tuple(Evidence(one.words, one.note) for one in given)

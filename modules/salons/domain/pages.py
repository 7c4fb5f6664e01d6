# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A landing page's words, and who may approve them: pure rules."""

from typing import Literal

import attrs

from modules.salons.domain.links import PageLink
from synapse_salon.errors import BadInput, Conflict, NotAllowed
from synapse_salon.i18n import t
from synapse_salon.people import Role


@attrs.frozen
class PageContent:
    """The words of a landing page."""

    title: str
    purpose: str
    lead: str
    benefits: tuple[str, ...]
    body: str
    links: tuple[PageLink, ...] = ()


@attrs.frozen
class Evidence:
    """Words that were noticed in a page, and what its author says to show that they are true."""

    words: str
    note: str


@attrs.frozen
class Review:
    """A page's words, handed in for approval. `evidence` is for the reviewer and never public."""

    id: str
    salon_id: str
    content: PageContent
    author: str
    submitted_by: str
    submitted_ms: int
    decision: Literal["approved", "refused"] | None
    reason: str | None
    decided_by: str | None
    decided_ms: int | None
    evidence: tuple[Evidence, ...] = ()


def check_complete(content: PageContent) -> None:
    """Raises BadInput: a page that is handed in says what the salon is for, and what members get."""
    problems = {}
    if not content.purpose.strip():
        problems["purpose"] = t("Please say in a sentence or two what the salon is for.")
    if not any(benefit.strip() for benefit in content.benefits):
        problems["benefits"] = t("Please name at least one thing that members get.")
    if problems:
        raise BadInput(t("This page is not complete yet."), problems)


def check_reviewer(review: Review, reviewer: str, roles_in_salon: frozenset[Role]) -> None:
    """A page is approved by somebody else than those who made it.

    Raises:
        Conflict: it has been decided already.
        NotAllowed: the reviewer wrote it, handed it in, or works for the salon.
    """
    if review.decision is not None:
        raise Conflict(t("This page has been decided already."), "already_decided")
    if reviewer in (review.author, review.submitted_by) or roles_in_salon:
        raise NotAllowed(t("A page is reviewed by somebody who does not work for its salon."), "own_page")

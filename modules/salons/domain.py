# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a salon is made of, and what may become of its page: pure rules."""

import re
from typing import Literal

import attrs

from synapse_salon.errors import BadInput, Conflict, NotAllowed
from synapse_salon.i18n import t
from synapse_salon.money import Money
from synapse_salon.people import Role
from synapse_salon.ports.salons import Interval

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
# Words that are, or may become, addresses of our own beside `s/`, and names that would mislead.
RESERVED_SLUGS = frozenset(
    {"admin", "api", "help", "house", "me", "new", "salon", "salons", "staff", "static", "v1"}
)


def check_slug(slug: str) -> str:
    """The short name in a salon's address.

    Raises:
        BadInput: it is not 1 to 40 of a-z, 0-9 and inner hyphens, or is reserved.
    """
    if not SLUG.fullmatch(slug) or slug in RESERVED_SLUGS:
        raise BadInput(
            t("This short name cannot be used."),
            {
                "slug": t(
                    "Please use 1 to 40 small letters, digits and hyphens, such as blue-lotus. Some words are reserved."
                )
            },
        )
    return slug


def check_room_key(key: str) -> str:
    """The short name of a room that staff open. Raises BadInput: it cannot be used, or is a plan's hidden space's."""
    check_slug(key)
    if key.startswith("tier-"):
        raise BadInput(
            t("This short name cannot be used."),
            {"key": t("Please choose one that does not begin with tier-.")},
        )
    return key


def check_price(interval: Interval, price: Money, trial_days: int) -> None:
    """A plan's price fits its interval.

    Raises:
        BadInput: a free plan with a price, a paid one without, or a trial of something that does not renew.
    """
    problems = {}
    if interval == "free" and price.minor != 0:
        problems["price.amount"] = t("A free plan costs 0.")
    if interval != "free" and price.minor <= 0:
        problems["price.amount"] = t("A plan that is paid costs more than 0.")
    if trial_days and interval not in ("month", "year"):
        problems["trial_days"] = t("Only plans paid every month or year have free days; 0 for all others.")
    if problems:
        raise BadInput(t("This plan cannot be offered as it is."), problems)


@attrs.frozen
class PageContent:
    """The words of a landing page."""

    title: str
    purpose: str
    lead: str
    benefits: tuple[str, ...]
    body: str


@attrs.frozen
class Review:
    """A page's words, handed in for approval."""

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

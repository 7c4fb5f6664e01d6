# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A salon that somebody is about to open, filled in step by step. Pure."""

from typing import Literal

import attrs

from modules.salons.domain.disclosure import Disclosure, missing
from modules.salons.domain.pages import PageContent
from modules.salons.domain.themes import Theme
from synapse_salon.i18n import Language
from synapse_salon.ports.salons import Interval, Kind

Step = Literal["kind", "about", "plans", "entry", "seller", "look"]
MOST_PLANS = 10


@attrs.frozen
class DraftPlan:
    """A plan to offer; `minor` is its price in minor units of the house's currency."""

    name: str
    description: str
    interval: Interval
    minor: int
    trial_days: int


@attrs.frozen
class Draft:
    """What was filled in so far. Empty is what was not asked yet, or is left to the house."""

    kind: Kind | None = None
    language: Language = "ja"
    theme: Theme | Literal[""] = ""
    title: str = ""
    slug: str = ""
    purpose: str = ""
    lead: str = ""
    benefits: tuple[str, ...] = ()
    body: str = ""
    plans: tuple[DraftPlan, ...] = ()
    rules: str = ""
    minimum_age: int = 0
    asks_first: bool = False
    this_server_only: bool = False
    seller: Disclosure | None = None

    @property
    def page(self) -> PageContent:
        """The words of its page."""
        return PageContent(self.title, self.purpose, self.lead, self.benefits, self.body)

    @property
    def sells(self) -> bool:
        """Whether one of its plans costs something."""
        return any(plan.minor > 0 for plan in self.plans)


def steps(needs_seller: bool) -> tuple[Step, ...]:
    """The steps in their order; who sells is asked only where the law wants it said."""
    return ("kind", "about", "plans", "entry", *(("seller",) if needs_seller else ()), "look")


def is_done(draft: Draft, step: Step) -> bool:
    """Whether a step is filled in."""
    match step:
        case "kind":
            return draft.kind is not None
        case "about":
            return bool(draft.title and draft.slug and draft.purpose and draft.benefits)
        case "plans":
            return bool(draft.plans)
        case "entry":
            return bool(draft.rules)
        case "seller":
            return not missing(draft.seller)
        case "look":
            return False


def next_step(draft: Draft, needs_seller: bool) -> Step:
    """The first step that is still to be filled in; `look` when all are."""
    return next(step for step in steps(needs_seller) if not is_done(draft, step))


def may_see(draft: Draft, step: Step, needs_seller: bool) -> bool:
    """Whether somebody may go to a step: everything before it is filled in."""
    order = steps(needs_seller)
    return step in order and order.index(step) <= order.index(next_step(draft, needs_seller))

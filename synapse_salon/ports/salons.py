# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Salons, as other features see them. Provided by `modules.salons`."""

from typing import TYPE_CHECKING, Literal, Protocol

import attrs

from synapse_salon.errors import NotFound
from synapse_salon.i18n import Language, t
from synapse_salon.money import Money
from synapse_salon.people import Act, Role

if TYPE_CHECKING:
    from synapse_salon.rooms.kinds import SalonFrame

Kind = Literal["fan_club", "lesson", "project"]
Interval = Literal["free", "month", "year", "once"]
Dm = Literal["off", "operator", "members"]
"""Who may write to whom privately: nobody, members to those who run the salon, or members to each other."""

Guests = Literal["none", "invited", "knock"]
"""Whether people who are no members come into single rooms: never, when asked in, or also when they ask."""


@attrs.frozen
class Salon:
    """A salon. `is_open` is true from the first approval of its page until it closes; `accent` is a CSS
    colour `#rrggbb`; `rules` are the words of version `rules_version`; `closes_ms` is when it closes, or closed;
    `theme` is what it is about, a word of the directory's list, or empty."""

    id: str
    slug: str
    title: str
    purpose: str
    kind: Kind
    language: Language
    timezone: str
    owner: str
    space: str | None
    is_open: bool
    rules_version: int
    rules: str
    minimum_age: int
    this_server_only: bool
    currency: str
    accent: str
    closes_ms: int | None = None
    theme: str = ""

    @property
    def takes_members(self) -> bool:
        """Whether it may be joined: it is open, and its end is not announced."""
        return self.is_open and self.closes_ms is None

    @property
    def is_closed(self) -> bool:
        """Whether it was closed for good."""
        return not self.is_open and self.closes_ms is not None


@attrs.frozen
class Plan:
    """A way to be a member. Rooms name the plans that open them (`RoomFacts.plans`)."""

    id: str
    salon_id: str
    name: str
    description: str
    price: Money
    interval: Interval
    trial_days: int
    is_offered: bool


@attrs.frozen
class Policies:
    """What a salon wants of private messages among its members, and of guests."""

    dm: Dm
    guests: Guests


def no_such_salon(slug: str) -> NotFound:
    """What a stranger hears of a salon that is not there, or not open."""
    return NotFound(t("There is no salon at {slug}.", slug=slug), "no_such_salon")


class Salons(Protocol):
    """Looks salons up; answers come from caches that every process forgets together."""

    async def by_slug(self, slug: str) -> Salon | None:
        """The salon at `s/{slug}`, open or not."""

    async def by_id(self, salon_id: str) -> Salon | None:
        """The salon of this id."""

    async def find(self, slug: str) -> Salon:
        """The salon at `s/{slug}`, open or not. Raises NotFound."""

    async def visible(self, slug: str, viewer: str | None) -> Salon:
        """The salon, if this viewer may know of it: it is open, they work for it, or they review. Raises NotFound."""

    async def allowed(self, slug: str, by: str, act: Act) -> Salon:
        """The salon at `s/{slug}`, for somebody who may do this there. Raises NotFound, NotAllowed."""

    async def plans(self, salon_id: str) -> tuple[Plan, ...]:
        """Every plan, also those no longer offered, in the order the salon shows them."""

    async def frame(self, salon: Salon) -> "SalonFrame":
        """What the rooms of a salon need to know of it, as stored now."""

    async def policies(self, salon: Salon) -> Policies:
        """What a salon wants of private messages and guests, cached."""

    async def served(self, user_id: str) -> tuple[str, ...]:
        """The ids of the salons that a person works for, cached."""

    async def roles(self, salon_id: str, user_id: str) -> frozenset[Role]:
        """The staff roles a person was given in a salon (not `member` or `guest`), cached."""

    async def staff(self, salon_id: str) -> dict[str, frozenset[Role]]:
        """Everybody who was given a role in a salon."""

    async def allow(self, salon: Salon, user_id: str, act: Act) -> None:
        """Raises NotAllowed unless one of the person's roles may do this; NotFound where a stranger may not
        know of the salon."""

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may see whom in a salon, and what of them."""

from collections.abc import Collection

import attrs

from modules.people.domain.folding import folded
from modules.people.domain.profile import Common, Profile, Words, in_common
from modules.people.domain.search import Place, Search, place_of
from modules.people.store import finding, profiles
from synapse_salon.clock import DAY_MS
from synapse_salon.errors import Conflict, NotAllowed, NotFound
from synapse_salon.i18n import t
from synapse_salon.people import STAFF, Act, Role, may
from synapse_salon.platform import Platform
from synapse_salon.ports import Members, Salon, Salons, no_such_salon
from synapse_salon.ports.members import Portrait

GROUPS = ("group", "project")
"""Kinds of rooms in which people are a group."""

MOST_POPULAR = 24

_RANKS = (
    Role.OWNER,
    Role.OPERATOR,
    Role.COMMUNITY_MANAGER,
    Role.MODERATOR,
    Role.EVENT_STAFF,
    Role.SELLER,
)
"""What people do in a salon, the first of which they are named by."""


@attrs.frozen
class Person:
    """Somebody as one member sees them. `common` is why they may be worth knowing."""

    profile: Profile
    is_new: bool
    is_oneself: bool
    common: Common
    picture: str = ""
    """Which picture they chose here, as a word that changes with it; empty for none."""
    role: Role | None = None
    """What they do in the salon, for its staff."""


@attrs.frozen
class Listing:
    """A page of the list; `more` is where the next one begins."""

    people: list[Person]
    more: Place | None


class Directory:
    """The people of a salon, for those who are inside of it."""

    def __init__(self, platform: Platform, salons: Salons, members: Members, newcomer_days: int) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons
        self._members = members
        self._newcomer_ms = newcomer_days * DAY_MS

    async def enter(self, slug: str, viewer: str) -> Salon:
        """The salon, for somebody who is inside of it or works for it.

        Raises NotFound where they may not know of it, NotAllowed where they are not inside.
        """
        salon = await self._salons.find(slug)
        if await self.may_look(salon, viewer):
            return salon
        if not salon.is_open and await self._members.card(salon.id, viewer) is None:
            raise no_such_salon(slug)
        raise NotAllowed(
            t("Members see each other here. You are not a member of this salon now."), "not_a_member"
        )

    async def may_look(self, salon: Salon, viewer: str | None) -> bool:
        """Whether somebody is inside of the salon, or works for it. Cached."""
        if viewer is None:
            return False
        if salon.id in await self._members.inside(viewer):
            return True
        return may(await self._salons.roles(salon.id, viewer), Act.ENTER_STAFF_ROOM)

    async def own(self, salon: Salon, user_id: str) -> Profile:
        """What somebody says of themself. Raises Conflict: they are no member."""
        found = await self.profile(salon, user_id)
        if found is None:
            found = await self._arrive(salon, user_id)
        return found

    async def say(self, salon: Salon, user_id: str, words: Words) -> Profile:
        """Somebody says something else of themself. Raises Conflict: they are no member."""
        now = await self._db.run("salon_people_say", profiles.say, salon.id, user_id, words)
        if now is None:
            await self._arrive(salon, user_id)
            now = await self._db.run("salon_people_say", profiles.say, salon.id, user_id, words)
        return now or await self._arrive(salon, user_id)

    async def _arrive(self, salon: Salon, user_id: str) -> Profile:
        """Somebody who is inside and stands not in the list yet, which follows in a moment by itself."""
        insider = await self._members.insider(salon.id, user_id)
        if insider is not None:
            await self._db.run("salon_people_came", profiles.came_in, insider)
        found = await self.profile(salon, user_id) if insider is not None else None
        if found is None:
            raise Conflict(t("You are not a member of this salon."), "not_a_member")
        return found

    async def find(
        self, salon: Salon, viewer: str, search: Search, after: Place | None, limit: int
    ) -> Listing:
        """The people that a search finds, each as this member sees them."""
        mine, companions = await self.profile(salon, viewer), await self.companions(salon, viewer)
        skip = after.number if after is not None else 0
        if search.show == "like":
            found = await self._db.run(
                "salon_people_alike", finding.alike, salon.id, viewer, search, companions, skip, limit + 1
            )
        else:
            since_ms = self._platform.clock.now_ms() - self._newcomer_ms
            found = await self._db.run(
                "salon_people_find", finding.find, salon.id, search, companions, since_ms, after, limit + 1
            )
        shown = found[:limit]
        more = place_of(search.show, shown[-1], skip + limit) if len(found) > limit else None
        people = [await self._seen(mine, viewer, one, companions) for one in shown]
        return Listing([person for person in people if person is not None], more)

    async def person(self, salon: Salon, viewer: str, user_id: str) -> Person:
        """One member, as another sees them. Raises NotFound: not inside, or not to be found in the list."""
        found = await self.profile(salon, user_id)
        is_shown = found is not None and (found.words.is_listed or user_id == viewer)
        mine, companions = await self.profile(salon, viewer), await self.companions(salon, viewer)
        seen = await self._seen(mine, viewer, found, companions) if found is not None and is_shown else None
        seen = await self._of_staff(salon, viewer, user_id) or seen
        if seen is None:
            raise NotFound(t("There is nobody like this in the salon's list."), "no_such_person")
        return seen

    async def staff(self, salon: Salon, viewer: str, search: Search) -> list[Person]:
        """Those who run the salon, its owner first, as far as all of a search is found in their name; not who is a
        member too and would not stand in the list."""
        if search.show != "all" or search.interest:
            return []
        roles = await self._salons.staff(salon.id)
        found = [
            await self._of_staff(salon, viewer, one) for one in roles if not STAFF.isdisjoint(roles[one])
        ]
        fitting = [
            one
            for one in found
            if one is not None and all(w in folded(one.profile.name) for w in search.words)
        ]
        return sorted(
            fitting, key=lambda one: (_RANKS.index(one.role), one.profile.name) if one.role else (99, "")
        )

    async def _of_staff(self, salon: Salon, viewer: str, user_id: str) -> Person | None:
        """One of the staff as a member sees them; None for somebody else, and for who is not listed."""
        roles = await self._salons.roles(salon.id, user_id)
        role = next((role for role in _RANKS if role in roles), None)
        if role is None:
            return None
        known = await self.profile(salon, user_id)
        if known is not None and not known.words.is_listed and user_id != viewer:
            return None
        if known is not None:
            mine, companions = await self.profile(salon, viewer), await self.companions(salon, viewer)
            seen = await self._seen(mine, viewer, known, companions)
            if seen is not None:
                return attrs.evolve(seen, role=role)
        name = await self._platform.rooms.shown_name(salon.id, user_id)
        return Person(Profile(salon.id, user_id, name, 0), False, user_id == viewer, Common(), "", role)

    async def may_write_to(self, salon: Salon, viewer: str, user_id: str) -> bool:
        """Whether the salon wants these two to write to each other privately: members where it says so, and the staff
        and their members always. Who shares another salon that wants it may write all the same."""
        if (await self._salons.policies(salon)).dm == "members":
            return True
        return any([await self._salons.roles(salon.id, one) for one in (viewer, user_id)])

    async def portrait(self, salon: Salon, viewer: str, user_id: str) -> Portrait:
        """The picture of a member whom this one may see. Raises NotFound."""
        await self.person(salon, viewer, user_id)
        found = await self._members.portrait(salon.id, user_id)
        if found is None:
            raise NotFound(t("There is no picture."), "no_picture")
        return found

    async def popular(self, salon: Salon) -> list[tuple[str, int]]:
        """What most people of a salon are interested in, as the staff or most of them write it, and how many are."""
        return await self._db.run("salon_people_popular", finding.popular, salon.id, MOST_POPULAR)

    async def has_groups(self, salon: Salon) -> bool:
        """Whether the salon has rooms in which people are a group."""
        return any(
            room.kind in GROUPS and not room.is_archived
            for room in await self._platform.rooms.of_salon(salon.id)
        )

    async def companions(self, salon: Salon, user_id: str) -> frozenset[str]:
        """Who is in a group of this salon with somebody."""
        rooms = [room for room in await self._platform.rooms.of_salon(salon.id) if room.kind in GROUPS]
        if not rooms:
            return frozenset()
        own = await self._platform.host.memberships(user_id)
        found: set[str] = set()
        for room in rooms:
            if own.get(room.room_id) == "join":
                found |= (await self._platform.host.present(room.room_id)).keys()
        return frozenset(found - {user_id, self._platform.house})

    async def profile(self, salon: Salon, user_id: str) -> Profile | None:
        """Somebody as they told of themself, if they are inside."""
        return await self._db.run("salon_people_profile", profiles.get, salon.id, user_id)

    async def _seen(
        self, mine: Profile | None, viewer: str, other: Profile, companions: Collection[str]
    ) -> Person | None:
        """Somebody as this member sees them; None for who is out: the list follows a moment after that."""
        card = await self._members.card(other.salon_id, other.user_id)
        if card is None or not card.standing.is_inside:
            return None
        seen = other.as_seen(other.user_id in companions)
        is_oneself = other.user_id == viewer
        common = in_common(mine.words, seen.words) if mine is not None and not is_oneself else Common()
        is_new = other.came_ms >= self._platform.clock.now_ms() - self._newcomer_ms
        picture = card.picture.rpartition("/")[2] if card.picture else ""
        return Person(seen, is_new, is_oneself, common, picture)

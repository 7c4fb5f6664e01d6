# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Brings people into the rooms they belong in, and out of the others."""

import attrs

from modules.membership.domain import placing
from modules.membership.domain.changes import Member
from modules.membership.domain.placing import Place
from modules.membership.service.lookups import MemberLookups
from modules.membership.store import members
from synapse_salon.database import Txn
from synapse_salon.happenings import RoleChanged, RoomChanged, RoomOpened, StandingChanged
from synapse_salon.people import Role, Standing
from synapse_salon.platform import Platform
from synapse_salon.ports import Salons
from synapse_salon.ports.asks import Asks
from synapse_salon.ports.guests import Guests
from synapse_salon.ports.introductions import Introductions
from synapse_salon.rooms import RoomFacts


class Placement:
    """Compares where a person is with where they belong. It looks at what is so now: order and repeats do no harm."""

    def __init__(self, platform: Platform, salons: Salons, lookups: MemberLookups) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons
        self._lookups = lookups

    async def standing_changed(self, changed: StandingChanged) -> None:
        """A person's standing changed.

        Other processes are told once more: whoever changed it may have died before telling them.
        """
        await self._lookups.forget(changed.salon_id, changed.user_id)
        await self.place(changed.salon_id, changed.user_id)
        muted_before = changed.before == Standing.READ_ONLY
        if muted_before or changed.after == Standing.READ_ONLY:
            await self._platform.rooms.keep_powers(changed.salon_id)

    async def role_changed(self, changed: RoleChanged) -> None:
        """A person's roles changed."""
        await self.place(changed.salon_id, changed.user_id)

    async def room_opened(self, opened: RoomOpened) -> None:
        """A room was opened: those who run the salon are brought in; members enter on their own."""
        for user_id in await self._salons.staff(opened.salon_id):
            await self.place(opened.salon_id, user_id)

    async def room_changed(self, changed: RoomChanged) -> None:
        """A room is for others than before: everybody whom it may concern is placed anew, who is in it among them."""
        staff = set(await self._salons.staff(changed.salon_id))
        inside = await self._db.run("salon_members_inside", members.inside, changed.salon_id)
        present = await self._platform.host.present(changed.room_id, ("join", "invite", "knock"))
        for user_id in sorted((staff | set(inside) | set(present)) - {self._platform.house}):
            await self.place(changed.salon_id, user_id)

    async def place(self, salon_id: str, user_id: str) -> None:
        """Bring one person to where they belong in one salon."""
        rooms = await self._platform.rooms.of_salon(salon_id)
        # Who is about to be let in is let in by then or still in the queue: asked in this order none is missed.
        queued = {wish.room_id for wish in await self._platform.crowd.pending(user_id)}
        present = await self._platform.host.memberships(user_id)
        roles = await self._salons.roles(salon_id, user_id)
        guests, asked = self._platform.want(Guests), self._platform.want(Asks)
        admitted = await guests.rooms_of(salon_id, user_id) if guests is not None else frozenset()
        by_name = await asked.asking_now(salon_id, user_id) if asked is not None else frozenset()
        by_name |= await guests.asked_into_now(user_id) if guests is not None else frozenset()
        introductions = self._platform.want(Introductions)
        by_name |= (
            await introductions.rooms_now(salon_id, user_id) if introductions is not None else frozenset()
        )
        await self._db.run(
            "salon_place", self._wish, salon_id, user_id, rooms, present, queued, roles, admitted, by_name
        )

    def _wish(
        self,
        txn: Txn,
        salon_id: str,
        user_id: str,
        rooms: tuple[RoomFacts, ...],
        present: dict[str, str],
        queued: set[str],
        roles: frozenset[Role],
        admitted: frozenset[str],
        by_name: frozenset[str],
    ) -> None:
        member = members.get(txn, salon_id, user_id)
        is_in_space = any(room.kind == "space" and present.get(room.room_id) == "join" for room in rooms)
        place = attrs.evolve(_place(member, roles, is_in_space), by_name=by_name)
        former = members.former_rooms(txn, salon_id, user_id)
        wishes = placing.wishes(place, rooms, former)
        lost = frozenset(
            room.room_id
            for room in rooms
            if wishes.get(room.room_id) == "out"
            and present.get(room.room_id) == "join"
            and room.kind != "lobby"
        )
        if place.standing is Standing.LAPSED:
            members.remember_rooms(txn, salon_id, user_id, lost)
        elif place.standing.is_inside:
            members.forget_former_rooms(txn, salon_id, user_id)
        asking = {room.room_id for room in rooms if room.knocks and present.get(room.room_id) == "knock"}
        kept = {
            room.room_id
            for room in rooms
            if room.room_id in admitted | asking and placing.may_be_guest(place, room)
        }
        for room_id, wish in wishes.items():
            if wish == "out" and room_id in kept:
                continue
            if wish != "out" or room_id in present or room_id in queued:
                self._platform.crowd.want(txn, room_id, user_id, wish, place.standing.value)


def _place(member: Member | None, roles: frozenset[Role], is_in_space: bool) -> Place:
    if member is None:
        return Place(Standing.VISITOR, None, roles, is_in_space=is_in_space)
    return Place(member.standing, member.plan_id, roles, member.keeps_lobby, is_in_space)

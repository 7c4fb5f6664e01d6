# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a person may be: cached lookups and pure rules only, for everybody who asks."""

import attrs

from modules.membership.domain import placing
from modules.membership.domain.placing import Place
from modules.membership.service.lookups import MemberLookups
from synapse_salon.people import Standing
from synapse_salon.platform import Platform
from synapse_salon.ports import Salons
from synapse_salon.ports.asks import Asks
from synapse_salon.ports.guests import Guests
from synapse_salon.ports.introductions import Introductions
from synapse_salon.rooms import RoomFacts


class Access:
    """What is open to whom."""

    def __init__(self, platform: Platform, salons: Salons, members: MemberLookups) -> None:
        self._platform = platform
        self._salons = salons
        self._members = members

    async def place(self, salon_id: str, user_id: str) -> Place:
        """What is known of a person in a salon."""
        card = await self._members.card(salon_id, user_id)
        roles = await self._salons.roles(salon_id, user_id)
        if card is None:
            return Place(Standing.VISITOR, None, roles)
        return Place(card.standing, card.plan_id, roles, card.keeps_lobby)

    async def place_in(self, room: RoomFacts, user_id: str) -> Place:
        """What is known of a person, as far as it matters in a room."""
        place = await self.place(room.salon_id, user_id)
        asks = self._platform.want(Asks) if room.kind == "ask" else None
        if asks is not None:
            return attrs.evolve(place, by_name=await asks.asking(room.salon_id, user_id))
        known = self._platform.want(Introductions) if room.kind == "introduction" else None
        if known is not None:
            return attrs.evolve(place, by_name=await known.rooms_of(room.salon_id, user_id))
        return await self._asked_in(place, user_id) if room.access == "invited" else place

    async def _asked_in(self, place: Place, user_id: str) -> Place:
        guests = self._platform.want(Guests)
        if guests is None:
            return place
        return attrs.evolve(place, by_name=await guests.asked_into(user_id))

    async def why_not(self, user_id: str, room: RoomFacts) -> str | None:
        """A stable word for why a person may not be in a room, None if they may."""
        place = await self.place_in(room, user_id)
        reason = placing.why_not(place, room)
        return None if reason is not None and await self._is_guest(place, user_id, room) else reason

    async def why_silent(self, user_id: str, room: RoomFacts) -> str | None:
        """A stable word for why a person may not write in a room as far as their standing goes, None if they may."""
        place = await self.place_in(room, user_id)
        reason = placing.why_silent(place, room)
        return None if reason is not None and await self._is_guest(place, user_id, room) else reason

    async def _is_guest(self, place: Place, user_id: str, room: RoomFacts) -> bool:
        guests = self._platform.want(Guests)
        if guests is None or not placing.may_be_guest(place, room):
            return False
        return await guests.admits(room.room_id, user_id)

    async def may_knock(self, user_id: str, room: RoomFacts) -> bool:
        """Whether somebody may stand before a room and ask to come in as a guest."""
        return room.knocks and placing.may_be_guest(await self.place_in(room, user_id), room)

    async def may_see(self, user_id: str, room_id: str) -> bool:
        """Whether a person may see what is shown in a room of ours."""
        room = await self._platform.rooms.facts(room_id)
        if room is None or user_id == self._platform.house:
            return True
        return await self.why_not(user_id, room) is None

    async def open_to(self, salon_id: str, user_id: str) -> list[RoomFacts]:
        """The rooms of a salon that a person may be in, without those of questions."""
        place = await self._asked_in(await self.place(salon_id, user_id), user_id)
        rooms = await self._platform.rooms.of_salon(salon_id)
        return [room for room in rooms if placing.why_not(place, room) is None]

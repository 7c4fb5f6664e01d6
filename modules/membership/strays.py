# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Puts out whoever is in a room of ours and does not belong there, however they came in."""

from modules.membership.service.access import Access
from modules.membership.service.placement import Placement
from synapse_salon.platform import Platform
from synapse_salon.rooms import RoomFacts
from synapse_salon.watch import Seen

_PRESENT = ("join", "invite", "knock")


class Strays:
    """Looks at arrivals as they are seen, and at everybody once an hour.

    Someone may enter a room between losing access and leaving the Space, and another server may bring a
    membership back that nothing was seen of.
    """

    def __init__(self, platform: Platform, access: Access, placement: Placement) -> None:
        self._platform = platform
        self._access = access
        self._placement = placement

    def wants(self, seen: Seen) -> bool:
        """People who come, or are let in."""
        return seen.membership in _PRESENT and seen.state_key != self._platform.house

    async def seen(self, seen: Seen) -> None:
        """Somebody came. Staff who answered the Space's invitation are brought into the rest."""
        room, who = await self._platform.rooms.facts(seen.room_id), seen.state_key
        if room is None or who is None or await self._look_at(room, who, str(seen.membership)):
            return
        if room.kind == "space" and seen.membership == "join":
            place = await self._access.place(room.salon_id, who)
            if place.serves and not place.standing.is_inside:
                await self._placement.place(room.salon_id, who)

    async def sweep(self) -> int:
        """Look at everybody in every room of ours; answers how many did not belong."""
        found = 0
        for salon_id in (await self._platform.rooms.salons()).values():
            for room in await self._platform.rooms.of_salon(salon_id):
                present = await self._platform.host.present(room.room_id, _PRESENT)
                for user_id, membership in present.items():
                    found += await self._look_at(room, user_id, membership)
        return found

    async def _look_at(self, room: RoomFacts, user_id: str, membership: str) -> bool:
        if user_id == self._platform.house or await self._access.why_not(user_id, room) is None:
            return False
        if membership == "knock" and await self._access.may_knock(user_id, room):
            return False
        await self._placement.place(room.salon_id, user_id)  # it asks the tables, not the cache
        return True

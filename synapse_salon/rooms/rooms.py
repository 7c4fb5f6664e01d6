# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opens the rooms of salons and keeps them as they should be."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from synapse_salon.people import Role
from synapse_salon.rooms.kinds import RoomFacts, RoomOrder, SalonFrame

if TYPE_CHECKING:
    from synapse_salon.platform import Platform


class Rooms:
    """The rooms of every salon. The house account creates each and stays in it."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform

    async def open_space(self, salon: SalonFrame) -> str:
        """The salon's Space, made if there is none yet; answers its room id."""
        raise NotImplementedError

    async def open_room(self, salon: SalonFrame, order: RoomOrder) -> str:
        """A room of the salon, made if there is none of that key, also when an earlier try broke off."""
        raise NotImplementedError

    async def open_tier(self, salon: SalonFrame, plan_id: str) -> str:
        """The hidden space of a plan, made if there is none yet."""
        raise NotImplementedError

    async def facts(self, room_id: str) -> RoomFacts | None:
        """What we know of a room; None for rooms that are not ours. Cached."""
        raise NotImplementedError

    async def of_salon(self, salon_id: str) -> tuple[RoomFacts, ...]:
        """Every room of a salon in its order, the Space and tiers among them. Cached."""
        raise NotImplementedError

    async def set_powers(
        self,
        salon_id: str,
        roles: Mapping[str, frozenset[Role]],
        muted: frozenset[str] = frozenset(),
        room_id: str | None = None,
    ) -> None:
        """Bring the power levels of every room of the salon (or of one) to what the permission table says."""
        raise NotImplementedError

    async def say_state(self, room_id: str, kind: str, content: Mapping[str, Any], state_key: str = "") -> None:
        """Set a piece of room state as the house, if it differs from what is there."""
        raise NotImplementedError

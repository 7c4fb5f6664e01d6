# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Powers and doors of a salon's rooms that are not what the permission table and their orders say are put right."""

from synapse_salon.platform import Platform
from synapse_salon.watch import Seen

_DOORS = ("m.room.join_rules", "m.room.history_visibility")


class PowersWatch:
    """Watches powers and doors change. Whose change it was does not matter: administrators of the server
    can make the house itself write, and two writings at once may end with the older one."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def wants(self, seen: Seen) -> bool:
        """Changes of powers, and of who may enter or read from outside."""
        return seen.type == "m.room.power_levels" or seen.type in _DOORS

    async def seen(self, seen: Seen) -> None:
        """Powers or doors changed in some room."""
        room = await self._platform.rooms.facts(seen.room_id)
        if room is not None and seen.type in _DOORS:
            await self._platform.rooms.keep_doors(room.room_id)
        elif room is not None:
            await self._platform.rooms.keep_powers(room.salon_id, room.room_id)

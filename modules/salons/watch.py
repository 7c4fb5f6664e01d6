# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Powers in a salon's rooms that are not what the permission table says are put right."""

from synapse_salon.platform import Platform
from synapse_salon.watch import Seen


class PowersWatch:
    """Watches powers change. Whose change it was does not matter: administrators of the server can make the
    house itself write, and two writings at once may end with the older one."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def wants(self, seen: Seen) -> bool:
        """Changes of powers."""
        return seen.type == "m.room.power_levels"

    async def seen(self, seen: Seen) -> None:
        """Powers changed in some room."""
        room = await self._platform.rooms.facts(seen.room_id)
        if room is not None:
            await self._platform.rooms.keep_powers(room.salon_id, room.room_id)

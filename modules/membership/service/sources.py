# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""On which ways members came: counts, and nobody's name."""

from modules.membership.store import traces
from modules.membership.store.traces import Source
from synapse_salon.clock import DAY_MS
from synapse_salon.people import Act
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon, Salons


class Sources:
    """What staff see of it."""

    def __init__(self, platform: Platform, salons: Salons) -> None:
        self._platform = platform
        self._salons = salons

    async def counts(self, salon: Salon, by: str, days: int) -> list[Source]:
        """How many came on each way in the last days, the most first. Raises NotAllowed."""
        await self._salons.allow(salon, by, Act.SEE_MEMBERS)
        since_ms = self._platform.clock.now_ms() - days * DAY_MS
        return await self._platform.database.run("salon_sources", traces.counts, salon.id, since_ms)

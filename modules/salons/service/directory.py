# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who looks for a salon: open ones, by their public words and what they offer."""

from modules.salons.domain.pages import PageContent
from modules.salons.domain.searching import Wish
from modules.salons.service.lookups import SalonLookups
from modules.salons.store import directory as store
from synapse_salon.platform import Platform
from synapse_salon.ports.salons import Salon

Found = tuple[Salon, int, PageContent]
"""A salon, when it opened (ms), and its public words."""


class Directory:
    """The list of open salons. Nothing but the day of opening decides about its order."""

    def __init__(self, platform: Platform, lookups: SalonLookups) -> None:
        self._db = platform.database
        self._lookups = lookups

    async def find(self, wish: Wish, after: tuple[int, str] | None, limit: int) -> list[Found]:
        """Salons that fit, newest first."""
        found = []
        for salon_id, opened_ms, content in await self._db.run(
            "salon_directory", store.directory, wish, after, limit
        ):
            salon = await self._lookups.by_id(salon_id)
            if salon is not None:
                found.append((salon, opened_ms, content))
        return found

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accounts that were deleted: nothing more is charged, the place is free, and who wants to be forgotten is."""

from modules.membership.service.exits import Exits
from modules.membership.service.leaving import Leaving
from modules.membership.service.lookups import MemberLookups
from modules.membership.service.partings import Partings
from modules.membership.service.withdrawing import Withdrawing
from modules.membership.store.people import everybody, forget_person
from synapse_salon.clock import DAY_MS
from synapse_salon.platform import Platform

BATCH = 500


class Gone:
    """Acts upon deleted accounts, as it is told of them and by looking. Each deed may be done twice."""

    def __init__(
        self,
        platform: Platform,
        lookups: MemberLookups,
        leaving: Leaving,
        withdrawing: Withdrawing,
        partings: Partings,
        exits: Exits,
    ) -> None:
        self._platform = platform
        self._db = platform.database
        self._lookups = lookups
        self._leaving = leaving
        self._withdrawing = withdrawing
        self._partings = partings
        self._exits = exits

    async def account_gone(self, user_id: str) -> None:
        """An account of this server was deleted; with the wish to be forgotten, its posts in salons go as well,
        and its names and mail addresses a day after that."""
        found = await self._lookups.everywhere(user_id)
        is_erased = await self._platform.host.is_erased(user_id)
        if is_erased:
            await self._partings.erase(user_id, found)
            await self._exits.unname(user_id)
            await self._platform.keeping.forget(user_id)
        await self._leaving.account_gone(user_id, found)
        await self._withdrawing.account_gone(user_id)
        if is_erased:
            before_ms = self._platform.clock.now_ms() - DAY_MS
            if await self._db.run("salon_forget_person", forget_person, user_id, before_ms):
                for member in found:
                    await self._lookups.forget(member.salon_id, user_id)

    async def look(self) -> None:
        """Look for accounts whose end nobody was told of, as when the power was cut in that moment. Hourly."""
        after = ""
        while True:
            people = await self._db.run("salon_members_people", everybody, after, BATCH)
            ours = [user_id for user_id in people if self._platform.api.is_mine(user_id)]
            for user_id in await self._platform.host.deleted_among(ours) if ours else []:
                await self.account_gone(user_id)
            if len(people) < BATCH:
                return
            after = people[-1]

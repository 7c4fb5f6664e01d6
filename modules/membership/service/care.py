# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What staff see of members and do about them."""

from typing import Literal

from modules.membership.domain import changes
from modules.membership.domain.changes import Member
from modules.membership.service.records import Records, Rule
from modules.membership.store import members
from modules.membership.store.members import Transition
from modules.membership.store.narrowing import EVERYBODY, Filter
from synapse_salon.errors import Conflict, NotFound
from synapse_salon.i18n import t
from synapse_salon.people import Act, Standing
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon, Salons


class Care:
    """Members, as the staff of their salon see them."""

    def __init__(self, platform: Platform, salons: Salons, records: Records) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons
        self._records = records

    async def members(
        self,
        salon: Salon,
        by: str,
        standings: tuple[Standing, ...],
        after: tuple[int, str] | None,
        limit: int,
        only: Filter = EVERYBODY,
    ) -> list[Member]:
        """Members of these standings (all, if none is named), by when they joined."""
        await self._salons.allow(salon, by, Act.SEE_MEMBERS)
        return await self._db.run(
            "salon_members", members.page, salon.id, standings or tuple(Standing), after, limit, only
        )

    async def counts(self, salon: Salon, by: str) -> dict[Standing, int]:
        """How many stand how."""
        await self._salons.allow(salon, by, Act.SEE_MEMBERS)
        return await self._db.run("salon_member_count", members.count, salon.id)

    async def history(self, salon: Salon, by: str, user_id: str) -> list[Transition]:
        """Every change of a member's standing, with who or what caused it."""
        await self._salons.allow(salon, by, Act.SEE_MEMBERS)
        return await self._db.run("salon_transitions", members.transitions, salon.id, user_id)

    async def put_out(
        self,
        salon: Salon,
        by: str,
        user_id: str,
        standing: Literal[Standing.REMOVED, Standing.BANNED],
        note: str,
    ) -> Member:
        """Show a member the door: out of every room at once, nothing billed after.

        Raises:
            Conflict: they work for the salon; their role is to be taken first.
            NotFound: nobody of that name ever applied.
        """
        await self._salons.allow(salon, by, Act.REMOVE_MEMBERS)
        if await self._salons.roles(salon.id, user_id):
            raise Conflict(t("This person works for the salon. Take their role first."), "staff")
        return await self._change(
            salon, user_id, lambda at: changes.put_out(at, standing, self._platform.clock.now_ms()), by, note
        )

    async def readmit(self, salon: Salon, by: str, user_id: str, note: str) -> Member:
        """Take a removal or a ban back: they may join again."""
        await self._salons.allow(salon, by, Act.REMOVE_MEMBERS)
        return await self._change(
            salon, user_id, lambda at: changes.readmitted(at, self._platform.clock.now_ms()), by, note
        )

    async def _change(self, salon: Salon, user_id: str, rule: Rule, by: str, note: str) -> Member:
        after = await self._records.change(salon.id, user_id, rule, by, note)
        if after is None:
            raise NotFound(t("There is no such member."), "no_such_member")
        return after

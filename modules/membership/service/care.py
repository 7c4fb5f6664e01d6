# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What staff see of members and do about them."""

from modules.membership.domain.changes import Member
from modules.membership.domain.deeds import Deed, done, spares_staff
from modules.membership.service.records import Records
from modules.membership.store import members, plan_changes
from modules.membership.store.members import Transition
from modules.membership.store.narrowing import EVERYBODY, Filter
from modules.membership.store.plan_changes import Detail
from synapse_salon.errors import Conflict, NotFound
from synapse_salon.i18n import Text, t
from synapse_salon.people import Act, Standing
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon, Salons

NO_MEMBER = t("There is no such member.")


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

    async def details(self, salon: Salon, by: str, user_id: str) -> list[Detail]:
        """What else of a member changed: the plan and the name."""
        await self._salons.allow(salon, by, Act.SEE_MEMBERS)
        return await self._db.run("salon_member_changes", plan_changes.details, salon.id, user_id)

    async def do(self, salon: Salon, by: str, user_id: str, deed: Deed, note: str) -> Member:
        """Show a member the door, out of every room at once and nothing billed after; or take that back.

        Raises:
            Conflict: they work for the salon; their role is to be taken first.
            NotFound: nobody of that name ever applied.
        """
        await self._salons.allow(salon, by, Act.REMOVE_MEMBERS)
        if (problem := await self.why_not(salon, user_id, deed)) is not None:
            raise Conflict(problem, "staff")
        now_ms = self._platform.clock.now_ms()
        after = await self._records.change(salon.id, user_id, lambda at: done(deed, at, now_ms), by, note)
        if after is None:
            raise NotFound(NO_MEMBER, "no_such_member")
        return after

    async def why_not(self, salon: Salon, user_id: str, deed: Deed) -> Text | None:
        """Why a deed cannot be done to somebody, whoever they are; None where it can."""
        if spares_staff(deed) and await self._salons.roles(salon.id, user_id):
            return t("This person works for the salon. Take their role first.")
        return None

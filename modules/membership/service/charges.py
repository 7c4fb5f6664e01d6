# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a person paid, and what they are charged next."""

import attrs

from modules.membership.domain import charges
from modules.membership.domain.changes import Member
from modules.membership.domain.charges import Charge
from modules.membership.domain.closing import Due
from modules.membership.domain.coupons import effective
from modules.membership.service.coupons import Coupons
from modules.membership.service.lookups import MemberLookups
from modules.membership.store import endings
from synapse_salon.payments import disputes
from synapse_salon.platform import Platform
from synapse_salon.ports import Plan, Salon, Salons
from synapse_salon.ports.payments import Disputed


@attrs.frozen
class Membership:
    """A person in a salon, with what they pay."""

    salon: Salon
    member: Member
    plan: Plan | None
    next_plan: Plan | None
    charges: list[Charge]


class Charges:
    """Looks up payments."""

    def __init__(self, platform: Platform, salons: Salons, lookups: MemberLookups, coupons: Coupons) -> None:
        self._db = platform.database
        self._salons = salons
        self._lookups = lookups
        self._coupons = coupons

    async def of(self, salon: Salon, member: Member) -> Membership:
        """A member's plan, at the price it really has for them, and what is charged when."""
        plans = {plan.id: plan for plan in await self._salons.plans(salon.id)}
        plan, next_plan = plans.get(member.plan_id or ""), plans.get(member.next_plan_id or "")
        redeemed = await self._coupons.of(member.application_id)
        found = charges.upcoming(member, plan, next_plan, salon.closes_ms, redeemed=redeemed)
        if plan is not None and redeemed is not None and redeemed.plan_id == plan.id:
            plan = effective(plan, redeemed.coupon.discount(plan))
        return Membership(salon, member, plan, next_plan, found)

    async def everywhere(self, user_id: str) -> list[Membership]:
        """Every salon that a person ever applied to."""
        found = []
        for member in await self._lookups.everywhere(user_id):
            salon = await self._salons.by_id(member.salon_id)
            if salon is not None:
                found.append(await self.of(salon, member))
        return found

    async def paid(self, salon: Salon, user_id: str, before: tuple[int, str] | None, limit: int) -> list[Due]:
        """What a person paid in a salon, newest first; `before` is the moment and the ref of the last one seen."""
        return await self._db.run("salon_dues_page", endings.dues_page, salon.id, user_id, before, limit)

    async def firsts(self, salon: Salon, user_id: str) -> set[str]:
        """The payments that were the first ones, also where free days came before them."""
        return await self._db.run("salon_dues_first", endings.first_dues, salon.id, user_id)

    async def disputed(self, salon: Salon, user_id: str) -> dict[str, Disputed]:
        """Which of a person's payments in a salon their bank took back, and what came of it."""
        return await self._db.run("salon_disputes_of", disputes.of_person, salon.id, user_id)


def merged(memberships: list[Membership], most: int = charges.MOST) -> list[tuple[Salon, Charge]]:
    """What is charged next in all salons together, in the order of the days."""
    found = [(one.salon, charge) for one in memberships for charge in one.charges]
    return sorted(found, key=lambda pair: (pair[1].at_ms, pair[0].slug))[:most]

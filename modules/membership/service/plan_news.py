# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What follows from another plan: rooms, and what its member is told, once."""

from modules.membership.domain import plan_words
from modules.membership.domain.plan_changes import PlanChange
from modules.membership.domain.plan_words import Proposal
from modules.membership.service.coupons import Coupons
from modules.membership.service.lookups import MemberLookups
from modules.membership.service.notices import Notices
from modules.membership.service.placement import Placement
from modules.membership.service.records import Records
from modules.membership.store import plan_changes as store
from synapse_salon.happenings import PlanChanged, PlanChangeSettled
from synapse_salon.i18n import Language
from synapse_salon.platform import Platform
from synapse_salon.ports import Plan, Salon, Salons
from synapse_salon.web import written


class PlanNews:
    """Acts upon plans that changed."""

    def __init__(
        self,
        platform: Platform,
        salons: Salons,
        lookups: MemberLookups,
        records: Records,
        placement: Placement,
        notices: Notices,
        coupons: Coupons,
    ) -> None:
        self._platform = platform
        self._salons = salons
        self._lookups = lookups
        self._records = records
        self._placement = placement
        self._notices = notices
        self._coupons = coupons

    async def proposal(self, salon: Salon, change: PlanChange, language: Language) -> Proposal:
        """A change as its words need it."""
        plans = {plan.id: plan for plan in await self._salons.plans(salon.id)}
        starts_ms = change.next_ms or change.as_of_ms
        return Proposal(
            salon=salon,
            before=plans[change.from_plan],
            after=plans[change.to_plan],
            change=change,
            starts=written.date(starts_ms, language, salon.timezone),
            holds_until=written.moment(change.expires_ms, language, salon.timezone),
            page=f"{self._pages(salon)}/me",
            coupon=await self._coupon_left(salon, change, plans[change.from_plan]),
        )

    async def _coupon_left(self, salon: Salon, change: PlanChange, before: Plan) -> str:
        """The code of a coupon that would have taken something off the next payment; "" where there is none."""
        member = await self._records.get(salon.id, change.user_id)
        redeemed = await self._coupons.of(member.application_id) if member is not None else None
        if redeemed is None or change.takes_back or change.next_ms is None:
            return ""
        return redeemed.coupon.code if redeemed.due(before, change.next_ms).minor < before.price.minor else ""

    async def place(self, changed: PlanChanged) -> None:
        """Rooms follow the plan."""
        await self._lookups.forget(changed.salon_id, changed.user_id)
        await self._placement.place(changed.salon_id, changed.user_id)

    async def tell_begun(self, changed: PlanChanged) -> None:
        """Tell a member that the plan they had asked for has begun."""
        salon = await self._salons.by_id(changed.salon_id)
        member = await self._records.get(changed.salon_id, changed.user_id)
        if salon is None or member is None or not changed.was_planned or not member.standing.is_inside:
            return
        plan = await self._plan(salon, member.plan_id)
        if plan is not None:
            notice = plan_words.begun(salon, member, plan, self._pages(salon))
            await self._notices.tell(salon, member, notice, f"plan_begun:{changed.change_id}")

    async def tell_settled(self, settled: PlanChangeSettled) -> None:
        """Tell a member what came of the change that they asked for."""
        salon = await self._salons.by_id(settled.salon_id)
        member = await self._records.get(settled.salon_id, settled.user_id)
        change = await self._platform.database.run("salon_plan_change", store.get, settled.change_id)
        if salon is None or member is None or change is None:
            return
        proposal = await self.proposal(salon, change, member.language)
        notice = plan_words.settled(proposal, self._pages(salon))
        if notice is not None:
            paid = change.state == "done" and (bool(change.due_now) or change.way == "checkout")
            await self._notices.tell(salon, member, notice, f"plan_change:{change.id}", paid)

    async def _plan(self, salon: Salon, plan_id: str | None) -> Plan | None:
        plans = await self._salons.plans(salon.id)
        return next((plan for plan in plans if plan.id == plan_id), None)

    def _pages(self, salon: Salon) -> str:
        return self._platform.web.url(f"s/{salon.slug}")

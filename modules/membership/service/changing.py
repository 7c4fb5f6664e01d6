# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Another plan: looked at, confirmed, asked for at the provider. Each step is recorded before it is taken."""

import hashlib

import attrs

from modules.membership.domain import plan_changes as rules
from modules.membership.domain.changes import Change, Member
from modules.membership.domain.plan_changes import PlanChange, State, Way
from modules.membership.service.asking import Asking
from modules.membership.service.checkouts import Checkouts
from modules.membership.service.records import Records
from modules.membership.service.settlement import Settlement
from modules.membership.settings import MembershipSettings
from modules.membership.store import applications, members
from modules.membership.store import plan_changes as store
from synapse_salon import ids
from synapse_salon.clock import MINUTE_MS
from synapse_salon.database import Txn
from synapse_salon.errors import Conflict, NotFound, Unavailable
from synapse_salon.happenings import PlanChangeAsked
from synapse_salon.i18n import t
from synapse_salon.money import Money
from synapse_salon.platform import Platform
from synapse_salon.ports import Plan, Salon, Salons
from synapse_salon.ports.payments import (
    Cap,
    Declined,
    Line,
    NotSupported,
    PaymentFailure,
    Payments,
    Ref,
    Rejected,
)


@attrs.frozen
class Option:
    """A plan that one may change to, and how."""

    plan: Plan
    ways: tuple[Way, ...]


class Changing:
    """A member's way from one plan to another."""

    def __init__(
        self,
        platform: Platform,
        salons: Salons,
        payments: Payments,
        records: Records,
        settlement: Settlement,
        checkouts: Checkouts,
        asking: Asking,
        settings: MembershipSettings,
    ) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons
        self._payments = payments
        self._records = records
        self._settlement = settlement
        self._checkouts = checkouts
        self._asking = asking
        self._settings = settings

    async def options(self, salon: Salon, user_id: str) -> list[Option]:
        """The plans that this person may change to. Raises Conflict: they may not change now."""
        member = rules.check_may_change(salon, await self._records.get(salon.id, user_id))
        plans = await self._plans(salon)
        before = plans.get(member.plan_id or "")
        if before is None:
            return []
        found = [Option(plan, self._ways(member, before, plan)) for plan in plans.values() if plan.is_offered]
        return [option for option in found if option.ways]

    def _ways(self, member: Member, before: Plan, after: Plan) -> tuple[Way, ...]:
        found = rules.ways(member, before, after)
        can_change = member.subscription is None or Cap.PLAN_CHANGE in self._payments.caps
        return found if can_change else tuple(way for way in found if way == "checkout")

    async def prepare(self, salon: Salon, user_id: str, plan_id: str, way: Way | None) -> PlanChange:
        """Reckon what a change costs, and keep it until the person confirms.

        Raises BadInput, Conflict, NotAllowed, Unavailable.
        """
        member = rules.check_may_change(salon, await self._records.get(salon.id, user_id))
        await self._check_idle(salon, user_id)
        plans = await self._plans(salon)
        before = plans.get(member.plan_id or "")
        after, chosen = rules.check_way(member, before, plans.get(plan_id), way)
        assert before is not None, "check_way looked"
        await self._check_age(salon, member, before, after)
        change = await self._reckoned(member, rules.line_of(salon, before, after), after, chosen)
        await self._db.run("salon_plan_change_prepare", store.insert, change)
        return change

    async def _reckoned(self, member: Member, line: Line, after: Plan, way: Way) -> PlanChange:
        now_ms = self._platform.clock.now_ms()
        due_now, next_ms = (after.price if way == "checkout" else Money(0, after.price.currency)), None
        if member.subscription is not None and way != "checkout":
            try:
                reckoned = await self._payments.preview_change(Ref(member.subscription), line, way)
            except Rejected as failure:  # the provider knows of something that we do not know yet
                raise Conflict(t("Something changed in between. Please look again."), "stale") from failure
            except PaymentFailure as failure:
                raise Unavailable(
                    t(
                        "The payment service cannot be reached just now. Nothing changed; please try again soon."
                    ),
                    "payment_unavailable",
                ) from failure
            due_now, next_ms, now_ms = reckoned.due_now, reckoned.next_ms, reckoned.as_of_ms
        return PlanChange(
            id=ids.new_id(),
            salon_id=member.salon_id,
            user_id=member.user_id,
            from_plan=member.plan_id or "",
            to_plan=after.id,
            way=way,
            subscription=member.subscription,
            line=line,
            due_now=due_now,
            next_ms=next_ms,
            as_of_ms=now_ms,
            expires_ms=now_ms + self._settings.checkout_minutes * MINUTE_MS,
        )

    async def get(self, change_id: str, salon: Salon, user_id: str) -> PlanChange:
        """A person's own change in a salon. Raises NotFound for anybody else's."""
        found = await self._db.run("salon_plan_change", store.get, change_id)
        if found is None or (found.salon_id, found.user_id) != (salon.id, user_id):
            raise NotFound(t("There is no such change of a plan."), "no_such_change")
        return found

    async def is_one(self, application_id: str) -> bool:
        """Whether an application is a member's for another plan."""
        return await self._db.run("salon_plan_change", store.get, application_id) is not None

    async def under_way(self, salon: Salon, user_id: str) -> PlanChange | None:
        """The change that was confirmed and is not settled yet."""
        return await self._db.run("salon_plan_change_asked", store.asked, salon.id, user_id)

    async def confirm(self, salon: Salon, change: PlanChange, confirmation: str) -> PlanChange:
        """The person confirmed what they saw, word for word; confirming again answers the same.

        Raises:
            Conflict: it was reckoned too long ago, or things changed meanwhile.
            Unavailable: the payment page cannot be reached; confirming again goes on from here.
        """
        if change.state == "prepared":
            await self._check_still_so(salon, change)
            await self._db.run_contended("salon_plan_change_ask", self._ask, change, confirmation)
            await self._records.forget(salon.id, change.user_id)
        if change.way == "checkout" and change.state in ("prepared", "asked"):
            plan = (await self._plans(salon))[change.to_plan]
            page = self._platform.web.url(f"s/{salon.slug}/me/plan/{change.id}")
            await self._checkouts.start(salon, plan, change.id, page)
            return await self.get(change.id, salon, change.user_id)
        return await self.settled(salon, change)

    async def settled(self, salon: Salon, change: PlanChange) -> PlanChange:
        """The change as it is after some seconds, if it is on its way."""
        for _ in range(60):
            change = await self.get(change.id, salon, change.user_id)
            if change.state != "asked":
                break
            await self._platform.host.sleep_ms(100)
        return change

    async def pay_url(self, change: PlanChange) -> str | None:
        """Where a change is paid that needs a payment page."""
        application = await self._db.run("salon_application", applications.get, change.id)
        return application.pay_url if application is not None and application.state == "paying" else None

    async def undo(self, salon: Salon, user_id: str) -> PlanChange:
        """Stay on the present plan: what was to come with the next payment is taken back. Raises Conflict."""
        member = await self._records.get(salon.id, user_id)
        if member is None or member.next_plan_id is None or member.subscription is None:
            raise Conflict(t("No change of your plan is to come."), "no_change")
        await self._check_idle(salon, user_id)
        plan = (await self._plans(salon))[member.plan_id or ""]
        now_ms = self._platform.clock.now_ms()
        change = PlanChange(
            id=ids.new_id(),
            salon_id=salon.id,
            user_id=user_id,
            from_plan=plan.id,
            to_plan=plan.id,
            way="period_end",
            subscription=member.subscription,
            line=Line(f"{salon.title} – {plan.name}", plan.price, plan.interval, plan.id),
            due_now=Money(0, plan.price.currency),
            next_ms=member.paid_through_ms,
            as_of_ms=now_ms,
            expires_ms=now_ms,
        )
        await self._db.run("salon_plan_change_prepare", store.insert, change)
        await self._db.run_contended("salon_plan_change_ask", self._ask, change, "")
        return await self.settled(salon, change)

    async def carry_out(self, asked: PlanChangeAsked) -> None:
        """Ask the provider for a change that was confirmed. Done twice it is one change."""
        change = await self._db.run("salon_plan_change", store.get, asked.change_id)
        if (
            change is None
            or change.state != "asked"
            or change.subscription is None
            or change.way == "checkout"
        ):
            return
        try:
            state = await self._payments.change_plan(
                Ref(change.subscription), change.line, change.way, change.as_of_ms, change.id
            )
        except Declined:
            await self._settle(change, "declined")
            return
        except (Rejected, NotSupported):
            await self._settle(change, "refused")
            return
        await self._settlement.subscription(state, change.user_id)
        await self._settle(change, "done")

    async def _settle(self, change: PlanChange, state: State) -> None:
        now_ms = self._platform.clock.now_ms()
        await self._db.run("salon_plan_change_settle", store.settle, change.id, state, now_ms)

    def _ask(self, txn: Txn, change: PlanChange, confirmation: str) -> None:
        digest = hashlib.sha256(confirmation.encode()).hexdigest()
        if not store.begin(txn, change.id, confirmation, digest):
            return
        if change.way == "checkout":
            self._apply(txn, change, confirmation, digest)
        elif change.subscription is not None:
            txn.say(PlanChangeAsked(salon_id=change.salon_id, user_id=change.user_id, change_id=change.id))
        else:
            before = members.hold(txn, change.salon_id, change.user_id)
            assert before is not None, "members are not deleted"
            after = rules.without_payments(attrs.evolve(before, plan_id=change.to_plan))
            self._records.save_in(txn, before, Change(after, "plan_changed"), change.user_id)
            store.settle(txn, change.id, "done", self._platform.clock.now_ms())

    def _apply(self, txn: Txn, change: PlanChange, confirmation: str, digest: str) -> None:
        """What is paid on a payment page is paid for an application, here for that of a member."""
        member = members.get(txn, change.salon_id, change.user_id)
        last = applications.get(txn, (member.application_id if member else None) or "")
        if member is None or last is None:
            raise Conflict(t("Something changed in between. Please look again."), "stale")
        now_ms = self._platform.clock.now_ms()
        new = attrs.evolve(
            last,
            id=change.id,
            plan_id=change.to_plan,
            community_name=member.community_name,
            language=member.language,
            mail=member.mail,
            trial_days=0,
            state="paying",
            checkout=None,
            pay_url=None,
            confirmation=confirmation,
            confirmation_hash=digest,
            awaited_ms=None,
            is_promised=False,
            created_ms=now_ms,
            expires_ms=now_ms + self._settings.checkout_minutes * MINUTE_MS,
            approved_by=None,
            is_held=False,
            age_before=None,
            needs_consent=False,  # it costs no more than what was agreed to
            guardian_mail=None,
            provider="",
            pass_months=None,
        )
        if not applications.insert(txn, new):
            raise Conflict(t("Another application of yours is on its way. Please try again."), "applying")

    async def _check_still_so(self, salon: Salon, change: PlanChange) -> None:
        member = rules.check_may_change(salon, await self._records.get(salon.id, change.user_id))
        await self._check_idle(salon, change.user_id)
        plans = await self._plans(salon)
        before, after = plans.get(change.from_plan), plans.get(change.to_plan)
        is_late = self._platform.clock.now_ms() > change.expires_ms
        is_other = (member.plan_id, member.subscription) != (change.from_plan, change.subscription)
        is_dearer = after is None or after.price != change.line.price
        if is_late or is_other or is_dearer:
            raise Conflict(t("Something changed in between. Please look again."), "stale")
        rules.check_way(member, before, after, change.way)
        if before is not None and after is not None:
            await self._check_age(salon, member, before, after)

    async def _check_idle(self, salon: Salon, user_id: str) -> None:
        if await self.under_way(salon, user_id) is not None:
            raise Conflict(t("A change of your plan is on its way already."), "changing")

    async def _check_age(self, salon: Salon, member: Member, before: Plan, after: Plan) -> None:
        last = await self._db.run("salon_application", applications.get, member.application_id or "")
        if last is not None:
            await self._asking.check_change(salon, member.user_id, last.age_band, before, after)

    async def _plans(self, salon: Salon) -> dict[str, Plan]:
        return {plan.id: plan for plan in await self._salons.plans(salon.id)}

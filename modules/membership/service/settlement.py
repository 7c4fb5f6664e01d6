# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What comes of payments: the only way in for those who pay, and one that may be walked twice."""

import logging

import attrs

from modules.membership.domain import changes, closing, plan_changes
from modules.membership.domain.application import Application
from modules.membership.domain.changes import SLACK_MS, Terms
from modules.membership.domain.entry import APPROVED_MS
from modules.membership.domain.passes import may_extend
from modules.membership.domain.trials import marks
from modules.membership.service import pass_settling
from modules.membership.service.awaiting import awaited_in, is_over
from modules.membership.service.invited import Invited
from modules.membership.service.records import Records
from modules.membership.service.unwanted import is_in_vain
from modules.membership.store import applications, consents, coupons, endings, members, trials
from modules.membership.store import plan_changes as asked_changes
from modules.membership.store.entry import hold_places
from modules.membership.store.traces import joined as keep_trace
from modules.membership.store.traces import move as move_trace
from synapse_salon import ids
from synapse_salon.database import Txn
from synapse_salon.happenings import PaymentNotMade, PaymentUnwanted, SubscriptionUnwanted, TrialRefused
from synapse_salon.platform import Platform
from synapse_salon.ports import Plan, Salon, Salons
from synapse_salon.ports.payments import CheckoutState, Payments, PaymentState, Ref, SubscriptionState

logger = logging.getLogger(__name__)


@attrs.frozen
class Paid:
    """What the provider says of an order that was paid; nothing at all where nothing was due."""

    checkout: CheckoutState | None = None
    subscription: SubscriptionState | None = None
    payment: PaymentState | None = None

    @property
    def holds(self) -> bool:
        """Whether it still stands: neither ended nor given back before anybody was let in for it."""
        given_back = self.payment is not None and self.payment.refunded == self.payment.amount
        return not given_back and (self.subscription is None or self.subscription.status != "ended")


class Settlement:
    """Applies what the provider says to applications and members."""

    def __init__(
        self,
        platform: Platform,
        salons: Salons,
        payments: Payments,
        records: Records,
        invited: Invited,
        terms: Terms,
    ) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons
        self._payments = payments
        self._records = records
        self._invited = invited
        self._terms = terms

    async def free(self, application: Application) -> None:
        """Let someone in who owes nothing."""
        salon = await self._salons.by_id(application.salon_id)
        await self._db.run("salon_settle_free", self._let_in, application.id, salon, Paid(), True)
        await self._records.forget(application.salon_id, application.user_id)

    async def checkout(self, state: CheckoutState) -> None:
        """Act upon a checkout as it is now. News of orders that are not ours to join is passed over."""
        application = await self._db.run("salon_application", applications.get, state.order_id)
        if application is None:
            logger.info("A checkout for %s is no application", state.order_id)
            return
        if state.status == "expired":
            await self.give_up(application)
        elif state.status == "complete" and state.paid == "unpaid" and state.settles_ms is not None:
            await self._db.run("salon_application_waits", _wait, application, state, state.settles_ms)
        elif state.status == "complete" and state.paid != "unpaid":
            provider = self._platform.providers.of(application.provider)
            paid = Paid(
                state,
                await provider.fetch_subscription(state.subscription) if state.subscription else None,
                await provider.fetch_payment(state.payment) if state.payment else None,
            )
            salon = await self._salons.by_id(application.salon_id)
            is_there = not await self.is_gone(application.user_id)
            plans = await self._salons.plans(application.salon_id)
            await self._db.run("salon_settle", self._let_in, application.id, salon, paid, is_there, plans)
            await self._records.forget(application.salon_id, application.user_id)

    def _let_in(
        self,
        txn: Txn,
        application_id: str,
        salon: Salon | None,
        paid: Paid,
        is_there: bool,
        plans: tuple[Plan, ...] = (),
    ) -> None:
        application = applications.get(txn, application_id)
        if application is None or application.state in ("paid", "refused"):
            return
        before = members.get(txn, application.salon_id, application.user_id)
        asked = asked_changes.get(txn, application.id)  # where a member pays for another plan
        is_open = salon is not None and salon.takes_members
        may_come = before is not None and (
            plan_changes.may_arrive(before, asked)
            if asked is not None
            else changes.may_join(before.standing)
            or (application.pass_months is not None and may_extend(before, application.plan_id))
        )
        if (
            application.state == "expired" and before is not None and not before.standing.is_inside
        ):  # it came late: is there still a place?
            may_come = may_come and not hold_places(txn, application.salon_id).is_full
        now_ms = self._now()
        welcome = is_open and is_there and may_come
        welcome = welcome and (not application.needs_consent or consents.is_given(txn, application))
        welcome = welcome and (not paid.holds or coupons.take_again(txn, application.id))
        asked_changes.settle(txn, application.id, "done" if welcome and paid.holds else "refused", now_ms)
        if not welcome or before is None or not paid.holds:
            applications.close(txn, application.id, "refused")
            self._invited.let_go_in(txn, application.id)
            self._give_back(txn, application, paid.checkout)
            return
        subscription = paid.subscription
        if application.trial_days and subscription is not None:
            known_by = marks(application.salon_id, application.mail, subscription.card)
            if not trials.take(txn, application, known_by, now_ms):
                self._without_trial(txn, application, paid.checkout)
                return
        applications.close(txn, application.id, "paid")
        keep_trace(txn, application.id, now_ms)
        self._invited.joined_in(txn, application.id)
        named = changes.named(before, application.community_name, application.language, application.mail)
        change = changes.joined(
            before if asked is not None else named,
            application.plan_id,
            application.id,
            subscription.ref if subscription is not None else None,
            subscription is not None and subscription.status == "trial",
            now_ms,
        )
        if application.pass_months is not None:
            change = pass_settling.settle_in(txn, application, before, change, now_ms)
        if subscription is not None:
            change = changes.with_period(change, subscription, self._terms, now_ms)
            change = plan_changes.followed(change, subscription, plans)
        begins_ms = change.member.anchor_ms or now_ms
        coupons.set_state(txn, application.id, ("held",), "used", begins_ms)
        if asked is not None:
            change = plan_changes.arrived(before, change)
        by = "payment" if paid.checkout is not None else application.user_id
        self._records.save_in(txn, before, change, by)

    def _without_trial(self, txn: Txn, application: Application, checkout: CheckoutState | None) -> None:
        """This card, or mail address, had a trial before: nothing was charged and nothing will be, until the person
        confirms the same without free days."""
        applications.close(txn, application.id, "refused")
        self._invited.let_go_in(txn, application.id)
        self._give_back(txn, application, checkout)
        again = attrs.evolve(
            application,
            id=ids.new_id(),
            state="prepared",
            trial_days=0,
            is_held=True,
            checkout=None,
            pay_url=None,
            confirmation=None,
            confirmation_hash=None,
            awaited_ms=None,
            is_promised=False,
            created_ms=self._now(),
            expires_ms=self._now() + APPROVED_MS,
        )
        if applications.insert(txn, again):
            move_trace(txn, application.id, again.id)
            coupons.carry(txn, application.id, again.id)
            self._invited.carry_in(txn, application.id, again.id)
            txn.say(TrialRefused(salon_id=again.salon_id, user_id=again.user_id, application_id=again.id))

    def _give_back(self, txn: Txn, application: Application, checkout: CheckoutState | None) -> None:
        if checkout is None:
            return
        if checkout.subscription is not None:
            txn.say(
                SubscriptionUnwanted(ref=checkout.subscription, order_id=application.id, reason="not_welcome")
            )
        if checkout.payment is not None:
            txn.say(PaymentUnwanted(ref=checkout.payment, order_id=application.id, reason="not_welcome"))

    async def give_up(self, application: Application, by: str = "clock") -> None:
        """End an application without a payment."""
        await self._db.run_contended("salon_application_give_up", self._give_up, application, by)
        await self._records.forget(application.salon_id, application.user_id)

    def _give_up(self, txn: Txn, application: Application, by: str) -> None:
        if applications.close(txn, application.id, "expired"):
            self._invited.let_go_in(txn, application.id)
            if is_over(applications.get(txn, application.id), self._now()):
                txn.say(PaymentNotMade(application_id=application.id))
            asked_changes.settle(txn, application.id, "expired", self._now())
            members.hold(txn, application.salon_id, application.user_id)
            self._records.change_in(
                txn,
                application.salon_id,
                application.user_id,
                lambda member: changes.gave_up(member, self._now()),
                by,
            )

    async def subscription(self, state: SubscriptionState, by: str = "payment") -> None:
        """Act upon a subscription as it is now; `by` is who had it changed, or that the provider told of it."""
        if state.status == "unknown":
            logger.error("Subscription %s is in a state we do not know; a person must look at it", state.ref)
        owner = await self._db.run("salon_subscriber", members.by_subscription, state.ref)
        plans = await self._salons.plans(owner.salon_id) if owner is not None else ()
        member = await self._db.run("salon_subscribed", self._subscribed, state, plans, by)
        if member is None:
            return
        await self._records.forget(*member)
        if await self.is_gone(member[1]):  # its end may have been missed
            gone = member[1]
            await self._records.change(
                *member, lambda at: changes.left_now(at, "account_gone", self._now()), gone
            )

    def _subscribed(
        self, txn: Txn, state: SubscriptionState, plans: tuple[Plan, ...], by: str
    ) -> tuple[str, str] | None:
        before = members.by_subscription(txn, state.ref)
        if before is None:
            return None
        ending = endings.ending(txn, before.salon_id, before.user_id)
        change = closing.subscribed(before, state, self._terms, self._now(), ending, by)
        change = plan_changes.followed(change, state, plans)
        self._records.save_in(txn, before, change, by)
        return before.salon_id, before.user_id

    async def payment(self, state: PaymentState) -> None:
        """Act upon a payment as it is now: who got all their money back for this period has no access, and what
        came for a membership that had ended is given back."""
        if state.status != "succeeded" or not state.amount:
            return
        application = await self._db.run("salon_application", applications.get, state.order_id)
        if application is None:
            return
        if state.refunded != state.amount:
            await self._db.run("salon_paid", self._paid, state)
            return
        await self._db.run("salon_refunded", self._refunded, application, state)
        await self._records.forget(application.salon_id, application.user_id)

    def _paid(self, txn: Txn, state: PaymentState) -> None:
        if is_in_vain(txn, state.order_id, state):
            txn.say(PaymentUnwanted(ref=state.ref, order_id=state.order_id, reason="too_late"))

    def _refunded(self, txn: Txn, application: Application, state: PaymentState) -> None:
        if state.paid_for == "changed":
            return  # what they had before is paid, and stays
        member = members.get(txn, application.salon_id, application.user_id)
        if member is None or not member.standing.is_inside:
            return
        if application.pass_months is not None:
            change = pass_settling.taken_back_in(txn, application, member, self._now())
            self._records.save_in(txn, member, change, "payment")
            return
        if member.application_id != application.id:
            return
        if member.joined_ms is not None and not changes.pays_present_period(member, state.made_ms):
            return
        self._records.save_in(txn, member, changes.left_now(member, "refunded", self._now()), "payment")

    async def ask_again(self, salon_id: str, user_id: str) -> None:
        """Ask the provider about a member whose paid time is over: its news may have been lost."""
        member = await self._records.get(salon_id, user_id)
        if member is not None and member.subscription is not None:
            await self.subscription(await self._payments.fetch_subscription(Ref(member.subscription)))

    async def is_gone(self, user_id: str) -> bool:
        """Whether the account was deleted. Of people from elsewhere nobody tells."""
        if not self._platform.api.is_mine(user_id):
            return False
        account = await self._platform.api.get_userinfo_by_id(user_id)
        return account is None or account.is_deactivated

    def _now(self) -> int:
        return self._platform.clock.now_ms()


def _wait(txn: Txn, application: Application, state: CheckoutState, until_ms: int) -> None:
    awaited_in(txn, application, until_ms, state.pay_url, is_promised=True)
    applications.expire_at(txn, application.id, until_ms + SLACK_MS)

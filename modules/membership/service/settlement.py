# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What comes of payments: the only way in for those who pay, and one that may be walked twice."""

import logging

from modules.membership.domain import changes
from modules.membership.domain.application import Application
from modules.membership.domain.changes import Terms
from modules.membership.service.records import Records
from modules.membership.store import applications, members
from synapse_salon.database import Txn
from synapse_salon.happenings import DuesFailed, PaymentUnwanted, SubscriptionUnwanted
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon, Salons
from synapse_salon.ports.payments import CheckoutState, Payments, PaymentState, Ref, SubscriptionState

logger = logging.getLogger(__name__)


class Settlement:
    """Applies what the provider says to applications and members."""

    def __init__(
        self, platform: Platform, salons: Salons, payments: Payments, records: Records, terms: Terms
    ) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons
        self._payments = payments
        self._records = records
        self._terms = terms

    async def free(self, application: Application) -> None:
        """Let someone in who owes nothing."""
        salon = await self._salons.by_id(application.salon_id)
        await self._db.run("salon_settle_free", self._let_in, application.id, salon, None, None)
        await self._records.forget(application.salon_id, application.user_id)

    async def checkout(self, state: CheckoutState) -> None:
        """Act upon a checkout as it is now. News of orders that are not ours to join is passed over."""
        application = await self._db.run("salon_application", applications.get, state.order_id)
        if application is None:
            logger.info("A checkout for %s is no application", state.order_id)
            return
        if state.status == "expired":
            await self.give_up(application)
        elif state.status == "complete" and state.paid != "unpaid":
            subscription = None
            if state.subscription is not None:
                subscription = await self._payments.fetch_subscription(state.subscription)
            salon = await self._salons.by_id(application.salon_id)
            await self._db.run("salon_settle", self._let_in, application.id, salon, state, subscription)
            await self._records.forget(application.salon_id, application.user_id)

    def _let_in(
        self,
        txn: Txn,
        application_id: str,
        salon: Salon | None,
        checkout: CheckoutState | None,
        subscription: SubscriptionState | None,
    ) -> None:
        application = applications.get(txn, application_id)
        if application is None or application.state in ("paid", "refused"):
            return
        before = members.get(txn, application.salon_id, application.user_id)
        welcome = (
            salon is not None and salon.is_open and before is not None and changes.may_join(before.standing)
        )
        if not welcome or before is None:
            applications.close(txn, application.id, "refused")
            self._give_back(txn, application, checkout)
            return
        applications.close(txn, application.id, "paid")
        if application.trial_days and subscription is not None and subscription.status == "trial":
            applications.use_trial(txn, application)
        named = changes.named(before, application.community_name, application.language, application.mail)
        change = changes.joined(
            named,
            application.plan_id,
            application.id,
            subscription.ref if subscription is not None else None,
            subscription is not None and subscription.status == "trial",
            self._now(),
        )
        if subscription is not None:
            change = changes.with_period(change, subscription)
        self._records.save_in(txn, before, change, "payment" if checkout is not None else application.user_id)

    def _give_back(self, txn: Txn, application: Application, checkout: CheckoutState | None) -> None:
        if checkout is None:
            return
        if checkout.subscription is not None:
            txn.say(
                SubscriptionUnwanted(ref=checkout.subscription, order_id=application.id, reason="not_welcome")
            )
        if checkout.payment is not None:
            txn.say(PaymentUnwanted(ref=checkout.payment, order_id=application.id, reason="not_welcome"))

    async def give_up(self, application: Application) -> None:
        """End an application without a payment."""
        await self._db.run("salon_application_give_up", self._give_up, application)
        await self._records.forget(application.salon_id, application.user_id)

    def _give_up(self, txn: Txn, application: Application) -> None:
        if applications.close(txn, application.id, "expired"):
            self._records.change_in(
                txn,
                application.salon_id,
                application.user_id,
                lambda member: changes.gave_up(member, self._now()),
                "clock",
            )

    async def subscription(self, state: SubscriptionState) -> None:
        """Act upon a subscription as it is now."""
        if state.status == "unknown":
            logger.error("Subscription %s is in a state we do not know; a person must look at it", state.ref)
        member = await self._db.run("salon_subscribed", self._subscribed, state)
        if member is not None:
            await self._records.forget(*member)

    def _subscribed(self, txn: Txn, state: SubscriptionState) -> tuple[str, str] | None:
        before = members.by_subscription(txn, state.ref)
        if before is None:
            return None
        change = changes.subscribed(before, state, self._terms, self._now())
        self._records.save_in(txn, before, change, "payment")
        if change.cause == "dues_failed" and change.member.overdue_attempts > before.overdue_attempts:
            txn.say(
                DuesFailed(
                    salon_id=before.salon_id,
                    user_id=before.user_id,
                    attempt=change.member.overdue_attempts,
                    pay_url=change.member.pay_url or "",
                )
            )
        return before.salon_id, before.user_id

    async def payment(self, state: PaymentState) -> None:
        """Act upon a payment as it is now: who got all their money back for this period has no access."""
        if state.status != "succeeded" or not state.refunded or state.refunded != state.amount:
            return
        application = await self._db.run("salon_application", applications.get, state.order_id)
        if application is None:
            return
        await self._db.run("salon_refunded", self._refunded, application, state)
        await self._records.forget(application.salon_id, application.user_id)

    def _refunded(self, txn: Txn, application: Application, state: PaymentState) -> None:
        member = members.get(txn, application.salon_id, application.user_id)
        if member is None or member.application_id != application.id or not member.standing.is_inside:
            return
        if member.joined_ms is not None and not changes.pays_present_period(member, state.made_ms):
            return
        self._records.save_in(txn, member, changes.left_now(member, "refunded", self._now()), "payment")

    async def ask_again(self, salon_id: str, user_id: str) -> None:
        """Ask the provider about a member whose paid time is over: its news may have been lost."""
        member = await self._records.get(salon_id, user_id)
        if member is not None and member.subscription is not None:
            await self.subscription(await self._payments.fetch_subscription(Ref(member.subscription)))

    async def end_subscription(self, unwanted: SubscriptionUnwanted) -> None:
        """Have a subscription take no more money."""
        await self._payments.cancel_now(Ref(unwanted.ref), f"end:{unwanted.ref}", unwanted.reason)

    async def give_back(self, unwanted: PaymentUnwanted) -> None:
        """Give a payment back whole, once."""
        state = await self._payments.fetch_payment(Ref(unwanted.ref))
        if state.status == "succeeded" and state.refunded != state.amount:
            await self._payments.refund(Ref(unwanted.ref), None, f"back:{unwanted.order_id}", unwanted.reason)

    def _now(self) -> int:
        return self._platform.clock.now_ms()

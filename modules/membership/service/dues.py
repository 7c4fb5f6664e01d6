# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What members paid, as the provider tells it, and what of it a closed salon gives back."""

from modules.membership.domain.changes import Member
from modules.membership.domain.closing import Due, owed
from modules.membership.service.pass_settling import dues_in
from modules.membership.service.settlement import Settlement
from modules.membership.store import applications, endings, members
from synapse_salon.database import Txn
from synapse_salon.happenings import RefundOwed
from synapse_salon.money import Money
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon, Salons
from synapse_salon.ports.payments import Payments, PaymentState, Ref, Rejected
from synapse_salon.ports.salons import Interval


class Dues:
    """Writes payments down as there is news of them. Each deed may be done twice."""

    def __init__(self, platform: Platform, salons: Salons, settlement: Settlement) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons
        self._settlement = settlement

    async def payment(self, state: PaymentState) -> None:
        """Write a payment down, and act upon it. News that comes after the salon closed is not too late for what is
        given back."""
        member = await self._record(state)
        await self._settlement.payment(state)
        if member is None:
            return
        salon = await self._salons.by_id(member.salon_id)
        if salon is not None and salon.is_closed:
            interval = await self.interval(member)
            await self._db.run("salon_closed_dues", self._owe_late, salon, member.user_id, interval)

    async def _record(self, state: PaymentState) -> Member | None:
        if state.status != "succeeded" or not state.amount:
            return None
        return await self._db.run("salon_due", self._write, state)

    @staticmethod
    def _write(txn: Txn, state: PaymentState) -> Member | None:
        application = applications.get(txn, state.order_id)
        if application is None:
            return None
        due = Due(
            ref=state.ref,
            order_id=state.order_id,
            salon_id=application.salon_id,
            user_id=application.user_id,
            amount=state.amount,
            refunded=state.refunded,
            made_ms=state.made_ms,
            plan_id=state.price_key or application.plan_id,
            paid_for=state.paid_for,
            from_ms=state.from_ms,
            through_ms=state.through_ms,
        )
        endings.put_due(txn, due)
        return members.get(txn, application.salon_id, application.user_id)

    async def complete(self, member: Member) -> None:
        """Ask for a first payment that was not written down: made before payments were, or its news got lost."""
        known = await self._db.run("salon_dues_of_order", endings.dues_of_order, member.application_id or "")
        if known or member.application_id is None:
            return
        application = await self._db.run("salon_application", applications.get, member.application_id)
        if application is not None and application.checkout is not None:
            provider = self._platform.providers.of(application.provider)
            checkout = await provider.fetch_checkout(Ref(application.checkout))
            if checkout.payment is not None:
                await self._record(await provider.fetch_payment(checkout.payment))

    async def interval(self, member: Member) -> Interval:
        """How the member's plan is paid."""
        for plan in await self._salons.plans(member.salon_id):
            if plan.id == member.plan_id:
                return plan.interval
        return "free"

    def owe_in(self, txn: Txn, member: Member, interval: Interval, closes_ms: int, closing_id: str) -> None:
        """Owe what a member's payments reach beyond the salon's end, in the caller's transaction."""
        for due in dues_in(txn, member):
            amount = owed(due, member, interval, closes_ms)
            if amount and endings.owe(txn, due, closing_id, amount):
                txn.say(RefundOwed(salon_id=due.salon_id, user_id=due.user_id, payment=due.ref))

    def _owe_late(self, txn: Txn, salon: Salon, user_id: str, interval: Interval) -> None:
        member = members.get(txn, salon.id, user_id)
        last = members.transitions(txn, salon.id, user_id)[-1:]
        if member is not None and last and last[0].cause == "salon_closed":
            self.owe_in(txn, member, interval, salon.closes_ms or 0, "late")

    async def _provider_of(self, payment: str) -> Payments:
        for provider in self._platform.providers:
            if await self._platform.purchases.payment(provider.name, Ref(payment)) is not None:
                return provider
        return self._platform.providers.of("")

    async def give_back(self, payment: str) -> None:
        """Give back what is owed of a payment: less, where less is left of it.

        The amount is written down before the provider is asked: asked again, it is asked for the same.
        """
        refund = await self._db.run("salon_closing_refund", endings.refund, payment)
        if refund is None or refund.given_ms is not None:
            return
        asked = refund.asked
        if asked is None:
            least = min(refund.amount.minor, await self._left(payment))
            asked = await self._db.run("salon_closing_ask", endings.ask, payment, max(0, least))
        try:
            await self._ask_back(payment, asked, refund.amount.currency, f"closing:{payment}")
        except Rejected:  # somebody else gave back of it since
            left = await self._left(payment)
            if left >= asked:
                raise
            await self._ask_back(payment, left, refund.amount.currency, f"closing-rest:{payment}")
        await self._db.run("salon_closing_given", endings.given, payment, self._platform.clock.now_ms())

    async def _left(self, payment: str) -> int:
        provider = await self._provider_of(payment)
        state = await provider.fetch_payment(Ref(payment))
        return state.amount.minor - state.refunded.minor

    async def _ask_back(self, payment: str, minor: int, currency: str, key: str) -> None:
        if minor:
            provider = await self._provider_of(payment)
            await provider.refund(Ref(payment), Money(minor, currency), key, "salon_closed")

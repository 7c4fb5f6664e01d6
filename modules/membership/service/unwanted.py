# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ends what takes money for nothing, and gives back what it took."""

from modules.membership.domain import changes
from modules.membership.domain.changes import Terms
from modules.membership.service.records import Records
from modules.membership.store import applications, members
from synapse_salon.database import Txn
from synapse_salon.happenings import PaymentUnwanted, SubscriptionUnwanted
from synapse_salon.platform import Platform
from synapse_salon.ports.payments import Payments, PaymentState, Ref, SubscriptionState

COMPARED = "compared:"
"""How the reason begins where a subscription was seen to go on, whatever was asked before; the rest is its own."""


def is_in_vain(txn: Txn, order_id: str, state: PaymentState) -> bool:
    """Whether a payment came for a membership that was refused, or had ended by then."""
    application = applications.get(txn, order_id)
    if application is None or application.state not in ("paid", "refused"):
        return False
    member = members.get(txn, application.salon_id, application.user_id)
    if member is not None and member.application_id == application.id and member.standing.is_inside:
        return False
    ended_ms = members.ended_ms(txn, application)
    return application.state == "refused" or (ended_ms is not None and state.made_ms > ended_ms)


class Unwanted:
    """Acts upon subscriptions and payments that nobody is in for. Each deed may be done twice."""

    def __init__(self, platform: Platform, payments: Payments, records: Records, terms: Terms) -> None:
        self._platform = platform
        self._db = platform.database
        self._payments = payments
        self._records = records
        self._terms = terms

    async def end_subscription(self, unwanted: SubscriptionUnwanted) -> None:
        """Have a subscription take no more money. Who went out for want of a payment, and had paid in that very
        moment, is in again instead."""
        ref = Ref(unwanted.ref)
        if changes.lacked_a_payment(unwanted.reason):
            state = await self._payments.fetch_subscription(ref)
            kept = await self._db.run("salon_paid_after_all", self._keep, unwanted.order_id, state)
            if kept is not None:
                await self._records.forget(*kept)
                return
        again = f":{unwanted.reason}" if unwanted.reason.startswith(COMPARED) else ""
        await self._payments.cancel_now(ref, f"end:{unwanted.ref}{again}", unwanted.reason)

    def _keep(self, txn: Txn, order_id: str, state: SubscriptionState) -> tuple[str, str] | None:
        """Whose subscription it is after all; None where it is nobody's."""
        owner = members.by_subscription(txn, state.ref)
        application = applications.get(txn, order_id)
        if owner is None and application is not None:
            before = members.get(txn, application.salon_id, application.user_id)
            if before is not None:
                now_ms = self._platform.clock.now_ms()
                change = changes.paid_after_all(before, order_id, state, self._terms, now_ms)
                self._records.save_in(txn, before, change, "payment")
                owner = members.by_subscription(txn, state.ref)
        return (owner.salon_id, owner.user_id) if owner is not None else None

    async def give_back(self, unwanted: PaymentUnwanted) -> None:
        """Give a payment back whole, once."""
        ref = Ref(unwanted.ref)
        application = await self._db.run("salon_application", applications.get, unwanted.order_id)
        provider = self._platform.providers.of(application.provider if application is not None else "")
        state = await provider.fetch_payment(ref)
        if (
            state.status != "succeeded"
            or state.refunded == state.amount
            or state.disputed in ("open", "lost")
        ):
            return  # what the payer's bank took back already is not given back too
        if await self._db.run("salon_paid_in_vain", is_in_vain, unwanted.order_id, state):
            await provider.refund(ref, None, f"back:{unwanted.ref}", unwanted.reason)

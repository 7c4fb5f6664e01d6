# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Giving money back: recorded, asked of the provider, and asked again until it answers."""

import hashlib
import logging

from modules.billing.domain.disputes import check_ours
from modules.billing.domain.refunds import Refund, State, check_amount, check_seen
from modules.billing.store import refunds
from synapse_salon import ids
from synapse_salon.database import Txn
from synapse_salon.errors import Conflict, NotFound
from synapse_salon.happenings import RefundAsked
from synapse_salon.i18n import t
from synapse_salon.money import Money
from synapse_salon.payments import disputes
from synapse_salon.people import Act
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon, Salons
from synapse_salon.ports.payments import PaymentFailure, Payments, ProviderUnavailable, Ref, Rejected
from synapse_salon.purchases import Paid

logger = logging.getLogger(__name__)
BATCH = 100


class Refunds:
    """What staff give back."""

    def __init__(self, platform: Platform, salons: Salons, payments: Payments) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons
        self._payments = payments

    async def paid(self, salon: Salon, by: str, ref: str) -> Paid:
        """A payment of this salon, to those who see its money. Raises NotAllowed, NotFound."""
        await self._salons.allow(salon, by, Act.SEE_MONEY)
        for provider in self._platform.providers:
            found = await self._platform.purchases.payment(provider.name, Ref(ref))
            if found is not None and found.salon_id == salon.id:
                return found
        raise NotFound(t("There is no such payment."), "no_such_payment")

    async def of(self, paid: Paid) -> list[Refund]:
        """What staff gave back of a payment."""
        return await self._db.run("salon_refunds_of", refunds.of_payment, paid.provider, paid.ref)

    async def give_back(
        self,
        salon: Salon,
        by: str,
        ref: str,
        amount: Money | None,
        reason: str,
        key: str | None = None,
        seen: Money | None = None,
    ) -> Refund:
        """Give back a part of a payment, or all that is left. What the provider does not answer to is asked again.

        The same amount asked for again with the same `key` is the same refund. `seen` is how much was left when
        whoever gives back looked.

        Raises:
            BadInput, NotAllowed, NotFound.
            Conflict: there is nothing to give back, the payer's bank has the money, or the provider refuses.
        """
        paid = await self.paid(salon, by, ref)
        await self._salons.allow(salon, by, Act.GIVE_BACK)
        asked = await self._db.run_contended(
            "salon_refund_ask", self._ask, _id_of(paid, by, amount, key), paid, by, amount, reason, seen
        )
        try:
            await self.carry_out(asked.id)
        except ProviderUnavailable:
            return asked
        done = await self._db.run("salon_refund", refunds.get, asked.id)
        assert done is not None, "refunds are not deleted"
        if done.state == "refused":
            raise Conflict(t("The payment service refuses to give this back."), "refund_refused")
        return done

    def _ask(
        self,
        txn: Txn,
        refund_id: str,
        paid: Paid,
        by: str,
        amount: Money | None,
        reason: str,
        seen: Money | None,
    ) -> Refund:
        refunds.hold(txn, paid.provider, paid.ref)
        before = refunds.get(txn, refund_id)
        if before is not None:
            return before
        check_ours(disputes.state_of(txn, paid.provider, paid.ref))
        now = self._platform.purchases.payment_in(txn, paid.provider, paid.ref) or paid
        under_way = Money(refunds.under_way(txn, paid.provider, paid.ref), paid.amount.currency)
        if seen is not None:
            check_seen(now, under_way, seen)
        asked = Refund(
            id=refund_id,
            provider=paid.provider,
            payment=paid.ref,
            salon_id=paid.salon_id,
            state="asked",
            amount=check_amount(now, under_way, amount),
            reason=reason,
            asked_by=by,
            asked_ms=self._platform.clock.now_ms(),
        )
        refunds.add(txn, asked)
        txn.say(RefundAsked(refund_id=asked.id))
        return asked

    async def asked(self, happening: RefundAsked) -> None:
        """Carry out what was asked for and not heard of."""
        await self.carry_out(happening.refund_id)

    async def carry_out(self, refund_id: str) -> None:
        """Ask the provider, under the refund's own id, so that twice is once; and look at the payment again.

        Raises:
            ProviderUnavailable: nobody knows what came of it; ask again.
        """
        refund = await self._db.run("salon_refund", refunds.get, refund_id)
        if refund is None or refund.state not in ("asked", "pending"):
            return
        provider = self._platform.providers.of(refund.provider)
        try:
            state = await provider.refund(refund.payment, refund.amount, refund.id, refund.reason)
        except Rejected:
            await self._db.run("salon_refund_state", refunds.set_state, refund.id, "refused")
            return
        came_of: dict[str, State] = {"succeeded": "given", "pending": "pending"}
        await self._platform.purchases.told(refund.provider, await provider.fetch_payment(refund.payment))
        outcome = came_of.get(state.status, "refused")
        await self._db.run("salon_refund_state", refunds.set_state, refund.id, outcome)

    async def follow(self) -> None:
        """Ask what became of money that was on its way: asked again, a refund is the same one. Hourly."""
        after = ""
        while found := await self._db.run("salon_refunds_pending", refunds.pending, after, BATCH):
            for refund_id in found:
                try:
                    await self.carry_out(refund_id)
                except PaymentFailure as failure:  # the next time asks again
                    logger.warning("Refund %s cannot be asked about: %s", refund_id, failure)
            after = found[-1]


def _id_of(paid: Paid, by: str, amount: Money | None, key: str | None) -> str:
    """The refund's id, and with it the provider's idempotency key."""
    if key is None:
        return ids.new_id()
    wish = "" if amount is None else f"{amount.minor} {amount.currency}"
    return hashlib.sha256("\n".join((paid.provider, paid.ref, by, wish, key)).encode()).hexdigest()[:32]

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What comes of the payments of sales. Everything here may be told twice, late, or after a crash."""

import logging
from typing import TYPE_CHECKING

from synapse_salon.clock import DAY_MS, MINUTE_MS
from synapse_salon.database import Txn
from synapse_salon.happenings import PurchasePaid, PurchaseReturned, PurchaseUnwanted
from synapse_salon.i18n import t
from synapse_salon.ports.payments import CheckoutState, PaymentFailure, Payments, PaymentState, Ref
from synapse_salon.purchases import reservations, store
from synapse_salon.purchases.sales import UNPAID, Sale

if TYPE_CHECKING:
    from synapse_salon.platform import Platform

logger = logging.getLogger(__name__)
BATCH = 100
SLACK_MS = 5 * MINUTE_MS
"""For so long after its payment page has closed something is still kept: news of a last payment comes by then."""
AGAIN_MS = 10 * MINUTE_MS
PENDING_MS = 4 * DAY_MS
"""How long something is kept for money that is on its way, where the provider does not tell: a voucher is paid within
three days, and told of a day on.
Source: https://docs.stripe.com/payments/konbini"""


class Settling:
    """Applies what the provider says to sales."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform
        self._db = platform.database
        platform.outbox.when(PurchaseUnwanted, "purchases.give_back", self._give_back)
        platform.outbox.when(PurchaseUnwanted, "purchases.apologise", self._apologise)

    def listen(self) -> None:
        """Hear of payments, and of time that runs out: where anything is sold at all."""
        self._platform.payments_inbox.when("checkout", self.checkout)
        self._platform.payments_inbox.when("payment", self.payment)
        self._platform.timers.every(1000, "purchases.expire", self.expire)

    async def checkout(self, state: CheckoutState) -> None:
        """Act upon a checkout as it is now. News of orders of other sorts is passed over."""
        sale = await self._db.run("salon_sale", reservations.get, state.order_id)
        if sale is None:
            return
        if state.status == "expired":
            await self._db.run_contended("salon_sale_free", self._free, sale)
        elif state.status == "complete" and state.paid == "unpaid":
            await self._wait(sale, state)
        elif state.status == "complete":
            payments = self._payments(sale)
            paid = await payments.fetch_payment(state.payment) if state.payment is not None else None
            if paid is not None:
                await self._platform.purchases.told(payments.name, paid)
            await self._db.run_contended("salon_sale_settle", self._settle, sale, paid)

    async def payment(self, state: PaymentState) -> None:
        """Act upon a payment as it is now: what was given back whole is not the buyer's any more."""
        sale = await self._db.run("salon_sale", reservations.get, state.order_id)
        if sale is None:
            return
        if state.status == "failed" and sale.state == "pending":
            await self._db.run_contended("salon_sale_free", self._free, sale)
        elif state.status == "succeeded" and state.amount and state.refunded == state.amount:
            await self._db.run_contended("salon_sale_return", self._return, sale)
        elif state.status == "succeeded" and sale.checkout is not None and sale.state in (*UNPAID, "expired"):
            await self.checkout(await self._payments(sale).fetch_checkout(sale.checkout))

    async def expire(self) -> None:
        """End the sales whose time is over. By the clock; one that cannot be ended holds up no other."""
        now_ms = self._platform.clock.now_ms()
        for sale in await self._db.run("salon_sales_due", reservations.due, now_ms, BATCH):
            try:
                await self.end(sale)
            except PaymentFailure as failure:
                logger.warning("Order %s cannot be ended yet: %s", sale.order_id, failure)
                await self._db.run(
                    "salon_sale_later", reservations.look_later, sale.order_id, now_ms + AGAIN_MS
                )

    async def end(self, sale: Sale) -> None:
        """End an unpaid sale: its payment page first, so that nobody pays for what others can buy. One that turns out
        to be paid is settled instead. Raises PaymentFailure: the provider does not answer; nothing changed."""
        if sale.state not in UNPAID:
            return
        if sale.checkout is None:  # nobody was ever shown where to pay
            await self._db.run_contended("salon_sale_free", self._free, sale)
            return
        state = await self._payments(sale).expire_checkout(sale.checkout)
        if state.status == "complete" and state.paid == "unpaid" and sale.state == "pending":
            await self._db.run_contended("salon_sale_free", self._free, sale)
            return
        await self.checkout(state)

    def take_back_in(self, txn: Txn, order_id: str) -> None:
        """Give a paid sale back; one that cost nothing is taken back at once."""
        sale = reservations.get(txn, order_id)
        if sale is None or sale.state not in ("paid", "fulfilled"):
            return
        if sale.total:
            txn.say(PurchaseUnwanted(order_id=order_id, is_late=False))
        else:
            self._return(txn, sale)

    async def _wait(self, sale: Sale, state: CheckoutState) -> None:
        if (
            state.payment is not None
            and (await self._payments(sale).fetch_payment(state.payment)).status == "failed"
        ):
            await self._db.run_contended("salon_sale_free", self._free, sale)
            return
        now_ms = self._platform.clock.now_ms()
        due_ms = now_ms + PENDING_MS if state.settles_ms is None else state.settles_ms + DAY_MS
        await self._db.run_contended(
            "salon_sale_wait", reservations.move, sale.order_id, ("reserved",), "pending", due_ms
        )

    def _settle(self, txn: Txn, sale: Sale, paid: PaymentState | None) -> None:
        if paid is not None:
            reservations.set_payment(txn, sale.order_id, paid.ref)
            if paid.refunded == paid.amount:
                self._free(txn, sale)
                return
        if reservations.move(txn, sale.order_id, UNPAID, "paid"):
            reservations.sell(txn, sale)
            txn.say(PurchasePaid(order_id=sale.order_id))
        elif reservations.move(txn, sale.order_id, ("expired",), "reserved"):
            self._settle_late(txn, sale)

    @staticmethod
    def _settle_late(txn: Txn, sale: Sale) -> None:
        """It was paid when it had been given up: what is still there is theirs, else their money is."""
        if reservations.hold_again(txn, sale):
            reservations.sell(txn, sale)
            reservations.move(txn, sale.order_id, ("reserved",), "paid")
            txn.say(PurchasePaid(order_id=sale.order_id))
        else:
            reservations.move(txn, sale.order_id, ("reserved",), "refused")
            txn.say(PurchaseUnwanted(order_id=sale.order_id, is_late=True))

    @staticmethod
    def _free(txn: Txn, sale: Sale) -> None:
        if reservations.move(txn, sale.order_id, UNPAID, "expired"):
            reservations.free(txn, sale)

    @staticmethod
    def _return(txn: Txn, sale: Sale) -> None:
        if reservations.move(txn, sale.order_id, UNPAID, "returned"):
            reservations.free(txn, sale)
        elif reservations.move(txn, sale.order_id, ("paid",), "returned"):
            reservations.give_back(txn, sale)
        elif reservations.move(txn, sale.order_id, ("fulfilled",), "returning"):
            reservations.give_back(txn, sale)
            txn.say(PurchaseReturned(order_id=sale.order_id))

    async def _give_back(self, unwanted: PurchaseUnwanted) -> None:
        sale = await self._db.run("salon_sale", reservations.get, unwanted.order_id)
        if sale is None or sale.payment is None:
            return
        payments = self._payments(sale)
        state = await payments.fetch_payment(Ref(sale.payment))
        if state.refunded != state.amount:
            reason = "too_late" if unwanted.is_late else "taken_back"
            await payments.refund(sale.payment, None, f"unsold:{sale.order_id}", reason)
            state = await payments.fetch_payment(sale.payment)
        await self._platform.purchases.told(payments.name, state)
        await self.payment(state)

    async def _apologise(self, unwanted: PurchaseUnwanted) -> None:
        sale = await self._db.run("salon_sale", reservations.get, unwanted.order_id)
        order = await self._db.run("salon_order", store.order, unwanted.order_id)
        if sale is None or order is None:
            return
        words = (
            t(
                "We are sorry: your payment for {title} arrived after the time for it was over, and meanwhile others"
                " had bought the last of it. You get all of it back: {amount}.",
                title=order.title,
                amount=str(sale.total),
            )
            if unwanted.is_late
            else t(
                "We are sorry: {title} cannot be given to you. You get all of what you paid back: {amount}.",
                title=order.title,
                amount=str(sale.total),
            )
        )
        await self._platform.bot.tell(sale.user_id, words, f"unsold-{sale.order_id}", sale.language)

    def _payments(self, sale: Sale) -> Payments:
        return self._platform.providers.of(sale.provider)

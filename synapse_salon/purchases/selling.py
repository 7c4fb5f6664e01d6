# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Selling: held first, paid at the provider's page, handed over by the feature."""

from typing import TYPE_CHECKING

from synapse_salon import ids
from synapse_salon.database import Txn
from synapse_salon.errors import BadInput, Conflict, NotFound, Unavailable
from synapse_salon.happenings import PurchasePaid
from synapse_salon.i18n import t
from synapse_salon.ports.payments import CheckoutOrder, PaymentFailure, Payments
from synapse_salon.purchases import reservations, stock, store
from synapse_salon.purchases.fulfilment import Fulfilment, Seller
from synapse_salon.purchases.items import OrderItem, write_items
from synapse_salon.purchases.orders import Order
from synapse_salon.purchases.sales import Offer, Sale, Stock, Wish
from synapse_salon.purchases.settling import SLACK_MS, Settling

if TYPE_CHECKING:
    from synapse_salon.platform import Platform


class Sales:
    """What features sell once: tickets, goods, a piece of the library. README.md says how a feature does it."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform
        self._fulfilment = Fulfilment(platform)
        self._settling = Settling(platform)

    def register(self, seller: Seller) -> None:
        """Sell for a purpose; from `set_up`."""
        if self._fulfilment.is_empty:
            self._settling.listen()
        self._fulfilment.add(seller)

    @staticmethod
    def offer_in(txn: Txn, offer: Offer) -> None:
        """Say how much there is of an item, in the transaction that makes or changes it."""
        stock.offer(txn, offer)

    async def stock(self, item: str) -> Stock | None:
        """How much there is of an item now."""
        return await self._platform.database.run("salon_stock", stock.stock, item)

    async def sale(self, order_id: str, user_id: str) -> Sale:
        """A person's own order. Raises NotFound for anybody else's."""
        found = await self._platform.database.run("salon_sale", reservations.get, order_id)
        if found is None or found.user_id != user_id:
            raise NotFound(t("There is no such order."), "no_such_order")
        return found

    async def of_person(self, purpose: str, user_id: str, limit: int = 100) -> list[Sale]:
        """What a person ordered of one purpose, the newest first."""
        return await self._platform.database.run(
            "salon_sales_of", reservations.of_person, purpose, user_id, limit
        )

    async def buy(self, wish: Wish) -> Sale:
        """Keep what somebody wants for them, and begin its payment; they pay at `pay_url` of what is answered.

        What costs nothing is theirs at once. The same key again is the same order, in whatever state it is now.

        Raises:
            BadInput: the key came with something else before (`key_reused`).
            Conflict: there is not so much left (`sold_out`), or more than one person may have (`too_many`).
            NotFound: there is no such item.
            Unavailable: the payment provider cannot be reached; the same key goes on from here.
        """
        if not wish.lines or any(line.quantity < 1 or line.price.minor < 0 for line in wish.lines):
            raise ValueError("an order has lines, each with one or more of something")
        sale, customer = await self._platform.database.run_contended(
            "salon_sale_reserve", self._reserve, wish, ids.new_id(), ids.new_id()
        )
        if sale.is_open and sale.checkout is None:
            await self._start(wish, sale, customer)
            sale = await self.sale(sale.order_id, sale.user_id)
        return sale

    async def give_up(self, order_id: str, user_id: str) -> Sale:
        """The person does not want to pay any more: the payment page is closed, and others can buy what was kept.

        Raises:
            NotFound: it is not theirs.
            Unavailable: the payment provider cannot be reached; nothing changed.
        """
        sale = await self.sale(order_id, user_id)
        try:
            if sale.is_open:  # a voucher that was given out may be paid at any moment
                await self._settling.end(sale)
        except PaymentFailure as failure:
            raise Unavailable(
                t("The payment service cannot be reached just now. Please try again soon."),
                "payment_unavailable",
            ) from failure
        return await self.sale(order_id, user_id)

    def take_back_in(self, txn: Txn, order_id: str) -> None:
        """Give a paid order back whole, because the feature will not hand it over after all (an event that does not
        take place), in the transaction that says so. What was kept is free, and `undo` is called, when that is done."""
        self._settling.take_back_in(txn, order_id)

    def _reserve(self, txn: Txn, wish: Wish, order_id: str, fresh: str) -> tuple[Sale, str]:
        now_ms = self._platform.clock.now_ms()
        new = Sale(
            order_id=order_id,
            salon_id=wish.salon_id,
            user_id=wish.user_id,
            purpose=wish.purpose,
            lines=wish.lines,
            language=wish.language,
            page=f"{wish.page}/{order_id}",
            state="reserved",
            made_ms=now_ms,
            expires_ms=now_ms + wish.keep_ms,
            due_ms=now_ms + wish.keep_ms + SLACK_MS,
        )
        customer = reservations.customer(txn, wish.salon_id, wish.user_id, fresh)
        if not reservations.insert(txn, new, wish.key, wish.content):
            return self._asked_before(txn, wish), customer
        store.record(
            txn,
            Order(order_id, wish.salon_id, wish.user_id, wish.purpose, wish.title, now_ms, wish.tax_percent),
        )
        percent = wish.tax_percent
        items = [OrderItem(line.line().name, line.total.minor, percent) for line in wish.lines]
        write_items(txn, order_id, items)
        lines = reservations.in_order(wish.lines)
        for line in lines:
            known = stock.stock(txn, line.item)
            if known is None:
                raise NotFound(t("This is not sold here."), "no_such_item")
            if not stock.take(txn, line.item, wish.user_id, line.quantity, known.per_person):
                raise Conflict(
                    t("One person can have {n} of this at the most.", n=known.per_person or 0), "too_many"
                )
        for line in lines:
            if not stock.hold(txn, line.item, line.quantity):
                raise Conflict(t("This is sold out: {name}.", name=line.name), "sold_out")
        if not new.total:
            reservations.sell(txn, new)
            reservations.move(txn, order_id, ("reserved",), "paid")
            txn.say(PurchasePaid(order_id=order_id))
        found = reservations.get(txn, order_id)
        assert found is not None, "written above"
        return found, customer

    @staticmethod
    def _asked_before(txn: Txn, wish: Wish) -> Sale:
        found = reservations.by_key(txn, wish.purpose, wish.user_id, wish.key)
        assert found is not None, "what is in the way is there"
        if found[1] != wish.content:
            raise BadInput(
                t("This Idempotency-Key came with another request. Each request has a key of its own."),
                reason="key_reused",
            )
        return found[0]

    async def _start(self, wish: Wish, sale: Sale, customer: str) -> None:
        payments = self._platform.need(Payments, "bridges.sandbox.Sandbox or another payment bridge")
        order = CheckoutOrder(
            order_id=sale.order_id,
            salon_id=sale.salon_id,
            customer_key=customer,
            lines=tuple(line.line() for line in sale.lines),
            trial_days=0,
            expires_ms=sale.expires_ms,
            success_url=sale.page,
            cancel_url=sale.page,
            language=sale.language,
            takes_days=wish.takes_days,
        )
        try:
            start = await payments.start_checkout(order)
        except PaymentFailure as failure:
            raise Unavailable(
                t(
                    "The payment service cannot be reached just now. Nothing was charged; please try again soon."
                ),
                "payment_unavailable",
            ) from failure
        await self._platform.database.run(
            "salon_sale_checkout",
            reservations.set_checkout,
            sale.order_id,
            payments.name,
            start.ref,
            start.url,
        )

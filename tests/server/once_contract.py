# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every payment bridge must do, also one that takes no renewals. A bridge's test mixes `OnceContract`, or
`PaymentsContract` where it has `Cap.RECURRING`, into a SalonTestCase and says how its provider is started, paid and
made to see time pass."""

from collections.abc import Awaitable, Coroutine
from typing import Any, Literal, Protocol, TypeVar

import attrs
from twisted.internet.defer import Deferred, gatherResults

from synapse_salon.money import Money
from synapse_salon.ports.payments import (
    BadSignature,
    CheckoutOrder,
    CheckoutStart,
    CheckoutState,
    Line,
    Payments,
    Ref,
    Rejected,
)

R = TypeVar("R")
Card = Literal["pays", "declines", "pays_once"]
YEN = Money(1980, "JPY")
MONTHLY = Line("Blue Lotus, monthly", YEN, "month", "blue-lotus-monthly-1")
GOLD = Line("Blue Lotus, gold", Money(3980, "JPY"), "month", "blue-lotus-gold-1")
YEARLY = Line("Blue Lotus, yearly", Money(19800, "JPY"), "year", "blue-lotus-yearly-1")
OTHER = Line("Blue Lotus, another evening", YEN, "once", "blue-lotus-evening-2")
ONCE = Line("Blue Lotus, one evening", YEN, "once", "blue-lotus-evening-1")


class Bridge(Protocol):
    """A bridge on a running homeserver, and the world on its other side."""

    payments: Payments

    def ask(self, asked: Awaitable[R]) -> Coroutine[Any, Any, R]:
        """Await something of the bridge's, inside the homeserver."""

    async def pay(self, url: str, card: Card) -> int:
        """Do what a person does at a pay page; answers the HTTP status."""

    async def pass_days(self, days: float) -> None:
        """Let time pass on both sides."""

    async def now_ms(self) -> int:
        """The time."""

    async def dispute(self, payment: Ref, outcome: Literal["open", "won", "lost"]) -> None:
        """Do what a payer's bank does."""


async def order(bridge: Bridge, order_id: str = "order-1", **other: Any) -> CheckoutOrder:
    """Aiko's order of a month, with whatever is said otherwise."""
    asked = CheckoutOrder(
        order_id=order_id,
        salon_id="salon-1",
        customer_key="customer-1",
        lines=(MONTHLY,),
        trial_days=0,
        expires_ms=await bridge.now_ms() + 3_600_000,
        success_url="http://127.0.0.1:1/paid",
        cancel_url="http://127.0.0.1:1/again",
        language="en",
    )
    return attrs.evolve(asked, **other)


async def together(*asked: Coroutine[Any, Any, R]) -> list[R]:
    """Ask several things at once."""
    return list(await gatherResults([Deferred.fromCoroutine(one) for one in asked], consumeErrors=True))


class OnceContract:
    """Tests of the payment port, to be mixed into a SalonTestCase."""

    line: Line = ONCE
    """What is bought where a test does not care."""

    lasts_days = 0.05
    """After so many days nobody waits for a payment any more."""

    refund_status = "succeeded"
    """How a refund stands that was just asked for."""

    async def start_bridge(self) -> Bridge:
        """Start a homeserver with the bridge."""
        raise NotImplementedError

    async def sent_back(self, bridge: Bridge, refund: Ref) -> None:
        """What else is needed until the money of a refund has moved."""

    async def order(self, bridge: Bridge, order_id: str = "order-1", **other: Any) -> CheckoutOrder:
        return await order(bridge, order_id, **{"lines": (self.line,), **other})

    async def begin(self, bridge: Bridge, order_id: str = "order-1", **other: Any) -> CheckoutStart:
        return await bridge.ask(bridge.payments.start_checkout(await self.order(bridge, order_id, **other)))

    async def bought(
        self, bridge: Bridge, card: Card = "pays", order_id: str = "order-1", **other: Any
    ) -> CheckoutState:
        begun = await self.begin(bridge, order_id, **other)
        self.assertEqual(await bridge.pay(begun.url, card), 303)
        return await bridge.ask(bridge.payments.fetch_checkout(begun.ref))

    async def refused(
        self, bridge: Bridge, asked: Awaitable[object], kind: type[Exception] = Rejected
    ) -> None:
        try:
            answer = await bridge.ask(asked)
        except kind:
            return
        raise AssertionError(f"this should have been refused, and answered {answer!r}")

    async def test_something_bought_once_has_no_subscription(self) -> None:
        bridge = await self.start_bridge()
        state = await self.bought(bridge, lines=(ONCE,))
        self.assertEqual((state.status, state.paid, state.subscription), ("complete", "paid", None))
        assert state.payment
        payment = await bridge.ask(bridge.payments.fetch_payment(state.payment))
        self.assertEqual((payment.subscription, payment.amount), (None, YEN))

    async def test_the_same_order_is_one_checkout(self) -> None:
        bridge = await self.start_bridge()
        asked = await self.order(bridge)
        one = await bridge.ask(bridge.payments.start_checkout(asked))
        self.assertEqual(await bridge.ask(bridge.payments.start_checkout(asked)), one)
        other = await self.order(bridge, "order-2")
        at_once = await together(*(bridge.ask(bridge.payments.start_checkout(other)) for _ in range(5)))
        self.assertEqual(len({begun.ref for begun in at_once}), 1)
        await self.refused(bridge, bridge.payments.start_checkout(attrs.evolve(asked, lines=(OTHER,))))

    async def test_an_order_that_makes_no_sense_is_rejected_and_can_be_mended(self) -> None:
        bridge = await self.start_bridge()
        asked = await self.order(bridge)
        await self.refused(bridge, bridge.payments.start_checkout(attrs.evolve(asked, lines=())))
        await bridge.ask(bridge.payments.start_checkout(asked))

    async def test_a_closed_checkout_cannot_be_paid_and_a_paid_one_cannot_be_closed(self) -> None:
        bridge = await self.start_bridge()
        begun = await self.begin(bridge)
        state = await bridge.ask(bridge.payments.expire_checkout(begun.ref))
        self.assertEqual((state.status, state.paid), ("expired", "unpaid"))
        self.assertEqual(await bridge.ask(bridge.payments.expire_checkout(begun.ref)), state)
        self.assertEqual(await bridge.pay(begun.url, "pays"), 410)
        paid = await self.bought(bridge, order_id="order-2")
        self.assertEqual(await bridge.ask(bridge.payments.expire_checkout(paid.ref)), paid)

    async def test_a_checkout_expires(self) -> None:
        bridge = await self.start_bridge()
        begun = await self.begin(bridge)
        await bridge.pass_days(self.lasts_days)
        self.assertEqual(await bridge.pay(begun.url, "pays"), 410)
        self.assertEqual((await bridge.ask(bridge.payments.fetch_checkout(begun.ref))).status, "expired")

    async def test_refunds_go_up_to_what_was_paid(self) -> None:
        bridge = await self.start_bridge()
        state = await self.bought(bridge, lines=(ONCE,))
        assert state.payment
        refund, fetch = bridge.payments.refund, bridge.payments.fetch_payment
        part = await bridge.ask(refund(state.payment, Money(500, "JPY"), "r1", "sorry"))
        self.assertEqual((part.status, part.amount), (self.refund_status, Money(500, "JPY")))
        self.assertEqual(await bridge.ask(refund(state.payment, Money(500, "JPY"), "r1", "sorry")), part)
        self.assertEqual((await bridge.ask(fetch(state.payment))).refunded, Money(500, "JPY"))
        await self.refused(bridge, refund(state.payment, Money(1481, "JPY"), "r2", ""))
        await self.refused(bridge, refund(state.payment, Money(0, "JPY"), "r3", ""))
        await self.refused(bridge, refund(state.payment, Money(1, "USD"), "r4", ""))
        await self.refused(bridge, refund(state.payment, Money(400, "JPY"), "r1", "sorry"))
        rest, again = await together(*(bridge.ask(refund(state.payment, None, "r5", "")) for _ in range(2)))
        self.assertEqual(rest, again)
        self.assertEqual(rest.amount, Money(1480, "JPY"))
        self.assertEqual((await bridge.ask(fetch(state.payment))).refunded, YEN)
        await self.refused(bridge, refund(state.payment, None, "r6", ""))

    async def test_what_there_is_not_is_rejected(self) -> None:
        bridge = await self.start_bridge()
        payments, nothing = bridge.payments, Ref("nothing_1")
        for asked in (
            payments.fetch_checkout(nothing),
            payments.fetch_payment(nothing),
            payments.expire_checkout(nothing),
            payments.refund(nothing, None, "c", ""),
        ):
            await self.refused(bridge, asked)

    async def test_what_moved_is_told_to_the_yen(self) -> None:
        bridge = await self.start_bridge()
        self.assertEqual(await bridge.ask(bridge.payments.movements_since(0)), [])
        state = await self.bought(bridge, lines=(ONCE,))
        assert state.payment
        given = await bridge.ask(bridge.payments.refund(state.payment, Money(500, "JPY"), "r1", ""))
        await self.sent_back(bridge, given.ref)
        moved = await bridge.ask(bridge.payments.movements_since(0))
        self.assertEqual(
            [(one.kind, one.amount.minor) for one in moved], [("charge", 1980), ("refund", -500)]
        )
        self.assertEqual({one.payment for one in moved}, {state.payment})
        self.assertEqual(len({one.ref for one in moved}), 2)
        self.assertEqual(await bridge.ask(bridge.payments.movements_since(moved[-1].made_ms + 1000)), [])

    async def test_news_can_be_read_again(self) -> None:
        bridge = await self.start_bridge()
        state = await self.bought(bridge)
        news = await bridge.ask(bridge.payments.events_since(0))
        told = {(event.object_kind, event.object_ref) for event in news}
        made = {("checkout", state.ref), ("payment", state.payment)}
        if state.subscription is not None:
            made.add(("subscription", state.subscription))
        self.assertLessEqual(made, told)
        self.assertEqual(len({event.id for event in news}), len(news))
        self.assertEqual([e.created_ms for e in news], sorted(e.created_ms for e in news))
        later = await bridge.ask(bridge.payments.events_since(news[-1].created_ms + 1))
        self.assertEqual(later, [])

    async def test_unsigned_notifications_are_not_believed(self) -> None:
        bridge = await self.start_bridge()
        for headers in ({}, {"stripe-signature": "t=1,v1=00"}, {"salon-sandbox-signature": "t=1,v1=00"}):
            await self.refused(bridge, bridge.payments.read_webhook(b"{}", headers), BadSignature)

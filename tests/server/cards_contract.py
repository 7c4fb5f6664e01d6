# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every payment bridge must do that keeps cards: to be mixed into a SalonTestCase, as `PaymentsContract` is."""

from collections.abc import Awaitable
from typing import Protocol

import attrs

from synapse_salon.money import Money
from synapse_salon.platform import Platform
from synapse_salon.ports.cards import Cards, ChargeOrder, ChargeResult, SavedCard, SavingOrder
from synapse_salon.ports.payments import Cap, CheckoutStart, Rejected, SubscriptionState
from tests.server.payments_contract import Bridge, Card, order, together

BACK = "http://127.0.0.1:1/back"
ASKS = "4000002760003184"
"""The card whose bank asks at every charge."""


class CardsBridge(Bridge, Protocol):
    """A bridge whose provider keeps cards."""

    @property
    def platform(self) -> Platform:
        """Of the server as it runs now."""


class CardsContract:
    """Tests of the port of kept cards."""

    async def start_bridge(self) -> CardsBridge:
        """Start a homeserver with the bridge."""
        raise NotImplementedError

    @staticmethod
    def cards(bridge: CardsBridge) -> Cards:
        return bridge.platform.need(Cards, "a bridge that keeps cards")

    async def pay_with(self, bridge: CardsBridge, url: str, number: str) -> int:
        """Enter a number at a page."""
        raise NotImplementedError

    async def confirm(self, bridge: CardsBridge, url: str, yes: bool) -> int:
        """Answer what a bank asks."""
        raise NotImplementedError

    async def refused(
        self, bridge: CardsBridge, asked: Awaitable[object], kind: type[Exception] = Rejected
    ) -> None:
        try:
            answer = await bridge.ask(asked)
        except kind:
            return
        raise AssertionError(f"this should have been refused, and answered {answer!r}")

    async def saving(self, bridge: CardsBridge, customer: str, order_id: str) -> SavingOrder:
        return SavingOrder(
            order_id=order_id,
            customer_key=customer,
            expires_ms=await bridge.now_ms() + 3_600_000,
            success_url="http://127.0.0.1:1/kept",
            cancel_url="http://127.0.0.1:1/again",
            language="ja",
        )

    async def keeps(
        self, bridge: CardsBridge, card: Card, customer: str = "customer-1", order_id: str = "save-1"
    ) -> SavedCard:
        """Somebody gives a card to be kept."""
        order = await self.saving(bridge, customer, order_id)
        begun: CheckoutStart = await bridge.ask(self.cards(bridge).start_saving(order))
        self.assertEqual(await bridge.pay(begun.url, card), 303)
        saved: list[SavedCard] = await bridge.ask(self.cards(bridge).saved(customer))
        return saved[0]

    async def test_a_card_is_kept_and_forgotten(self) -> None:
        bridge = await self.start_bridge()
        self.assertIn(Cap.SAVED_CARD, bridge.payments.caps)
        saved = self.cards(bridge).saved
        self.assertEqual(await bridge.ask(saved("customer-1")), [])
        order = await self.saving(bridge, "customer-1", "save-1")
        begun = await bridge.ask(self.cards(bridge).start_saving(order))
        at_once = await together(*(bridge.ask(self.cards(bridge).start_saving(order)) for _ in range(3)))
        self.assertEqual(at_once, [begun] * 3)
        self.assertEqual(await bridge.pay(begun.url, "declines"), 402)
        self.assertEqual(await bridge.ask(saved("customer-1")), [])
        self.assertEqual(await bridge.pay(begun.url, "pays"), 303)
        card = (await bridge.ask(saved("customer-1")))[0]
        self.assertEqual(card.last4, "4242")
        self.assertRegex(card.expires, r"^20\d\d-(0[1-9]|1[0-2])$")
        self.assertTrue(card.brand)
        other = await self.keeps(bridge, "pays_once", order_id="save-2")
        again = await self.keeps(bridge, "pays", order_id="save-3")
        kept = await bridge.ask(saved("customer-1"))
        self.assertEqual([one.last4 for one in kept], ["4242", "0341"], "the same card is kept once")
        await self.refused(bridge, self.cards(bridge).forget("customer-2", other.ref), Rejected)
        bens = await self.keeps(bridge, "pays", "customer-2", "save-4")
        for _ in range(2):
            await bridge.ask(self.cards(bridge).forget("customer-1", again.ref))
        self.assertEqual([one.last4 for one in await bridge.ask(saved("customer-1"))], ["0341"])
        self.assertEqual([one.ref for one in await bridge.ask(saved("customer-2"))], [bens.ref])
        self.assertEqual(await bridge.ask(bridge.payments.movements_since(0)), [], "nothing was paid")

    async def test_a_page_for_a_card_closes_in_time(self) -> None:
        bridge = await self.start_bridge()
        order = await self.saving(bridge, "customer-1", "save-1")
        begun = await bridge.ask(self.cards(bridge).start_saving(order))
        await bridge.pass_days(0.05)
        self.assertEqual(await bridge.pay(begun.url, "pays"), 410)
        self.assertEqual(await bridge.ask(self.cards(bridge).saved("customer-1")), [])

    async def subscribed(self, bridge: CardsBridge, card: Card, order_id: str) -> SubscriptionState:
        asked = await order(bridge, order_id, customer_key=f"customer of {order_id}")
        begun = await bridge.ask(bridge.payments.start_checkout(asked))
        self.assertEqual(await bridge.pay(begun.url, card), 303)
        await bridge.ask(bridge.platform.payments_inbox.reconcile())
        state = await bridge.ask(bridge.payments.fetch_checkout(begun.ref))
        assert state.subscription is not None
        return await bridge.ask(bridge.payments.fetch_subscription(state.subscription))

    async def month_later(self, bridge: CardsBridge, before: SubscriptionState) -> SubscriptionState:
        await bridge.pass_days(32)
        return await bridge.ask(bridge.payments.fetch_subscription(before.ref))

    async def given(self, bridge: CardsBridge, before: SubscriptionState, card: Card = "pays") -> None:
        """Another card is given for a subscription, and the house hears of it."""
        url = await bridge.ask(self.cards(bridge).card_page(before.ref, BACK, "ja"))
        self.assertEqual(await bridge.pay(url, "declines"), 402)
        self.assertEqual(await bridge.pay(url, card), 303)
        await bridge.ask(bridge.platform.payments_inbox.reconcile())

    async def test_another_card_pays_what_is_due_and_what_comes(self) -> None:
        bridge = await self.start_bridge()
        self.assertIn(Cap.PORTAL, bridge.payments.caps)
        state = await self.subscribed(bridge, "pays_once", "order-1")
        overdue = await self.month_later(bridge, state)
        self.assertEqual(overdue.status, "overdue")
        await self.given(bridge, state)
        paid = await bridge.ask(bridge.payments.fetch_subscription(state.ref))
        self.assertEqual((paid.status, paid.pay_url), ("active", None))
        self.assertNotEqual(paid.card, state.card)
        charges = await bridge.ask(bridge.payments.movements_since(0))
        self.assertEqual([one.amount.minor for one in charges], [1980, 1980])
        self.assertEqual((await self.month_later(bridge, state)).status, "active")

    async def test_another_card_before_anything_is_due(self) -> None:
        bridge = await self.start_bridge()
        state = await self.subscribed(bridge, "pays_once", "order-1")
        await self.given(bridge, state)
        self.assertEqual(len(await bridge.ask(bridge.payments.movements_since(0))), 1, "nothing is due")
        self.assertEqual((await self.month_later(bridge, state)).status, "active")
        await bridge.ask(bridge.payments.cancel_now(state.ref, "a", ""))
        await self.refused(bridge, self.cards(bridge).card_page(state.ref, BACK, "ja"))

    async def test_the_card_that_paid_what_was_due_pays_from_then_on(self) -> None:
        bridge = await self.start_bridge()
        state = await self.subscribed(bridge, "pays_once", "order-1")
        overdue = await self.month_later(bridge, state)
        assert overdue.pay_url
        self.assertEqual(await bridge.pay(overdue.pay_url, "pays"), 303)
        self.assertEqual((await self.month_later(bridge, state)).status, "active")

    async def keeps_number(self, bridge: CardsBridge, number: str, order_id: str) -> SavedCard:
        begun = await bridge.ask(
            self.cards(bridge).start_saving(await self.saving(bridge, "customer-1", order_id))
        )
        self.assertEqual(await self.pay_with(bridge, begun.url, number), 303)
        return (await bridge.ask(self.cards(bridge).saved("customer-1")))[0]

    async def charged(self, bridge: CardsBridge, order: ChargeOrder) -> ChargeResult:
        return await bridge.ask(self.cards(bridge).charge(order))

    @staticmethod
    def charge_of(card: SavedCard, order_id: str, amount: int = 500) -> ChargeOrder:
        return ChargeOrder(
            order_id=order_id,
            salon_id="salon-1",
            customer_key="customer-1",
            card=card.ref,
            amount=Money(amount, "JPY"),
            return_url=BACK,
        )

    async def test_a_kept_card_is_charged_once(self) -> None:
        bridge = await self.start_bridge()
        card = await self.keeps(bridge, "pays")
        order = self.charge_of(card, "tip-1")
        found = await together(*(self.charged(bridge, order) for _ in range(5)))
        self.assertEqual({one.status for one in found}, {"succeeded"})
        self.assertEqual(len({one.ref for one in found}), 1)
        assert found[0].ref is not None
        payment = await bridge.ask(bridge.payments.fetch_payment(found[0].ref))
        self.assertEqual(
            (payment.status, payment.order_id, payment.amount.minor), ("succeeded", "tip-1", 500)
        )
        moved = await bridge.ask(bridge.payments.movements_since(0))
        self.assertEqual([(one.kind, one.amount.minor) for one in moved], [("charge", 500)])
        charge = self.cards(bridge).charge
        await self.refused(bridge, charge(attrs.evolve(order, amount=Money(600, "JPY"))))
        await self.refused(bridge, charge(attrs.evolve(order, order_id="tip-2", amount=Money(0, "JPY"))))
        await self.refused(bridge, charge(attrs.evolve(order, order_id="tip-3", customer_key="customer-2")))
        await bridge.ask(self.cards(bridge).forget("customer-1", card.ref))
        await self.refused(bridge, charge(attrs.evolve(order, order_id="tip-4")))
        self.assertEqual(await self.charged(bridge, order), found[0])
        self.assertEqual((await bridge.ask(self.cards(bridge).end_charge(found[0].ref))).status, "succeeded")
        back = await bridge.ask(bridge.payments.refund(found[0].ref, None, "r", ""))
        self.assertEqual((back.status, back.amount.minor), ("succeeded", 500))

    async def test_a_declined_charge_takes_nothing_however_often_it_is_asked(self) -> None:
        bridge = await self.start_bridge()
        card = await self.keeps(bridge, "pays_once")
        for _ in range(3):
            found = await self.charged(bridge, self.charge_of(card, "tip-1"))
            self.assertEqual((found.status, found.code), ("declined", "card_declined"))
        self.assertEqual(await bridge.ask(bridge.payments.movements_since(0)), [])

    async def test_a_bank_that_asks_is_answered(self) -> None:
        bridge = await self.start_bridge()
        card = await self.keeps_number(bridge, ASKS, "save-1")
        for order_id, yes, status in (("tip-1", True, "succeeded"), ("tip-2", False, "declined")):
            order = self.charge_of(card, order_id)
            asked = await self.charged(bridge, order)
            assert asked.status == "needs_action" and asked.action_url and asked.ref, asked
            self.assertEqual((await self.charged(bridge, order)), asked)
            state = await bridge.ask(bridge.payments.fetch_payment(asked.ref))
            self.assertEqual(state.status, "pending")
            self.assertEqual(await self.confirm(bridge, asked.action_url, yes), 303)
            self.assertEqual((await self.charged(bridge, order)).status, status)
        left = await self.charged(bridge, self.charge_of(card, "tip-3"))
        assert left.ref is not None and left.action_url is not None
        for _ in range(2):
            ended = await bridge.ask(self.cards(bridge).end_charge(left.ref))
            self.assertEqual(ended.status, "declined")
        await self.confirm(bridge, left.action_url, True)
        moved = await bridge.ask(bridge.payments.movements_since(0))
        self.assertEqual([one.amount.minor for one in moved], [500])
        news = await bridge.ask(bridge.payments.events_since(0))
        self.assertIn(ended.ref, {one.object_ref for one in news if one.object_kind == "payment"})

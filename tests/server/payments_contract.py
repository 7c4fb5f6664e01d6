# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every payment bridge with `Cap.RECURRING` must do, besides what every one must."""

from typing import Any

import attrs

from synapse_salon.money import Money
from synapse_salon.ports.payments import Declined, Ref, SubscriptionState
from tests.server.once_contract import (
    GOLD,
    MONTHLY,
    ONCE,
    YEARLY,
    YEN,
    Bridge,
    Card,
    OnceContract,
    order,
    together,
)

__all__ = ["MONTHLY", "ONCE", "Bridge", "Card", "OnceContract", "PaymentsContract", "order", "together"]


class PaymentsContract(OnceContract):
    """The same of renewals, to be mixed into a SalonTestCase."""

    line = MONTHLY

    async def subscribed(
        self, bridge: Bridge, card: Card = "pays", order_id: str = "order-1", **other: Any
    ) -> SubscriptionState:
        state = await self.bought(bridge, card, order_id, **other)
        assert state.subscription is not None
        return await bridge.ask(bridge.payments.fetch_subscription(state.subscription))

    async def test_a_month_is_paid(self) -> None:
        bridge = await self.start_bridge()
        begun = await self.begin(bridge)
        state = await bridge.ask(bridge.payments.fetch_checkout(begun.ref))
        self.assertEqual((state.status, state.paid, state.order_id), ("open", "unpaid", "order-1"))
        self.assertEqual(await bridge.pay(begun.url, "pays"), 303)
        state = await bridge.ask(bridge.payments.fetch_checkout(begun.ref))
        self.assertEqual((state.status, state.paid, state.amount), ("complete", "paid", YEN))
        assert state.subscription and state.payment
        subscription = await bridge.ask(bridge.payments.fetch_subscription(state.subscription))
        self.assertEqual((subscription.status, subscription.order_id), ("active", "order-1"))
        self.assertIn(
            (subscription.period_end_ms - subscription.period_start_ms) // 86_400_000, range(28, 32)
        )
        payment = await bridge.ask(bridge.payments.fetch_payment(state.payment))
        self.assertEqual((payment.status, payment.amount, payment.refunded.minor), ("succeeded", YEN, 0))
        self.assertEqual((payment.order_id, payment.subscription), ("order-1", subscription.ref))

    async def test_a_declined_card_leaves_the_checkout_open(self) -> None:
        bridge = await self.start_bridge()
        begun = await self.begin(bridge)
        self.assertEqual(await bridge.pay(begun.url, "declines"), 402)
        state = await bridge.ask(bridge.payments.fetch_checkout(begun.ref))
        self.assertEqual((state.status, state.paid, state.subscription), ("open", "unpaid", None))
        self.assertEqual(await bridge.pay(begun.url, "pays"), 303)

    async def test_a_trial_costs_nothing_until_it_ends(self) -> None:
        bridge = await self.start_bridge()
        state = await self.bought(bridge, trial_days=14)
        self.assertEqual(
            (state.status, state.paid, state.payment, state.amount.minor), ("complete", "free", None, 0)
        )
        assert state.subscription
        subscription = await bridge.ask(bridge.payments.fetch_subscription(state.subscription))
        self.assertEqual(subscription.status, "trial")
        await bridge.pass_days(14.01)
        subscription = await bridge.ask(bridge.payments.fetch_subscription(state.subscription))
        self.assertEqual(subscription.status, "active")

    async def test_a_subscription_renews_itself(self) -> None:
        bridge = await self.start_bridge()
        before = await self.subscribed(bridge)
        await bridge.pass_days(32)
        after = await bridge.ask(bridge.payments.fetch_subscription(before.ref))
        self.assertEqual((after.status, after.period_start_ms), ("active", before.period_end_ms))

    async def test_a_failed_renewal_is_paid_with_another_card(self) -> None:
        bridge = await self.start_bridge()
        before = await self.subscribed(bridge, "pays_once")
        self.assertEqual((before.status, before.pay_url), ("active", None))
        await bridge.pass_days(32)
        overdue = await bridge.ask(bridge.payments.fetch_subscription(before.ref))
        self.assertEqual((overdue.status, overdue.period_start_ms), ("overdue", before.period_end_ms))
        self.assertGreaterEqual(overdue.overdue_attempts, 1)
        assert overdue.pay_url
        self.assertEqual(await bridge.pay(overdue.pay_url, "declines"), 402)
        self.assertEqual(await bridge.pay(overdue.pay_url, "pays"), 303)
        back = await bridge.ask(bridge.payments.fetch_subscription(before.ref))
        self.assertEqual((back.status, back.overdue_attempts, back.pay_url), ("active", 0, None))

    async def test_cancelled_it_ends_with_its_period_unless_taken_back(self) -> None:
        bridge = await self.start_bridge()
        state = await self.subscribed(bridge)
        for on, order_id in ((True, "a"), (False, "b"), (True, "c")):
            state = await bridge.ask(bridge.payments.set_cancel_at_end(state.ref, on, order_id))
            self.assertEqual((state.cancel_at_end, state.status), (on, "active"))
        again = await bridge.ask(bridge.payments.set_cancel_at_end(state.ref, False, "b"))
        self.assertTrue(again.cancel_at_end, "a request that was asked before is not done again")
        await bridge.pass_days(32)
        self.assertEqual((await bridge.ask(bridge.payments.fetch_subscription(state.ref))).status, "ended")
        late = await bridge.ask(bridge.payments.set_cancel_at_end(state.ref, False, "d"))
        self.assertEqual(late.status, "ended")

    async def test_ended_now_it_owes_nothing(self) -> None:
        bridge = await self.start_bridge()
        state = await self.subscribed(bridge, "pays_once")
        await bridge.pass_days(32)
        overdue = await bridge.ask(bridge.payments.fetch_subscription(state.ref))
        assert overdue.pay_url
        for order_id in ("a", "a", "b"):
            ended = await bridge.ask(bridge.payments.cancel_now(state.ref, order_id, "left"))
            self.assertEqual((ended.status, ended.pay_url), ("ended", None))
        self.assertEqual(await bridge.pay(overdue.pay_url, "pays"), 410)

    async def test_another_line_at_once_costs_what_was_previewed_and_once(self) -> None:
        bridge = await self.start_bridge()
        state = await self.subscribed(bridge)
        self.assertEqual((state.price_key, state.next_price_key), (MONTHLY.price_key, None))
        await bridge.pass_days(10)
        preview = await bridge.ask(bridge.payments.preview_change(state.ref, GOLD, "now"))
        self.assertEqual((preview.next, preview.next_ms), (GOLD.price, state.period_end_ms))
        self.assertTrue(0 < preview.due_now.minor < 2000, preview)
        await bridge.pass_days(0.01)
        asked = [
            bridge.ask(bridge.payments.change_plan(state.ref, GOLD, "now", preview.as_of_ms, "up"))
            for _ in range(3)
        ]
        for changed in await together(*asked):
            self.assertEqual((changed.status, changed.price_key), ("active", GOLD.price_key))
            self.assertEqual(changed.period_end_ms, state.period_end_ms)
        paid = [
            await bridge.ask(bridge.payments.fetch_payment(event.object_ref))
            for event in await bridge.ask(bridge.payments.events_since(preview.as_of_ms))
            if event.object_kind == "payment"
        ]
        self.assertEqual([payment.amount for payment in paid], [preview.due_now])
        self.assertEqual((paid[0].paid_for, paid[0].order_id), ("changed", "order-1"))
        self.assertEqual(paid[0].through_ms, state.period_end_ms)
        other = bridge.payments.change_plan(state.ref, YEARLY, "period_end", preview.as_of_ms, "up")
        await self.refused(bridge, other)

    async def test_another_line_later_counts_from_the_next_period_unless_taken_back(self) -> None:
        bridge = await self.start_bridge()
        state = await self.subscribed(bridge)
        change, now_ms = bridge.payments.change_plan, await bridge.now_ms()
        for order_id, line, to_come in (("a", YEARLY, YEARLY.price_key), ("b", MONTHLY, None)):
            state = await bridge.ask(change(state.ref, line, "period_end", now_ms, order_id))
            self.assertEqual((state.price_key, state.next_price_key), (MONTHLY.price_key, to_come))
        state = await bridge.ask(change(state.ref, YEARLY, "period_end", now_ms, "c"))
        await bridge.pass_days(32)
        after = await bridge.ask(bridge.payments.fetch_subscription(state.ref))
        self.assertEqual((after.price_key, after.next_price_key), (YEARLY.price_key, None))
        self.assertGreater(after.period_end_ms - after.period_start_ms, 360 * 86_400_000)
        late = await bridge.ask(change(state.ref, YEARLY, "period_end", now_ms, "c"))
        self.assertEqual(late.price_key, YEARLY.price_key)

    async def test_another_line_that_is_not_paid_or_not_possible_changes_nothing(self) -> None:
        bridge = await self.start_bridge()
        ben = await self.subscribed(bridge, "pays_once")
        change, now_ms = bridge.payments.change_plan, await bridge.now_ms()
        await self.refused(bridge, change(ben.ref, GOLD, "now", now_ms, "a"), Declined)
        cheaper = attrs.evolve(MONTHLY, price=Money(500, "JPY"), price_key="cheaper")
        await self.refused(bridge, change(ben.ref, cheaper, "now", now_ms, "b"))
        await self.refused(bridge, change(ben.ref, YEARLY, "now", now_ms, "c"))
        await self.refused(bridge, bridge.payments.preview_change(ben.ref, YEARLY, "now"))
        await self.refused(bridge, change(ben.ref, ONCE, "period_end", now_ms, "d"))
        state = await bridge.ask(bridge.payments.set_cancel_at_end(ben.ref, True, "e"))
        await self.refused(bridge, change(ben.ref, cheaper, "period_end", now_ms, "f"))
        self.assertEqual((state.price_key, state.next_price_key), (MONTHLY.price_key, None))

    async def test_what_a_bank_takes_back_is_told_and_moves(self) -> None:
        bridge = await self.start_bridge()
        for number, outcome in enumerate(("won", "lost")):
            state = await self.bought(bridge, order_id=f"order-{number}", lines=(ONCE,))
            assert state.payment
            fetch = bridge.payments.fetch_payment
            self.assertEqual((await bridge.ask(fetch(state.payment))).disputed, "no")
            await bridge.dispute(state.payment, "open")
            told = await bridge.ask(fetch(state.payment))
            self.assertEqual((told.status, told.disputed), ("succeeded", "open"))
            await self.refused(bridge, bridge.payments.refund(state.payment, None, f"r{number}", ""))
            await bridge.dispute(state.payment, "won" if outcome == "won" else "lost")
            self.assertEqual((await bridge.ask(fetch(state.payment))).disputed, outcome)
            moved = await bridge.ask(bridge.payments.movements_since(0))
            ours = [(one.kind, one.amount.minor) for one in moved if one.payment == state.payment]
            back = [("dispute_won", 1980)] if outcome == "won" else []
            self.assertEqual(ours, [("charge", 1980), ("dispute", -1980), *back])
            news = await bridge.ask(bridge.payments.events_since(0))
            self.assertGreaterEqual([one.object_ref for one in news].count(state.payment), 3)

    async def test_what_there_is_not_is_rejected(self) -> None:
        bridge = await self.start_bridge()
        payments, nothing = bridge.payments, Ref("nothing_1")
        for asked in (
            payments.fetch_checkout(nothing),
            payments.fetch_subscription(nothing),
            payments.fetch_payment(nothing),
            payments.expire_checkout(nothing),
            payments.set_cancel_at_end(nothing, True, "a"),
            payments.cancel_now(nothing, "b", ""),
            payments.preview_change(nothing, GOLD, "now"),
            payments.change_plan(nothing, GOLD, "period_end", 0, "d"),
            payments.refund(nothing, None, "c", ""),
        ):
            await self.refused(bridge, asked)

    async def test_the_same_card_is_known_again(self) -> None:
        bridge = await self.start_bridge()
        aiko = await self.subscribed(bridge, "pays", order_id="order-1", customer_key="aiko")
        ben = await self.subscribed(bridge, "pays", order_id="order-2", customer_key="ben")
        chika = await self.subscribed(bridge, "pays_once", order_id="order-3", customer_key="chika")
        self.assertIsNotNone(aiko.card)
        self.assertEqual(aiko.card, ben.card)
        self.assertNotEqual(aiko.card, chika.card)

    async def test_every_subscription_is_listed_once(self) -> None:
        bridge = await self.start_bridge()
        made = {(await self.subscribed(bridge, order_id=f"order-{n}")).ref for n in range(3)}
        listed: list[Ref] = []
        while page := await bridge.ask(bridge.payments.subscriptions(listed[-1] if listed else None, 2)):
            listed += [state.ref for state in page]
        self.assertEqual(sorted(listed), sorted(made))

    async def test_what_moved_is_told_to_the_yen(self) -> None:
        bridge = await self.start_bridge()
        before = await bridge.now_ms()
        self.assertEqual(await bridge.ask(bridge.payments.movements_since(before)), [])
        state = await self.bought(bridge, lines=(ONCE,))
        assert state.payment
        await self.subscribed(bridge, order_id="order-2")
        await bridge.ask(bridge.payments.refund(state.payment, Money(500, "JPY"), "r1", ""))
        moved = await bridge.ask(bridge.payments.movements_since(0))
        self.assertEqual(
            [(one.kind, one.amount.minor) for one in moved], [("charge", 1980)] * 2 + [("refund", -500)]
        )
        self.assertEqual({one.payment for one in moved[::2]}, {state.payment})
        self.assertTrue(all(one.fee.minor >= 0 for one in moved))
        self.assertEqual(len({one.ref for one in moved}), 3)
        await bridge.pass_days(32)
        later = await bridge.ask(bridge.payments.movements_since(moved[-1].made_ms + 1000))
        self.assertEqual([(one.kind, one.amount) for one in later], [("charge", YEN)])

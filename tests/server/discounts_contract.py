# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a payment bridge with `Cap.COUPON` must do besides `PaymentsContract`."""

import attrs

from synapse_salon.money import Money
from synapse_salon.ports.discounts import Discount
from tests.server.payments_contract import GOLD, MONTHLY, ONCE, PaymentsContract, order


class DiscountsContract(PaymentsContract):
    """Tests of discounts, to be mixed into a SalonTestCase."""

    async def test_a_discount_is_off_the_first_payment_after_free_days_too(self) -> None:
        bridge = await self.start_bridge()
        off = Discount("spring", "HARU", 15, None, 1)
        state = await self.bought(bridge, discount=off)
        self.assertEqual((state.paid, state.amount), ("paid", Money(1683, "JPY")))
        trial = await self.bought(bridge, order_id="order-2", trial_days=14, discount=off)
        self.assertEqual((trial.paid, trial.amount.minor), ("free", 0))
        other = await order(bridge, discount=attrs.evolve(off, percent=16))
        await self.refused(bridge, bridge.payments.start_checkout(other))
        for _ in range(2):
            await bridge.pass_days(32)
        moved = await bridge.ask(bridge.payments.movements_since(0))
        self.assertEqual(
            sorted(one.amount.minor for one in moved), [1683, 1683, 1980, 1980, 1980], "each once reduced"
        )

    async def test_a_discount_of_some_payments_or_all_and_never_below_nothing(self) -> None:
        bridge = await self.start_bridge()
        three = Discount("three", "SAN", None, Money(333, "JPY"), 3)
        ever = Discount("ever", "EVER", 7, None, None)
        for order_id, off in (("order-1", three), ("order-2", ever)):
            await self.subscribed(bridge, order_id=order_id, discount=off)
        for _ in range(3):
            await bridge.pass_days(32)
        moved = await bridge.ask(bridge.payments.movements_since(0))
        self.assertEqual(sorted(one.amount.minor for one in moved), [1647] * 3 + [1841] * 4 + [1980])
        whole = Discount("whole", "ALL", None, Money(5000, "JPY"), 1)
        state = await self.bought(bridge, order_id="order-3", lines=(ONCE,), discount=whole)
        self.assertEqual((state.status, state.paid, state.payment), ("complete", "free", None))
        for wrong in (attrs.evolve(whole, percent=10), attrs.evolve(whole, amount=Money(1, "USD"))):
            asked = await order(bridge, "order-4", discount=wrong)
            await self.refused(bridge, bridge.payments.start_checkout(asked))

    async def test_another_line_has_no_discount_unless_the_change_is_taken_back(self) -> None:
        bridge = await self.start_bridge()
        half = Discount("half", "HALF", 50, None, None)
        aiko = await self.subscribed(bridge, discount=half)
        ben = await self.subscribed(bridge, order_id="order-2", discount=half)
        chika = await self.subscribed(bridge, order_id="order-3", discount=half)
        change, now_ms = bridge.payments.change_plan, await bridge.now_ms()
        preview = await bridge.ask(bridge.payments.preview_change(aiko.ref, GOLD, "now"))
        self.assertEqual(preview.next, GOLD.price)
        self.assertIn(preview.due_now.minor, range(2985, 2991))
        await bridge.ask(change(aiko.ref, GOLD, "now", preview.as_of_ms, "a"))
        await bridge.ask(change(ben.ref, GOLD, "period_end", now_ms, "b"))
        for order_id, line in (("c", GOLD), ("d", MONTHLY)):
            await bridge.ask(change(chika.ref, line, "period_end", now_ms, order_id))
        before = await bridge.ask(bridge.payments.movements_since(0))
        await bridge.pass_days(32)
        moved = (await bridge.ask(bridge.payments.movements_since(0)))[len(before) :]
        self.assertEqual(sorted(one.amount.minor for one in moved), [990, 3980, 3980])

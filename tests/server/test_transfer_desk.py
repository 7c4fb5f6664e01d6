# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Staff who say that a transfer came in, from pages that are open in two windows."""

from synapse_salon.money import Money
from synapse_salon.ports.payments import CheckoutOrder, Line
from tests.server.transfer_case import TransferBridge
from tests.support.salon import SalonCase


class Confirming(SalonCase):
    async def test_the_same_money_does_not_come_in_twice(self) -> None:
        salon = await self.salon()
        bridge = TransferBridge(salon.server)
        salon_id = (await salon.owner.ask("GET", f"v1/salons/{salon.slug}"))["id"]
        await bridge.has_account(salon_id)
        order = CheckoutOrder(
            order_id="order-1",
            salon_id=salon_id,
            customer_key="aiko",
            lines=(Line("毎月", Money(1980, "JPY"), "once", "plan-1"),),
            trial_days=0,
            expires_ms=await bridge.now_ms() + 3_600_000,
            success_url="https://salon.example/done",
            cancel_url="https://salon.example/back",
            language="ja",
        )
        begun = await bridge.ask(bridge.payments.start_checkout(order))
        path = f"s/{salon.slug}/desk/transfers/{begun.ref}"
        owner = salon.server.visitor("ja")
        await owner.submit(await owner.get("login"), "login", user="olive", password=salon.owner.password)
        page, other_window = await owner.get(path), await owner.get(path)
        for typed in ("0", "-1", "1e3", "Infinity", "千円", "9" * 20):
            wrong = await owner.submit(page, path, amount=typed, day="2026-11-21")
            self.assertEqual(wrong.status, 400, typed)
        for _ in ("pressed", "pressed twice"):
            sent = await owner.submit(page, path, amount="1980", day="2026-11-21", follow=False)
            self.assertEqual(sent.status, 303)
        late = await owner.submit(other_window, path, amount="1980", day="2026-11-21")
        self.assertEqual(late.status, 400)
        self.assertIn("その間に", late.text)
        self.assertEqual((await bridge.transfer(begun.url)).received, Money(1980, "JPY"))
        listed = await salon.owner.ask("GET", f"v1/salons/{salon.slug}/transfers")
        self.assertEqual((listed["to_return"], len(listed["lately"])), ([], 1))

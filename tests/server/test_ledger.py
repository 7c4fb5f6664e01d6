# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The books of a month: equal to what Stripe holds, to the yen, and sealed."""

import random  # noqa: TID251 # a fixed seed: the same month at every run

from synapse_salon.money import Money
from synapse_salon.ports.payments import Line
from synapse_salon.purchases import Order
from tests.server.payments_contract import ONCE, order
from tests.server.stripe_case import StripeBridge, StripeCase


class AMonth(StripeCase):
    async def test_the_books_are_the_statement(self) -> None:
        bridge = await self.stripe()
        ledger, double = bridge.platform.ledger, bridge.double
        chance = random.Random(11)
        intents = []
        for n in range(14):
            await self.ordered(bridge, f"order-{n}", "lotus" if n % 2 else "pine", 8 if n % 5 == 0 else 10)
            price = Money(chance.randrange(300, 9000), "JPY")
            line = Line(ONCE.name, price, "once", f"{ONCE.price_key}-{n}")
            begun = await bridge.ask(
                bridge.payments.start_checkout(await order(bridge, f"order-{n}", lines=(line,)))
            )
            self.assertEqual(await bridge.pay(begun.url, "pays"), 303)
            paid = (await bridge.ask(bridge.payments.fetch_checkout(begun.ref))).payment
            assert paid
            intents.append(paid)
            await bridge.pass_days(1)
            if n % 3 == 0:
                part = Money(chance.randrange(1, price.minor), "JPY")
                await bridge.ask(bridge.payments.refund(paid, part, f"part-{n}", ""))
            if n % 4 == 0:
                dispute = double.money.dispute(double.world.get("payment_intent", paid))
                if n % 8 == 0:
                    double.money.close_dispute(dispute, "won")
            if n % 6 == 5:
                double.money.pay_out()
                self.assertGreater(await bridge.ask(ledger.read(bridge.payments)), 0)
        stray = double.money.begin(777, "jpy", None, {})
        double.money.charge(stray, double.money.save_card("4242424242424242", "cus_other"), is_later=False)
        await bridge.ask(ledger.read(bridge.payments))
        self.assertEqual(await bridge.ask(ledger.read(bridge.payments)), 0)

        moved = double.world.every("balance_transaction")
        holds = sum(one["net"] for one in moved)
        self.assertEqual(await bridge.ask(ledger.balance("stripe")), {"JPY": holds})
        totals = {
            salon: (await bridge.ask(ledger.totals(salon, 0, 2**62))).get("JPY", {})
            for salon in ("lotus", "pine", "")
        }
        for salon, accounts in totals.items():
            self.assertEqual(sum(accounts.values()), 0, salon)
        self.assertEqual(sum(one.get("fees", 0) for one in totals.values()), sum(one["fee"] for one in moved))
        self.assertEqual(totals[""]["unassigned"], -777)
        self.assertEqual(totals[""]["bank"], -sum(one["amount"] for one in moved if one["type"] == "payout"))
        kept = 0
        for n, ref in enumerate(intents):
            ours = [one for one in moved if self.intent_of(bridge, one["source"]) == ref]
            left = sum(one["amount"] for one in ours)
            kept += left * (8 if n % 5 == 0 else 10) // (108 if n % 5 == 0 else 110)
        self.assertEqual(-sum(one.get("tax", 0) for one in totals.values()), kept)

    async def test_a_row_that_was_changed_shows(self) -> None:
        bridge = await self.stripe()
        ledger = bridge.platform.ledger
        await self.ordered(bridge, "order-1", "lotus", 10)
        begun = await bridge.ask(bridge.payments.start_checkout(await order(bridge, lines=(ONCE,))))
        await bridge.pay(begun.url, "pays")
        await bridge.ask(ledger.read(bridge.payments))
        self.assertIsNone(await bridge.ask(ledger.first_broken()))
        await bridge.server.rows("UPDATE salon_ledger SET amount = amount + 1 WHERE account = 'sales'")
        rows = await bridge.server.rows("SELECT seq FROM salon_ledger WHERE account = 'sales'")
        self.assertEqual([(await bridge.ask(ledger.first_broken()),)], rows)
        await bridge.server.rows("UPDATE salon_ledger SET amount = amount - 1 WHERE account = 'sales'")
        self.assertIsNone(await bridge.ask(ledger.first_broken()))
        await bridge.server.rows("DELETE FROM salon_ledger WHERE seq = 1")
        self.assertEqual(await bridge.ask(ledger.first_broken()), 2)

    async def ordered(self, bridge: StripeBridge, order_id: str, salon: str, percent: int) -> None:
        bought = Order(order_id, salon, "@aiko:x", "test", "An evening", 0, percent)
        database, purchases = bridge.platform.database, bridge.platform.purchases
        await bridge.ask(database.run("test", purchases.record_in, bought))

    def intent_of(self, bridge: StripeBridge, source: str) -> str | None:
        return bridge.double.world.find(source).get("payment_intent")

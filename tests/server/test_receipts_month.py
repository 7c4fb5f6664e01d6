# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A month at Stripe: the receipts less the credit notes are what its statement and the books say, to the yen."""

import random  # noqa: TID251 # a fixed seed: the same month at every run
from typing import Any

from synapse_salon.ledger.postings import tax_in
from synapse_salon.money import Money
from synapse_salon.ports.payments import Line
from synapse_salon.purchases import Order
from tests.server.payments_contract import ONCE, order
from tests.server.stripe_case import StripeBridge, StripeCase
from tests.support.salon import Salon, SalonCase
from tests.support.settings import project_modules
from tests.support.waiting import eventually

PAYMENTS = 14


class AMonth(SalonCase, StripeCase):
    async def test_receipts_less_credit_notes_are_the_statement_and_the_books(self) -> None:
        bridge = await self.stripe(project_modules(Sandbox=None))
        salon = await self.salon(bridge.server)
        issuer = {"name": "蓮の会", "registration_number": "T7000012050002"}
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/issuer", issuer)
        salon_id = (await bridge.server.rows("SELECT id FROM salon_salons"))[0][0]
        chance, double = random.Random(7), bridge.double
        percents, disputed = {}, set()
        for n in range(PAYMENTS):
            percent = 8 if n % 3 == 0 else 10
            bought = Order(
                f"order-{n}", salon_id, "@aiko:x", "goods", "お茶" if percent == 8 else "会", 0, percent
            )
            database, purchases = bridge.platform.database, bridge.platform.purchases
            await bridge.ask(database.run("test", purchases.record_in, bought))
            price = Money(chance.randrange(300, 90_000), "JPY")
            line = Line(ONCE.name, price, "once", f"{ONCE.price_key}-{n}")
            asked = await order(bridge, bought.id, lines=(line,))
            begun = await bridge.ask(bridge.payments.start_checkout(asked))
            self.assertEqual(await bridge.pay(begun.url, "pays"), 303)
            paid = (await bridge.ask(bridge.payments.fetch_checkout(begun.ref))).payment
            assert paid
            percents[paid] = percent
            await bridge.pass_days(2)
            await double.deliver()
            for part in range(n % 3):
                amount = Money(chance.randrange(1, price.minor // 3), "JPY")
                await bridge.ask(bridge.payments.refund(paid, amount, f"part-{n}-{part}", ""))
                await double.deliver()
            if n % 4 == 3:
                dispute = double.money.dispute(double.world.get("payment_intent", paid))
                if n == 3:
                    double.money.close_dispute(dispute, "won")
                else:
                    disputed.add(paid)
                await double.deliver()
        double.money.pay_out()
        moved = double.world.every("balance_transaction")
        came = sum(one["amount"] for one in moved if one["type"] in ("charge", "payment"))
        went = -sum(one["amount"] for one in moved if one["type"] in ("refund", "payment_refund"))

        async def all_made() -> bool:
            return (await self._found(salon))["totals"].get("JPY") == came - went

        await eventually(all_made, "receipts less credit notes are charges less refunds")
        await self._the_books(bridge, salon, salon_id, percents, disputed)
        self.assertEqual(await bridge.ask(bridge.platform.seals.broken()), {})

    async def _the_books(
        self, bridge: StripeBridge, salon: Salon, salon_id: str, percents: dict[Any, int], disputed: set[Any]
    ) -> None:
        papers = (await self._found(salon))["receipts"]
        ledger = bridge.platform.ledger
        await bridge.ask(ledger.read(bridge.payments))
        moved = bridge.double.world.every("balance_transaction")
        self.assertEqual(
            await bridge.ask(ledger.balance("stripe")), {"JPY": sum(one["net"] for one in moved)}
        )
        totals = (await bridge.ask(ledger.totals(salon_id, 0, 2**62)))["JPY"]
        lost = sum(one["amount"] for one in moved if one["type"] not in _PAPERED)
        earned = sum(_sign(one) * one["total"]["amount"] for one in papers)
        booked = -sum(totals.get(account, 0) for account in ("sales", "refunds", "disputes", "tax"))
        self.assertEqual(earned + lost, booked)
        rows = await bridge.server.rows(
            "SELECT payment, SUM(amount) FROM salon_ledger WHERE account = 'tax' GROUP BY payment"
        )
        tax = {payment: -int(amount) for payment, amount in rows}
        for payment, percent in percents.items():
            mine = [one for one in papers if one["payment"] == payment]
            kept = sum(_sign(one) * one["total"]["amount"] for one in mine)
            of_it = sum(_sign(one) * one["rates"][0]["tax"] for one in mine)
            self.assertEqual(
                (of_it, {one["rates"][0]["percent"] for one in mine}), (tax_in(kept, percent), {percent})
            )
            if payment not in disputed:
                self.assertEqual(tax[payment], of_it)

    async def _found(self, salon: Salon) -> dict[str, Any]:
        return dict(await salon.owner.ask("GET", f"v1/salons/{salon.slug}/receipts?limit=200"))


_PAPERED = ("charge", "payment", "refund", "payment_refund", "payout")


def _sign(paper: dict[str, Any]) -> int:
    return -1 if paper["kind"] == "credit_note" else 1

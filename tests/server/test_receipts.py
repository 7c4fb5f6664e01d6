# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Receipts: one for each payment, a credit note for what is given back, sealed, looked up, kept."""

from typing import Any

from synapse_salon.money import Money
from synapse_salon.platform import Platform
from synapse_salon.ports.payments import PaymentState, Ref
from synapse_salon.purchases import Order
from synapse_salon.purchases.items import OrderItem, write_items
from tests.support.fates import together
from tests.support.people import Person, refused
from tests.support.salon import Salon, SalonCase
from tests.support.waiting import eventually

NUMBER = "T7000012050002"
ISSUER = {
    "name": "蓮の会",
    "address": "東京都千代田区霞が関3-1-1",
    "registration_number": "ｔ7000-0120-50002",
}


class Receipts(SalonCase):
    async def mine(self, person: Person, count: int) -> list[dict[str, Any]]:
        """A person's documents, once there are so many."""

        async def there() -> list[dict[str, Any]] | None:
            found = list((await person.ask("GET", "v1/me/receipts"))["receipts"])
            return found if len(found) >= count else None

        found = await eventually(there, f"{person.name} has {count} documents")
        self.assertEqual(len(found), count)
        return list(found)

    async def search(self, salon: Salon, **asked: Any) -> dict[str, Any]:
        """What the owner finds."""
        query = "&".join(f"{name}={value}" for name, value in asked.items())
        return dict(await salon.owner.ask("GET", f"v1/salons/{salon.slug}/receipts?{query}"))

    async def issues(self, salon: Salon) -> None:
        """The salon's seller is registered."""
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/issuer", ISSUER)

    async def sold(self, salon: Salon, order_id: str, buyer: str, amount: int, *items: OrderItem) -> None:
        """Something of another feature was ordered and paid."""
        platform = Platform.of(salon.server.module_api)
        salon_id = (await salon.server.rows("SELECT id FROM salon_salons WHERE slug = ?", salon.slug))[0][0]
        order = Order(order_id, salon_id, buyer, "goods", f"{order_id} の品", platform.clock.now_ms())
        paid = PaymentState(
            ref=Ref(f"sandbox:{order_id}"),
            order_id=order_id,
            subscription=None,
            status="succeeded",
            amount=Money(amount, "JPY"),
            refunded=Money(0, "JPY"),
            made_ms=platform.clock.now_ms(),
        )

        async def write() -> None:
            await platform.database.run("salon_test_order", platform.purchases.record_in, order)
            await platform.database.run("salon_test_items", write_items, order_id, items)
            await platform.purchases.told("sandbox", paid)

        await salon.server.inside(write)

    async def test_from_the_payment_to_the_credit_note(self) -> None:
        salon = await self.salon()
        aiko = await salon.joins(await salon.server.person("aiko"))
        plain = (await self.mine(aiko, 1))[0]
        self.assertEqual((plain["form"], plain["rates"], plain["registration_number"]), ("plain", [], ""))
        self.assertEqual((plain["number"], plain["total"]["amount"]), ("BLUE-LOTUS-000001", 1980))
        for number in ("T7000012050003", "7000", "蓮"):
            refusal = await refused(
                salon.owner.ask("PUT", f"v1/salons/{salon.slug}/issuer", {"registration_number": number})
            )
            self.assertEqual((refusal.status, refusal.reason), (400, "bad_input"), number)
        await self.issues(salon)
        ben = await salon.joins(await salon.server.person("ben"))
        simple = (await self.mine(ben, 1))[0]
        self.assertEqual((simple["form"], simple["seller"]), ("simple_invoice", "蓮の会"))
        self.assertEqual(simple["rates"], [{"percent": 10, "total": 1980, "tax": 180}])
        self.assertEqual((simple["registration_number"], simple["is_test"]), (NUMBER, True))

        path = f"v1/me/receipts/{simple['id']}/name"
        self.assertEqual((await refused(aiko.ask("POST", path, {"name": "水"}))).status, 404)
        named = await ben.ask("POST", path, {"name": "株式会社 水", "keep": True})
        self.assertEqual((named["form"], named["recipient"]), ("invoice", "株式会社 水"))
        self.assertEqual((named["number"], named["replaces"]), ("BLUE-LOTUS-000003", simple["number"]))
        self.assertEqual(await ben.ask("POST", path, {"name": "株式会社 水"}), named)
        again = await refused(ben.ask("POST", path, {"name": "別の会社"}))
        self.assertEqual((again.status, again.reason), (409, "made_out_already"))

        refund = f"v1/salons/{salon.slug}/payments/{simple['payment']}/refund"
        for count, amount in enumerate((500, 777, 703), start=3):
            await salon.owner.ask("POST", refund, {"amount": {"amount": amount, "currency": "JPY"}})
            await self.mine(ben, count)
        notes = [one for one in await self.mine(ben, 5) if one["kind"] == "credit_note"]
        self.assertEqual(sorted(note["total"]["amount"] for note in notes), [500, 703, 777])
        self.assertEqual(
            {(note["form"], note["of"], note["recipient"]) for note in notes},
            {("credit_note", simple["number"], "株式会社 水")},
        )
        self.assertEqual(sum(note["rates"][0]["tax"] for note in notes), 180)

        found = await self.search(salon)
        self.assertEqual((found["count"], found["totals"]), (6, {"JPY": 1980}))
        numbers = [one["number"] for one in reversed(found["receipts"])]
        self.assertEqual(numbers, [f"BLUE-LOTUS-{n:06d}" for n in range(1, 7)])
        for asked, count in (
            ({"party": "株式会社"}, 4),
            ({"party": "ben"}, 5),
            ({"party": "%"}, 0),
            ({"least": 700, "most": 800}, 2),
            ({"least": "1,980", "party": "aiko"}, 1),
            ({"until": "2020-01-01"}, 0),
            ({"since": "2020-01-01", "until": "9998-12-31"}, 6),
        ):
            self.assertEqual((await self.search(salon, **asked))["count"], count, asked)
        self.assertEqual((await self.search(salon, party="株式会社"))["totals"], {"JPY": 0})
        self.assertEqual((await self.search(salon, party="水", least=1000))["totals"], {"JPY": 1980})
        first = await self.search(salon, limit=4)
        rest = await self.search(salon, limit=4, before=first["next_batch"])
        self.assertEqual([*first["receipts"], *rest["receipts"]], found["receipts"])
        for wrong in ({"since": "2026-02-30"}, {"least": "abc"}, {"until": "0001-01-01"}, {"most": "-1"}):
            refusal = await refused(self.search(salon, **wrong))
            self.assertEqual((refusal.status, refusal.reason), (400, "bad_input"), wrong)
        self.assertEqual((await refused(aiko.ask("GET", f"v1/salons/{salon.slug}/receipts"))).status, 403)

    async def test_twenty_payments_at_once_two_rates_and_no_gap(self) -> None:
        salon = await self.salon()
        await self.issues(salon)
        aiko = await salon.server.person("aiko")
        items = (OrderItem("お茶", 2079, 8), OrderItem("本", 3479, 10))
        total = 5558
        await together(
            *[self.sold(salon, f"order-{n}", aiko.user_id, total, *items) for n in range(20)],
        )
        made = await self.mine(aiko, 20)
        self.assertEqual(sorted(one["number"] for one in made), [f"BLUE-LOTUS-{n:06d}" for n in range(1, 21)])
        rates = [{"percent": 10, "total": 3479, "tax": 316}, {"percent": 8, "total": 2079, "tax": 154}]
        self.assertTrue(all(one["rates"] == rates for one in made))

        await together(*[self.sold(salon, f"order-{n % 3}", aiko.user_id, total, *items) for n in range(10)])
        names = [
            aiko.ask("POST", f"v1/me/receipts/{one['id']}/name", {"name": f"店 {n % 2}"})
            for n, one in enumerate([*made, *made[:10]])
        ]
        await together(*names, *[self.sold(salon, f"late-{n}", aiko.user_id, 300) for n in range(5)])
        numbers = [one["number"] for one in await self.mine(aiko, 45)]
        self.assertEqual(sorted(numbers), [f"BLUE-LOTUS-{n:06d}" for n in range(1, 46)])
        platform = Platform.of(salon.server.module_api)
        self.assertEqual(await salon.server.inside(platform.seals.broken), {})
        for statement in (
            "UPDATE salon_receipts SET total = total - 1 WHERE number = 7",
            "UPDATE salon_receipts SET total = total + 1, content = REPLACE(content, '5558', '5559') WHERE number = 7",
            "DELETE FROM salon_receipts WHERE number = 7",
        ):
            await salon.server.rows(statement)
            broken = await salon.server.inside(platform.seals.broken)
            self.assertEqual(broken, {"receipts": "BLUE-LOTUS-000007"}, statement)

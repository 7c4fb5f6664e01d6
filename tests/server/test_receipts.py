# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Receipts: one for each payment, a credit note for what is given back, sealed, looked up, kept."""

import os
import sys
from typing import Any

import attrs
from twisted.internet.utils import getProcessOutputAndValue

from synapse_salon.money import Money
from synapse_salon.platform import Platform
from synapse_salon.ports.payments import PaymentState, Ref
from synapse_salon.purchases import Order
from synapse_salon.purchases.items import OrderItem, write_items
from tests.support.fates import together
from tests.support.letters import letters, text_of
from tests.support.people import Person, refused
from tests.support.salon import FAILS_AT_RENEWAL, GOOD_CARD, Salon, SalonCase
from tests.support.settings import ROOT
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
        named = await ben.ask("POST", path, {"name": "株式会社 水 Ольга", "keep": True})
        self.assertEqual((named["form"], named["recipient"]), ("invoice", "株式会社 水 Ольга"))
        self.assertEqual((named["number"], named["replaces"]), ("BLUE-LOTUS-000003", simple["number"]))
        self.assertEqual(await ben.ask("POST", path, {"name": "株式会社 水 Ольга"}), named)
        again = await refused(ben.ask("POST", path, {"name": "別の会社"}))
        self.assertEqual((again.status, again.reason), (409, "made_out_already"))
        desk = f"s/{salon.slug}/desk/receipts"
        for language, word in (("ja", "差し替え済み"), ("en", "replaced")):
            owner = await salon.server.visit_as(salon.owner, language)
            for reader, page in ((await salon.server.visit_as(ben, language), "me/receipts"), (owner, desk)):
                lines = [
                    line for line in (await reader.get(page)).text.split("<li>") if simple["number"] in line
                ]
                self.assertIn(word, lines[0], page)
                self.assertEqual((await reader.get(page)).text.count(word), 1, page)
            opened = await owner.get(f"me/receipts/{simple['id']}")
            for there in (f'{desk}"', f'desk/payments/{simple["payment"]}"'):
                self.assertIn(there, opened.text)
        hers = await (await salon.server.visit_as(aiko)).get(f"me/receipts/{plain['id']}")
        self.assertNotIn(desk, hers.text)
        page = await owner.get(f"s/{salon.slug}/desk/issuer")
        self.assertIn("Saved", (await owner.submit(page, "/desk/issuer")).text)

        refund = f"v1/salons/{salon.slug}/payments/{simple['payment']}/refund"
        for count, amount in enumerate((500, 777, 703), start=3):
            await salon.owner.ask("POST", refund, {"amount": {"amount": amount, "currency": "JPY"}})
            await self.mine(ben, count)
        notes = [one for one in await self.mine(ben, 5) if one["kind"] == "credit_note"]
        self.assertEqual(sorted(note["total"]["amount"] for note in notes), [500, 703, 777])
        self.assertEqual(
            {(note["form"], note["of"], note["recipient"]) for note in notes},
            {("credit_note", simple["number"], "株式会社 水 Ольга")},
        )
        self.assertEqual(sum(note["rates"][0]["tax"] for note in notes), 180)

        await self._late_news(salon, simple["payment"])
        self.assertEqual(len(await self.mine(ben, 5)), 5)

        found = await self.search(salon)
        self.assertEqual((found["count"], found["totals"]), (6, {"JPY": 1980}))
        numbers = [one["number"] for one in reversed(found["receipts"])]
        self.assertEqual(numbers, [f"BLUE-LOTUS-{n:06d}" for n in range(1, 7)])
        for asked, count in (
            ({"party": "株式会社"}, 4),
            ({"party": "Ольга"}, 4),
            ({"party": "ben"}, 5),
            ({"party": "%"}, 0),
            ({"least": 700, "most": 800}, 2),
            ({"least": "1,980", "party": "aiko"}, 1),
            ({"least": "１，９８０円", "most": "¥1,980", "party": "aiko"}, 1),
            ({"least": "0"}, 6),
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

        await salon.server.rows("UPDATE salon_sandbox_payments SET refunded = 1480 WHERE refunded > 0")
        await self._late_news(salon, simple["payment"])
        withdrawn = (await self.mine(ben, 6))[0]
        self.assertEqual((withdrawn["kind"], withdrawn["total"]["amount"]), ("credit_withdrawn", 500))
        self.assertEqual((await self.search(salon))["totals"], {"JPY": 2480})

    async def _late_news(self, salon: Salon, payment: str) -> None:
        """Old news, of before anything was given back, is heard last; the provider knows better."""
        platform = Platform.of(salon.server.module_api)
        provider = next(one for one in platform.providers if one.name == "sandbox")

        async def hear() -> None:
            now = await provider.fetch_payment(Ref(payment))
            await platform.purchases.told("sandbox", attrs.evolve(now, refunded=Money(0, "JPY")))

        await salon.server.inside(hear)

        async def as_the_provider_says() -> bool:
            paid = await salon.server.inside(platform.purchases.payment, "sandbox", Ref(payment))
            return paid is not None and paid.refunded.minor > 0

        await eventually(as_the_provider_says, "the provider was asked")

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
        file = str(salon.server.folder / "homeserver.yaml")
        command = ["-m", "synapse_salon", "verify", "--config", file]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        out, err, status = await getProcessOutputAndValue(sys.executable, command, env=environment)
        self.assertEqual(status, 1, err.decode())
        self.assertIn("changed receipts in the database, from BLUE-LOTUS-000007 on", out.decode())

    async def letters(self, salon: Salon, count: int) -> list[str]:
        """The subjects and words of all letters, oldest first, once there are so many."""

        def found() -> list[str]:
            return [f"{one['Subject']}\n{text_of(one)}" for one in letters(salon.server)]

        await eventually(lambda: len(found()) >= count, f"{count} letters are sent")
        self.assertEqual(len(found()), count, [letter.splitlines()[0] for letter in found()])
        return found()

    async def test_each_payment_is_told_by_one_letter(self) -> None:
        salon = await self.salon()
        server = salon.server
        aiko = await salon.joins(await server.person("aiko"), mail="aiko@example.jp", language="ja")
        (welcome,) = await self.letters(salon, 1)
        self.assertIn("me/receipts", welcome)
        await server.advance(days=31)
        newest = (await self.mine(aiko, 2))[0]
        renewed = (await self.letters(salon, 2))[1]
        self.assertIn("のお支払いを確認しました", renewed)
        self.assertIn(f"me/receipts/{newest['id']}", renewed)
        refund = f"v1/salons/{salon.slug}/payments/{newest['payment']}/refund"
        await salon.owner.ask("POST", refund, {"amount": {"amount": 80, "currency": "JPY"}})
        note = (await self.mine(aiko, 3))[0]
        self.assertIn(note["number"], (await self.letters(salon, 3))[2])
        await aiko.ask("POST", f"v1/me/receipts/{newest['id']}/name", {"name": "水"})
        platform = Platform.of(server.module_api)
        told = await server.inside(platform.purchases.of_person, aiko.user_id, 10)
        provider = next(one for one in platform.providers if one.name == "sandbox")
        for _ in range(3):
            for one in told:

                async def again(paid: Any = one.paid) -> None:
                    await platform.purchases.told("sandbox", await provider.fetch_payment(paid.ref))

                await server.inside(again)
        await server.advance(minutes=70)
        await self.mine(aiko, 4)
        await self.letters(salon, 3)
        for table in ("salon_receipts", "salon_receipt_series"):  # as it was before receipts were
            await server.rows(f"DELETE FROM {table}")
        await server.advance(minutes=70)
        await self.mine(aiko, 3)
        await self.letters(salon, 3)

    async def test_ben_pays_late_deletes_his_account_and_his_papers_stay(self) -> None:
        salon = await self.salon()
        server = salon.server
        await self.issues(salon)
        ben = await salon.joins(await server.person("ben"), FAILS_AT_RENEWAL, mail="ben@example.jp")
        await ben.ask("PUT", "v1/me/receipts/name", {"name": "合同会社　木"})
        await server.advance(days=31)
        await salon.becomes(ben, "past_due")
        await salon.pay((await ben.ask("GET", f"v1/salons/{salon.slug}/me/charges"))["pay_url"], GOOD_CARD)
        await salon.becomes(ben, "active")
        late = (await self.mine(ben, 2))[0]
        self.assertEqual((late["form"], late["recipient"]), ("invoice", "合同会社 木"))
        _welcome, _due, paid = await self.letters(salon, 3)
        self.assertIn(late["id"], paid)

        visitor = await server.visit_as(ben, "ja")
        for path in ("me/billing", f"s/{salon.slug}/me/payments"):
            self.assertIn(f"me/receipts/{late['id']}", (await visitor.get(path)).text)
        page = await visitor.get(f"me/receipts/{late['id']}")
        for words in ("領収書（適格請求書）", "合同会社 木 御中", NUMBER, "¥180", "うち消費税"):
            self.assertIn(words, page.text)
        pdf = await visitor.get(f"me/receipts/{late['id']}.pdf")
        self.assertEqual(pdf.headers["content-type"], "application/pdf")
        self.assertIn(f"{late['number']}.pdf", pdf.headers["content-disposition"])
        aiko = await server.person("aiko")
        stranger = await server.visit_as(aiko, "ja")
        for path in (f"me/receipts/{late['id']}", f"me/receipts/{late['id']}.pdf", "me/receipts/x"):
            self.assertEqual((await stranger.get(path)).status, 404, path)

        admin = await server.admin()
        await admin.ask("POST", f"/_synapse/admin/v1/deactivate/{ben.user_id}", {"erase": True})
        await server.advance(days=2)

        async def unnamed() -> bool:
            return not await server.rows("SELECT name FROM salon_receipt_names")

        await eventually(unnamed, "his name for receipts to come is forgotten")
        kept = await self.search(salon, party="合同会社")
        self.assertEqual([one["number"] for one in kept["receipts"]], [late["number"]])
        owner = await server.visit_as(salon.owner)
        for page in ("receipts", "receipts.csv"):
            wrong = await owner.get(f"s/{salon.slug}/desk/{page}?least=1,98x&since=2020-01-01")
            self.assertEqual(wrong.status, 400)
            for kept in ('value="1,98x"', 'value="2020-01-01"', 'id="p-least"', "such as ¥500"):
                self.assertIn(kept, wrong.text)
            self.assertNotIn(late["number"], wrong.text)
        table = await owner.get(f"s/{salon.slug}/desk/receipts.csv?party=ben")
        rows = [line.split(",") for line in table.text.strip().splitlines()[1:]]
        self.assertEqual([row[7:10] for row in rows], [["10", "1980", "180"]] * 2)

        platform = Platform.of(server.module_api)
        for days, left in ((365 * 8, 2), (120, 0)):
            await server.advance(days=days)

            async def forgotten(left: int = left) -> bool:
                return (await server.rows("SELECT COUNT(*) FROM salon_receipts"))[0][0] == left

            await eventually(forgotten, f"{left} are left")
            self.assertEqual(await server.inside(platform.seals.broken), {})
        await self.sold(salon, "later", aiko.user_id, 300)
        self.assertEqual((await self.mine(aiko, 1))[0]["number"], "BLUE-LOTUS-000003")
        self.assertEqual(await server.inside(platform.seals.broken), {})

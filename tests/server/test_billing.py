# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Money on the desk: payments, giving back, books, and what each person paid."""

import csv
import io
from typing import Any

from tests.support.fates import together
from tests.support.people import Person, Refused, refused
from tests.support.salon import Salon, SalonCase
from tests.support.waiting import eventually
from tests.support.web import Visitor


class OnTheDesk(SalonCase):
    async def payments(self, salon: Salon) -> list[dict[str, Any]]:
        """The salon's payments, once there are any."""

        async def some() -> list[dict[str, Any]]:
            return list((await salon.owner.ask("GET", f"v1/salons/{salon.slug}/payments"))["payments"])

        return list(await eventually(some, "payments are listed"))

    async def back(
        self,
        salon: Salon,
        payment: str,
        amount: int | None = None,
        by: Person | None = None,
        headers: dict[str, str] | None = None,
    ) -> Any:
        """Give back of a payment."""
        wish = {} if amount is None else {"amount": {"amount": amount, "currency": "JPY"}}
        path = f"v1/salons/{salon.slug}/payments/{payment}/refund"
        return await (by or salon.owner).ask("POST", path, {**wish, "reason": "ごめんなさい"}, headers)

    async def test_an_owner_sees_payments_and_gives_back_part_and_all(self) -> None:
        salon = await self.salon()
        aiko = await salon.joins(await salon.server.person("aiko"))
        ben = await salon.joins(await salon.server.person("ben"))
        listed = await self.payments(salon)
        first = next(one for one in listed if one["user_id"] == aiko.user_id)
        self.assertEqual(
            (first["name"], first["amount"]["amount"], first["paid_for"]), ("Aiko", 1980, "begun")
        )
        part = await self.back(salon, first["payment"], 500)
        self.assertEqual((part["state"], part["amount"]["amount"]), ("given", 500))
        for amount in (0, 1481, 99_999):
            refusal = await refused(self.back(salon, first["payment"], amount))
            self.assertEqual((refusal.status, refusal.reason), (400, "bad_input"), amount)
        self.assertEqual((await salon.me(aiko))["status"], "active")
        self.assertEqual((await self.back(salon, first["payment"]))["amount"]["amount"], 1480)
        await salon.becomes(aiko, "lapsed")
        self.assertEqual((await refused(self.back(salon, first["payment"]))).reason, "given_back")
        mine = (await aiko.ask("GET", "v1/me/billing"))["payments"]
        self.assertEqual([(one["salon"], one["refunded"]["amount"]) for one in mine], [("blue-lotus", 1980)])
        self.assertEqual(len((await ben.ask("GET", "v1/me/billing"))["payments"]), 1)
        self.assertEqual((await salon.owner.ask("GET", "v1/me/billing"))["payments"], [])
        for path in ("payments", "ledger"):
            refusal = await refused(ben.ask("GET", f"v1/salons/{salon.slug}/{path}"))
            self.assertEqual(refusal.status, 403)
        self.assertEqual((await refused(self.back(salon, first["payment"], 1, by=ben))).status, 403)

    async def test_the_books_of_a_salon_are_its_own(self) -> None:
        salon = await self.salon()
        other = await self.salon(salon.server, slug="old-pine", owner="pat")
        await salon.joins(await salon.server.person("aiko"))
        await other.joins(await salon.server.person("ben"))
        payment = (await self.payments(salon))[0]["payment"]
        elsewhere = (await self.payments(other))[0]["payment"]
        self.assertEqual((await refused(self.back(salon, elsewhere))).status, 404)
        for _ in ("asked", "asked again by a program that heard no answer"):
            await self.back(salon, payment, 880, headers={"Idempotency-Key": "one"})
            await salon.server.rows("DELETE FROM salon_web_repeats RETURNING key")
        await salon.server.advance(minutes=11)

        async def booked() -> Any:
            found = await salon.owner.ask("GET", f"v1/salons/{salon.slug}/ledger")
            return found if len(found["entries"]) > 4 else None

        found = await eventually(booked, "the statement is booked")
        self.assertEqual(
            found["totals"], {"JPY": {"provider": 1100, "refunds": 800, "sales": -1800, "tax": -100}}
        )
        self.assertEqual(sum(entry["amount"] for entry in found["entries"]), 0)
        page = await salon.owner.ask("GET", f"v1/salons/{salon.slug}/ledger?limit=2")
        rest = await salon.owner.ask(
            "GET", f"v1/salons/{salon.slug}/ledger?limit=500&after={page['next_batch']}"
        )
        self.assertEqual(page["entries"] + rest["entries"], found["entries"])
        later = await salon.owner.ask("GET", f"v1/salons/{salon.slug}/ledger?from={2**50}")
        self.assertEqual((later["entries"], later["totals"]), ([], {}))

    async def test_twenty_at_once_give_back_no_more_than_there_is(self) -> None:
        salon = await self.salon()
        await salon.joins(await salon.server.person("aiko"))
        payment = (await self.payments(salon))[0]["payment"]

        async def once() -> int:
            try:
                return int((await self.back(salon, payment, 300))["amount"]["amount"])
            except Refused as refusal:
                self.assertIn(refusal.reason, ("bad_input", "given_back"))
                return 0

        given = await together(*[once() for _ in range(20)])
        self.assertEqual(sum(given), 1800)
        rows = await salon.server.rows("SELECT SUM(amount), COUNT(*) FROM salon_sandbox_refunds")
        self.assertEqual([(int(total), int(count)) for total, count in rows], [(1800, 6)])

    async def booked(self, owner: Visitor, salon: Salon) -> str | None:
        """The books' table, once something stands in it."""
        table = (await owner.get(f"s/{salon.slug}/desk/books.csv")).text
        return table if len(table.splitlines()) > 1 else None

    async def test_the_pages(self) -> None:
        salon = await self.salon()
        aiko = await salon.joins(await salon.server.person("aiko"), community_name="＝蓮")
        payment = (await self.payments(salon))[0]["payment"]
        await salon.server.advance(minutes=11)
        owner = await salon.server.visit_as(salon.owner, "ja")
        self.assertIn("¥1,980", (await owner.get(f"s/{salon.slug}/desk/payments")).text)
        table = await owner.get(f"s/{salon.slug}/desk/payments.csv")
        self.assertIn("'＝蓮", table.text)
        heads, row = csv.reader(io.StringIO(table.text.lstrip("\ufeff")))
        told = dict(zip(heads, row, strict=True))
        self.assertRegex(told["日"], r"^\d{4}-\d{2}-\d{2}$")
        for head, value in (
            ("状態", "支払い済み"), ("お支払い番号", payment), ("内容", "毎月"), ("支払額(税込)", "1980"),
            ("税率（％）", "10"), ("うち消費税", "180"), ("返金", "0"), ("通貨", "JPY"),
            ("支払いの種類", "初回のお支払い"),
        ):  # fmt: skip
            self.assertEqual(told.get(head), value, told)
        books = await eventually(lambda: self.booked(owner, salon), "the books have their rows")
        heads, *rows = csv.reader(io.StringIO(books.lstrip("\ufeff")))
        self.assertEqual(sum(int(row[heads.index("金額（借方がプラス）")]) for row in rows), 0)
        self.assertIn("消費税", [row[heads.index("科目")] for row in rows])
        english = await (await salon.server.visit_as(salon.owner)).get(f"s/{salon.slug}/desk/books.csv")
        self.assertIn("Consumption tax", english.text)
        page = await owner.get(f"s/{salon.slug}/desk/payments/{payment}")
        other_tab = await owner.get(f"s/{salon.slug}/desk/payments/{payment}")
        none = await owner.submit(page, f"payments/{payment}", amount="", reason="")
        self.assertEqual(none.status, 400)  # nobody is put out by an empty field
        for typed, words in (
            ("千円", "¥500"), ("0", "¥1"), ("5000", "¥1,980"), ("1.5", "¥500"), ("-5", "¥500"), ("1e2", "¥500"),
            ("Infinity", "¥500"), ("1e999999999", "¥500"), ("NaN", "¥500"), ("9" * 20, "¥500"),
        ):  # fmt: skip
            answer = await owner.submit(page, f"payments/{payment}", amount=typed, reason="")
            self.assertEqual(answer.status, 400, typed)
            self.assertIn(words, answer.text)
        for _ in ("pressed", "pressed twice"):
            answer = await owner.submit(page, f"payments/{payment}", amount="９８０円", reason="半分")
            self.assertEqual(answer.status, 200)
            self.assertIn("¥980", answer.text)
            self.assertIn("半分", answer.text)
        answer = await owner.submit(other_tab, f"payments/{payment}", amount="980", reason="")
        self.assertEqual(answer.status, 400)
        self.assertIn("返金がありました", answer.text)
        given = await salon.server.rows("SELECT amount, reason FROM salon_refunds")
        self.assertEqual(given, [(980, "半分")])
        rest = await owner.get(f"s/{salon.slug}/desk/payments/{payment}")
        both = await owner.submit(rest, f"payments/{payment}", amount="100", everything="on", reason="")
        self.assertEqual(both.status, 400)
        self.assertIn("消費税", (await owner.get(f"s/{salon.slug}/desk/books")).text)
        no_month = await owner.get(f"s/{salon.slug}/desk/books?month=2026-13")
        self.assertEqual(no_month.status, 400)
        self.assertIn("2026-04 のような月", no_month.text)
        self.assertNotIn("[0-9]", no_month.text)
        self.assertIn("消費税", no_month.text)
        stale = await owner.get(f"s/{salon.slug}/desk/payments/{payment}")
        await self.back(salon, payment)
        late = await owner.submit(stale, f"payments/{payment}", everything="on")
        self.assertIn("¥1,980", late.text)
        self.assertIn("支払いの一覧", late.text)
        visitor = await salon.server.visit_as(aiko)
        self.assertIn("¥1,980 given back", (await visitor.get("me/billing")).text)
        self.assertEqual((await visitor.get(f"s/{salon.slug}/desk/payments")).status, 403)

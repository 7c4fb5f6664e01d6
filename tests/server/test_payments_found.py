# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Olive looks payments up: by day, by who paid, by what for, and by what became of them."""

import re
from datetime import UTC, datetime
from html import unescape
from typing import Any
from urllib.parse import urlencode

from modules.billing.service import money
from synapse_salon.money import Money
from synapse_salon.platform import Platform
from synapse_salon.ports.payments import PaidFor, PaymentState, Ref
from synapse_salon.purchases import Order
from tests.support.people import refused
from tests.support.salon import Salon, SalonCase
from tests.support.waiting import eventually
from tests.support.web import Answer

FIRST_OF_APRIL = datetime(2026, 3, 31, 15, 0, tzinfo=UTC)
"""In Tokyo; elsewhere it is March still."""


class PaymentsFound(SalonCase):
    async def found(self, salon: Salon, **asked: object) -> list[Any]:
        """What the payments were for that the owner finds, newest first; a membership's is its plan's name."""
        page = await salon.owner.ask("GET", f"v1/salons/{salon.slug}/payments?{urlencode(asked)}")
        return [one["title"] for one in page["payments"]]

    async def paid(self, salon: Salon, title: str, buyer: str, at: datetime, **state: Any) -> None:
        """Something of another feature was ordered and paid."""
        platform = Platform.of(salon.server.module_api)
        salon_id = (await salon.server.rows("SELECT id FROM salon_salons WHERE slug = ?", salon.slug))[0][0]
        at_ms = int(at.timestamp() * 1000)
        order = Order(f"{salon.slug} {title}", salon_id, buyer, "goods", title, at_ms)
        told: dict[str, Any] = {"status": "succeeded", "paid_for": "begun", **state}
        payment = PaymentState(
            ref=Ref(f"sandbox:{order.id}"),
            order_id=order.id,
            subscription=None,
            amount=Money(1200, "JPY"),
            refunded=Money(0, "JPY"),
            made_ms=at_ms,
            **told,
        )

        async def write() -> None:
            await platform.database.run("salon_test_order", platform.purchases.record_in, order)
            await platform.purchases.told("sandbox", payment)

        await salon.server.inside(write)

    def link(self, page: Answer, part: str) -> str:
        """Where the page's first link with this part leads."""
        links = re.findall(r'href="([^"]+)"', page.text)
        return next(unescape(link) for link in links if part in link)

    async def test_a_payment_is_found_by_what_is_known_of_it(self) -> None:
        salon = await self.salon()
        server = salon.server
        pine = await self.salon(server, slug="old-pine", owner="pat", title="古い松")
        aiko = await salon.joins(await server.person("aiko"), community_name="水野 愛子")
        ben = await salon.joins(await server.person("ben"), community_name="100%_Élan")
        stranger = server.user_id("kenji")
        renewed: PaidFor = "renewed"
        april = FIRST_OF_APRIL
        await self.paid(salon, "三月の茶", aiko.user_id, april.replace(hour=14, minute=59))
        await self.paid(salon, "四月の茶", aiko.user_id, april, status="failed")
        await self.paid(salon, "Tea_Set", stranger, april.replace(minute=1), paid_for=renewed)
        await self.paid(pine, "松の茶", aiko.user_id, april)
        joined = [one for one in await self.found(salon) if "茶" not in one and one != "Tea_Set"]
        self.assertEqual(len(joined), 2)
        self.assertEqual(len(set(joined)), 1)
        plan, sold = joined[0], ["Tea_Set", "四月の茶", "三月の茶"]

        listed = (await salon.owner.ask("GET", f"v1/salons/{salon.slug}/payments"))["payments"]
        self.assertEqual([one["name"] for one in listed[2:]], [stranger, "水野 愛子", "水野 愛子"])
        first = {one["user_id"]: one["payment"] for one in listed[:2]}
        back = {"amount": {"amount": 1, "currency": "JPY"}}
        path = f"v1/salons/{salon.slug}/payments"
        await salon.owner.ask("POST", f"{path}/{first[aiko.user_id]}/refund", back)
        admin = await server.admin()
        disputed = {"payment": first[ben.user_id], "outcome": "open"}
        await admin.ask("POST", "v1/admin/sandbox/disputes", disputed)
        await eventually(lambda: self.found(salon, only="disputed"), "the dispute is heard")
        await eventually(lambda: self.found(salon, only="given_back"), "the refund is heard")

        for asked, titles in (
            ({}, [plan, plan, *sold]),
            ({"since": "2026-04-01", "until": "2026-04-01"}, sold[:2]),
            ({"since": "2026-03-31", "until": "2026-03-31"}, sold[2:]),
            ({"until": "2026-03-30"}, []),
            ({"since": "2026-04-02", "until": "9998-12-31"}, [plan, plan]),
            ({"party": "愛子"}, [plan, *sold[1:]]),
            ({"party": " 水野 愛 "}, [plan, *sold[1:]]),
            ({"party": "@AIKO:"}, [plan, *sold[1:]]),
            ({"party": "kenji"}, sold[:1]),
            ({"party": "100%_"}, [plan]),
            ({"party": "É"}, [plan]),
            ({"party": "%"}, [plan]),
            ({"party": "0_"}, []),
            ({"party": "!"}, []),
            ({"party": "' OR 1=1 --"}, []),
            ({"title": "茶"}, sold[1:]),
            ({"title": "tea_"}, sold[:1]),
            ({"title": "月_茶"}, []),
            ({"paid_for": "renewed"}, sold[:1]),
            ({"paid_for": "changed"}, []),
            ({"only": "failed"}, sold[1:2]),
            ({"only": "given_back"}, [plan]),
            ({"only": "given_back", "party": "élan"}, []),
            ({"only": "disputed", "party": "愛子"}, []),
            ({"only": "disputed", "party": "lan"}, [plan]),
            ({"party": "愛子", "title": "茶", "until": "2026-03-31"}, sold[2:]),
            (
                {"party": "", "title": "", "paid_for": "", "only": "", "since": "", "until": ""},
                [plan, plan, *sold],
            ),
        ):
            self.assertEqual(await self.found(salon, **asked), titles, asked)
        self.assertEqual(await self.found(pine, party="水野"), [], "her name is another one there")
        self.assertEqual(
            await pine.owner.ask("GET", f"v1/salons/{pine.slug}/payments?party=kenji"), {"payments": []}
        )
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}", {"timezone": "Europe/Paris"})
        self.assertEqual(await self.found(salon, since="2026-03-31", until="2026-03-31"), sold)

        first_page = await salon.owner.ask("GET", f"{path}?title=%E8%8C%B6&limit=1")
        rest = await salon.owner.ask("GET", f"{path}?title=%E8%8C%B6&limit=1&from={first_page['next_batch']}")
        self.assertEqual(
            [one["title"] for page in (first_page, rest) for one in page["payments"]], sold[1:], first_page
        )
        self.assertNotIn("next_batch", rest)

        for wrong in (
            {"since": "2026-02-30"}, {"until": "昨日"}, {"since": "0001-01-01"}, {"party": "x" * 201},
            {"only": "won"}, {"paid_for": "tea"}, {"from": "x"}, {"who": "aiko"}, {"title": "a\0"},
        ):  # fmt: skip
            for language, words in (("ja", "ください"), ("en", "would work")):
                asking = salon.owner.ask(
                    "GET", f"{path}?{urlencode(wrong)}", headers={"Accept-Language": language}
                )
                refusal = await refused(asking)
                self.assertEqual((refusal.status, refusal.reason), (400, "bad_input"), wrong)
                if "since" in wrong or "until" in wrong:
                    self.assertIn(words, str(refusal.body))
        self.patch(money, "MOST_CALLED", 1)
        self.assertEqual(await self.found(salon, party="水野"), [plan, *sold[1:]])
        await server.rows("UPDATE salon_members SET community_name = ? WHERE community_name <> ''", "山田")
        many = await refused(self.found(salon, party="山"))
        self.assertEqual((many.status, many.reason), (400, "bad_input"))
        self.assertEqual((await refused(aiko.ask("GET", f"{path}?party=aiko"))).status, 403)
        helper = await server.person("mio")
        await salon.appoints(helper, "moderator")
        self.assertEqual((await refused(helper.ask("GET", f"{path}?party=aiko"))).status, 403)

    async def test_the_page_and_the_table_are_narrowed_alike(self) -> None:
        salon = await self.salon()
        await salon.joins(await salon.server.person("aiko"), community_name="水野 愛子")
        for number in range(60):
            at = FIRST_OF_APRIL.replace(minute=number)
            await self.paid(salon, f"茶 {number:02}", salon.server.user_id("kenji"), at)
        desk, narrow = (
            f"s/{salon.slug}/desk/payments",
            urlencode({"party": "KENJI", "title": "茶", "only": ""}),
        )
        for language, words in (
            ("ja", ("該当するお支払いはありません", "期間を広げる", "名前またはアカウント")),
            ("en", ("No payment found", "Try a longer time", "Name or account")),
        ):
            owner = salon.server.visitor(language)
            await owner.submit(await owner.get("login"), "login", user="olive", password=salon.owner.password)
            none = await owner.get(f"{desk}?party=kenji&until=2026-03-31")
            for word in words:
                self.assertIn(word, none.text)
            self.assertIn('value="kenji"', none.text)
            self.assertIn('value="2026-03-31"', none.text)
            for wrong in (f"{desk}?since=2026-02-30", f"{desk}.csv?since=2026-02-30&limit=5"):
                asked = await owner.get(f"{wrong}&party=kenji")
                self.assertEqual(asked.status, 400, wrong)
                for kept in ('value="2026-02-30"', 'value="kenji"', 'href="#f-since"', 'id="p-since"'):
                    self.assertIn(kept, asked.text, wrong)
                self.assertNotIn("茶 59", asked.text)
            page = await owner.get(f"{desk}?{narrow}")
            self.assertIn("茶 59", page.text)
            self.assertNotIn("茶 09", page.text)
            self.assertNotIn("愛子", page.text)
            following = await owner.get(self.link(page, "from="))
            self.assertIn("茶 09", following.text)
            self.assertNotIn("愛子", following.text)
            table = await owner.get(self.link(page, "payments.csv"))
            self.assertEqual(len(table.text.strip().splitlines()), 61)
            self.assertNotIn("愛子", table.text)
            one = await owner.get(f"{desk}.csv?{urlencode({'title': '茶 07'})}")
            self.assertEqual(len(one.text.strip().splitlines()), 2)
            whole = await owner.get(f"{desk}.csv")
            self.assertEqual(len(whole.text.strip().splitlines()), 62)
            self.assertIn("水野 愛子", whole.text)

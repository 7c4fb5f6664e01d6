# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What strangers see of a salon: approved words only, whatever is tried; and who sells."""

import contextlib
import json
import re
from typing import Any

from synapse_salon.platform import Platform
from synapse_salon.ports.payments import Payments
from tests.support.fates import together
from tests.support.people import Person, Refused, refused
from tests.support.salon import MONTHLY, PAGE, Salon, SalonCase
from tests.support.web import Visitor

SECRET = "まだ見せない言葉"
FREE = {**MONTHLY, "name": "無料", "price": {"amount": 0, "currency": "JPY"}, "interval": "free"}
SELLER = {
    "name": "蓮見はな",
    "mail": "hana@example.org",
    "address": "東京都台東区1-2-3",
    "phone": "03-0000-0000",
}


class ThePublicPage(SalonCase):
    async def seen(self, salon: Salon, person: Person, visitor: Visitor) -> str:
        """Everything that somebody can read about a salon."""
        base, told = f"s/{salon.slug}", ""
        pages = ("", base, f"{base}/disclosure", f"{base}/join", f"{base}/desk", f"{base}/desk/preview")
        for path in (*pages, f"?q={SECRET}", "staff", "staff/reviews", "v1/openapi.json"):
            told += (await visitor.get(path)).text.replace(f'value="{SECRET}"', "")
        for path in ("", f"/{salon.slug}", f"/{salon.slug}/page", f"/{salon.slug}/disclosure"):
            told += json.dumps(
                await person.api("GET", f"/_synapse/client/salon/v1/salons{path}"), ensure_ascii=False
            )
        return told

    async def test_words_that_nobody_approved_are_seen_by_nobody_else(self) -> None:
        salon = await self.salon()
        server, path = salon.server, f"v1/salons/{salon.slug}/page"
        aiko = await server.person("aiko")
        await salon.joins(aiko)
        visitor = server.visitor("ja")
        draft = {
            **PAGE,
            "title": SECRET,
            "purpose": SECRET,
            "lead": SECRET,
            "body": SECRET,
            "benefits": [SECRET],
        }
        await salon.owner.ask("PUT", path, draft)
        seen = await self.seen(salon, aiko, visitor)
        self.assertIn("ようこそ", seen)
        picture = re.findall(r'og:image" content="([^"]+)"', (await visitor.get(f"s/{salon.slug}")).text)[0]
        drawn = await visitor.get(picture)
        self.assertEqual((drawn.status, drawn.headers["content-type"]), (200, "image/png"))
        self.assertIn("immutable", drawn.headers["cache-control"])
        self.assertNotIn(SECRET, seen)
        review = await salon.owner.ask("POST", f"{path}/submit", {})
        unseen = f"s/{salon.slug}/card/{review['id']}"
        self.assertEqual((await visitor.get(unseen)).status, 404)
        self.assertNotIn(SECRET, await self.seen(salon, aiko, visitor))
        # Somebody who works for the salon, a member: neither approves, nor reads what is handed in.
        admin = await server.admin()
        for person in (salon.owner, aiko):
            wish = person.ask("POST", f"v1/admin/reviews/{review['id']}/approve", {"reason": ""})
            self.assertEqual((await refused(wish)).status, 403)
            self.assertEqual((await refused(person.ask("GET", "v1/admin/reviews"))).status, 403)
        await admin.ask("POST", f"v1/admin/reviews/{review['id']}/refuse", {"reason": "いいえ"})
        wish = admin.ask("POST", f"v1/admin/reviews/{review['id']}/approve", {"reason": ""})
        self.assertEqual((await refused(wish)).reason, "already_decided")
        self.assertNotIn(SECRET, await self.seen(salon, aiko, visitor))

    async def test_writing_and_deciding_at_the_same_time_publishes_what_was_reviewed(self) -> None:
        salon = await self.salon()
        server, path = salon.server, f"v1/salons/{salon.slug}/page"
        admin = await server.admin()

        async def tried(person: Person, method: str, where: str, body: dict[str, Any]) -> None:
            with contextlib.suppress(Refused):
                await person.ask(method, where, body)

        for number in range(6):
            await tried(salon.owner, "PUT", path, {**PAGE, "lead": f"読まれた {number}"})
            review = await salon.owner.ask("POST", f"{path}/submit", {})
            decide = f"v1/admin/reviews/{review['id']}"
            await together(
                tried(admin, "POST", f"{decide}/approve", {"reason": ""}),
                tried(salon.owner, "PUT", path, {**PAGE, "lead": f"{SECRET} {number}"}),
                tried(admin, "POST", f"{decide}/{('approve', 'refuse')[number % 2]}", {"reason": "x"}),
                tried(salon.owner, "POST", f"{path}/submit", {}),
            )
            rows = await server.rows(
                "SELECT p.content, r.content, r.decision FROM salon_pages p"
                " JOIN salon_page_reviews r ON r.id = p.review_id"
            )
            self.assertEqual([(row[0], "approved") for row in rows], [(row[1], row[2]) for row in rows])
            self.assertNotIn(SECRET, rows[0][0])
            self.assertNotIn(SECRET, (await server.visitor("ja").get(f"s/{salon.slug}")).text)
            for left in (await admin.ask("GET", "v1/admin/reviews"))["reviews"]:
                await admin.ask("POST", f"v1/admin/reviews/{left['id']}/refuse", {"reason": "x"})

    async def test_a_page_says_what_members_get_and_who_sells(self) -> None:
        salon = await self.salon(plan=FREE)
        server, base = salon.server, f"v1/salons/{salon.slug}"
        payments = Platform.of(server.module_api).want(Payments)
        self.patch(type(payments), "is_real", True)
        await salon.owner.ask("PUT", f"{base}/page", {"purpose": "水草"})
        wish = await refused(salon.owner.ask("POST", f"{base}/page/submit", {}))
        self.assertIn("benefits", str(wish.body))
        # Free of charge, nobody needs to be named; for money, somebody does.
        wish = await refused(salon.owner.ask("POST", f"{base}/plans", MONTHLY))
        for field in ("name", "address", "phone", "mail"):
            self.assertIn(f"disclosure.{field}", str(wish.body))
        aiko = await server.person("aiko")
        self.assertEqual((await refused(aiko.ask("PUT", f"{base}/disclosure", SELLER))).status, 403)
        hidden = {**SELLER, "on_request": True}
        await salon.owner.ask(
            "PUT", f"{base}/disclosure", {**hidden, "is_company": True, "representative": "蓮見"}
        )
        self.assertIn(
            "on_request", str((await refused(salon.owner.ask("POST", f"{base}/plans", MONTHLY))).body)
        )
        await salon.owner.ask("PUT", f"{base}/disclosure", hidden)
        await salon.owner.ask("POST", f"{base}/plans", MONTHLY)
        page = (await server.visitor("ja").get(f"s/{salon.slug}/disclosure")).text
        self.assertIn("蓮見はな", page)
        self.assertNotIn("台東区", page + str(await aiko.ask("GET", f"{base}/disclosure")))
        self.assertIn("台東区", str(await salon.owner.ask("GET", f"{base}/disclosure")))
        self.assertIn(f"s/{salon.slug}/disclosure", (await server.visitor("ja").get(f"s/{salon.slug}")).text)
        # Who sells already does not become nameless.
        wish = await refused(salon.owner.ask("PUT", f"{base}/disclosure", {"name": "蓮"}))
        self.assertIn("mail", str(wish.body))

    async def test_where_no_money_moves_the_operator_may_be_the_seller(self) -> None:
        salon = await self.salon()
        page = (await salon.server.visitor("ja").get(f"s/{salon.slug}/disclosure")).text
        self.assertIn("お金は動きません", page)

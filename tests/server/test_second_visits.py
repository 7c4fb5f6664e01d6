# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages for those who come a second time: to go on, to pay what was due, to come back, to run their salon."""

import csv
import io
import re

from tests.support.salon import GOOD_CARD, SalonCase

FILLED = {
    "community_name": "Aiko of the pond",
    "birth_year": "1990",
    "birth_month": "4",
    "birth_day": "1",
    "mail": "aiko@example.org",
    "rules": "on",
}


class SecondVisits(SalonCase):
    async def test_what_was_begun_is_gone_on_with_or_given_up(self) -> None:
        salon = await self.salon()
        visitor = await salon.server.visit_as(await salon.server.person("aiko"))
        base = f"s/{salon.slug}"
        wrong = await visitor.submit(
            await visitor.get(f"{base}/join"), "/join", **{**FILLED, "birth_year": "abc"}
        )
        self.assertIn("such as 1990", wrong.text)
        look_over = await visitor.submit(await visitor.get(f"{base}/join"), "/join", **FILLED)
        await visitor.submit(look_over, "/join/", follow=False)
        me = await visitor.get(f"{base}/me")
        self.assertIn("aiko@example.org", me.text)
        found = re.search(r'href="[^"]*/(s/[^"/]+/join/[^"]+)"', me.text)
        assert found is not None, me.text
        pay = await visitor.submit(await visitor.get(found[1]), "/join/", follow=False)
        self.assertIn("/sandbox/pay/", pay.headers["location"])
        self.assertIn("You are not a member", (await visitor.submit(me, "/leave")).text)

    async def test_only_newcomers_are_welcomed_and_who_comes_back_finds_their_name(self) -> None:
        salon = await self.salon()
        aiko = await salon.server.person("aiko")
        visitor = await salon.server.visit_as(aiko)
        base = f"s/{salon.slug}"
        look_over = await visitor.submit(await visitor.get(f"{base}/join"), "/join", **FILLED)
        pay = await visitor.submit(look_over, "/join/")
        done = await visitor.submit(pay, "/sandbox/pay/", card_number=GOOD_CARD)
        self.assertIn("Element X", done.text)
        await salon.server.advance(days=1)
        page = await visitor.get(done.url, follow=False)
        self.assertEqual((page.status, page.headers["location"].endswith("/me")), (303, True))
        await salon.server.advance(days=40)
        await aiko.ask("POST", f"v1/salons/{salon.slug}/leave", {})
        await salon.server.advance(days=40)
        await salon.becomes(aiko, "lapsed")
        visitor = await salon.server.visit_as(aiko)  # the session of weeks ago is over
        fields = (await visitor.get(f"{base}/join")).form("/join").fields
        self.assertEqual(
            (fields["community_name"], fields["mail"]), (FILLED["community_name"], FILLED["mail"])
        )

    async def test_the_desk_keeps_what_was_typed_and_asks_before_it_takes_away(self) -> None:
        salon = await self.salon()
        aiko = await salon.joins(await salon.server.person("aiko"))
        visitor = await salon.server.visit_as(salon.owner)
        desk = f"s/{salon.slug}/desk"
        many = "\n".join(str(number) for number in range(21))
        for benefits, words in ((many, "At most 20 lines"), ("a\n" + "b" * 201, "Line 2 has 201 characters")):
            page = await visitor.submit(await visitor.get(f"{desk}/page"), "/desk/page", benefits=benefits)
            self.assertEqual(page.status, 400)
            self.assertIn(words, page.text)
            self.assertEqual(page.form("/desk/page").fields["benefits"].strip(), benefits)
        long = "蓮" * 20_000
        page = await visitor.submit(await visitor.get(f"{desk}/page"), "/desk/page", body=long)
        self.assertEqual(page.form("/desk/page").fields["body"].strip(), long)

        for typed, words in (
            ("1,98円0", "¥1,980"), ("９８０円", "¥980"), ("much", "such as ¥500"), ("999999999", "¥99,999,999"),
            ("３０円", "¥50 at the least"),
        ):  # fmt: skip
            page = await visitor.submit(
                await visitor.get(f"{desk}/plans"), "/plans", name="余分", amount=typed
            )
            self.assertIn(words, page.text, typed)
            if page.status == 400:
                self.assertEqual(page.form("/plans").fields["amount"], typed)
        for plan in (await salon.owner.ask("GET", f"v1/salons/{salon.slug}"))["plans"]:
            if plan["id"] != salon.plan:
                await salon.owner.ask("DELETE", f"v1/salons/{salon.slug}/plans/{plan['id']}")

        ask = await visitor.get(f"{desk}/plans/{salon.plan}/withdraw")
        self.assertIn("It is the only plan you offer", ask.text)
        plans = (await salon.owner.ask("GET", f"v1/salons/{salon.slug}"))["plans"]
        self.assertTrue(plans[0]["offered"])
        await visitor.submit(ask, "/withdraw")
        left = (await salon.owner.ask("GET", f"v1/salons/{salon.slug}"))["plans"]
        self.assertEqual(left, [])

        table = (await visitor.get(f"{desk}/members.csv")).text.lstrip("\ufeff")
        _, row = csv.reader(io.StringIO(table))
        self.assertEqual((row[0], row[2]), (aiko.user_id, plans[0]["name"]))
        self.assertRegex(row[4], r"^\d{4}-\d{2}-\d{2}$")

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Members who pay ahead at a convenience store: days lie between their decision and the money."""

import re
from typing import ClassVar

from synapse_salon.platform import Platform
from tests.support.letters import letters
from tests.support.people import Person
from tests.support.salon import Salon, SalonCase, direct_room
from tests.support.settings import project_modules
from tests.support.waiting import eventually

PAYS, NEVER = "1111222233334444", "1111222233330000"


class Vouchers(SalonCase):
    modules: ClassVar = [
        {**module, "config": {**module["config"], "vouchers": True}}
        if module["module"] == "bridges.sandbox.Sandbox"
        else module
        for module in project_modules()
    ]

    async def test_access_begins_when_the_money_is_there_and_a_voucher_that_expires_lets_go(self) -> None:
        salon = await self.salon()
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/entry", {"capacity": 2})
        aiko, ben, chika = [await salon.server.person(name) for name in ("aiko", "ben", "chika")]
        for person, number in ((aiko, PAYS), (ben, NEVER)):
            mail = f"{person.name}@example.org"
            begun = await salon.apply(
                person, means="sandbox-ahead", months=3, mail=mail, language="en" if person is aiko else "ja"
            )
            self.assertEqual(await salon.pay(begun["pay_url"], number), 303)
            await self.is_told(
                salon, person, "waits for your payment" if person is aiko else "お支払いをお待ちしています"
            )
        renewing = await salon.apply(chika)
        self.assertEqual(renewing.get("waits_for"), "place", [await salon.me(one) for one in (aiko, ben)])
        await salon.server.advance(days=1)
        for person in (aiko, ben):
            self.assertEqual((await salon.me(person))["status"], "applied")
        status, answer = await aiko.api("POST", f"v1/salons/{salon.slug}/leave", {})
        self.assertEqual((status, answer["salon"]["reason"]), (409, "payment_pending"))
        await self.find_their_way(salon, aiko, ben)
        await salon.server.advance(days=1.1)
        await salon.becomes(aiko, "active")
        self.assertEqual((await salon.me(aiko))["paid_ahead_months"], 3)
        self.assertEqual((await salon.me(ben))["status"], "applied")
        await salon.server.advance(days=1)
        await salon.becomes(ben, "visitor")
        await self.is_told(salon, ben, "お支払いが期限までに確認できませんでした")
        self.assertEqual(len(letters(salon.server, "ben@example.org")), 2)
        self.assertEqual(letters(salon.server, "aiko@example.org", "in time"), [])

        async def offered() -> bool:
            return not (await salon.me(chika)).get("waits_for")

        await eventually(offered, "his place is free")
        books = await salon.owner.ask("GET", f"v1/salons/{salon.slug}/payments")
        paid = [one["amount"]["amount"] for one in books["payments"] if one["status"] == "succeeded"]
        self.assertEqual(paid, [5940])
        provider = Platform.of(salon.server.module_api).providers.of("sandbox")
        moved = await salon.server.inside(provider.movements_since, 0)
        self.assertEqual([one.amount.minor for one in moved], [5940])

    async def is_told(self, salon: Salon, person: Person, words: str) -> None:
        await eventually(
            lambda: [
                one for one in letters(salon.server, f"{person.name}@example.org") if words in one["Subject"]
            ],
            f"{person.name} gets a letter: {words}",
        )
        home = await direct_room(person, salon.server.user_id("salon"))
        await person.hears(home, "¥5,940")

    async def find_their_way(self, salon: Salon, aiko: Person, ben: Person) -> None:
        """Each page says until when their money is waited for, and leads to the voucher."""
        base = f"s/{salon.slug}"
        for person, language, waits, until in (
            (aiko, "en", "Waiting for your payment until", "Pay by"),
            (ben, "ja", "お支払いをお待ちしています（", "お支払いの期限"),
        ):
            visitor = await salon.server.visit_as(person, language)
            mine = await visitor.get(f"{base}/me")
            self.assertIn(waits, mine.text)
            self.assertNotIn(f"{base}/leave", mine.text, "a voucher cannot be taken back")
            done = await visitor.get(f"{base}/join")
            self.assertIn("/done", done.url)
            self.assertIn(waits, done.text)
            everywhere = await visitor.get("me/billing")
            for page in (mine, done, everywhere):
                link = re.search(r'href="([^"]*/sandbox/pay/[^"]*)"', page.text)
                assert link is not None, page.url
                slip = await visitor.get(link.group(1))
                self.assertIn(until, slip.text)
            kept = await visitor.post(f"{base}/leave", **mine.form().fields)
            self.assertEqual((kept.status, kept.url.rpartition("/")[2]), (200, "me"))
            self.assertIn(waits, kept.text)

    async def test_a_voucher_is_for_what_is_paid_once(self) -> None:
        salon = await self.salon()
        aiko = await salon.server.person("aiko")
        begun = await salon.apply(aiko)
        self.assertEqual(await salon.pay(begun["pay_url"], PAYS), 400)
        for months in (5, 0, -1):
            wish = salon.application(aiko, means="sandbox-ahead", months=months)
            wrong, answer = await aiko.api("POST", f"v1/salons/{salon.slug}/join", wish)
            self.assertEqual((wrong, answer["errcode"]), (400, "M_INVALID_PARAM"), months)

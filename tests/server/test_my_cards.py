# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A person's cards: kept at the payment service, shown, and forgotten."""

from typing import Any

from tests.server.stripe_case import StripeCase
from tests.support.people import Person, refused
from tests.support.salon import FAILS_AT_RENEWAL, GOOD_CARD, SalonCase
from tests.support.settings import project_modules
from tests.support.waiting import eventually


class MyCards(SalonCase):
    """Aiko keeps cards; Ben has none."""

    @staticmethod
    async def cards(person: Person) -> list[dict[str, Any]]:
        return list((await person.ask("GET", "v1/me/billing"))["cards"])

    async def test_cards_are_kept_shown_and_forgotten_by_api_and_page(self) -> None:
        salon = await self.salon()
        server = salon.server
        aiko, ben = await server.person("aiko"), await server.person("ben")
        self.assertEqual(await self.cards(aiko), [])
        begun = await aiko.ask("POST", "v1/me/cards", {})
        self.assertEqual(await salon.pay(begun["pay_url"], "4000000000000002"), 402)
        self.assertEqual(await salon.pay(begun["pay_url"], GOOD_CARD), 303)
        card = (await self.cards(aiko))[0]
        self.assertEqual((card["last4"], card["expires"]), ("4242", "2099-12"))
        self.assertEqual((await aiko.ask("GET", "v1/me/billing"))["payments"], [])
        self.assertEqual(await self.cards(ben), [])
        path = f"v1/me/cards/{card['card']}"
        self.assertEqual((await refused(ben.ask("DELETE", path))).reason, "no_such_card")
        await ben.ask("POST", "v1/me/cards", {})
        self.assertEqual((await refused(ben.ask("DELETE", path))).reason, "no_such_card")

        visitor = await server.visit_as(aiko, "ja")
        mine = await visitor.get("me/billing")
        self.assertIn("カード", mine.text)
        page = await visitor.submit(mine, "billing/keep-card")
        self.assertIn("テスト", page.text)
        answer = await visitor.submit(page, "sandbox/cards/", card_number="1234")
        self.assertEqual(answer.status, 400)
        mine = await visitor.submit(page, "sandbox/cards/", card_number="4242424242421111")
        self.assertIn("1111", mine.text)
        self.assertEqual([one["last4"] for one in await self.cards(aiko)], ["1111", "4242"])
        mine = await visitor.submit(mine, f"{card['card']}/forget")
        self.assertEqual([one["last4"] for one in await self.cards(aiko)], ["1111"])
        await aiko.ask("DELETE", path)
        stranger = await server.visitor().get("me/billing", follow=False)
        self.assertIn("login", stranger.headers["location"])
        admin = await server.admin()
        await admin.ask("POST", f"/_synapse/admin/v1/deactivate/{aiko.user_id}", {"erase": True})
        await server.advance(minutes=61)

        async def forgotten() -> bool:
            left = await server.rows("SELECT 1 FROM salon_sandbox_cards")
            return not left and await server.rows("SELECT user_id FROM salon_payers") == [(ben.user_id,)]

        await eventually(forgotten, "a deleted account's cards are forgotten")
        for table in ("cards", "card_pages", "requests"):
            rows = await server.rows(f"SELECT * FROM salon_sandbox_{table}")
            self.assertNotIn("424242424242", str(rows))
            self.assertNotIn("aiko", str(rows))

    async def test_another_card_for_a_membership_pays_what_is_due(self) -> None:
        salon = await self.salon()
        server, path = salon.server, f"v1/salons/{salon.slug}/me/card"
        ben = await salon.joins(await server.person("ben"), FAILS_AT_RENEWAL)
        chika = await server.person("chika")
        self.assertEqual((await refused(chika.ask("POST", path, {}))).reason, "no_card")
        await server.advance(days=31)
        await salon.becomes(ben, "past_due")
        pay_url = (await ben.ask("POST", path, {}))["pay_url"]
        self.assertEqual(await salon.pay(pay_url, "4000000000000002"), 402)
        self.assertEqual(await salon.pay(pay_url, GOOD_CARD), 303)
        await salon.becomes(ben, "active")
        visitor = await server.visit_as(ben)
        mine = await visitor.get("me/billing")
        self.assertIn("What is paid every month or year", mine.text)
        page = await visitor.submit(mine, f"{salon.slug}/me/card")
        self.assertIn("What renews itself is charged to it", page.text)
        back = await visitor.submit(page, "sandbox/cards/", card_number="4242424242420005")
        self.assertTrue(back.url.endswith(f"s/{salon.slug}/me/payments"), back.url)
        again = await visitor.submit(back, f"{salon.slug}/me/card")
        self.assertIn("TEST", again.text)
        await server.advance(days=31)

        async def paid() -> bool:
            return len((await ben.ask("GET", "v1/me/billing"))["payments"]) == 3

        await eventually(paid, "the next renewal is paid with the new card")
        cards = await server.rows("SELECT last4, status FROM salon_sandbox_subscriptions")
        self.assertEqual(cards, [("0005", "active")])


class AtStripe(SalonCase, StripeCase):
    """The same through Stripe, and with Stripe out of reach."""

    async def test_stripe_keeps_them_and_knows_nobody(self) -> None:
        bridge = await self.stripe(project_modules(Sandbox=None))
        aiko = await bridge.server.person("aiko")
        begun = await aiko.ask("POST", "v1/me/cards", {})
        self.assertTrue(begun["pay_url"].startswith(bridge.double.base_url))
        self.assertEqual(await bridge.pay(begun["pay_url"], "pays"), 303)
        self.assertEqual(set(await bridge.double.deliver()), {200})
        cards = (await aiko.ask("GET", "v1/me/billing"))["cards"]
        self.assertEqual([(one["brand"], one["last4"]) for one in cards], [("visa", "4242")])
        self.assertNotIn("aiko", str(bridge.double.requests))
        self.assertEqual(len(bridge.double.world.every("customer")), 1)
        await bridge.double.stop()
        self.assertIsNone((await aiko.ask("GET", "v1/me/billing")).get("cards"))
        refusal = await refused(aiko.ask("POST", "v1/me/cards", {}))
        self.assertEqual((refusal.status, refusal.reason), (503, "payment_unavailable"))
        refusal = await refused(aiko.ask("DELETE", f"v1/me/cards/{cards[0]['card']}"))
        self.assertEqual((refusal.status, refusal.reason), (503, "payment_unavailable"))
        bridge.double.start()
        await aiko.ask("DELETE", f"v1/me/cards/{cards[0]['card']}")
        self.assertEqual((await aiko.ask("GET", "v1/me/billing"))["cards"], [])

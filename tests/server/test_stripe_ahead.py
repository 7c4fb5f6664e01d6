# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Months that are paid ahead through Stripe, at a convenience store."""

import re

from tests.server.stripe_case import StripeBridge, StripeCase
from tests.support.people import Person
from tests.support.salon import GOOD_CARD, Salon, SalonCase, direct_room
from tests.support.settings import project_modules

KONBINI = "konbini"


class Ahead(SalonCase, StripeCase):
    async def passes(self, bridge: StripeBridge, days: float) -> None:
        """Time passes, for Stripe and for the house, and Stripe tells of what happened."""
        bridge.double.pass_days(days)
        clock = bridge.platform.clock
        clock.set_offset(clock.offset_ms + round(days * 86_400_000))
        await bridge.double.deliver()

    async def takes_voucher(self, bridge: StripeBridge, salon: Salon, name: str) -> Person:
        person = await bridge.server.person(name)
        begun = await salon.apply(person, means="stripe-ahead", months=6)
        self.assertEqual(await salon.pay(begun["pay_url"], KONBINI), 303)
        await bridge.double.deliver()
        return person

    async def test_a_voucher_is_waited_for_paid_or_let_go(self) -> None:
        methods = ["card", "konbini", "paypay", "customer_balance"]
        bridge = await self.stripe(project_modules(Sandbox=None), payment_methods=methods)
        salon = await self.salon(bridge.server)
        aiko = await self.takes_voucher(bridge, salon, "aiko")
        ben = await self.takes_voucher(bridge, salon, "ben")
        means = await aiko.ask("GET", f"v1/salons/{salon.slug}/means")
        self.assertEqual([one["means"] for one in means["means"]], ["stripe", "stripe-ahead"])
        sessions = {one["client_reference_id"]: one for one in bridge.double.world.every("checkout.session")}
        hers, his = sorted(sessions.values(), key=lambda one: one["id"])
        self.assertEqual((hers["mode"], hers["amount_total"]), ("payment", 11880))
        await self.passes(bridge, 1)
        self.assertEqual((await salon.me(aiko))["status"], "applied")
        slip = str(bridge.double.world.get("payment_intent", hers["payment_intent"])["next_action"])
        for page in ("s/{slug}/me", "me/billing"):
            shown = await (await bridge.server.visit_as(aiko)).get(page.format(slug=salon.slug))
            link = re.search(r'href="(http[^"]*/v/pi_[^"]*)"', shown.text)
            assert link is not None, shown.text
            self.assertIn(link.group(1), slip, "the way back to Stripe's page of her own voucher")
        home = await direct_room(aiko, bridge.server.user_id("salon"))
        await aiko.hears(home, link.group(1))
        bridge.double.checkouts.vouchers.settle(hers)
        await bridge.double.deliver()
        await salon.becomes(aiko, "active")
        self.assertEqual((await salon.me(aiko))["paid_ahead_months"], 6)
        await self.passes(bridge, 2.5)
        await salon.becomes(ben, "visitor")
        self.assertEqual(his["payment_status"], "unpaid")
        live = [one for one in bridge.double.world.every("subscription") if one["status"] != "canceled"]
        self.assertEqual(live, [])
        again = await salon.apply(ben, means="stripe-ahead", months=1)
        self.assertEqual(await salon.pay(again["pay_url"], GOOD_CARD), 303)
        await bridge.double.deliver()
        await salon.becomes(ben, "active")

    async def test_without_such_methods_only_the_card_is_offered(self) -> None:
        bridge = await self.stripe(project_modules(Sandbox=None))
        salon = await self.salon(bridge.server)
        aiko = await bridge.server.person("aiko")
        means = await aiko.ask("GET", f"v1/salons/{salon.slug}/means")
        self.assertEqual([one["means"] for one in means["means"]], ["stripe"])
        begun = await salon.apply(aiko)
        self.assertEqual(await salon.pay(begun["pay_url"], KONBINI), 402)

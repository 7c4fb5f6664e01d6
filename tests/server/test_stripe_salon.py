# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A salon that is paid through Stripe: from joining to the end, and with Stripe out of reach."""

from typing import Any

from tests.server.stripe_case import StripeBridge, StripeCase
from tests.support.people import Person, refused
from tests.support.salon import DECLINED_CARD, FAILS_AT_RENEWAL, GOOD_CARD, MONTHLY, Salon, SalonCase
from tests.support.settings import project_modules
from tests.support.waiting import eventually


class Paid(SalonCase, StripeCase):
    async def open(self) -> tuple[StripeBridge, Salon]:
        bridge = await self.stripe(project_modules(Sandbox=None))
        return bridge, await self.salon(bridge.server)

    async def comes(
        self, bridge: StripeBridge, salon: Salon, name: str, card: str = GOOD_CARD, **wishes: Any
    ) -> Person:
        """Somebody joins and pays at Stripe's page, which tells the house."""
        person = await bridge.server.person(name)
        pay_url = (await salon.apply(person, **wishes))["pay_url"]
        self.assertTrue(pay_url.startswith(bridge.double.base_url), pay_url)
        self.assertEqual(await salon.pay(pay_url, DECLINED_CARD), 402)
        self.assertEqual((await salon.me(person))["status"], "applied")
        self.assertEqual(await salon.pay(pay_url, card), 303)
        self.assertEqual(set(await bridge.double.deliver()), {200})
        await eventually(lambda: salon.inside(person), f"{name} is a member")
        return person

    async def passes(self, bridge: StripeBridge, days: float) -> None:
        """Time passes, for Stripe and for the house, and Stripe tells of what happened."""
        bridge.double.pass_days(days)
        clock = bridge.platform.clock
        clock.set_offset(clock.offset_ms + round(days * 86_400_000))
        await bridge.double.deliver()

    def live(self, bridge: StripeBridge) -> list[str]:
        """What Stripe would charge again."""
        found = bridge.double.world.every("subscription")
        return [one["id"] for one in found if one["status"] != "canceled" and not one["cancel_at_period_end"]]

    async def test_months_of_a_member_whose_card_fails_once(self) -> None:
        bridge, salon = await self.open()
        aiko = await self.comes(bridge, salon, "aiko", FAILS_AT_RENEWAL)
        await salon.is_in(aiko, "space", "news", "lounge")
        await self.passes(bridge, 32)
        await salon.becomes(aiko, "past_due")
        page = (await salon.me(aiko))["pay_url"]
        self.assertTrue(page.startswith(bridge.double.base_url), page)
        self.assertEqual(await salon.pay(page), 303)
        await bridge.double.deliver()
        await salon.becomes(aiko, "active")
        await self.passes(bridge, 30)
        paid = [one for one in bridge.double.world.every("payment_intent") if one["status"] == "succeeded"]
        self.assertEqual([one["amount"] for one in paid], [1980] * 3)
        await salon.becomes(aiko, "active")
        await aiko.ask("POST", f"v1/salons/{salon.slug}/leave", {})
        await salon.becomes(aiko, "cancelling")
        await eventually(lambda: not self.live(bridge), "nothing will be charged again")
        await self.passes(bridge, 32)
        await salon.becomes(aiko, "lapsed")
        self.assertEqual(len([one for one in bridge.double.world.every("charge") if one["paid"]]), 3)

    async def test_who_deletes_their_account_or_is_shown_the_door_is_not_billed(self) -> None:
        bridge, salon = await self.open()
        aiko = await self.comes(bridge, salon, "aiko")
        ben = await self.comes(bridge, salon, "ben")
        self.assertEqual(len(self.live(bridge)), 2)
        await salon.owner.ask("POST", f"v1/salons/{salon.slug}/members/{ben.user_id}/ban", {"reason": "-"})
        await eventually(lambda: len(self.live(bridge)) == 1, "Ben is not billed")
        admin = await bridge.server.admin()
        await admin.ask("POST", f"/_synapse/admin/v1/deactivate/{aiko.user_id}", {"erase": True})
        await eventually(lambda: not self.live(bridge), "Aiko is not billed")

    async def test_without_stripe_joining_says_so_and_members_notice_nothing(self) -> None:
        bridge, salon = await self.open()
        aiko = await self.comes(bridge, salon, "aiko")
        await salon.is_in(aiko, "lounge")
        await bridge.double.stop()
        ben = await bridge.server.person("ben")
        refusal = await refused(salon.apply(ben))
        self.assertEqual((refusal.status, refusal.reason), (503, "payment_unavailable"))
        self.assertEqual((await salon.me(ben))["status"], "applied")
        half = "SELECT state, checkout_ref FROM salon_applications WHERE user_id = ?"
        self.assertEqual(await bridge.server.rows(half, ben.user_id), [("paying", None)])
        await aiko.say(await salon.room("lounge"), "雨ですね")
        # A renewal comes and goes while Stripe is away, and Aiko does not notice.
        bridge.double.pass_days(32)
        clock = bridge.platform.clock
        clock.set_offset(clock.offset_ms + 32 * 86_400_000)
        for _ in range(3):
            await bridge.server.inside(bridge.platform.tick)
            self.assertEqual((await salon.me(aiko))["status"], "active")
        await aiko.say(await salon.room("lounge"), "まだ降っています")
        for page in ("me", "me/payments", "leave"):
            path = f"s/{salon.slug}/{page}"
            self.assertEqual((await (await bridge.server.visit_as(aiko)).get(path)).status, 200, page)
        bridge.double.start()
        pay_url = (await salon.apply(ben))["pay_url"]
        self.assertEqual(await salon.pay(pay_url), 303)
        await bridge.double.deliver()
        await eventually(lambda: salon.inside(ben), "Ben is a member after all")
        self.assertEqual(len(bridge.double.world.every("checkout.session")), 2)

    async def test_a_trial_is_told_and_becomes_a_month(self) -> None:
        bridge = await self.stripe(project_modules(Sandbox=None))
        salon = await self.salon(bridge.server, plan={**MONTHLY, "trial_days": 14})
        aiko = await self.comes(bridge, salon, "aiko", mail="aiko@example.org")
        self.assertEqual((await salon.me(aiko))["status"], "trial")
        await self.passes(bridge, 14.2)
        await salon.becomes(aiko, "active")
        self.assertEqual([one["amount"] for one in bridge.double.world.every("charge")], [1980])

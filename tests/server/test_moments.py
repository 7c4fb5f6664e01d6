# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two things that happen in one moment: nobody pays for nothing, and nobody is in for nothing."""

from typing import Any

from bridges.sandbox.domain.cards import read_card
from synapse_salon.platform import Platform
from tests.support.moments import UNTOLD, MomentsCase
from tests.support.people import refused
from tests.support.salon import FAILS_AT_RENEWAL, GOOD_CARD, MONTHLY
from tests.support.settings import project_modules
from tests.support.waiting import eventually


class LastMoments(MomentsCase):
    """The end of a membership, and a payment beside it."""

    async def test_who_pays_in_the_moment_of_lapsing_stays(self) -> None:
        salon = await self.salon()
        aiko = await self.read_only(salon)
        url = (await salon.me(aiko))["pay_url"].rsplit("/", 1)[1]
        pages = self.payments(salon)._pages
        self.meanwhile(salon, "fetch_subscription", lambda: pages.pay_owed(url, read_card(GOOD_CARD)))
        await salon.server.advance(days=8)
        await salon.becomes(aiko, "active")
        await salon.is_in(aiko, "space", "news", "lounge")
        self.assertEqual((await self.paid_and_kept(salon), await self.live(salon)), (2, 1))
        await salon.server.advance(days=31)
        await salon.becomes(aiko, "active")

    async def test_who_pays_before_the_provider_hears_of_the_end_is_in_again(self) -> None:
        salon = await self.salon()
        aiko = await self.read_only(salon)
        url = (await salon.me(aiko))["pay_url"]
        provider_is_back = self.silent(salon, "cancel_now")
        await salon.server.advance(days=8)
        await salon.becomes(aiko, "lapsed")
        self.assertEqual(await salon.pay(url), 303)
        provider_is_back()
        await salon.server.advance(hours=1)
        await salon.becomes(aiko, "active")
        self.assertEqual((await self.paid_and_kept(salon), await self.live(salon)), (2, 1))
        self.flush_complaints("end_subscription")

    async def test_who_is_barred_while_the_provider_is_away_gets_later_renewals_back(self) -> None:
        salon = await self.salon()
        aiko = await salon.joins(await salon.server.person("aiko"))
        provider_is_back = self.silent(salon, "cancel_now")
        path = f"v1/salons/{salon.slug}/members/{aiko.user_id}"
        await salon.owner.ask("POST", f"{path}/ban", {"reason": ""})
        await salon.server.advance(days=63)

        async def given_back() -> bool:
            return await self.paid_and_kept(salon) == 1

        await eventually(given_back, "two renewals are given back, and what was used is not")
        provider_is_back()
        await salon.server.advance(hours=1)
        await self.none_live(salon)
        self.assertEqual(await self.paid_and_kept(salon), 1)
        self.assertEqual((await salon.me(aiko))["status"], "banned")
        self.flush_complaints("end_subscription")

    async def test_leaving_does_not_undo_a_ban_of_the_same_moment(self) -> None:
        free = {**MONTHLY, "price": {"amount": 0, "currency": "JPY"}, "interval": "free"}
        salon = await self.salon(plan=free)
        aiko = await salon.server.person("aiko")
        await salon.apply(aiko)
        await salon.becomes(aiko, "active")
        house = Platform.of(salon.server.module_api)
        plain = house.database.run

        async def banned_first(name: str, *args: Any) -> Any:
            if name == "salon_member_change":
                house.database.run = plain
                path = f"v1/salons/{salon.slug}/members/{aiko.user_id}/ban"
                await salon.owner.ask("POST", path, {"reason": ""})
            return await plain(name, *args)

        house.database.run = banned_first
        await aiko.ask("POST", f"v1/salons/{salon.slug}/leave", {})
        self.assertEqual((await salon.me(aiko))["status"], "banned")
        self.assertEqual((await refused(salon.apply(aiko))).reason, "banned")

    async def test_steps_of_one_moment_stand_in_their_order(self) -> None:
        salon = await self.salon()
        aiko = await salon.joins(await salon.server.person("aiko"))
        clock = Platform.of(salon.server.module_api).clock
        now_ms = clock.now_ms()
        clock.now_ms = lambda: now_ms
        path = f"v1/salons/{salon.slug}/members/{aiko.user_id}"
        acts = ["ban", "readmit", "remove", "ban", "remove", "readmit", "ban"]
        for act in acts:
            await salon.owner.ask("POST", f"{path}/{act}", {"reason": ""})
        del clock.now_ms
        history = await salon.owner.ask("GET", f"{path}/history")
        causes = {"ban": "banned", "remove": "removed", "readmit": "readmitted"}
        self.assertEqual([row["cause"] for row in history["transitions"][2:]], [causes[act] for act in acts])


class Leaving(MomentsCase):
    """Who leaves while the house does not know what the provider knows."""

    async def test_what_is_due_unknown_to_the_house_is_not_charged_later(self) -> None:
        server = await self.start(modules=project_modules(Sandbox=UNTOLD))
        salon = await self.salon(server)
        aiko = await server.person("aiko")
        await salon.pay((await salon.apply(aiko))["pay_url"], FAILS_AT_RENEWAL)
        await server.advance(minutes=11)
        await salon.becomes(aiko, "active")
        clock = Platform.of(server.module_api).clock
        clock.set_offset(
            clock.offset_ms + 31 * 24 * 3_600_000 + 60_000
        )  # the renewal fails, and nobody is told
        self.assertEqual((await aiko.ask("POST", f"v1/salons/{salon.slug}/leave", {}))["status"], "lapsed")
        await self.none_live(salon)
        self.assertEqual(await self.paid_and_kept(salon), 1)

    async def test_what_was_just_paid_is_kept_to_its_end(self) -> None:
        server = await self.start(modules=project_modules(Sandbox=UNTOLD))
        salon = await self.salon(server)
        aiko = await server.person("aiko")
        await salon.pay((await salon.apply(aiko))["pay_url"], FAILS_AT_RENEWAL)
        await server.advance(minutes=11)
        await server.advance(days=31)
        await server.advance(minutes=11)
        await salon.becomes(aiko, "past_due")
        await self.pay_due(salon, aiko)
        left = await aiko.ask("POST", f"v1/salons/{salon.slug}/leave", {})
        self.assertEqual(left["status"], "cancelling")
        self.assertEqual(await self.paid_and_kept(salon), 2)
        await server.advance(days=32)
        await salon.becomes(aiko, "lapsed")
        await self.none_live(salon)


class ProviderAway(MomentsCase):
    """The provider cannot be reached for a while."""

    async def test_one_application_that_cannot_be_ended_holds_up_nobody(self) -> None:
        server = await self.start(modules=project_modules(Sandbox=UNTOLD))
        salon = await self.salon(server)
        aiko, ben = await server.person("aiko"), await server.person("ben")
        await salon.pay((await salon.apply(aiko))["pay_url"], FAILS_AT_RENEWAL)
        for days, standing in ((1, "active"), (31, "past_due")):
            await server.advance(days=days)
            await salon.becomes(aiko, standing)
        url = (await salon.apply(ben))["pay_url"]
        provider_hears_again = self.silent(salon, "expire_checkout")
        provider_tells_again = self.silent(salon, "events_since")
        provider_lists_again = self.silent(salon, "subscriptions")
        await server.advance(days=8)
        await salon.becomes(aiko, "read_only")
        self.assertEqual((await salon.me(ben))["status"], "applied")
        provider_hears_again()
        provider_tells_again()
        provider_lists_again()
        await server.advance(hours=1)
        await salon.becomes(ben, "visitor")
        self.assertEqual(await salon.pay(url), 410)
        self.flush_complaints("payments.reconcile")

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two things that happen in one moment, and news that come in the wrong order: nobody pays for nothing."""

from collections.abc import Awaitable, Callable
from typing import Any

from bridges.sandbox.domain.cards import read_card
from bridges.sandbox.service.provider import SandboxPayments
from synapse_salon.platform import Platform
from synapse_salon.ports.payments import Payments, ProviderUnavailable, Ref
from tests.support.people import Person, refused
from tests.support.salon import FAILS_AT_RENEWAL, GOOD_CARD, MONTHLY, Salon, SalonCase
from tests.support.settings import project_modules
from tests.support.waiting import eventually

TRIAL = {**MONTHLY, "trial_days": 7}
UNTOLD = {"webhook_base": ""}
"""The sandbox sends no news: what happened there is found out by asking."""


class MomentsCase(SalonCase):
    """Reaches into the provider."""

    def payments(self, salon: Salon) -> SandboxPayments:
        found = Platform.of(salon.server.module_api).want(Payments)
        assert isinstance(found, SandboxPayments)
        return found

    def meanwhile(self, salon: Salon, name: str, happens: Callable[[], Awaitable[object]]) -> None:
        """Let something happen once, right after the provider answered this call."""
        payments = self.payments(salon)
        plain = getattr(payments, name)

        async def answered(*args: Any) -> Any:
            answer = await plain(*args)
            if getattr(payments, name) is answered:
                setattr(payments, name, plain)
                await happens()
            return answer

        setattr(payments, name, answered)

    def silent(self, salon: Salon, name: str) -> Callable[[], None]:
        """The provider does not answer this call until what is returned is called."""
        payments = self.payments(salon)
        plain = getattr(payments, name)

        async def nothing(*args: Any) -> Any:
            raise ProviderUnavailable("down")

        setattr(payments, name, nothing)
        return lambda: setattr(payments, name, plain)

    async def pay_due(self, salon: Salon, person: Person) -> None:
        """Pay at the provider, where the person's bill lies."""
        key = (await salon.me(person))["pay_url"].rsplit("/", 1)[1]
        pages = self.payments(salon)._pages
        await salon.server.inside(pages.pay_owed, key, read_card(GOOD_CARD))

    async def paid_and_kept(self, salon: Salon) -> int:
        """How many payments were made and not given back."""
        sql = "SELECT COUNT(*) FROM salon_sandbox_payments WHERE status = 'paid' AND refunded < amount"
        return int((await salon.server.rows(sql))[0][0])

    async def live(self, salon: Salon) -> int:
        """How many subscriptions may take money."""
        sql = "SELECT COUNT(*) FROM salon_sandbox_subscriptions WHERE status != 'ended'"
        return int((await salon.server.rows(sql))[0][0])

    async def none_live(self, salon: Salon) -> None:
        async def ended() -> bool:
            return await self.live(salon) == 0

        await eventually(ended, "no subscription takes money any more")

    async def read_only(self, salon: Salon) -> Person:
        """Somebody whose last day of reading has come."""
        aiko = await salon.joins(await salon.server.person("aiko"), FAILS_AT_RENEWAL)
        for days, standing in ((31, "past_due"), (8, "read_only")):
            await salon.server.advance(days=days)
            await salon.becomes(aiko, standing)
        return aiko


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


class LateNews(MomentsCase):
    """The first payment's news comes when much has happened since."""

    async def _paid_unheard(self, plan: dict[str, Any], card: str = GOOD_CARD) -> tuple[Salon, Person]:
        server = await self.start(modules=project_modules(Sandbox=UNTOLD))
        salon = await self.salon(server, plan=plan)
        aiko = await server.person("aiko")
        await salon.pay((await salon.apply(aiko))["pay_url"], card)
        return salon, aiko

    async def test_a_trial_that_is_over_by_then_was_a_trial(self) -> None:
        salon, aiko = await self._paid_unheard(TRIAL)
        await salon.server.advance(days=8)
        await salon.becomes(aiko, "active")
        await aiko.ask("POST", f"v1/salons/{salon.slug}/leave", {})
        await salon.server.advance(days=40)
        await salon.becomes(aiko, "lapsed")
        await salon.pay((await salon.apply(aiko))["pay_url"])
        await salon.server.advance(minutes=11)
        await salon.becomes(aiko, "active")

    async def test_who_is_behind_by_then_comes_in_and_is_told(self) -> None:
        salon, aiko = await self._paid_unheard(MONTHLY, FAILS_AT_RENEWAL)
        await salon.server.advance(days=31)
        await salon.becomes(aiko, "past_due")
        await salon.is_in(aiko, "space", "lounge")
        me = await salon.me(aiko)
        await salon.pay(me["pay_url"])
        await salon.server.advance(minutes=11)
        await salon.becomes(aiko, "active")

    async def test_what_was_given_back_by_then_opens_nothing(self) -> None:
        salon, aiko = await self._paid_unheard(MONTHLY)
        ref = (await salon.server.rows("SELECT ref FROM salon_sandbox_payments"))[0][0]
        payments = self.payments(salon)
        await salon.server.inside(payments.refund, Ref(ref), None, "by-hand", "asked")
        await salon.server.advance(minutes=11)
        await self.none_live(salon)
        self.assertNotEqual((await salon.me(aiko))["status"], "active")
        history = await salon.owner.ask("GET", f"v1/salons/{salon.slug}/members/{aiko.user_id}/history")
        self.assertNotIn("active", [row["after"] for row in history["transitions"]])

    async def test_a_subscription_that_was_ended_by_then_opens_nothing_and_is_given_back(self) -> None:
        salon, aiko = await self._paid_unheard(MONTHLY)
        ref = (await salon.server.rows("SELECT ref FROM salon_sandbox_subscriptions"))[0][0]
        payments = self.payments(salon)
        await salon.server.inside(payments.cancel_now, Ref(ref), "by-hand", "asked")
        await salon.server.advance(minutes=11)

        async def given_back() -> bool:
            return await self.paid_and_kept(salon) == 0

        await eventually(given_back, "the payment is given back")
        history = await salon.owner.ask("GET", f"v1/salons/{salon.slug}/members/{aiko.user_id}/history")
        self.assertNotIn("active", [row["after"] for row in history["transitions"]])


class DeletedAccounts(MomentsCase):
    """Aiko deletes her account."""

    async def _delete(self, salon: Salon, person: Person) -> None:
        admin = await salon.server.admin()
        await admin.ask("POST", f"/_synapse/admin/v1/deactivate/{person.user_id}", {"erase": True})

    async def test_what_she_began_to_pay_cannot_be_paid_any_more(self) -> None:
        salon = await self.salon()
        aiko = await salon.server.person("aiko")
        url = (await salon.apply(aiko))["pay_url"]
        await self._delete(salon, aiko)
        self.assertEqual(await salon.pay(url), 410)
        self.assertEqual((await self.paid_and_kept(salon), await self.live(salon)), (0, 0))

    async def test_what_she_paid_in_that_moment_is_given_back(self) -> None:
        server = await self.start(modules=project_modules(Sandbox=UNTOLD))
        salon = await self.salon(server)
        aiko = await server.person("aiko")
        await salon.pay((await salon.apply(aiko))["pay_url"])
        await self._delete(salon, aiko)
        await server.advance(minutes=11)
        await self.none_live(salon)
        self.assertEqual(await self.paid_and_kept(salon), 0)

    async def test_an_end_that_nobody_noticed_is_found_out_with_the_next_renewal(self) -> None:
        salon = await self.salon()
        aiko = await salon.joins(await salon.server.person("aiko"))
        rules = salon.server.hs.get_module_api_callbacks().third_party_event_rules
        rules._on_user_deactivation_status_changed_callbacks.clear()  # as a power cut would
        await self._delete(salon, aiko)
        await salon.server.advance(days=31)
        await self.none_live(salon)
        listed = await salon.owner.ask("GET", f"v1/salons/{salon.slug}/members")
        self.assertEqual([row["status"] for row in listed["members"]], ["lapsed"])


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
        await server.advance(days=8)
        await salon.becomes(aiko, "read_only")
        self.assertEqual((await salon.me(ben))["status"], "applied")
        provider_hears_again()
        provider_tells_again()
        await server.advance(hours=1)
        await salon.becomes(ben, "visitor")
        self.assertEqual(await salon.pay(url), 410)
        self.flush_complaints("payments.reconcile")

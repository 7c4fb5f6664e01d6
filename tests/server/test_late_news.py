# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""News of payments that come when much has happened since, and accounts that went in between."""

from typing import Any

from synapse_salon.ports.payments import Ref
from tests.support.moments import UNTOLD, MomentsCase
from tests.support.people import Person
from tests.support.salon import FAILS_AT_RENEWAL, GOOD_CARD, MONTHLY, Salon
from tests.support.settings import project_modules
from tests.support.waiting import eventually

TRIAL = {**MONTHLY, "trial_days": 7}


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

    async def test_what_is_paid_once_and_given_back_is_over_however_late_its_news_came(self) -> None:
        salon, aiko = await self._paid_unheard({**MONTHLY, "interval": "once"})
        await salon.server.advance(days=400)
        await salon.becomes(aiko, "active")
        ref = (await salon.server.rows("SELECT ref FROM salon_sandbox_payments"))[0][0]
        payments = self.payments(salon)
        await salon.server.inside(payments.refund, Ref(ref), None, "by-hand", "asked")
        await salon.server.advance(minutes=11)
        await salon.becomes(aiko, "lapsed")

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

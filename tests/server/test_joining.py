# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Joining when things come twice, at once, late, or not at all; and what is asked of those who join."""

from typing import Any

from twisted.internet.defer import ensureDeferred, gatherResults

from tests.support.people import refused
from tests.support.salon import GOOD_CARD, MONTHLY, Salon, SalonCase
from tests.support.settings import project_modules
from tests.support.waiting import eventually


async def together(wishes: list[Any]) -> list[Any]:
    """Wait for coroutines that run at the same time."""
    return list(await gatherResults([ensureDeferred(wish) for wish in wishes], consumeErrors=True))


class Twice(SalonCase):
    """The same thing again."""

    async def test_ten_requests_at_once_are_one_application(self) -> None:
        salon = await self.salon()
        aiko = await salon.server.person("aiko")
        path, wish = f"v1/salons/{salon.slug}/join", salon.application(aiko)
        answers = await together([aiko.api("POST", path, wish) for _ in range(10)])
        self.assertEqual({status for status, _ in answers}, {200})
        self.assertEqual(len({body["pay_url"] for _, body in answers}), 1)
        self.assertEqual(len(await salon.server.rows("SELECT id FROM salon_applications")), 1)

    async def test_paying_twice_at_once_is_paying_once(self) -> None:
        salon = await self.salon()
        aiko = await salon.server.person("aiko")
        url = (await salon.apply(aiko))["pay_url"]
        await together([salon.pay(url) for _ in range(5)])
        await salon.becomes(aiko, "active")
        paid = await salon.server.rows("SELECT ref FROM salon_sandbox_payments WHERE status = 'paid'")
        self.assertEqual(len(paid), 1)

    async def test_another_plan_replaces_an_open_application(self) -> None:
        salon = await self.salon()
        yearly = {**MONTHLY, "name": "年", "price": {"amount": 19800, "currency": "JPY"}, "interval": "year"}
        other = await salon.owner.ask("POST", f"v1/salons/{salon.slug}/plans", yearly)
        aiko = await salon.server.person("aiko")
        first = (await salon.apply(aiko))["pay_url"]
        second = (await salon.apply(aiko, plan=other["id"]))["pay_url"]
        self.assertNotEqual(first, second)
        self.assertEqual(await salon.pay(first), 410)
        await salon.pay(second)
        await salon.becomes(aiko, "active")
        self.assertEqual((await salon.me(aiko))["plan"], other["id"])


class Late(SalonCase):
    """Payments that come when nobody waits for them any more, and news that does not come."""

    async def test_an_application_that_nobody_pays_ends(self) -> None:
        salon = await self.salon()
        aiko = await salon.server.person("aiko")
        url = (await salon.apply(aiko))["pay_url"]
        await salon.server.advance(hours=2)
        await salon.becomes(aiko, "visitor")
        self.assertEqual(await salon.pay(url), 410)
        await salon.joins(aiko)

    async def test_an_application_is_gone_on_with_or_taken_back(self) -> None:
        salon = await self.salon()
        aiko = await salon.server.person("aiko")
        url = (await salon.apply(aiko))["pay_url"]
        mine = await salon.me(aiko)
        self.assertEqual((mine["status"], mine["pay_url"], mine["plan"]), ("applied", url, salon.plan))
        left = await aiko.ask("POST", f"v1/salons/{salon.slug}/leave", {})
        self.assertEqual(left["status"], "visitor")
        self.assertEqual(await salon.pay(url), 410)

    async def test_lost_notifications_are_made_up_for(self) -> None:
        server = await self.start(modules=project_modules(Sandbox={"webhook_base": ""}))
        salon = await self.salon(server)
        aiko = await server.person("aiko")
        await salon.pay((await salon.apply(aiko))["pay_url"])
        await server.advance(minutes=11)
        await salon.becomes(aiko, "active")
        await salon.is_in(aiko, "space", "news", "lounge")

    async def test_who_was_barred_while_paying_gets_the_money_back(self) -> None:
        salon = await self.salon()
        aiko = await salon.server.person("aiko")
        url = (await salon.apply(aiko))["pay_url"]
        await salon.owner.ask("POST", f"v1/salons/{salon.slug}/members/{aiko.user_id}/ban", {"reason": ""})
        await salon.pay(url, GOOD_CARD)

        async def given_back() -> bool:
            rows = await salon.server.rows("SELECT amount, refunded FROM salon_sandbox_payments")
            return [tuple(row) for row in rows] == [(1980, 1980)]

        await eventually(given_back, "the payment is given back")
        await eventually(lambda: self._all_ended(salon), "the subscription takes no more money")
        self.assertEqual((await salon.me(aiko))["status"], "banned")

    async def test_a_deleted_account_pays_no_more(self) -> None:
        salon = await self.salon()
        aiko = await salon.joins(await salon.server.person("aiko"))
        admin = await salon.server.admin()
        await admin.ask("POST", f"/_synapse/admin/v1/deactivate/{aiko.user_id}", {"erase": True})
        await eventually(lambda: self._all_ended(salon), "the subscription ends with the account")
        listed = await salon.owner.ask("GET", f"v1/salons/{salon.slug}/members")
        self.assertEqual([row["status"] for row in listed["members"]], ["lapsed"])

    async def _all_ended(self, salon: Salon) -> bool:
        rows = await salon.server.rows("SELECT status FROM salon_sandbox_subscriptions")
        return bool(rows) and all(row[0] == "ended" for row in rows)


class Conditions(SalonCase):
    """What a salon asks of those who join: every refusal says what would work."""

    async def test_each_wrong_answer_is_told(self) -> None:
        salon = await self.salon(minimum_age=20)
        aiko = await salon.server.person("aiko")
        for change, status, reason, told in (
            ({"birth_date": "1990-13-01"}, 400, "bad_input", "birth_date"),
            ({"birth_date": "2990-01-01"}, 400, "bad_input", "birth_date"),
            ({"birth_date": "2015-04-01"}, 403, "too_young", ""),
            ({"plan": "nope"}, 400, "bad_input", "plan"),
            ({"rules_version": 7}, 409, "rules_changed", ""),
            ({"community_name": "@olive:here"}, 400, "bad_input", "community_name"),
            ({"community_name": ""}, 400, "bad_input", "community_name"),
            ({"mail": "not a mail"}, 400, "bad_input", "mail"),
            ({"nickname": "x"}, 400, "bad_input", "nickname"),
        ):
            refusal = await refused(salon.apply(aiko, **change))
            self.assertEqual((refusal.status, refusal.reason), (status, reason), change)
            if told:
                self.assertIn(told, refusal.body["salon"]["problems"], change)
        self.assertEqual((await salon.me(aiko))["status"], "visitor")

    async def test_a_minor_cannot_take_a_paid_plan_and_may_take_a_free_one(self) -> None:
        salon = await self.salon()
        free = {**MONTHLY, "name": "無料", "price": {"amount": 0, "currency": "JPY"}, "interval": "free"}
        other = await salon.owner.ask("POST", f"v1/salons/{salon.slug}/plans", free)
        ken = await salon.server.person("ken")
        young = {"birth_date": "2012-04-01"}
        self.assertEqual((await refused(salon.apply(ken, **young))).reason, "guardian_needed")
        self.assertEqual((await salon.apply(ken, plan=other["id"], **young))["status"], "active")

    async def test_a_draft_cannot_be_joined_and_strangers_do_not_learn_of_it(self) -> None:
        server = (await self.salon()).server
        pat, aiko = await server.person("pat"), await server.person("aiko")
        draft = {"slug": "secret", "title": "秘密", "purpose": "まだ", "kind": "lesson", "language": "ja"}
        await pat.ask("POST", "v1/salons", draft)
        for verb, path in (
            ("GET", "v1/salons/secret"),
            ("POST", "v1/salons/secret/join"),
            ("GET", "v1/salons/secret/me"),
        ):
            body: dict[str, Any] | None = (
                None
                if verb == "GET"
                else {
                    "plan": "x",
                    "rules_version": 1,
                    "birth_date": "1990-01-01",
                    "community_name": "A",
                    "answers": {},
                }
            )
            self.assertEqual((await aiko.api(verb, path, body))[0], 404, path)
        page = await server.visitor("ja").get("s/secret/rules")
        self.assertEqual((page.status, "秘密" in page.text, 's/secret">' in page.text), (404, False, False))

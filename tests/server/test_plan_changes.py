# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A member's plan becomes another one: what it costs, when, and which rooms come and go with it."""

from typing import Any
from urllib.parse import quote

from tests.support.moments import MomentsCase
from tests.support.people import Person, refused
from tests.support.salon import FAILS_AT_RENEWAL, MONTHLY, Salon, direct_room
from tests.support.waiting import eventually

GOLD = {**MONTHLY, "name": "金", "price": {"amount": 5080, "currency": "JPY"}}
BRONZE = {**MONTHLY, "name": "銅", "price": {"amount": 500, "currency": "JPY"}}
YEARLY = {**MONTHLY, "name": "年", "price": {"amount": 19800, "currency": "JPY"}, "interval": "year"}
FREE = {**MONTHLY, "name": "無料", "price": {"amount": 0, "currency": "JPY"}, "interval": "free"}
ONCE = {**MONTHLY, "name": "買い切り", "price": {"amount": 9800, "currency": "JPY"}, "interval": "once"}


class PlanCase(MomentsCase):
    """A salon with a plan of each kind, and a room that comes with gold."""

    async def furnished(self, *plans: dict[str, Any]) -> Salon:
        salon = await self.salon()
        self.plans = {"毎月": salon.plan}
        for plan in plans or (GOLD, BRONZE, YEARLY, FREE, ONCE):
            made = await salon.owner.ask("POST", f"v1/salons/{salon.slug}/plans", plan)
            self.plans[plan["name"]] = made["id"]
        if "金" in self.plans:
            room = {"key": "gold", "name": "金の間", "plans": [self.plans["金"]]}
            await salon.owner.ask("POST", f"v1/salons/{salon.slug}/rooms", room)
        return salon

    async def reckon(self, salon: Salon, person: Person, plan: str, when: str | None = None) -> Any:
        path = f"v1/salons/{salon.slug}/me/plan-changes"
        return await person.ask("POST", path, {"plan": self.plans[plan]} | ({"when": when} if when else {}))

    async def confirm(self, salon: Salon, person: Person, change: Any) -> Any:
        path = f"v1/salons/{salon.slug}/me/plan-changes/{change['id']}/confirm"
        return await person.ask("POST", path, {})

    async def changes(self, salon: Salon, person: Person, plan: str, when: str | None = None) -> Any:
        return await self.confirm(salon, person, await self.reckon(salon, person, plan, when))

    async def charged(self, salon: Salon) -> list[int]:
        sql = "SELECT amount FROM salon_sandbox_payments WHERE status = 'paid' ORDER BY made_ms, ref"
        return [row[0] for row in await salon.server.rows(sql)]

    async def enters(self, salon: Salon, person: Person, key: str) -> None:
        """A room opens to somebody as soon as the house has moved them."""
        room = await salon.room(key)

        async def entered() -> bool:
            status, _ = await person.api("POST", f"/_matrix/client/v3/join/{quote(room)}", {})
            return status == 200

        await eventually(entered, f"{key} opens")

    async def told(self, room: str, person: Person, text: str) -> int:
        """How often the house said so to somebody, once it did."""
        await person.hears(room, text)
        return sum(text in said.body for said in await person.messages(room, 200))


class Changing(PlanCase):
    async def test_up_at_once_and_down_with_the_next_payment(self) -> None:
        salon = await self.furnished()
        aiko = await salon.joins(await salon.server.person("aiko"), language="en")
        direct = await direct_room(aiko, salon.server.user_id("salon"))
        listed = await aiko.ask("GET", f"v1/salons/{salon.slug}/me/plan")
        self.assertEqual(
            {option["name"]: option["ways"] for option in listed["options"]},
            {
                "金": ["now", "period_end"],
                **{name: ["period_end"] for name in ("銅", "年", "無料")},
                "買い切り": ["checkout"],
            },
        )
        await salon.server.advance(days=10)

        change = await self.reckon(salon, aiko, "金")
        due = change["due_now"]["amount"]
        self.assertEqual(
            (change["when"], change["status"], change["next"]["amount"]), ("now", "prepared", 5080)
        )
        self.assertTrue(3100 * 17 // 31 < due < 3100 * 22 // 28, due)
        said = " ".join(line for item in change["says"] for line in item["lines"])
        self.assertEqual(len(change["says"]), 6)
        for words in (f"いま¥{due:,}（税込）", "最初の¥5,080（税込）", "いつでも退会できます"):
            self.assertIn(words, said)
        self.assertEqual((await salon.me(aiko))["plan"], salon.plan)
        for _ in range(2):
            self.assertEqual((await self.confirm(salon, aiko, change))["status"], "done")
        self.assertEqual((await salon.me(aiko))["plan"], self.plans["金"])
        await self.enters(salon, aiko, "gold")
        self.assertEqual(await self.charged(salon), [1980, due])
        self.assertEqual(await self.told(direct, aiko, "You are on the plan 金"), 1)
        rows = "SELECT confirmation, confirmation_hash FROM salon_plan_changes WHERE id = ?"
        kept, digest = (await salon.server.rows(rows, change["id"]))[0]
        self.assertIn("毎月 → 金", kept)
        self.assertEqual(len(digest), 64)

        change = await self.changes(salon, aiko, "銅")
        self.assertEqual(
            (change["status"], change["when"], change["due_now"]["amount"]), ("done", "period_end", 0)
        )
        me = await salon.me(aiko)
        self.assertEqual(
            (me["plan"], me["next_plan"], me["status"]), (self.plans["金"], self.plans["銅"], "active")
        )
        undone = await aiko.ask("DELETE", f"v1/salons/{salon.slug}/me/next-plan")
        self.assertEqual(undone["status"], "done")
        self.assertNotIn("next_plan", await salon.me(aiko))
        again = await refused(aiko.ask("DELETE", f"v1/salons/{salon.slug}/me/next-plan"))
        self.assertEqual((again.status, again.reason), (409, "no_change"))
        self.assertEqual(await self.told(direct, aiko, "You stay on the plan 金."), 1)

        await self.changes(salon, aiko, "銅", "period_end")
        await salon.server.advance(days=22)

        async def begun() -> bool:
            return (await salon.me(aiko))["plan"] == self.plans["銅"]

        await eventually(begun, "the plan begins with the paid time")
        await salon.is_out_of(aiko, "gold")
        await salon.is_in(aiko, "lounge")
        self.assertEqual(await self.charged(salon), [1980, due, 500])
        payments = f"v1/salons/{salon.slug}/payments"

        async def listed_as(asked: str = "") -> list[str]:
            found = await salon.owner.ask("GET", f"{payments}{asked}")
            return [row["title"] for row in found["payments"]]

        async def told_apart() -> bool:
            return await listed_as() == ["銅", "金", "毎月"]

        await eventually(told_apart, "each payment is listed with the plan it was for")
        for words, count in (("銅", 1), ("金", 1), ("毎月", 1), ("月", 1), ("年", 0)):
            self.assertEqual(len(await listed_as(f"?title={quote(words)}")), count, words)
        mine = (await aiko.ask("GET", "v1/me/billing"))["payments"]
        self.assertEqual([row["title"] for row in mine], ["銅", "金", "毎月"])
        self.assertEqual(await self.told(direct, aiko, "You are on the plan 銅"), 1)
        history = await salon.owner.ask("GET", f"v1/salons/{salon.slug}/members/{aiko.user_id}/history")
        self.assertEqual([row["cause"] for row in history["transitions"]], ["applied", "joined"])
        self.assertEqual([row["what"] for row in history["details"]], ["plan", "plan"])
        details = await salon.server.rows(
            "SELECT what, before, after FROM salon_member_changes ORDER BY at_ms"
        )
        self.assertEqual(
            details,
            [("plan", salon.plan, self.plans["金"]), ("plan", self.plans["金"], self.plans["銅"])],
        )

    async def test_from_free_to_paid_and_back_and_to_once(self) -> None:
        salon = await self.furnished()
        server = salon.server
        aiko = await server.person("aiko")
        await salon.apply(aiko, plan=self.plans["無料"])
        await salon.becomes(aiko, "active")
        joined_ms = (await salon.me(aiko))["joined_ms"]
        change = await self.changes(salon, aiko, "金")
        self.assertEqual((change["status"], change["when"]), ("asked", "checkout"))
        me = await salon.me(aiko)
        self.assertEqual((me["plan"], me["status"]), (self.plans["無料"], "active"))
        busy = await refused(self.reckon(salon, aiko, "金"))
        self.assertEqual((busy.status, busy.reason), (409, "changing"))
        await salon.pay(change["pay_url"])

        async def is_on(plan: str) -> bool:
            return (await salon.me(aiko))["plan"] == self.plans[plan]

        await eventually(lambda: is_on("金"), "the payment changes the plan")
        self.assertEqual((await salon.me(aiko))["joined_ms"], joined_ms)
        await self.enters(salon, aiko, "gold")
        self.assertEqual(await self.charged(salon), [5080])

        change = await self.changes(salon, aiko, "無料")
        self.assertEqual((change["status"], change["when"]), ("done", "period_end"))
        await server.advance(days=32)
        await eventually(lambda: is_on("無料"), "nothing is paid any more")
        await self.none_live(salon)
        await salon.is_out_of(aiko, "gold")
        await server.advance(days=70)
        self.assertEqual((await salon.me(aiko))["status"], "active")
        self.assertEqual(await self.charged(salon), [5080])

        change = await self.changes(salon, aiko, "買い切り")
        await server.advance(minutes=70)

        async def is_over() -> bool:
            path = f"v1/salons/{salon.slug}/me/plan-changes/{change['id']}"
            return (await aiko.ask("GET", path))["status"] == "expired"

        await eventually(is_over, "nobody went on with it")
        self.assertEqual(await salon.pay(change["pay_url"]), 410)
        change = await self.changes(salon, aiko, "買い切り")
        await salon.pay(change["pay_url"])
        await eventually(lambda: is_on("買い切り"), "it is paid once")
        self.assertEqual(await self.charged(salon), [5080, 9800])
        self.assertEqual((await aiko.ask("POST", f"v1/salons/{salon.slug}/leave", {}))["status"], "lapsed")

    async def test_a_trial_goes_on_under_the_other_plan(self) -> None:
        trial = {**MONTHLY, "name": "試", "trial_days": 7}
        salon = await self.furnished(trial, GOLD, FREE)
        aiko = await salon.joins(await salon.server.person("aiko"), plan=self.plans["試"])
        change = await self.changes(salon, aiko, "金")
        self.assertEqual((change["when"], change["due_now"]["amount"], change["status"]), ("now", 0, "done"))
        me = await salon.me(aiko)
        self.assertEqual((me["status"], me["plan"]), ("trial", self.plans["金"]))
        await salon.server.advance(days=8)
        await salon.becomes(aiko, "active")
        self.assertEqual(await self.charged(salon), [5080])
        ben = await salon.server.person("ben")
        await salon.joins(ben, "4242424242421111", plan=self.plans["試"])
        self.assertEqual((await self.changes(salon, ben, "無料"))["status"], "done")
        await salon.becomes(ben, "active")
        await salon.server.advance(days=40)
        self.assertEqual((await self.charged(salon)).count(1980), 0)


class NotChanging(PlanCase):
    async def test_a_card_that_does_not_pay_changes_nothing(self) -> None:
        salon = await self.furnished()
        ben = await salon.joins(await salon.server.person("ben"), FAILS_AT_RENEWAL, language="en")
        direct = await direct_room(ben, salon.server.user_id("salon"))
        self.assertEqual((await self.changes(salon, ben, "金", "now"))["status"], "declined")
        self.assertEqual((await salon.me(ben))["plan"], salon.plan)
        self.assertEqual(await self.charged(salon), [1980])
        self.assertEqual(await self.told(direct, ben, "You stay on the plan 毎月."), 1)
        await self.changes(salon, ben, "銅")
        await salon.server.advance(days=31)
        await salon.becomes(ben, "past_due")
        due = await refused(self.reckon(salon, ben, "毎月"))
        self.assertEqual((due.status, due.reason), (409, "payment_due"))
        self.assertIn("sandbox/card", due.body["salon"]["url"])
        await self.pay_due(salon, ben)
        await salon.becomes(ben, "active")
        self.assertEqual(await self.charged(salon), [1980, 500])

    async def test_what_the_provider_did_while_nobody_heard_it_is_done_once(self) -> None:
        salon = await self.furnished()
        aiko = await salon.joins(await salon.server.person("aiko"), language="en")
        change = await self.reckon(salon, aiko, "金")
        provider_is_back = self.silent(salon, "change_plan")
        self.assertEqual((await self.confirm(salon, aiko, change))["status"], "asked")
        other = await refused(self.reckon(salon, aiko, "銅"))
        self.assertEqual(other.reason, "changing")
        provider_is_back()
        await salon.server.advance(minutes=5)

        async def is_done() -> bool:
            path = f"v1/salons/{salon.slug}/me/plan-changes/{change['id']}"
            return (await aiko.ask("GET", path))["status"] == "done"

        await eventually(is_done, "the change is made after all")
        self.assertEqual(await self.charged(salon), [1980, change["due_now"]["amount"]])
        self.flush_complaints("change_plan")

    async def test_refusals(self) -> None:
        salon = await self.furnished()
        server, base = salon.server, f"v1/salons/{salon.slug}"
        aiko, ben = await server.person("aiko"), await server.person("ben")
        stranger = await refused(self.reckon(salon, ben, "金"))
        self.assertEqual((stranger.status, stranger.reason), (409, "not_a_member"))
        await salon.joins(aiko)
        await salon.joins(ben)
        for plan, when in (("毎月", None), ("銅", "now"), ("年", "now"), ("金", "checkout")):
            answer = await refused(self.reckon(salon, aiko, plan, when))
            self.assertEqual(answer.status, 400, (plan, when))
        for body in ({}, {"plan": 1}, {"plan": "x"}, {"plan": self.plans["金"], "when": "soon"}, {"a": 1}):
            self.assertEqual((await refused(aiko.ask("POST", f"{base}/me/plan-changes", body))).status, 400)
        change = await self.reckon(salon, aiko, "金")
        path = f"{base}/me/plan-changes/{change['id']}"
        for method, where in (("GET", path), ("POST", f"{path}/confirm")):
            self.assertEqual((await refused(ben.ask(method, where, {}))).status, 404)
        await server.advance(hours=2)
        late = await refused(aiko.ask("POST", f"{path}/confirm", {}))
        self.assertEqual((late.status, late.reason), (409, "stale"))
        change = await self.reckon(salon, aiko, "金")
        await salon.owner.ask("DELETE", f"{base}/plans/{self.plans['金']}")
        self.assertEqual((await refused(self.confirm(salon, aiko, change))).status, 400)
        change = await self.reckon(salon, aiko, "銅")
        await aiko.ask("POST", f"{base}/leave", {})
        for asked in (self.confirm(salon, aiko, change), self.reckon(salon, aiko, "銅")):
            self.assertEqual((await refused(asked)).reason, "leaving")
        await self.changes(salon, ben, "銅")
        self.assertEqual((await ben.ask("POST", f"{base}/leave", {}))["status"], "cancelling")
        await ben.ask("POST", f"{base}/stay", {})
        self.assertEqual((await salon.me(ben))["next_plan"], self.plans["銅"])
        await salon.owner.ask("POST", f"{base}/close", {"reason": "おわり"})
        closing = await refused(self.reckon(salon, ben, "無料"))
        self.assertEqual((closing.status, closing.reason), (409, "closing"))


class OnPages(PlanCase):
    async def test_by_pages_in_both_languages(self) -> None:
        salon = await self.furnished(GOLD, BRONZE, FREE)
        for language, words in (("ja", "のまま続けます"), ("en", "You stay on")):
            aiko = await salon.joins(await salon.server.person(f"aiko-{language}"))
            visitor = await salon.server.visit_as(aiko, language)
            base = f"s/{salon.slug}/me"
            self.assertIn("me/plan", (await visitor.get(base)).text)
            page = await visitor.get(f"{base}/plan")
            wrong = await visitor.submit(page, "me/plan", plan=self.plans["銅"], when="now")
            self.assertEqual(wrong.status, 400)
            check = await visitor.submit(page, "me/plan", plan=self.plans["金"], when="now")
            self.assertIn("¥5,080", check.text)
            done = await visitor.submit(check, "me/plan/")
            self.assertIn("金", done.text)
            self.assertEqual((await salon.me(aiko))["plan"], self.plans["金"])
            check = await visitor.submit(
                await visitor.get(f"{base}/plan"), "me/plan", plan=self.plans["銅"], when="period_end"
            )
            await visitor.submit(check, "me/plan/")
            page = await visitor.get(f"{base}/plan")
            stays = await visitor.submit(page, "keep-plan")
            self.assertIn(words, stays.text)

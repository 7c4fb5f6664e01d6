# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ken is fifteen: what he takes, what his mother is asked, and what becomes of it when she changes her mind."""

import re
from email.message import EmailMessage
from typing import Any

from tests.support.fates import together
from tests.support.letters import letters, text_of
from tests.support.people import Person, Refused, refused
from tests.support.salon import MONTHLY, Salon, SalonCase, direct_room, own_card
from tests.support.settings import project_modules
from tests.support.waiting import eventually
from tests.support.web import Visitor

YOUNG = {"birth_date": "2012-04-01"}
MOTHER = "mother@example.org"
FREE = {**MONTHLY, "name": "無料", "price": {"amount": 0, "currency": "JPY"}, "interval": "free"}


class GuardiansCase(SalonCase):
    """Letters, and the pages they lead to."""

    async def letter(self, salon: Salon, number: int, to: str = MOTHER) -> tuple[EmailMessage, str]:
        """The nth letter, and the address of ours that it leads to."""
        await eventually(lambda: len(letters(salon.server, to)) >= number, f"letter {number} arrives at {to}")
        letter = letters(salon.server, to)[number - 1]
        found = re.search(r"(s/[\w-]+/guardian/\w+)", text_of(letter).replace("=\n", ""))
        return letter, found[1] if found else ""

    async def answers(self, mother: Visitor, path: str, act: str, **typed: str) -> Any:
        """What she presses on the page."""
        form = (await mother.get(path)).form(path)
        return await mother.post(path, follow=False, **{**form.fields, "act": act, **typed})

    async def consented(self, salon: Salon, ken: Person, number: int = 1, **wishes: Any) -> str:
        """Ken applies and his mother agrees; answers where she can withdraw."""
        answer = await salon.apply(ken, guardian_mail=MOTHER, **YOUNG, **wishes)
        self.assertEqual((answer["status"], answer["waits_for"]), ("applied", "guardian"), answer)
        _, path = await self.letter(salon, number)
        sent = await self.answers(salon.server.visitor("en"), path, "give", name="花子", agreed="on")
        self.assertEqual(sent.status, 303, sent.text[:2000])
        _, stop = await self.letter(salon, number + 1)
        self.assertNotEqual(stop, path)
        return stop


class Consent(GuardiansCase):
    """A paid plan comes after a guardian's yes, and ends with their no."""

    async def test_asked_agreed_paid_and_withdrawn(self) -> None:
        salon = await self.salon()
        ken = await salon.server.person("ken")
        without = await refused(salon.apply(ken, **YOUNG))
        self.assertEqual((without.status, without.reason), (403, "guardian_needed"))
        for spelling in ("Ken@example.org", "ken+mother@example.org", "ｋｅｎ@example.org"):
            own = await refused(salon.apply(ken, guardian_mail=spelling, mail="ken@example.org", **YOUNG))
            self.assertIn("guardian_mail", own.body["salon"]["problems"])
        bad = await refused(salon.apply(ken, guardian_mail="mother", **YOUNG))
        self.assertIn("guardian_mail", bad.body["salon"]["problems"])
        wish = {**YOUNG, "guardian_mail": MOTHER, "mail": "ken@example.org", "language": "en"}
        for _ in range(2):  # asked twice is one letter
            answer = await salon.apply(ken, **wish)
            self.assertEqual((answer["status"], answer["waits_for"]), ("applied", "guardian"))
            self.assertIsNone(answer.get("pay_url"))
        letter, path = await self.letter(salon, 1)
        self.assertIn("Your consent is asked for", str(letter["Subject"]))
        mother = salon.server.visitor("en")
        page = await mother.get(path)
        for words in ("1,980", "a month, tax included", "23,760", ken.user_id, "Rules"):
            self.assertIn(words, page.text)
        empty = await self.answers(mother, path, "give")
        self.assertEqual(empty.status, 400)
        self.assertIn("Please write your name", empty.text)
        waiting = await salon.owner.ask("GET", f"v1/salons/{salon.slug}/applications")
        self.assertEqual([one["user_id"] for one in waiting["consent"]], [ken.user_id])
        self.assertEqual((await self.answers(mother, path, "withdraw")).status, 404)  # not with this address
        read = await mother.get(path)
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/rules", {"body": "The second version"})
        late = await mother.submit(read, path, act="give", name="花子", agreed="on")
        self.assertEqual(late.status, 400)
        for words in ("The rules have changed", "The second version"):
            self.assertIn(words, late.text)
        wish["rules_version"] = 2
        self.assertEqual((await self.answers(mother, path, "give", name="花子", agreed="on")).status, 303)
        self.assertIn("Thank you, you have consented", (await mother.get(path)).text)
        again = await mother.post(path, follow=False, csrf=await self._token(mother), act="refuse")
        self.assertEqual(again.status, 409)
        room = await direct_room(ken, salon.server.user_id("salon"))
        await ken.hears(room, "Your parent or guardian consents")
        stored = (
            await salon.server.rows("SELECT state, guardian_name, rules_version, said FROM salon_consents")
        )[0]
        self.assertEqual(tuple(stored)[:3], ("given", "花子", 2))
        self.assertIn("1,980", stored[3])
        await salon.pay((await salon.apply(ken, **wish))["pay_url"])
        await salon.becomes(ken, "active")
        await salon.is_in(ken, "space", "lounge")
        receipt, stop = await self.letter(salon, 2)
        self.assertIn("You consented", str(receipt["Subject"]))
        shown = await salon.owner.ask("GET", f"v1/salons/{salon.slug}/members/{ken.user_id}")
        self.assertEqual((shown["age_band"], shown["consents"][0]["state"]), ("under_18", "given"))

        await salon.server.advance(days=31)  # a renewal under the consent
        self.assertTrue(await salon.stands(ken, "active"))
        self.assertIn("Withdraw the consent", (await mother.get(stop)).text)
        for _ in range(2):  # pressed twice is withdrawn once
            sent = await mother.post(stop, follow=False, csrf=await self._token(mother), act="withdraw")
            self.assertEqual(sent.status, 303)
        await salon.becomes(ken, "cancelling")
        await ken.hears(room, "withdrew their consent")
        stay = await refused(ken.ask("POST", f"v1/salons/{salon.slug}/stay", {}))
        self.assertEqual((stay.status, stay.reason), (403, "guardian_needed"))
        paid_before = await self._paid(salon)
        await salon.server.advance(days=40)
        await salon.becomes(ken, "lapsed")
        self.assertEqual(await self._paid(salon), paid_before)
        farewell, _ = await self.letter(salon, 3)
        self.assertIn("withdrawn", str(farewell["Subject"]))
        history = await salon.owner.ask("GET", f"v1/salons/{salon.slug}/members/{ken.user_id}/history")
        self.assertIn(
            ("cancelling", "guardian"), [(row["after"], row["by"]) for row in history["transitions"]]
        )
        self.assertEqual((await salon.apply(ken, **wish))["waits_for"], "guardian")  # asked anew

    async def test_no_and_silence_and_another_address(self) -> None:
        salon = await self.salon()
        ken = await salon.server.person("ken")
        wish = {**YOUNG, "guardian_mail": MOTHER, "language": "en"}
        await salon.apply(ken, **wish)
        _, path = await self.letter(salon, 1)
        mother = salon.server.visitor("ja")
        self.assertIn("保護者", (await mother.get(path)).text)
        self.assertEqual((await self.answers(mother, path, "refuse")).status, 303)
        await salon.becomes(ken, "visitor")
        await ken.hears(await direct_room(ken, salon.server.user_id("salon")), "did not consent")
        await salon.apply(ken, **wish)
        _, second = await self.letter(salon, 2)
        await salon.apply(ken, **{**wish, "guardian_mail": "father@example.org"})
        _, third = await self.letter(salon, 1, "father@example.org")
        gone = await mother.get(second)
        self.assertIn("もうありません", gone.text)
        late = await mother.post(second, follow=False, csrf=await self._token(mother), act="refuse")
        self.assertEqual(late.status, 409)
        many = await refused(salon.apply(ken, **{**wish, "guardian_mail": "aunt@example.org"}))
        self.assertEqual((many.status, many.reason), (429, "too_many"))
        await salon.server.advance(days=15)
        await salon.becomes(ken, "visitor")
        self.assertIn("もうありません", (await mother.get(third)).text)
        await salon.server.advance(days=32)
        kept = "SELECT state FROM salon_consents"

        async def forgotten() -> bool:
            return not await salon.server.rows(kept)

        await eventually(forgotten, "what no guardian agreed to is forgotten, and their addresses with it")

    async def test_withdrawn_while_paying_is_given_back(self) -> None:
        salon = await self.salon()
        ken = await salon.server.person("ken")
        stop = await self.consented(salon, ken)
        url = (await salon.apply(ken, guardian_mail=MOTHER, **YOUNG))["pay_url"]
        consents = (
            "UPDATE salon_consents SET state = 'withdrawn', withdrawn_ms = answered_ms WHERE state = 'given'"
        )
        await salon.server.rows(consents + " RETURNING id")  # in the very moment
        await salon.pay(url)

        async def given_back() -> bool:
            rows = await salon.server.rows("SELECT amount, refunded FROM salon_sandbox_payments")
            return [tuple(row) for row in rows] == [(1980, 1980)]

        await eventually(given_back, "the payment is given back")
        self.assertNotEqual((await salon.me(ken))["status"], "active")
        mother = salon.server.visitor("en")
        self.assertIn("withdrawn", (await mother.get(stop)).text)
        # A member who is about to pay for another plan: that ends, and so does the membership.
        mai = await salon.server.person("mai")
        stop = await self.consented(salon, mai, 3)
        await salon.pay((await salon.apply(mai, guardian_mail=MOTHER, **YOUNG))["pay_url"], own_card(5))
        await salon.becomes(mai, "active")
        once = {**MONTHLY, "name": "一回", "price": {"amount": 9800, "currency": "JPY"}, "interval": "once"}
        plan = (await salon.owner.ask("POST", f"v1/salons/{salon.slug}/plans", once))["id"]
        changes = f"v1/salons/{salon.slug}/me/plan-changes"
        change = await mai.ask("POST", changes, {"plan": plan})
        paying = await mai.ask("POST", f"{changes}/{change['id']}/confirm", {})
        self.assertEqual((await self.answers(mother, stop, "withdraw")).status, 303)
        await salon.becomes(mai, "cancelling")
        self.assertEqual(await salon.pay(paying["pay_url"], own_card(5)), 410)

    async def test_a_dearer_plan_is_asked_about_and_any_no_ends_it_all(self) -> None:
        salon = await self.salon()
        dear = {**MONTHLY, "name": "金", "price": {"amount": 3000, "currency": "JPY"}}
        gold = (await salon.owner.ask("POST", f"v1/salons/{salon.slug}/plans", dear))["id"]
        ken = await salon.server.person("ken")
        stop = await self.consented(salon, ken, language="en")
        await salon.pay((await salon.apply(ken, guardian_mail=MOTHER, **YOUNG))["pay_url"])
        await salon.becomes(ken, "active")
        mine = f"v1/salons/{salon.slug}/me"
        change = {"plan": gold, "when": "now"}
        alone = await refused(ken.ask("POST", f"{mine}/plan-changes", change))
        self.assertEqual((alone.status, alone.reason), (403, "guardian_needed"))
        for wish, status, reason in (
            ({"plan": gold}, 403, "guardian_needed"),
            ({"plan": gold, "guardian_mail": "mother"}, 400, "bad_input"),
            ({"plan": "nope", "guardian_mail": MOTHER}, 400, "bad_input"),
            ({"plan": salon.plan, "guardian_mail": MOTHER}, 409, "no_consent_needed"),
        ):
            refusal = await refused(ken.ask("POST", f"{mine}/guardian", wish))
            self.assertEqual((refusal.status, refusal.reason), (status, reason), wish)
        for _ in range(2):
            asked = await ken.ask("POST", f"{mine}/guardian", {"plan": gold, "guardian_mail": MOTHER})
            self.assertEqual((asked["state"], asked["plan"]), ("asked", gold))
        _, path = await self.letter(salon, 3)
        mother = salon.server.visitor("en")
        self.assertIn("3,000", (await mother.get(path)).text)
        self.assertEqual((await self.answers(mother, path, "give", name="花子", agreed="on")).status, 303)
        await ken.hears(await direct_room(ken, salon.server.user_id("salon")), "consents to the plan 金")
        prepared = await ken.ask("POST", f"{mine}/plan-changes", change)
        done = await ken.ask("POST", f"{mine}/plan-changes/{prepared['id']}/confirm", {})
        self.assertEqual(done["status"], "done")
        await eventually(lambda: self._has(salon, ken, gold), "Ken is on the dearer plan")
        # The first letter's address is as good as the last one's.
        self.assertEqual((await self.answers(mother, stop, "withdraw")).status, 303)
        await salon.becomes(ken, "cancelling")
        states = await salon.server.rows("SELECT DISTINCT state FROM salon_consents")
        self.assertEqual([tuple(row) for row in states], [("withdrawn",)])

    async def _has(self, salon: Salon, person: Person, plan: str) -> bool:
        return (await salon.me(person))["plan"] == plan

    async def test_each_salon_decides_when_it_asks(self) -> None:
        caps = {"monthly_caps": {"under_18": 1980, "18_19": 2500}}
        server = await self.start(modules=project_modules(Membership=caps))
        salon = await self.salon(server)
        other = await salon.owner.ask("POST", f"v1/salons/{salon.slug}/plans", FREE)
        dear = {**MONTHLY, "name": "高い", "price": {"amount": 3000, "currency": "JPY"}}
        third = await salon.owner.ask("POST", f"v1/salons/{salon.slug}/plans", dear)
        ken, entry = await server.person("ken"), f"v1/salons/{salon.slug}/entry"
        await salon.owner.ask("PUT", entry, {"minors": "free_only"})
        only = await refused(salon.apply(ken, guardian_mail=MOTHER, **YOUNG))
        self.assertEqual((only.status, only.reason), (403, "adults_only"))
        await salon.owner.ask("PUT", entry, {"minors": "always"})
        free = await refused(salon.apply(ken, plan=other["id"], **YOUNG))
        self.assertEqual(free.reason, "guardian_needed")
        capped = await refused(salon.apply(ken, plan=third["id"], guardian_mail=MOTHER, **YOUNG))
        self.assertEqual((capped.status, capped.reason), (403, "spending_cap"))
        stop = await self.consented(salon, ken, plan=other["id"])
        self.assertEqual(
            (await salon.apply(ken, plan=other["id"], **YOUNG, guardian_mail=MOTHER))["status"], "active"
        )
        mother = server.visitor("en")
        self.assertEqual((await self.answers(mother, stop, "withdraw")).status, 303)
        await salon.becomes(ken, "lapsed")
        # Nineteen, and in two salons: together they cost more than the house lets people of that age spend.
        red = await self.salon(server, slug="red", owner="rika")
        yui, nineteen = await server.person("yui"), {"birth_date": "2007-04-01"}

        async def begins(person: Person, at: Salon) -> str:
            try:
                return "pay_url" if "pay_url" in await at.apply(person, **nineteen) else "nothing"
            except Refused as refusal:
                return refusal.reason

        for number in range(3):
            mei = await server.person(f"mei{number}")
            answers = await together(begins(mei, salon), begins(mei, red))
            self.assertLessEqual(answers.count("pay_url"), 1, answers)
            self.assertEqual(set(answers) - {"pay_url"}, {"spending_cap"})
        account = {"bank": "蓮池銀行", "branch": "水辺", "number": "1234567", "holder": "ブルーロータス"}
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/transfers/account", account)
        ahead = {"means": "transfer-ahead", "months": 3}
        at_once = await refused(salon.apply(yui, **nineteen, **ahead))
        self.assertEqual((at_once.status, at_once.reason), (403, "spending_cap"))
        await red.owner.ask("PUT", "v1/salons/red/entry", {"approval": True})
        self.assertEqual((await red.apply(yui, **nineteen))["waits_for"], "staff")
        await salon.joins(yui, **nineteen)
        much = await refused(red.apply(yui, **nineteen))
        self.assertEqual((much.status, much.reason), (403, "spending_cap"))
        self.assertIn("¥2,500", much.body["error"])
        waiting = (await red.owner.ask("GET", "v1/salons/red/applications"))["asked"][0]["id"]
        await red.owner.ask("POST", f"v1/salons/red/applications/{waiting}/approve", {})
        visitor = await server.visit_as(yui)
        page = await visitor.get(f"s/red/join/{waiting}")
        sent = await visitor.submit(page, f"join/{waiting}", follow=False)
        self.assertEqual(sent.status, 403, sent.headers)
        self.assertIn("¥2,500", sent.text)
        for wrong in ({"minors": "sometimes"}, {"minors": None}):
            self.assertEqual((await salon.owner.api("PUT", entry, wrong))[0], 400)

    async def _token(self, visitor: Visitor) -> str:
        return str((await visitor.get("login")).form("login").fields["csrf"])

    async def _paid(self, salon: Salon) -> int:
        return len(await salon.server.rows("SELECT ref FROM salon_sandbox_payments WHERE status = 'paid'"))


class Ages(GuardiansCase):
    """Nobody becomes older by typing another date."""

    async def test_the_staff_decide_about_another_age(self) -> None:
        salon = await self.salon(minimum_age=13)
        ken = await salon.server.person("ken")
        self.assertEqual((await refused(salon.apply(ken, birth_date="2016-04-01"))).reason, "too_young")
        # Old enough now, but still a minor: it is another age than the one before.
        answer = await salon.apply(ken, guardian_mail=MOTHER, **YOUNG)
        self.assertEqual((answer["status"], answer["waits_for"]), ("applied", "staff"))
        answer = await salon.apply(ken)  # and now twenty: the staff see both
        self.assertEqual(answer["waits_for"], "staff")
        waiting = (await salon.owner.ask("GET", f"v1/salons/{salon.slug}/applications"))["asked"]
        self.assertEqual([(one["age_before"], one["age_band"]) for one in waiting], [("under_18", "20_over")])
        desk = await salon.server.visit_as(salon.owner)
        self.assertIn(
            "They said before: under 18", (await desk.get(f"s/{salon.slug}/desk/applications")).text
        )
        decide = f"v1/salons/{salon.slug}/applications/{waiting[0]['id']}"
        await salon.owner.ask("POST", f"{decide}/refuse", {"reason": "12歳と聞いています"})
        await salon.becomes(ken, "visitor")
        self.assertEqual((await salon.apply(ken))["waits_for"], "staff")  # and again
        waiting = (await salon.owner.ask("GET", f"v1/salons/{salon.slug}/applications"))["asked"]
        await salon.owner.ask("POST", f"v1/salons/{salon.slug}/applications/{waiting[0]['id']}/approve", {})
        self.assertTrue((await salon.apply(ken))["pay_url"])
        band = await salon.server.rows("SELECT band, decided_by FROM salon_ages")
        self.assertEqual([tuple(row) for row in band], [("20_over", salon.owner.user_id)])

    async def test_an_open_application_keeps_its_age(self) -> None:
        salon = await self.salon()
        aiko = await salon.server.person("aiko")
        url = (await salon.apply(aiko))["pay_url"]
        younger = await salon.apply(aiko, guardian_mail=MOTHER, **YOUNG)  # the stricter one holds at once
        self.assertEqual(younger["waits_for"], "guardian")
        self.assertEqual(await salon.pay(url), 410)
        older = await salon.apply(aiko)
        self.assertEqual(older["waits_for"], "staff")
        bands = await salon.server.rows(
            "SELECT state, age_band FROM salon_applications ORDER BY created_ms, state"
        )
        self.assertEqual(
            sorted(tuple(row) for row in bands),
            [("asked", "20_over"), ("expired", "20_over"), ("expired", "under_18")],
        )
        kept = await salon.server.rows("SELECT band FROM salon_ages")
        self.assertEqual([tuple(row) for row in kept], [("under_18",)])

    async def test_without_an_account_too(self) -> None:
        salon = await self.salon(minimum_age=20)
        visitor = salon.server.visitor("en")
        path = f"s/{salon.slug}/join"
        typed = {
            "username": "ken",
            "password": "lotus on the balcony",
            "community_name": "Ken",
            "birth_month": "4",
            "birth_day": "1",
            "rules": "on",
        }
        young = await visitor.submit(await visitor.get(path), path, birth_year="2012", **typed)
        self.assertIn("for people of 20 years and older", young.text)
        older = await visitor.submit(await visitor.get(path), path, birth_year="1990", **typed)
        self.assertIn("You gave another age before", older.text)
        (asked,) = (await salon.owner.ask("GET", f"v1/salons/{salon.slug}/applications"))["asked"]
        self.assertEqual((asked["age_before"], asked["age_band"]), ("under_18", "20_over"))

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Olive opens a salon step by step: kept between the steps, handed in whole or not at all."""

from synapse_salon.platform import Platform
from synapse_salon.ports.payments import Payments
from tests.support.fates import together
from tests.support.letters import letters, text_of
from tests.support.people import Person
from tests.support.salon import SalonCase, awake
from tests.support.server import Server
from tests.support.settings import project_modules
from tests.support.waiting import eventually
from tests.support.web import Answer, Visitor

YEARLY = {"name": "年払い", "interval": "year", "amount": "２９，８００円"}
ABOUT = {"title": "青い蓮", "slug": "blue-lotus", "theme": "nature"}


class Opening(SalonCase):
    async def begun(self) -> tuple[Server, Person, Visitor]:
        """A house, and Olive signed in on its pages."""
        server = await self.start()
        await awake(server)
        olive = await server.person("olive")
        visitor = await server.visit_as(olive, "ja")
        return server, olive, visitor

    def at(self, page: Answer, step: str) -> Answer:
        """The page is that of this step."""
        self.assertEqual(page.status, 200, page.text[:2000])
        self.assertTrue(page.url.partition("?")[0].endswith(f"staff/new/{step}"), page.url)
        return page

    async def filled_in(self, visitor: Visitor, **entry: str) -> Answer:
        """All steps but the last, with the example's words."""
        kind = self.at(await visitor.get("staff/new"), "kind")
        about = self.at(await visitor.submit(kind, "new/kind", kind="lesson", language="ja"), "about")
        about = self.at(await visitor.submit(about, "new/example"), "about")
        plans = self.at(await visitor.submit(about, "new/about", **ABOUT), "plans")
        rules = self.at(await visitor.submit(plans, "new/plans", act="next"), "entry")
        return await visitor.submit(rules, "new/entry", **entry)

    async def test_from_the_first_step_to_the_review(self) -> None:
        server, olive, visitor = await self.begun()
        # Nobody goes ahead of what is filled in; who comes back goes on where they were.
        self.at(await visitor.get("staff/new/look"), "kind")
        look = self.at(await self.filled_in(visitor, entry="asked", minimum_age="15"), "look")
        self.at(await visitor.get("staff/new"), "look")
        # A page of a step that is no step any more, left open in another window: one goes on where one is.
        token = look.form("new/look").fields["csrf"]
        for seller in ({"name": "蓮見はな"}, {"mail": "no address"}):
            late = await visitor.post("staff/new/seller", csrf=token, **seller)
            self.assertIn("new/look", [form.action[-8:] for form in late.forms], late.status)
        plans = self.at(await visitor.get("staff/new/plans"), "plans")
        self.assertIn("¥2,980", plans.text)
        plans = await visitor.submit(plans, "new/plans", **YEARLY, act="more")
        self.assertIn("¥29,800", self.at(plans, "plans").text)
        self.assertIn('<details class="card" open>', plans.text)  # for the next one
        twice = await visitor.submit(plans, "new/plans", **YEARLY, act="more")
        self.assertEqual(twice.text.count("¥29,800"), 1)
        plans = await visitor.submit(plans, "new/no-plan", place="0")
        self.assertNotIn("¥2,980", self.at(plans, "plans").text)
        self.assertEqual(await server.rows("SELECT id FROM salon_salons"), [])

        desk = await visitor.submit(look, "new/look")
        self.assertTrue(desk.url.endswith("s/blue-lotus/desk/opening"), desk.url)
        self.assertEqual(desk.status, 200, desk.text[:2000])
        month = await visitor.get("s/blue-lotus/desk/first-month")
        self.assertIn("今週のレッスン", month.text)
        salon = await olive.ask("GET", "v1/salons/blue-lotus")
        self.assertEqual((salon["status"], salon["minimum_age"], salon["kind"]), ("draft", 15, "lesson"))
        self.assertEqual(salon["theme"], "nature")
        self.assertEqual([plan["price"]["amount"] for plan in salon["plans"]], [29800])
        admin = await server.admin()
        waiting = (await admin.ask("GET", "v1/admin/reviews"))["reviews"]
        self.assertEqual([row["salon"] for row in waiting], ["blue-lotus"])
        self.assertTrue((await olive.ask("GET", "v1/salons/blue-lotus/entry"))["approval"])
        # Sent once more, by somebody who went back: nothing is there twice.
        again = await visitor.submit(look, "new/look")
        self.assertEqual((again.status, len(await server.rows("SELECT id FROM salon_salons"))), (200, 1))
        self.at(await visitor.get("staff/new"), "kind")
        await self._is_written_to(server, visitor, admin)

    async def _is_written_to(self, server: Server, visitor: Visitor, admin: Person) -> None:
        """Olive, who looks into no chat app yet, learns by mail what became of her page."""
        staff = await visitor.get("staff")
        self.assertIn("staff/mail", staff.text)
        form = await visitor.get("staff/mail")
        wrong = await visitor.submit(form, "staff/mail", mail="olive")
        self.assertEqual((wrong.status, 'class="problem"' in wrong.text), (400, True))
        saved = await visitor.submit(form, "staff/mail", mail="ｏlive@example.org")
        self.assertIn("olive@example.org", saved.text)

        def written() -> list[str]:
            return [text_of(one) for one in letters(server, "olive@example.org")]

        decisions = (("refuse", "写真の出どころは？"), ("approve", ""))
        for number, (decision, reason) in enumerate(decisions, 1):
            review = (await admin.ask("GET", "v1/admin/reviews"))["reviews"][0]["id"]
            await admin.ask("POST", f"v1/admin/reviews/{review}/{decision}", {"reason": reason})
            await eventually(lambda number=number: len(written()) == number, f"letter {number}")  # type: ignore[misc]  # the loop's
            self.assertIn(reason or "s/blue-lotus", written()[-1])
            if decision == "refuse":
                await visitor.submit(await visitor.get("s/blue-lotus/desk/page"), "desk/page", act="submit")
        await visitor.submit(saved, "staff/mail", mail="")
        self.assertEqual(await server.rows("SELECT mail FROM salon_staff_mails"), [])

    async def test_somebody_without_an_account_opens_one_first(self) -> None:
        server = await self.start()
        await awake(server)
        visitor = server.visitor("ja")
        page = await visitor.get("staff/new")
        self.assertIn("staff/new/account", page.text)
        for wrong in ({"username": ""}, {"username": "Ä!"}, {"password": "short"}, {"mail": "hana"}):
            account = {"username": "hana", "password": "lotus on the balcony", **wrong}
            again = await visitor.submit(page, "new/account", **account)
            self.assertEqual((again.status, 'class="problem"' in again.text), (400, True), str(wrong))
        self.assertEqual(await server.rows("SELECT name FROM users WHERE name LIKE ?", "@hana%"), [])
        account = {"username": "hana", "password": "lotus on the balcony", "mail": "hana@example.org"}
        kind = await visitor.submit(page, "new/account", **account)
        self.assertIn("hana@example.org", (await visitor.get("staff/mail")).text)
        self.at(await visitor.submit(self.at(kind, "kind"), "new/kind", kind="project"), "about")
        self.assertIn("staff/new", (await visitor.get("staff")).text)
        # Who deactivates the account takes along what they filled in.
        admin, hana = await server.admin(), server.user_id("hana")
        self.assertEqual(len(await server.rows("SELECT founder FROM salon_opening_drafts")), 1)
        await admin.ask("POST", f"/_synapse/admin/v1/deactivate/{hana}", {"erase": False})
        self.assertEqual(await server.rows("SELECT founder FROM salon_opening_drafts"), [])
        self.assertEqual(await server.rows("SELECT mail FROM salon_staff_mails"), [])
        # Where only administrators open salons, nobody opens an account for it.
        await server.restart(modules=project_modules(Salons={"founders": "admins"}))
        await awake(server)
        page = await server.visitor("ja").get("staff/new")
        self.assertTrue("login" in page.url and "new/account" not in page.text, page.url)

    async def test_what_would_not_work_is_said_at_its_step(self) -> None:
        server, olive, visitor = await self.begun()
        await olive.ask(
            "POST", "v1/salons", {"slug": "taken", "title": "x", "purpose": "x", "kind": "project"}
        )
        kind = await visitor.get("staff/new")
        about = self.at(await visitor.submit(kind, "new/kind", kind="fan_club", language="en"), "about")
        for wrong in ({"slug": "taken"}, {"slug": "Blue Lotus!"}, {"slug": "staff"}, {"benefits": ""}):
            filled = {**ABOUT, "purpose": "水草", "benefits": "手入れ", **wrong}
            again = await visitor.submit(about, "new/about", **filled)
            self.assertEqual((again.status, 'class="problem"' in again.text), (400, True), str(wrong))
            self.assertIn('value="青い蓮"', again.text)
        plans = await visitor.submit(about, "new/about", **ABOUT, purpose="水草", benefits="手入れ")
        for wrong in ({"amount": "0"}, {"amount": "1.5"}, {"interval": "free"}, {"trial_days": "-1"}):
            again = await visitor.submit(self.at(plans, "plans"), "new/plans", **wrong)
            self.assertEqual((again.status, 'class="problem"' in again.text), (400, True), str(wrong))
        rules = self.at(await visitor.submit(plans, "new/plans"), "entry")
        look = self.at(await visitor.submit(rules, "new/entry"), "look")
        # Somebody else takes the name in between: the step that asks for it comes again, with the rest kept.
        pat = await server.person("pat")
        await pat.ask(
            "POST", "v1/salons", {"slug": "blue-lotus", "title": "x", "purpose": "x", "kind": "project"}
        )
        about = self.at(await visitor.submit(look, "new/look"), "about")
        self.assertIn('value="青い蓮"', about.text)
        self.at(await visitor.submit(about, "new/about", slug="Ｒed-Lotus "), "plans")
        over = await visitor.submit(await visitor.get("staff/new/look"), "new/over")
        self.at(over, "kind")
        self.assertEqual(await server.rows("SELECT founder FROM salon_opening_drafts"), [])

    async def test_pressed_twice_at_once_it_is_one_salon_and_where_money_is_real_a_seller_is_named(
        self,
    ) -> None:
        server, _, visitor = await self.begun()
        self.patch(type(Platform.of(server.module_api).want(Payments)), "is_real", True)
        seller = self.at(await self.filled_in(visitor), "seller")
        again = await visitor.submit(seller, "new/seller", name="蓮見はな", mail="hana@example.org")
        self.assertEqual((again.status, again.text.count('class="problem"')), (400, 2))
        look = await visitor.submit(
            seller, "new/seller", name="蓮見はな", mail="hana@example.org", on_request="on"
        )
        pages = [self.at(look, "look"), await visitor.get("staff/new/look")]
        await together(*(visitor.submit(page, "new/look") for page in pages))
        rows = await server.rows(
            "SELECT (SELECT COUNT(*) FROM salon_salons), (SELECT COUNT(*) FROM salon_plans),"
            " (SELECT COUNT(*) FROM salon_page_reviews), (SELECT COUNT(*) FROM salon_disclosures)"
        )
        self.assertEqual([tuple(row) for row in rows], [(1, 1, 1, 1)])
        # What nobody went on with is forgotten.
        await visitor.submit(await visitor.get("staff/new"), "new/kind", kind="project")
        await server.advance(days=92)
        self.assertEqual(await server.rows("SELECT founder FROM salon_opening_drafts"), [])

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Olive, who has read nothing but the README, opens a salon; Rin reviews it; Aiko is its first member."""

import re
from datetime import date

import attrs

from synapse_salon.platform import Platform
from synapse_salon.ports.payments import Payments
from tests.server.test_page_words import found_in, seen_on
from tests.support.browser import Page
from tests.support.pages import WAYS, PagesCase, press, tab_to
from tests.support.salon import GOOD_CARD, Salon, awake
from tests.support.settings import project_modules
from tests.support.waiting import eventually

MINUTES_S = 60
SELLER = {
    "name": "蓮見はな",
    "address": "東京都台東区1-2-3",
    "phone": "03-0000-0000",
    "mail": "hana@example.org",
}


@attrs.define
class StepClock:
    """How long a person with time for it takes: a look at each page, a while for each field, the typing itself."""

    seconds: float = 0.0

    def looks(self) -> None:
        """Somebody reads a page and presses a button."""
        self.seconds += 20

    def types(self, words: str) -> None:
        """Somebody thinks about a field and types into it: a hundred letters a minute."""
        self.seconds += 10 + 0.6 * len(words)


class Opening(PagesCase):
    modules = project_modules(Salons={"opening_needs": ["meeting"], "owners_place": True})

    async def look(self, page: Page, name: str, clock: StepClock) -> None:
        """A page that somebody stops at: it fits, shuts nobody out, and needs no word that people do not know."""
        clock.looks()
        await self.judged(page, name)
        self.assertEqual(found_in(seen_on(await page.content()), page.language), [], page.url)

    async def fill(self, page: Page, clock: StepClock, **fields: str) -> None:
        """Type into fields by their names."""
        for name, words in fields.items():
            clock.types(words)
            await page.locator(f"#f-{name}").fill(words)

    async def test_from_nothing_to_the_first_member_in_less_than_ten_minutes(self) -> None:
        server = await self.start()
        await awake(server)
        for name in ("olive", "rin"):
            await server.person(name)
        admin = await server.admin()
        await admin.ask("PUT", f"v1/admin/reviewers/{server.user_id('rin')}")
        for number, (language, size) in enumerate(WAYS):
            clock = StepClock()
            olive, rin = await server.person("olive"), await server.person("rin")
            salon = Salon(server, olive, f"lotus-{number}", "", "")
            if number:
                page = await self.signed_in(salon, olive, language, size)
                await page.goto(self.address(salon))
                await page.locator("main a[href$='staff/new']").first.click()
            else:
                page = await self._newcomer(salon, language, size, clock)
            await self._wizard(page, salon, clock)
            review = await self.signed_in(salon, rin, language, size)
            await self._review(review, salon, clock)
            await self._first_member(salon, language, size, f"aiko{number}", clock)
            self.assertLess(clock.seconds, 10 * MINUTES_S)
            await page.goto(self.address(salon, "staff/guide"))
            await self.look(page, "109-guide", clock)
            await page.goto(self.address(salon, f"s/{salon.slug}/desk/policies"))
            await self.look(page, "110-policies", clock)

    async def _newcomer(self, salon: Salon, language: str, size: tuple[int, int], clock: StepClock) -> Page:
        """A window of somebody who has no account, and opens one."""
        page = await self.window(self.address(salon), language=language, size=size)
        await page.locator("main a[href$='staff/new']").first.click()
        await page.locator("#f-username").wait_for()
        await self.look(page, "099-opening-account", clock)
        await self.fill(page, clock, username="hana", password="lotus on the balcony")
        await press(page, "main form[action$='/account']")
        await page.locator("main form[action$='/kind']").wait_for()
        return page

    async def _wizard(self, page: Page, salon: Salon, clock: StepClock) -> None:
        await self.look(page, "100-opening-kind", clock)
        await page.locator("input[name=kind][value=lesson]").check()
        await press(page, "main form[action$='/kind']")
        await self.look(page, "101-opening-about", clock)
        await press(page, "main form[action$='/example']")
        await self.fill(page, clock, title="青い蓮の学校", slug=salon.slug)
        await press(page, "main form[action$='/about']")
        await self.look(page, "102-opening-plans", clock)
        await self.fill(page, clock, amount="１，９８０")
        await press(page, "button[value=next]")
        await self.look(page, "103-opening-entry", clock)
        # Back and forward: what was filled in is still there.
        await page.go_back()
        await page.locator("main .rows li").first.wait_for()
        await self.look(page, "102-opening-plans-again", clock)
        await page.go_forward()
        await press(page, "main form[action$='/entry']")
        await self.look(page, "105-opening-look", clock)
        await press(page, "main form[action$='/look']")
        await page.locator(".notice.good").wait_for()
        await self.look(page, "106-opening-desk", clock)
        await page.locator("main a[href$='/first-month']").first.click()
        await self.look(page, "107-first-month", clock)

    async def _review(self, page: Page, salon: Salon, clock: StepClock) -> None:
        await page.goto(self.address(salon, "staff/reviews"))
        await page.locator(".link-card a").first.click()
        clock.looks()
        await press(page, "button[value=approved]")
        await page.locator("[role=alert]").wait_for()
        await page.locator("#opening details summary").first.click()
        note = page.locator("#opening details[open] form").first
        said = "週に一度の更新を約束した。"
        clock.types(said)
        await note.locator("textarea").fill(said)
        await note.locator("input[type=checkbox]").check()
        await note.locator("button[type=submit]").click()
        await page.locator("#opening .problem").first.wait_for()
        await self.look(page, "108-review-of-an-opening", clock)
        note = page.locator("#opening details[open] form").first
        await note.locator("input[type=date]").fill(date(2020, 1, 6).isoformat())
        await note.locator("button[type=submit]").click()
        await page.get_by_text("2020-01-06").wait_for()
        await press(page, "button[value=approved]")
        await page.locator("main .empty").wait_for()

    async def _first_member(
        self, salon: Salon, language: str, size: tuple[int, int], name: str, clock: StepClock
    ) -> None:
        page = await self.window(self.address(salon, f"s/{salon.slug}"), language=language, size=size)
        await self.look(page, "108-the-public-page", clock)
        await page.locator(".hero a.button").click()
        await self.fill_in(page, name)
        for words in (name, "lotus on the balcony", "あいこ", "1990", "4", "1"):
            clock.types(words)
        for _ in range(2):
            clock.looks()
            await press(page)
        await page.locator("#f-card_number").fill(GOOD_CARD)
        clock.types(GOOD_CARD)
        await press(page)

        async def inside() -> bool:
            rows = await salon.server.rows(
                "SELECT m.standing FROM salon_members m JOIN salon_salons s ON s.id = m.salon_id"
                " WHERE s.slug = ?",
                salon.slug,
            )
            return [row[0] for row in rows] == ["active"]

        await eventually(inside, f"{name} is the first member")

    async def test_where_money_is_real_by_keyboard_with_what_would_not_work(self) -> None:
        server = await self.start()
        await awake(server)
        self.patch(type(Platform.of(server.module_api).want(Payments)), "is_real", True)
        olive = await server.person("olive")
        salon = Salon(server, olive, "lotus", "", "")
        page = await self.signed_in(salon, olive, *WAYS[0])
        await page.goto(self.address(salon, "staff/new"))
        await tab_to(page, "input[name=kind]")
        await page.keyboard.press("ArrowDown")
        await self._enter(page, "kind", "#f-title")
        await self._enter(page, "example", "main:not(:has(form[action$='/example'])) #f-title")
        await tab_to(page, "#f-title")
        await page.keyboard.type("青い蓮")
        await self._retype(page, "#f-slug", "Blue Lotus!")
        await self._enter(page, "about", "#p-slug")
        await self.judged(page, "101-opening-about-problems")
        await self._retype(page, "#f-slug", "lotus")
        await self._enter(page, "about", "#f-amount")
        await self._retype(page, "#f-amount", "0")
        await self._enter(page, "plans", "#p-amount")
        await self.judged(page, "102-opening-plans-problems")
        await self._retype(page, "#f-amount", "980")
        await self._enter(page, "plans", "#f-rules")
        await self._enter(page, "entry", "#f-representative")
        await self.judged(page, "104-opening-seller")
        for name, words in SELLER.items():
            await self._retype(page, f"#f-{name}", words)
        await self._enter(page, "seller", "main form[action$='/look']")
        await self._enter(page, "look", ".notice.good")
        self.assertTrue(re.search(r"s/lotus/desk/opening$", page.url), page.url)

    @staticmethod
    async def _retype(page: Page, field: str, words: str) -> None:
        """Type into a field in place of what stands there."""
        await tab_to(page, field)
        await page.keyboard.press("Control+A")
        await page.keyboard.type(words)

    @staticmethod
    async def _enter(page: Page, step: str, then: str) -> None:
        """Press a step's button by keyboard, and wait for what comes then."""
        await tab_to(page, f"main form[action$='/{step}'] button[type=submit]")
        await page.keyboard.press("Enter")
        await page.locator(then).first.wait_for()

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Aiko and Ben on the pages, in Chromium: on a phone and at a desk, in Japanese and in English, light and dark."""

from tests.support.browser import PHONE, Page
from tests.support.pages import WAYS, PagesCase, enter, press, tab_to
from tests.support.people import Person
from tests.support.salon import FAILS_AT_RENEWAL, GOOD_CARD, Salon
from tests.support.settings import project_modules


class Joining(PagesCase):
    async def test_from_the_landing_page_into_the_salon_and_out_again(self) -> None:
        salon = await self.furnished()
        for language, size in WAYS:
            await self._joins_and_leaves(salon, language, size)

    async def test_in_and_out_by_keyboard_alone_and_without_a_script(self) -> None:
        salon = await self.furnished()
        page = await self.window(self.address(salon, f"s/{salon.slug}"), language="ja", scripts=False)
        await enter(page, ".hero a.button", "#f-rules")
        await tab_to(page, "input[name=plan]")
        await page.keyboard.press("Space")
        for field, value in (
            ("username", "aiko"),
            ("password", "lotus on the balcony"),
            ("community_name", "Aiko"),
            ("birth_year", "1990"),
            ("birth_month", "4"),
            ("birth_day", "1"),
        ):
            await tab_to(page, f"#f-{field}")
            await page.keyboard.type(value)
        await tab_to(page, "#f-rules")
        await page.keyboard.press("Space")
        await enter(page, "main button[type=submit]", ".confirm-head")
        await enter(page, "main button[type=submit]", "#f-card_number")
        await tab_to(page, "#f-card_number")
        await page.keyboard.type(GOOD_CARD)
        await page.keyboard.press("Enter")
        await page.locator(".path").wait_for()
        await enter(page, ".places a[href$='/me']", ".facts")
        await enter(page, "main a[href$='/leave']", "input[name=posts]")
        await tab_to(page, "input[name=posts]")
        await page.keyboard.press("ArrowDown")
        await enter(page, "main button[type=submit]", "main form[action$='/stay']")

    async def _joins_and_leaves(self, salon: Salon, language: str, size: tuple[int, int]) -> None:
        page = await self.window(self.address(salon), language=language, size=size)
        if language == "en":
            await page.emulate_media(color_scheme="dark")
        await self.judged(page, "01-directory")
        await page.locator(".link-card a").first.click()
        await self.judged(page, "02-landing")

        await page.locator(".hero a.button").click()
        await self.judged(page, "03-join")
        await page.evaluate("document.querySelector('main form').noValidate = true")
        await page.locator("#f-birth_year").fill("2015")
        await page.locator("#f-mail").fill("aiko")
        await press(page)
        await self.judged(page, "04-join-problems")
        await self.fill_in(page, f"aiko-{language}-{size[0]}")
        await page.locator("#f-mail").fill("aiko@example.org")
        await press(page)
        self.assertIn("/join/", page.url)
        await self.judged(page, "05-confirm")

        await press(page)
        self.assertIn("/sandbox/pay/", page.url)
        await self.judged(page, "06-pay")
        await page.locator("#f-card_number").fill(GOOD_CARD)
        await press(page)
        await page.locator(".path").wait_for()
        await self.judged(page, "07-done")

        await page.goto(self.address(salon, "me"))
        await self.judged(page, "08-everywhere")
        await page.goto(self.address(salon, f"s/{salon.slug}/me"))
        await self.judged(page, "09-me")
        await page.goto(self.address(salon, f"s/{salon.slug}/rules"))
        await self.judged(page, "10-rules")

        await page.goto(self.address(salon, f"s/{salon.slug}"))  # from here, leaving takes three clicks
        await self.judged(page, "11-landing-of-a-member")
        await page.locator(".places a[href$='/me']").click()
        await page.locator("main a[href$='/leave']").click()
        await self.judged(page, "12-leave")
        await press(page)
        self.assertTrue(page.url.endswith("/left"), page.url)
        await self.judged(page, "13-left")
        await press(page)  # and staying takes one
        await page.locator(".badge.good").first.wait_for()


class Waiting(PagesCase):
    async def test_the_page_after_paying_goes_on_by_itself(self) -> None:
        server = await self.start(modules=project_modules(Sandbox={"notify_after_ms": 60_000}))
        salon = await self.salon(server)
        aiko = await server.person("aiko")
        answer = await salon.apply(aiko)
        page = await self.signed_in(salon, aiko, "ja", PHONE)
        await page.goto(self.address(salon, f"s/{salon.slug}/me"))
        await self.judged(page, "14-me-applied")
        await page.goto(answer["pay_url"])
        await page.locator("#f-card_number").fill(GOOD_CARD)
        await press(page)
        await page.locator("meta[http-equiv=refresh]").wait_for(state="attached")
        # It reloads: there is nothing to read or to fill in that this would interrupt, and a link does the same.
        await self.judged(page, "15-waiting", "meta-refresh")
        await server.advance(minutes=2)
        await page.locator(".path").wait_for()


class Dues(PagesCase):
    async def test_a_payment_that_fails_is_told_step_by_step(self) -> None:
        salon = await self.furnished()
        ben = await salon.joins(await salon.server.person("ben"), FAILS_AT_RENEWAL)
        await salon.server.advance(days=31)
        await salon.becomes(ben, "past_due")
        await self._sees(salon, ben, "20-me-past-due")
        await salon.server.advance(days=8)
        await salon.becomes(ben, "read_only")
        page = await self._sees(salon, ben, "21-me-read-only")
        await page.locator(".notice a.button").click()
        await self.judged(page, "22-pay-what-is-due")
        await salon.server.advance(days=8)
        await salon.becomes(ben, "lapsed")
        await self._sees(salon, ben, "23-me-lapsed")

    async def _sees(self, salon: Salon, ben: Person, name: str) -> Page:
        for way in WAYS:
            page = await self.signed_in(salon, ben, *way)
            await page.goto(self.address(salon, f"s/{salon.slug}/me"))
            await self.judged(page, name)
        return page

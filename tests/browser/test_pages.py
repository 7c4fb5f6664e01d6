# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Aiko and the others on the pages, in Chromium: on a phone and at a desk, in Japanese and in English."""

from tests.support.browser import DESKTOP, PHONE, BrowserTestCase, Page
from tests.support.people import Person
from tests.support.salon import GOOD_CARD, Salon, SalonCase

WORDS = {
    "title": "青い蓮",
    "purpose": "ベランダで水草と睡蓮を育てる人が、季節ごとの世話を教え合うサロンです。",
    "lead": "小さな鉢ひとつから、水辺のある暮らしを。",
    "benefits": [
        "毎週日曜の「今週の手入れ」",
        "写真を送れば、枯れた原因をいっしょに考えます",
        "春と秋の株分け会（オンライン）",
    ],
    "body": "主宰は園芸歴二十年のオリーブです。\n\nはじめての方も、マンションの方も、どうぞそのままで。",
}
YEARLY = {
    "name": "年払い",
    "description": "二か月分お得です。",
    "price": {"amount": 19800, "currency": "JPY"},
    "interval": "year",
    "trial_days": 0,
}
WAYS = [("ja", PHONE), ("en", PHONE), ("ja", DESKTOP), ("en", DESKTOP)]


class PagesCase(SalonCase, BrowserTestCase):
    """A salon with a page worth reading, and a look at every page from all sides."""

    timeout = 600

    async def furnished(self) -> Salon:
        """An open salon with two plans."""
        salon = await self.salon(page=WORDS)
        await salon.owner.ask("POST", f"v1/salons/{salon.slug}/plans", YEARLY)
        return salon

    async def judged(self, page: Page, name: str) -> None:
        """The page fits its window and shuts nobody out; a picture of it is kept."""
        await page.screenshot_as(name)
        await page.fits()
        await page.is_accessible()

    @staticmethod
    def address(salon: Salon, path: str = "") -> str:
        """A page's address."""
        return f"{salon.server.base_url}_synapse/client/salon/{path}"

    async def signed_in(self, salon: Salon, person: Person, language: str, size: tuple[int, int]) -> Page:
        """A window in which this person is signed in."""
        page = await self.window(self.address(salon, "login"), language=language, size=size)
        await page.locator("#f-user").fill(person.name)
        await page.locator("#f-password").fill(person.password)
        await press(page)
        return page

    async def fill_in(self, page: Page, name: str) -> None:
        """Fill in the form of joining as somebody without an account."""
        await page.locator("input[name=plan]").first.check()
        await page.locator("#f-username").fill(name)
        await page.locator("#f-password").fill("lotus on the balcony")
        await page.locator("#f-community_name").fill("あいこ")
        for part, value in (("year", "１９９０"), ("month", "4"), ("day", "1")):
            await page.locator(f"#f-birth_{part}").fill(value)
        await page.locator("#f-rules").check()


async def press(page: Page, form: str = "main form") -> None:
    """Press the first button of the first such form."""
    await page.locator(f"{form} button[type=submit]").first.click()


class Joining(PagesCase):
    async def test_from_the_landing_page_into_the_salon_and_out_again(self) -> None:
        salon = await self.furnished()
        for language, size in WAYS:
            await self._joins_and_leaves(salon, language, size)

    async def _joins_and_leaves(self, salon: Salon, language: str, size: tuple[int, int]) -> None:
        page = await self.window(self.address(salon), language=language, size=size)
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
        self.assertTrue(page.url.endswith("/me"), page.url)
        await self.judged(page, "13-me-leaving")
        await press(page)  # and staying takes one
        await page.locator(".badge.good").first.wait_for()

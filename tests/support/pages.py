# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The salon's own pages in Chromium: a salon worth reading about, and a look at each page from all sides."""

from tests.support.browser import DESKTOP, PHONE, BrowserTestCase, Page
from tests.support.people import Person
from tests.support.salon import Salon, SalonCase

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
WAYS = [("ja", PHONE), ("en", DESKTOP)]
"""In which language, and on what, a story is walked through; each page is then seen on the other as well."""


class PagesCase(SalonCase, BrowserTestCase):
    """A salon with a page worth reading, and a look at every page from all sides."""

    timeout = 600

    async def furnished(self) -> Salon:
        """An open salon with two plans."""
        salon = await self.salon(page=WORDS)
        await salon.owner.ask("POST", f"v1/salons/{salon.slug}/plans", YEARLY)
        return salon

    async def judged(self, page: Page, name: str, *switched_off: str) -> None:
        """The page fits a phone and a desk and shuts nobody out; pictures of it are kept."""
        await page.is_accessible(*switched_off)
        own = page.inner.viewport_size
        for width, height in (DESKTOP, PHONE) if own["width"] == PHONE[0] else (PHONE, DESKTOP):
            await page.set_viewport_size({"width": width, "height": height})
            await page.screenshot_as(name)
            await page.fits()

    @staticmethod
    def address(salon: Salon, path: str = "") -> str:
        """A page's address."""
        return f"{salon.server.base_url}_synapse/client/salon/{path}"

    async def signed_in(
        self, salon: Salon, person: Person, language: str, size: tuple[int, int], scripts: bool = True
    ) -> Page:
        """A window in which this person is signed in."""
        address = self.address(salon, "login")
        page = await self.window(address, language=language, size=size, scripts=scripts)
        await page.locator("#f-user").fill(person.name)
        await page.locator("#f-password").fill(person.password)
        await press(page)
        return page

    async def fill_in(self, page: Page, name: str) -> None:
        """Fill in the form of joining as somebody without an account."""
        if await page.locator("input[type=radio][name=plan]").count():
            await page.locator("input[name=plan]").first.check()
        await page.locator("#f-username").fill(name)
        await page.locator("#f-password").fill("lotus on the balcony")
        await page.locator("#f-community_name").fill("あいこ")
        for part, value in (("year", "１９９０"), ("month", "4"), ("day", "1")):
            await page.locator(f"#f-birth_{part}").fill(value)
        await page.locator("#f-rules").check()


async def press(page: Page, where: str = "main form") -> None:
    """Press a button, or the first one of a form."""
    await page.locator(where if where.startswith("button") else f"{where} button[type=submit]").first.click()


async def enter(page: Page, where: str, then: str) -> None:
    """Go with the tab key to a link or a button, press it, and wait for what comes then."""
    await tab_to(page, where)
    await page.keyboard.press("Enter")
    await page.locator(then).first.wait_for()


async def tab_to(page: Page, where: str) -> None:
    """Go with the tab key to the first such element, which must show that it has the focus."""
    for _ in range(60):
        await page.keyboard.press("Tab")
        if await page.evaluate("where => document.activeElement === document.querySelector(where)", where):
            outline = (
                "getComputedStyle(document.activeElement.closest('.choice-card') || document.activeElement)"
            )
            assert await page.evaluate(f"{outline}.outlineStyle") != "none", (
                f"{where} does not show its focus"
            )
            return
    raise AssertionError(f"{where} cannot be reached by keyboard on {page.url}")

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The shell and every component, looked at in Chromium: both languages, both sizes, light and dark, by keyboard."""

from synapse_salon.web.styles import PAPER
from tests.support.browser import DESKTOP, PHONE, BrowserTestCase, Page
from tests.support.corner_case import CornerCase

TARGETS = (
    "axe.run(document, {runOnly: ['wcag22aa']}).then(r => r.violations.map(v => v.nodes.map(n => n.html)))"
)
OUTLINE = """() => {
    const at = document.activeElement, style = getComputedStyle(at);
    return [style.outlineStyle, style.outlineWidth, at.className];
}"""
GROUND = "() => [getComputedStyle(document.documentElement).getPropertyValue('--%s').trim()][0]"


class Looks(CornerCase, BrowserTestCase):
    async def judge(self, page: Page, name: str) -> None:
        for scheme in ("light", "dark"):
            await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            await page.fits()
            await page.is_accessible()
            self.assertEqual(await page.evaluate(TARGETS), [], f"{name}: targets are too small")
            await page.screenshot_as(f"floor-{name}-{scheme}")

    async def test_every_page_of_the_floor(self) -> None:
        house = await self.open()
        web = house.platform.web
        link = await house.do(web.one_time_link, "@chika:elsewhere.example")
        addresses = {
            "everything": web.url("corner/everything"),
            "sign-in": web.url("login"),
            "link": link,
            "link-gone": web.url("web/none"),
            "not-found": web.url("nothing"),
            "refused": web.url("corner/closed"),
        }
        for language in ("ja", "en"):
            for size in (PHONE, DESKTOP):
                page = await self.window(language=language, size=size)
                for name, address in addresses.items():
                    await page.goto(address)
                    await self.judge(page, name)

    async def test_problems_of_a_form_lead_to_their_fields(self) -> None:
        house = await self.open()
        page = await self.window(house.platform.web.url("corner"), size=PHONE)
        await page.get_by_label("Title").fill("x" * 201)
        await page.get_by_role("button", name="Pin").click()
        problem = page.get_by_role("alert").get_by_role("link")
        self.assertEqual(await problem.text_content(), "Title: At most 200 characters are possible.")
        await self.judge(page, "problem")
        await problem.click()
        self.assertTrue((await page.evaluate("location.hash")).endswith("f-title"))

    async def test_the_keyboard_goes_everywhere_and_shows_where_it_is(self) -> None:
        house = await self.open()
        page = await self.window(house.platform.web.url("corner/everything"))
        await page.keyboard.press("Tab")
        self.assertEqual((await page.evaluate(OUTLINE))[2], "skip")
        await page.keyboard.press("Enter")
        self.assertEqual(await page.evaluate("location.hash"), "#content")
        for _ in range(12):
            await page.keyboard.press("Tab")
            style, width, what = await page.evaluate(OUTLINE)
            self.assertTrue((style, width) == ("solid", "3px") or what == "", (style, width, what))

    async def test_the_stylesheet_and_the_accents_mean_the_same_ground(self) -> None:
        house = await self.open()
        page = await self.window(house.platform.web.url("corner/everything"))
        await page.emulate_media(color_scheme="light")
        self.assertEqual(await page.evaluate(GROUND % "ground"), PAPER[0])
        await page.emulate_media(color_scheme="dark")
        self.assertEqual(await page.evaluate(GROUND % "paper"), PAPER[1])

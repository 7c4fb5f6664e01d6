# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A salon that decides about everybody who joins, in Chromium: its question, its answer, its waiting list."""

from tests.support.pages import WAYS, PagesCase, press


class Applying(PagesCase):
    async def test_asked_answered_let_in_and_the_next_one_waits(self) -> None:
        salon = await self.furnished()
        olive = salon.owner
        for number, (language, size) in enumerate(WAYS):
            desk = await self.signed_in(salon, olive, language, size)
            await desk.goto(self.address(salon, f"s/{salon.slug}/desk/applications"))
            await self.judged(desk, "60-applications-empty")
            await desk.goto(self.address(salon, f"s/{salon.slug}/desk/entry"))
            await desk.locator("#f-approval").set_checked(True)
            await desk.locator("#f-capacity").fill("many")
            await desk.locator("#f-label_0").fill("何を飲みますか")
            await desk.locator("#f-kind_0").select_option("choice")
            await desk.locator("#f-choices_0").fill("茶\n水")
            await desk.locator("#f-required_0").set_checked(True)
            await press(desk)
            await desk.locator(".problem").first.wait_for()
            await self.judged(desk, "61-applications-wrong")
            await desk.locator("#f-capacity").fill(str(1 + number))
            await press(desk)

            join = self.address(salon, f"s/{salon.slug}/join")
            page = await self.window(join, language=language, size=size)
            await self.fill_in(page, f"aiko{number}")
            await self.judged(page, "62-join-with-a-question")
            await page.locator("#f-answer_0").select_option("茶")
            await press(page)
            await page.locator(".notice.info").wait_for()
            await self.judged(page, "63-waits-for-an-answer")

            await desk.goto(self.address(salon, f"s/{salon.slug}/desk/applications"))
            await self.judged(desk, "64-applications")
            await press(desk, "button[value=approve]")
            await page.goto(self.address(salon, f"s/{salon.slug}/me"))
            await page.locator("main a.button.primary").first.click()
            await self.judged(page, "65-check-after-approval")

        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/entry", {"capacity": 1})
        ben = await salon.server.person("ben")
        await salon.apply(ben)
        page = await self.signed_in(salon, ben, *WAYS[0])
        await page.goto(self.address(salon, f"s/{salon.slug}/me"))
        await page.locator(".notice.info").wait_for()
        await self.judged(page, "66-my-page-while-waiting")
        await page.goto(self.address(salon, f"s/{salon.slug}/join"))
        await page.locator(".notice.info").wait_for()
        await self.judged(page, "66-waits-for-a-place")

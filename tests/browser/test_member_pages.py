# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Aiko on her own pages, in Chromium: another plan, what is charged when, and who she is in the salon."""

from tests.support.browser import DESKTOP
from tests.support.pages import WAYS, PagesCase, enter, press
from tests.support.pictures import photo
from tests.support.salon import MONTHLY, Salon
from tests.support.waiting import eventually

GOLD = {
    **MONTHLY,
    "name": "応援プラン",
    "description": "少人数の部屋に入れます。",
    "price": {"amount": 5080, "currency": "JPY"},
}
FREE = {**MONTHLY, "name": "無料", "price": {"amount": 0, "currency": "JPY"}, "interval": "free"}


class OwnPages(PagesCase):
    async def stocked(self) -> Salon:
        salon = await self.furnished()
        for plan in (GOLD, FREE):
            await salon.owner.ask("POST", f"v1/salons/{salon.slug}/plans", plan)
        return salon

    async def test_another_plan_and_what_is_charged_when(self) -> None:
        salon = await self.stocked()
        people = {}
        for language, size in WAYS:
            name = f"aiko-{language}-{size[0]}"
            people[name] = await salon.joins(await salon.server.person(name), language=language)
        await salon.server.advance(days=40)
        for language, size in WAYS:
            aiko = people[f"aiko-{language}-{size[0]}"]
            page = await self.signed_in(salon, aiko, language, size)
            await page.goto(self.address(salon, f"s/{salon.slug}/me"))
            await self.judged(page, "60-me")
            await page.locator("main a[href$='/me/plan']").first.click()
            await self.judged(page, "61-plan")
            await page.locator("button[name=when][value=now]").first.click()
            await self.judged(page, "62-plan-check")
            await press(page)
            await page.locator(".notice.good").wait_for()
            await self.judged(page, "63-plan-changed")
            await page.goto(self.address(salon, f"s/{salon.slug}/me/plan"))
            await page.locator("button[name=when][value=period_end]").last.click()
            await self.judged(page, "64-plan-check-later")
            await press(page)
            await page.locator(".notice.good").wait_for()
            await page.goto(self.address(salon, f"s/{salon.slug}/me/plan"))
            await self.judged(page, "65-plan-to-come")
            await press(page, "form[action$='keep-plan']")
            await page.locator(".notice.good").wait_for()
            await page.goto(self.address(salon, f"s/{salon.slug}/me/payments"))
            await self.judged(page, "66-payments")
            await page.goto(self.address(salon, "me"))
            await self.judged(page, "67-your-salons")

    async def test_a_name_a_picture_and_an_address(self) -> None:
        salon = await self.stocked()
        file = self.folder() / "aiko.jpg"
        file.write_bytes(photo())
        for language, size in WAYS:
            name = f"aiko-{language}-{size[0]}"
            aiko = await salon.joins(await salon.server.person(name), mail="old@example.org")
            page = await self.signed_in(salon, aiko, language, size)
            await page.goto(self.address(salon, f"s/{salon.slug}/me/profile"))
            await page.locator("#f-picture").set_input_files(str(file))
            await press(page, "button[value=save]")
            await page.locator("img.portrait").wait_for()
            await page.locator("#f-community_name").fill("運営")
            await press(page, "form[action$='/me/profile']")
            await page.locator(".problem").first.wait_for()
            await self.judged(page, "68-profile-problems")
            await page.locator("#f-community_name").fill("水辺の人")
            await press(page, "form[action$='/me/profile']")
            await page.locator("#f-mail").fill(f"{name}@example.org")
            await press(page, "form[action$='/me/mail']")
            await page.locator(".notice.info").wait_for()
            await self.judged(page, "69-profile")
            await page.goto(await self.link(salon, name))
            await self.judged(page, "69-mail")
            await press(page)
            await page.locator(".notice.good").wait_for()

    async def link(self, salon: Salon, name: str) -> str:
        """Where the letter to somebody's new address leads."""

        async def asked() -> str | None:
            sql = "SELECT secret FROM salon_mail_changes WHERE mail = ?"
            rows = await salon.server.rows(sql, f"{name}@example.org")
            return str(rows[0][0]) if rows else None

        return self.address(salon, f"s/{salon.slug}/mail/{await eventually(asked, 'a letter is asked for')}")

    async def test_another_plan_by_keyboard_alone_and_without_a_script(self) -> None:
        salon = await self.stocked()
        aiko = await salon.joins(await salon.server.person("aiko"))
        page = await self.signed_in(salon, aiko, "en", DESKTOP, scripts=False)
        await page.goto(self.address(salon, f"s/{salon.slug}/me"))
        await enter(page, "main a[href$='/me/plan']", "button[name=when]")
        await enter(page, "button[name=when][value=now]", ".confirm-head")
        await enter(page, "main button[type=submit]", ".notice.good")

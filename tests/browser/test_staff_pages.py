# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Olive's desk and the reviewers' pages, in Chromium: on a phone and at a desk, in Japanese and in English."""

from tests.support.browser import Page
from tests.support.pages import WAYS, WORDS, PagesCase, enter, press, tab_to
from tests.support.salon import Salon, awake


class Running(PagesCase):
    async def test_a_salon_is_opened_furnished_and_reviewed_on_pages(self) -> None:
        server = await self.start()
        await awake(server)
        olive, admin = await server.person("olive"), await server.admin()
        for number, (language, size) in enumerate(WAYS):
            salon = Salon(server, olive, f"lotus-{number}", "", "")
            page = await self.signed_in(salon, olive, language, size)
            await self._opens(page, salon)
            review = await self.signed_in(salon, admin, language, size)
            await self._sends_back(review, salon)
            await page.goto(self.address(salon, f"s/{salon.slug}/desk"))
            await self.judged(page, "36-desk-sent-back")
            await self._to(page, "page")
            await press(page, "button[value=submit]")
            await self._approves(review, salon)
            await page.goto(self.address(salon, f"s/{salon.slug}/desk/page"))
            await page.locator(".notice.good").wait_for()
            await page.locator("#f-lead").fill("水辺の朝を、いっしょに。")
            await press(page, "button[value=submit]")
            await review.goto(self.address(salon, "staff/reviews"))
            await review.locator(".link-card a").first.click()
            await self.judged(review, "38-review-of-a-change")
            await press(review, "button[value=approved]")

    async def _opens(self, page: Page, salon: Salon) -> None:
        await page.goto(self.address(salon, "staff"))
        await self.judged(page, "30-staff")
        await page.locator("main a.button[href$='staff/new']").click()
        await press(page, "main form[action$='/kind']")
        await page.locator("#f-title").fill("青い蓮")
        await page.locator("#f-slug").fill("Blue Lotus!")
        await page.locator("#f-purpose").fill(WORDS["purpose"])
        await page.locator("#f-benefits").fill("\n".join(WORDS["benefits"]))
        await page.locator("#f-lead").fill(WORDS["lead"])
        await page.locator("#f-body").fill(WORDS["body"])
        await press(page, "main form[action$='/about']")
        await self.judged(page, "31-new-salon-problems")
        await page.locator("#f-slug").fill(salon.slug)
        await press(page, "main form[action$='/about']")
        await page.locator("#f-name").fill("毎月")
        await page.locator("#f-amount").fill("１，９８０.５")
        await press(page, "button[value=next]")
        await self.judged(page, "32-new-plan-problems")
        await page.locator("#f-amount").fill("１，９８０")
        await press(page, "button[value=next]")
        await press(page, "main form[action$='/entry']")
        await press(page, "main form[action$='/look']")
        await self.judged(page, "32-desk-of-a-new-salon")

        await self._to(page, "plans")
        await page.get_by_text("¥1,980").first.wait_for()
        await page.locator("main details summary").last.click()
        await page.locator("#f-name").fill("年払い")
        await page.locator("#f-amount").fill("１９，８００.５")
        await press(page, "form[action$='/desk/plans']")
        await self.judged(page, "33-desk-plan-problems")
        await self._to(page, "page")
        await page.locator("a[href$='/desk/preview']").click()
        await self.judged(page, "34-preview")

    @staticmethod
    async def _to(page: Page, place: str) -> None:
        """Go to a place of the desk by its links: folded up on a phone, except on the front page."""
        if await page.locator(".desk-menu summary").is_visible():
            await page.locator(".desk-menu summary").click()
        await page.locator(f"a[href$='/desk/{place}']:visible").first.click()
        await page.locator(f".desk-nav [aria-current=page][href$='/desk/{place}']").wait_for(state="attached")

    async def _sends_back(self, page: Page, salon: Salon) -> None:
        await page.goto(self.address(salon, "staff/reviews"))
        await self.judged(page, "35-reviews")
        await page.locator(".link-card a").first.click()
        await press(page, "button[value=refused]")
        await page.locator(".problem").first.wait_for()
        await self.judged(page, "35-review-problems")
        await page.locator("#f-reason").fill("園芸歴の裏づけを書き添えてください。")
        await press(page, "button[value=refused]")

    async def _approves(self, page: Page, salon: Salon) -> None:
        await page.goto(self.address(salon, "staff/reviews"))
        await page.locator(".link-card a").first.click()
        await self.judged(page, "37-review-of-a-new-salon")
        await press(page, "button[value=approved]")

    async def test_members_are_seen_and_removed(self) -> None:
        salon = await self.furnished()
        for name in ("aiko", "ben"):
            await salon.joins(await salon.server.person(name))
        chika = await salon.server.person("chika")
        await salon.apply(chika)
        await chika.api("POST", f"v1/salons/{salon.slug}/leave", {})
        for language, size in WAYS:
            page = await self.signed_in(salon, salon.owner, language, size)
            await page.goto(self.address(salon, f"s/{salon.slug}/desk"))
            await self.judged(page, "40-desk")
            await self._to(page, "members")
            await self.judged(page, "41-members")
            await page.locator("a.chip[href$='=active']").click()
            await page.locator("th a").last.click()
            await self.judged(page, "42-member")
        await page.locator("#f-reason").fill("約束を守らなかった")
        await press(page, "button[value=remove]")
        await page.locator("button[value=readmit]").wait_for()
        await self.judged(page, "43-member-removed")
        await page.goto(self.address(salon, f"s/{salon.slug}/desk/members?status=lapsed"))
        await self.judged(page, "44-nobody")

    async def test_rooms_staff_settings_and_several_members(self) -> None:
        salon = await self.furnished()
        aiko = await salon.joins(await salon.server.person("aiko"))
        await aiko.ask("GET", f"v1/salons/{salon.slug}/me/letters")
        await salon.appoints(await salon.server.person("mio"), "operator")
        for language, size in WAYS:
            page = await self.signed_in(salon, salon.owner, language, size)
            for place, name in (
                ("rooms", "45-rooms"),
                ("rooms/hello", "46-room"),
                ("staff", "47-people"),
                ("settings", "48-settings"),
            ):
                await page.goto(self.address(salon, f"s/{salon.slug}/desk/{place}"))
                await self.judged(page, name)
            await page.goto(self.address(salon, f"s/{salon.slug}/desk/members"))
            await page.locator("input[name=who]").first.check()
            await press(page, "button[value=remove]")
            await self.judged(page, "49-several")
            await self._to(page, "letters")
            await self.judged(page, "60-letters")
            await page.locator("main a[href$='/letters/new']").first.click()
            await page.locator("#f-subject_ja").fill("株分け会のお知らせ")
            await press(page)
            await page.locator(".problem").first.wait_for()
            await self.judged(page, "61-letter-problems")
            await page.locator("#f-body_ja").fill("日曜の十時からです。\n\n手ぶらでどうぞ。")
            await press(page)
            await page.locator("button[value=send]").wait_for()
            await self.judged(page, "62-letter-look")
            await press(page, "button[value=send]")
            await page.locator(".stats").wait_for()
            await self.judged(page, "63-letter-sent")
            secret = (await salon.server.rows("SELECT secret FROM salon_circular_choices"))[0][0]
            await page.goto(self.address(salon, f"s/{salon.slug}/letters/{secret}"))
            await self.judged(page, "64-letters-choice")

    async def test_the_desk_by_keyboard_alone_and_without_a_script(self) -> None:
        salon = await self.furnished()
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/entry", {"approval": True})
        aiko = await salon.server.person("aiko")
        await salon.apply(aiko)
        page = await self.window(self.address(salon, "login"), language="ja", scripts=False)
        for name, words in (("user", salon.owner.name), ("password", salon.owner.password)):
            await tab_to(page, f"#f-{name}")
            await page.keyboard.type(words)
        await enter(page, "main button[type=submit]", ".menu a[href$='/staff']")
        await enter(page, ".menu a[href$='/staff']", ".link-card")
        await enter(page, ".link-card a", ".desk-nav")
        await enter(page, "a[href$='/desk/applications']", "textarea[name=reason]")
        await enter(page, "button[value=approve]", "#asked .empty")
        await salon.pay(
            (await aiko.ask("POST", f"v1/salons/{salon.slug}/join", salon.application(aiko)))["pay_url"]
        )
        await salon.becomes(aiko, "active")
        await enter(page, ".desk-nav a[href$='/desk/letters']", "main a[href$='/letters/new']")
        await enter(page, "main a[href$='/letters/new']", "#f-subject_ja")
        for name, words in (("subject_ja", "お知らせ"), ("body_ja", "日曜の十時からです。")):
            await tab_to(page, f"#f-{name}")
            await page.keyboard.type(words)
        await enter(page, "main form button[type=submit]", "button[value=send]")
        await enter(page, "button[value=send]", ".stats")

    async def test_pages_that_say_no(self) -> None:
        salon = await self.furnished()
        for language, size in WAYS:
            page = await self.window(self.address(salon, "login"), language=language, size=size)
            await self.judged(page, "50-login")
            await page.goto(self.address(salon, "s/nowhere"))
            await self.judged(page, "51-not-found")
            await page.goto(self.address(salon, f"s/{salon.slug}/join"))
            await page.locator("main details summary").click()
            await self.judged(page, "52-join-from-elsewhere")
            page = await self.signed_in(salon, await salon.server.person("aiko"), language, size)
            await page.goto(self.address(salon, f"s/{salon.slug}/desk"))
            await self.judged(page, "53-not-for-you")
            await page.goto(self.address(salon, "me"))
            await self.judged(page, "54-no-salon-yet")
            await page.goto(self.address(salon, f"s/{salon.slug}/me"))
            await self.judged(page, "55-not-a-member")

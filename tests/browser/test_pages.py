# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Aiko and the others on the pages, in Chromium: on a phone and at a desk, in Japanese and in English."""

from tests.support.browser import DESKTOP, PHONE, BrowserTestCase, Page
from tests.support.people import Person
from tests.support.salon import FAILS_AT_RENEWAL, GOOD_CARD, Salon, SalonCase, awake
from tests.support.settings import project_modules

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

    async def judged(self, page: Page, name: str, *switched_off: str) -> None:
        """The page fits its window and shuts nobody out; a picture of it is kept."""
        await page.screenshot_as(name)
        await page.fits()
        await page.is_accessible(*switched_off)

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


class Joining(PagesCase):
    async def test_from_the_landing_page_into_the_salon_and_out_again(self) -> None:
        salon = await self.furnished()
        for language, size in WAYS:
            await self._joins_and_leaves(salon, language, size)

    async def _joins_and_leaves(self, salon: Salon, language: str, size: tuple[int, int]) -> None:
        page = await self.window(self.address(salon), language=language, size=size)
        if (language, size) == ("en", PHONE):
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
        self.assertTrue(page.url.endswith("/me"), page.url)
        await self.judged(page, "13-me-leaving")
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
        for way in (WAYS[0], WAYS[3]):
            page = await self.signed_in(salon, ben, *way)
            await page.goto(self.address(salon, f"s/{salon.slug}/me"))
            await self.judged(page, name)
        return page


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
            await press(page, "button[value=submit]")
            await self._approves(review, salon)
            await page.goto(self.address(salon, f"s/{salon.slug}/desk"))
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
        await page.locator("#f-title").fill("青い蓮")
        await page.locator("#f-slug").fill("Blue Lotus!")
        await page.locator("#f-purpose").fill(WORDS["purpose"])
        await press(page)
        await self.judged(page, "31-new-salon-problems")
        await page.locator("#f-slug").fill(salon.slug)
        await press(page)
        await self.judged(page, "32-desk-of-a-new-salon")

        await page.locator("#f-name").fill("毎月")
        await page.locator("#f-amount").fill("１，９８０.５")
        await press(page, "form[action$='#plans']")
        await self.judged(page, "33-desk-plan-problems")
        await page.locator("#f-amount").fill("１，９８０")
        await press(page, "form[action$='#plans']")
        await page.get_by_text("¥1,980").first.wait_for()

        await page.locator("#f-lead").fill(WORDS["lead"])
        await page.locator("#f-benefits").fill("\n".join(WORDS["benefits"]))
        await page.locator("#f-body").fill(WORDS["body"])
        await press(page, "button[value=submit]")
        await page.locator("a[href$='/desk/preview']").click()
        await self.judged(page, "34-preview")

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
            await page.locator(".places a[href$='/desk/members']").click()
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

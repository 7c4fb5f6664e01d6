# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ken's mother on her phone, in Chromium: the letter's page, her yes, her receipt and her no; and Ken's own pages."""

import re

from tests.server.test_page_words import found_in
from tests.support.browser import DESKTOP, PHONE, Page
from tests.support.letters import letters, text_of
from tests.support.pages import PagesCase, press
from tests.support.salon import GOOD_CARD, MONTHLY, Salon
from tests.support.waiting import eventually

GIVEN = {"ja": "同意を受け付けました", "en": "Thank you, you have consented"}


class Guardians(PagesCase):
    async def judged_for(self, page: Page, name: str, language: str) -> None:
        """As `judged`, and without a word of what lies below."""
        await self.judged(page, name)
        words = await page.locator("main").inner_text()
        self.assertEqual(found_in(words, language), [], name)
        self.assertNotIn("msgid", words, name)

    async def letter(self, salon: Salon, to: str, number: int) -> str:
        """The address in the nth letter to somebody."""
        await eventually(lambda: len(letters(salon.server, to)) >= number, "the letter arrives")
        match = re.search(r"s/[\w-]+/guardian/\w+", text_of(letters(salon.server, to)[number - 1]))
        assert match is not None
        return self.address(salon, match[0])

    async def test_asked_agreed_and_withdrawn(self) -> None:
        salon = await self.furnished()
        for language, size in (("ja", PHONE), ("en", DESKTOP)):
            mother = f"mother-{language}@example.org"
            join = self.address(salon, f"s/{salon.slug}/join")
            page = await self.window(join, language=language, size=size)
            await self.fill_in(page, f"ken{language}")
            await page.locator("#f-birth_year").fill("2012")
            await press(page)
            await page.locator("#f-guardian_mail").wait_for()
            self.assertEqual(await page.locator(".problem").count(), 1)
            await self.judged_for(page, "70-guardian-needed", language)
            await page.locator("#f-password").fill("lotus on the balcony")
            await page.locator("#f-guardian_mail").fill(mother)
            await page.locator("#f-rules").check()
            await press(page)
            await page.locator(".notice.info").wait_for()
            await self.judged_for(page, "71-waits-for-a-guardian", language)

            asked = await self.letter(salon, mother, 1)
            hers = await self.window(asked, language=language, size=size)
            await self.judged_for(hers, "72-guardian", language)
            await press(hers, "button[value=give]")
            await hers.locator(".problem").first.wait_for()
            await self.judged_for(hers, "73-guardian-wrong", language)
            await hers.locator("#f-name").fill("山田 花子")
            await hers.locator("#f-agreed").check()
            await press(hers, "button[value=give]")
            await hers.locator(".notice.good").wait_for()
            self.assertIn(GIVEN[language], await hers.locator("main").inner_text())
            await self.judged_for(hers, "74-guardian-given", language)
            await hers.goto(await self.letter(salon, mother, 2))
            await self.judged_for(hers, "75-guardian-receipt", language)
            await press(hers, "button[value=withdraw]")
            await hers.locator(".notice.info").wait_for()
            await self.judged_for(hers, "76-guardian-withdrawn", language)

            desk = await self.signed_in(salon, salon.owner, language, size)
            members = f"s/{salon.slug}/desk/members/@ken{language}:{salon.server.server_name}"
            await desk.goto(self.address(salon, members))
            await self.judged(desk, "77-member-with-consent")

    async def test_a_dearer_plan(self) -> None:
        salon = await self.furnished()
        free = {**MONTHLY, "name": "無料", "price": {"amount": 0, "currency": "JPY"}, "interval": "free"}
        plan = (await salon.owner.ask("POST", f"v1/salons/{salon.slug}/plans", free))["id"]
        ken = await salon.joins(await salon.server.person("ken"), plan=plan, birth_date="2012-04-01")
        for language, size in (("ja", PHONE), ("en", DESKTOP)):
            page = await self.signed_in(salon, ken, language, size)
            await page.goto(self.address(salon, f"s/{salon.slug}/me/plan"))
            await press(page)
            await page.locator("#f-guardian_mail").fill("mother")
            await page.locator("main form").evaluate("form => form.noValidate = true")
            await press(page)
            await page.locator(".problem").first.wait_for()
            await self.judged_for(page, "69-dearer-plan-wrong", language)
            await page.locator("#f-guardian_mail").fill(f"mother-{language}@example.org")
            await press(page)
            await page.locator(".notice.info").wait_for()
            await self.judged_for(page, "69-dearer-plan-asked", language)

    async def test_another_age_and_no_trial(self) -> None:
        salon = await self.salon(plan={**MONTHLY, "trial_days": 14})
        await salon.joins(await salon.server.person("aiko"), GOOD_CARD, mail="aiko@example.org")
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}", {"minimum_age": 16})
        for language, size in (("ja", PHONE), ("en", DESKTOP)):
            ben = await salon.server.person(f"ben{language}")
            page = await self.signed_in(salon, ben, language, size)
            await page.goto(self.address(salon, f"s/{salon.slug}/join"))
            for name, value in (
                ("community_name", f"ベン{language}"),
                ("birth_year", "1990"),
                ("birth_month", "4"),
                ("birth_day", "1"),
                ("mail", "aiko+2@example.org"),
            ):
                await page.locator(f"#f-{name}").fill(value)
            await page.locator("#f-rules").check()
            await press(page)
            await page.locator(".notice.info").wait_for()
            await self.judged_for(page, "78-no-trial", language)

            chika = await salon.server.person(f"chika{language}")
            young = await self.signed_in(salon, chika, language, size)
            for year in ("2014", "1990"):
                await young.goto(self.address(salon, f"s/{salon.slug}/join"))
                for name, value in (
                    ("community_name", f"千夏{language}"),
                    ("birth_year", year),
                    ("birth_month", "4"),
                    ("birth_day", "1"),
                ):
                    await young.locator(f"#f-{name}").fill(value)
                await young.locator("#f-rules").check()
                await press(young)
                await young.locator(".problem, .notice.info").first.wait_for()
                await self.judged_for(young, f"79-age-{year}", language)
            desk = await self.signed_in(salon, salon.owner, language, size)
            await desk.goto(self.address(salon, f"s/{salon.slug}/desk/applications"))
            await self.judged(desk, "79-applications-age")

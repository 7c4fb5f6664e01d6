# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Around a salon's page, in Chromium: its links and evidence, writing to it, and asking who sells."""

from tests.support.browser import Page
from tests.support.pages import WAYS, PagesCase, press
from tests.support.salon import Salon

SELLER = {
    "name": "蓮見はな",
    "mail": "hana@example.org",
    "address": "東京都台東区1-2-3",
    "phone": "03-0000-0000",
    "on_request": True,
}


class LandingPages(PagesCase):
    async def test_links_evidence_contact_and_inquiries(self) -> None:
        salon = await self.furnished()
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/disclosure", SELLER)
        for language, size in WAYS:
            desk = await self.signed_in(salon, salon.owner, language, size)
            await self._writes(desk, salon)
            page = await self.window(
                self.address(salon, f"s/{salon.slug}/disclosure"), language=language, size=size
            )
            await self.judged(page, "70-disclosure-on-request")
            await page.locator("main a.button.primary").click()
            await self.judged(page, "71-contact-seller")
            await page.locator("#f-mail").fill("chika@example.org")
            await page.locator("input[value=question]").check()
            await page.locator("#f-name").fill("ちか")
            await press(page)
            await page.locator(".problem").first.wait_for()
            await self.judged(page, "72-contact-wrong")
            await page.locator("#f-body").fill("見学はできますか。\n\n土曜の午後が空いています。")
            await press(page)
            await page.locator(".notice.good").wait_for()
            await self.judged(page, "73-contact-sent")
            await desk.goto(self.address(salon, f"s/{salon.slug}/desk/inquiries"))
            await self.judged(desk, "74-inquiries")

    async def test_themes_and_where_members_come_from(self) -> None:
        salon = await self.furnished()
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}", {"theme": "nature"})
        for name, way in (
            ("aiko", {"source": "instagram", "medium": "social", "campaign": "春の株分け"}),
            ("ben", {"referrer": "blog.example.jp", "invite": "abc-1"}),
            ("eva", {}),
        ):
            await salon.joins(await salon.server.person(name), came_from=way)
        for language, size in WAYS:
            page = await self.signed_in(salon, salon.owner, language, size)
            for path, name in (
                (f"s/{salon.slug}/desk/sources", "78-sources"),
                (f"s/{salon.slug}/desk/settings", "78-settings-with-theme"),
                ("?theme=nature", "79-directory-by-theme"),
                (f"s/{salon.slug}", "79-landing-with-theme"),
            ):
                await page.goto(self.address(salon, path))
                await self.judged(page, name)

    async def _writes(self, page: Page, salon: Salon) -> None:
        await page.goto(self.address(salon, f"s/{salon.slug}/desk/page"))
        await page.locator("#f-body").fill("日本一の水草サロンを目指しています。")
        await page.locator("[id='f-links.0.kind']").select_option("instagram")
        await page.locator("[id='f-links.0.url']").fill("https://example.org/aoi")
        await press(page, "button[value=save]")
        await page.locator(".problem").first.wait_for()
        await self.judged(page, "75-page-wrong-link")
        await page.locator("[id='f-links.0.url']").fill("https://www.instagram.com/aoihasu/")
        await page.locator("[id='f-links.1.kind']").select_option("other")
        await page.locator("[id='f-links.1.url']").fill("https://hasu.example.jp/tane")
        await page.locator("[id='f-links.1.label']").fill("種の交換所")
        await press(page, "button[value=save]")
        await page.locator("[id='f-evidence.0.note']").wait_for()
        await self.judged(page, "76-page-with-evidence")
        await page.goto(self.address(salon, f"s/{salon.slug}/desk/preview"))
        await self.judged(page, "77-preview-with-links")

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""From the landing page to the first message: in at most five screens, or by a link for an account from elsewhere."""

from tests.support.browser import PHONE
from tests.support.pages import PagesCase, press
from tests.support.salon import GOOD_CARD
from tests.support.settings import project_modules
from tests.support.waiting import eventually


class FirstMessage(PagesCase):
    async def test_a_visitor_says_hello_after_five_screens(self) -> None:
        server = self.prepare()
        hydrogen = self.web_client()
        server.modules = project_modules(Foundation={"client_url": hydrogen.address(server.base_url)})
        await server.start()
        salon = await self.salon(server)
        olive = salon.owner

        page = await self.window(self.address(salon, f"s/{salon.slug}"), language="ja", size=PHONE)
        screens = 1
        await page.locator(".hero a.button").click()
        screens += 1
        await self.fill_in(page, "aiko")
        await press(page)
        screens += 1
        await press(page)
        screens += 1
        await page.locator("#f-card_number").fill(GOOD_CARD)
        await press(page)
        await hydrogen.signed_in(page)
        screens += 1
        self.assertEqual(screens, 5)
        await hydrogen.open_room(page, "ラウンジ")
        await hydrogen.say(page, "はじめまして、あいこです")
        await page.screenshot_as("60-first-message")
        lounge = await salon.room("lounge")
        await salon.is_in(olive, "lounge")
        self.assertEqual((await olive.hears(lounge, "はじめまして")).sender, server.user_id("aiko"))

    async def test_chika_keeps_the_account_she_has(self) -> None:
        ours, theirs = await self.start_two()
        salon = await self.salon(ours)
        chika = await theirs.person("chika")
        house = ours.user_id("salon")
        direct = await chika.create_room(is_direct=True, preset="trusted_private_chat", invite=[house])

        async def house_is_in() -> bool:
            return (await chika.members(direct)).get(house) == "join"

        await eventually(house_is_in, "the house comes")
        await chika.say(direct, f"!join {salon.slug}")
        link = (await chika.hears(direct, "/web/")).body
        page = await self.window(link[link.index("http") :].split()[0], language="ja", size=PHONE)
        await self.judged(page, "61-link")
        await press(page)
        await page.locator("#f-community_name").fill("ちか")
        for part, value in (("year", "1988"), ("month", "12"), ("day", "24")):
            await page.locator(f"#f-birth_{part}").fill(value)
        await page.locator("#f-rules").check()
        await self.judged(page, "62-join-signed-in")
        await press(page)
        await press(page)
        await page.locator("#f-card_number").fill(GOOD_CARD)
        await press(page)
        await page.locator(".path").wait_for()
        await self.judged(page, "63-done-from-elsewhere")
        await salon.is_invited_to(chika, "space")
        await chika.join(salon.space, via=ours.server_name)
        lounge = await salon.room("lounge")
        await chika.join(lounge, via=ours.server_name)
        await chika.say(lounge, "はじめまして")
        await salon.owner.join(lounge)
        await salon.owner.hears(lounge, "はじめまして")

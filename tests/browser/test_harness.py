# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The harness in a browser: Hydrogen signs in, by password and by a one-time token, and talks."""

from tests.support.browser import DESKTOP, PHONE, BrowserTestCase
from tests.support.settings import NO_MODULES

GIVES_LOGIN_TOKENS = {"login_via_existing_session": {"enabled": True, "require_ui_auth": False}}


class Hydrogen(BrowserTestCase):
    modules = NO_MODULES

    async def test_aiko_signs_in_and_talks_with_ben(self) -> None:
        server = await self.start()
        aiko, ben = await server.person("aiko"), await server.person("ben")
        room = await ben.create_room(preset="public_chat", name="Lobby")
        await aiko.join(room)

        hydrogen = self.web_client()
        page = await self.window(language="ja", size=DESKTOP)
        await hydrogen.sign_in(page, aiko)
        await hydrogen.open_room(page, "Lobby")
        await hydrogen.say(page, "はじめまして")
        self.assertEqual((await ben.hears(room, "はじめまして")).sender, aiko.user_id)
        await ben.say(room, "ようこそ")
        await hydrogen.hears(page, "ようこそ")
        await page.screenshot_as("hydrogen")

    async def test_a_one_time_token_signs_in(self) -> None:
        server = await self.start(settings=GIVES_LOGIN_TOKENS)
        aiko = await server.person("aiko")
        token = (await aiko.ask("POST", "/_matrix/client/v1/login/get_token", {}))["login_token"]

        hydrogen = self.web_client()
        page = await self.window(hydrogen.address(server.base_url, token), size=PHONE)
        await hydrogen.signed_in(page)
        self.assertNotIn("loginToken", page.url)
        await page.fits()

    async def test_a_page_that_excludes_people_is_told(self) -> None:
        page = await self.window()
        await page.set_content("<html lang=en><title>t</title><main><h1>t</h1><img src=a.png></main>")
        with self.assertRaises(AssertionError) as told:
            await page.is_accessible()
        self.assertIn("image-alt", str(told.exception))
        await page.set_content("<html lang=en><title>t</title><main><h1>t</h1><img src=a.png alt=cat></main>")
        await page.is_accessible()

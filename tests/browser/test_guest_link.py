# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hana, who has no account, in Chromium: a link, a name, a conversation that goes on before her eyes, and its end."""

from urllib.parse import quote

from tests.support.browser import Page
from tests.support.pages import WAYS, PagesCase, press
from tests.support.people import Person
from tests.support.pictures import photo
from tests.support.settings import project_modules
from tests.support.waiting import aio, eventually


class GuestLink(PagesCase):
    modules = project_modules(Chats={"guest_links_per_hour": 1})

    async def test_hana_talks_without_an_account_until_the_link_ends(self) -> None:
        salon = await self.furnished()
        server, slug = salon.server, salon.slug
        await salon.owner.ask("PUT", f"v1/salons/{slug}/policies", {"guests": "invited"})
        aiko = await salon.joins(await server.person("aiko"), community_name="あいこ")
        chats = f"v1/salons/{slug}/chats"
        wish = {"name": "秋の株分け会の会場", "guests": "invited"}
        room = (await aiko.ask("POST", chats, wish))["room_id"]
        await eventually(lambda: self._is_in(aiko, room), "Aiko is in her chat")
        await aiko.say(room, "これは前の話です")
        for language, size in WAYS:
            hers = await self.signed_in(salon, aiko, language, size)
            await hers.goto(self.address(salon, f"s/{slug}/chats/{quote(room)}"))
            await press(hers, "form[action$='/link']")
            await self.judged(hers, "70-guest-link-made")
            url = await hers.locator("#f-url").input_value()
            for _ in range(2):  # whoever changes the language sees it still
                await hers.locator("a.language").click()
                await hers.locator(f"#f-url[value='{url}']").wait_for()
            await hers.locator("[data-copy]").click()
            await hers.locator("details summary").click()
            await hers.locator("svg.segno").wait_for()
            await self.judged(hers, "70b-guest-link-code")
            page = await self.window(url, language=language, size=size)
            await self.judged(page, "71-guest-link-name")
            await page.locator("#f-name").fill("ハナ")
            await press(page, "main form")
            await page.locator("#write").wait_for()
            await self.judged(page, "72-guest-link-come")
            words = f"ようこそ（{language}）。鍵は管理人さんが持っています。\n開くのは十時です。"
            await aiko.say(room, words)
            await page.get_by_text(f"ようこそ（{language}）").wait_for()
            await page.locator("#f-body").fill("ありがとうございます。\n雨の日はどうしますか。")
            await page.locator("#write button").click()
            await page.locator(".said.own").wait_for()
            self.assertEqual(await page.locator("#f-body").input_value(), "")
            await aiko.hears(room, "雨の日は")
            await self._shows(aiko, room, "m.image", photo(), "image/jpeg", "会場.jpg")
            await self._shows(aiko, room, "m.file", b"%PDF-1.4", "application/pdf", "会場の見取り図.pdf")
            await page.get_by_role("link", name="会場の見取り図.pdf").last.wait_for()
            loaded = "() => [...document.images].every((one) => one.complete && one.naturalWidth > 0)"
            await page.wait_for_function(loaded)
            self.assertGreater(await page.locator(".said-picture img").count(), 0)
            for name, content in (("a.html", b"<html>"), ("庭.jpg", photo())):
                chosen = {"name": name, "mimeType": "image/jpeg", "buffer": content}
                await page.locator("#f-content").set_input_files([chosen])
                await page.locator("#show button").click()
                if name == "a.html":
                    await page.locator("#unshown").wait_for(state="visible")
                    await self.judged(page, "77-guest-link-unfit")
            await page.locator(".said.own .said-picture img").first.wait_for()
            await page.locator("#unshown").wait_for(state="hidden")
            await page.wait_for_function(loaded)
            await page.locator("#f-body").fill("もう一つだけ")
            await page.locator("#f-body").press("Control+Enter")
            await page.get_by_text("もう一つだけ").wait_for()
            self.assertEqual(await page.locator(".said-words", has_text="前の話").count(), 0)
            await page.locator("#here summary").click()
            await page.get_by_text("ハナ (ゲスト)", exact=True).last.wait_for()
            await self.refusals_keep_the_text(page, language)
            stored = await page.evaluate("JSON.stringify([document.cookie, localStorage, sessionStorage])")
            self.assertEqual(stored, '["",{},{}]')
            await self.judged(page, "73-guest-link-talk")
            plain = await self.window(url, language=language, size=size, scripts=False)
            await plain.locator("#f-name").fill("ジュン")
            await press(plain, "main form")
            await plain.locator("#f-body").fill("スクリプトなしで書きます")
            await press(plain, "#write")
            await plain.get_by_text("スクリプトなしで書きます").wait_for()
            await page.get_by_text("スクリプトなしで書きます").wait_for()
            long = await self.window(url, language=language, size=size, scripts=False)
            await long.locator("#f-name").fill("W" * 40)
            await press(long, "main form")
            await hers.goto(self.address(salon, f"s/{slug}/chats/{quote(room)}"))
            await self.judged(hers, "74-guest-link-host")
            await self.one_goes_and_one_is_put_out(aiko, room, page, url, language)
            await hers.reload()
            await hers.locator("a[href*='/link/'].button").first.click()
            two = {"ja": "2人が退室", "en": "2 people who are in the chat by it are put out"}[language]
            await hers.get_by_text(two).wait_for()
            await self.judged(hers, "74b-guest-link-end")
            await press(hers, "form[action*='/link/']")
            await hers.locator("form[action$='/link']").wait_for()
            await page.locator("#over").wait_for(state="visible")
            await self.judged(page, "75-guest-link-over")
            await page.goto(url)
            await self.judged(page, "76-guest-link-gone")

    async def _shows(
        self, person: Person, room: str, msgtype: str, content: bytes, kind: str, name: str
    ) -> None:
        headers = {"Authorization": f"Bearer {person.token}", "Content-Type": kind}
        answer = await person._wire.send("POST", "/_matrix/media/v3/upload", raw=content, headers=headers)
        said = {"msgtype": msgtype, "url": answer.value["content_uri"], "body": name}
        await person.send(room, "m.room.message", said)

    async def one_goes_and_one_is_put_out(
        self, aiko: Person, room: str, hers: Page, url: str, language: str
    ) -> None:
        """Whether she means to leave is asked; another is out for good, and whoever comes by the link then waits."""
        await hers.locator("#leave a").click()
        await self.judged(hers, "77-guest-link-leave")
        await hers.goto(url)
        chat = f"v1/salons/blue-lotus/chats/{quote(room, safe='')}"
        people = (await aiko.ask("GET", chat))["people"]
        await aiko.ask(
            "DELETE", f"{chat}/guests/{quote([one for one in people if one['joined_at']][-1]['user_id'])}"
        )
        again = await self.window(url, language=language)
        await again.locator("#f-name").fill("ジュンジ")
        await press(again, "main form")
        await again.locator("#waits").wait_for()
        await self.judged(again, "78-guest-link-waits")
        asks = [one["user_id"] for one in (await aiko.ask("GET", chat))["people"] if one["state"] == "asked"]
        await aiko.ask("POST", f"{chat}/guests", {"user_id": asks[0]})
        await again.locator("#write").wait_for()  # by itself
        await aiko.ask("DELETE", f"{chat}/guests/{quote(asks[0])}")
        await again.locator("#over").wait_for(state="visible")
        await again.goto(url)
        await self.judged(again, "79-guest-link-put-out")

    async def refusals_keep_the_text(self, page: Page, language: str) -> None:
        """What is not sent stays in the field, with why; sent again under the same token it is said once."""
        why = {"ja": "リンクの数には限り", "en": "Guests send few links"}[language]
        for words in ("https://a.example/1 と https://a.example/2", "さらに https://a.example/3"):
            await page.locator("#f-body").fill(words)
            await page.locator("#write button").click()
            if words.startswith("さらに"):
                await page.locator("#why", has_text=why).wait_for()
        self.assertEqual(await page.locator("#f-body").input_value(), words)
        await self.judged(page, "73b-guest-link-refused")
        link = page.locator(".said-words a[rel]").first
        self.assertEqual(await link.get_attribute("rel"), "noopener noreferrer nofollow")
        await aio(page.inner.context.set_offline(True))
        await page.locator("#f-body").fill("つながらないとき")
        await page.locator("#write button").click()
        await page.locator(
            "#why[data-lost]", has_text={"ja": "接続", "en": "connection"}[language]
        ).wait_for()
        self.assertEqual(await page.locator("#f-body").input_value(), "つながらないとき")
        await aio(page.inner.context.set_offline(False))
        await page.locator("#write button").click()
        await page.get_by_text("つながらないとき").wait_for()
        self.assertFalse(await page.locator("#unsent").is_visible())

    async def _is_in(self, aiko: Person, room: str) -> bool:
        return room in await aiko.joined_rooms()

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of chats for those who ask to come in, and for the staff who answer for every one."""

import html
from urllib.parse import quote, unquote

from synapse_salon.platform import Platform
from tests.support.people import Person
from tests.support.salon import Salon, SalonCase, direct_room
from tests.support.waiting import eventually

SYNC = "/_matrix/client/v3/sync"
NOWHERE = "!nowhere:localhost"


class ChatPages(SalonCase):
    async def opens(self, salon: Salon, who: Person, **wish: object) -> str:
        return str((await who.ask("POST", f"v1/salons/{salon.slug}/chats", wish))["room_id"])

    async def is_asked_into(self, person: Person, room: str) -> None:
        async def invited() -> bool:
            return room in await person.invited_rooms()

        await eventually(invited, f"{person.user_id} is asked in")

    async def is_out(self, person: Person, room: str) -> None:
        async def out() -> bool:
            return room not in await person.rooms()

        await eventually(out, f"{person.user_id} is out")

    async def test_who_may_ask_finds_the_way_in_and_no_other_chat(self) -> None:
        salon = await self.salon()
        server = salon.server
        aiko = await salon.joins(await server.person("aiko"))
        policies = f"v1/salons/{salon.slug}/policies"
        await salon.owner.ask("PUT", policies, {"guests": "knock"})
        open_to_all = await self.opens(salon, aiko, name="相談の会", guests="knock")
        others = [
            await self.opens(salon, aiko, name="会員の話", guests="none"),
            await self.opens(salon, aiko, name="招いた人の話", guests="invited"),
            await self.opens(salon, salon.owner, name="内輪の話", members="invited"),
        ]
        host, stranger = await server.visit_as(aiko, "ja"), server.visitor("ja")
        at = f"s/{salon.slug}/chats/{quote(open_to_all, safe='')}"
        page = await host.get(at)
        path = f"{at}/ask-in"
        self.assertIn(path, page.text)
        found = await stranger.get(path, follow=False)
        self.assertEqual(found.status, 200)
        for words in ("相談の会", "青い蓮", f"https://matrix.to/#/{open_to_all}?via=", "ゲストに見えるのは"):
            self.assertIn(words, html.unescape(found.text))
        self.assertIn("申し込みは必要ありません", (await host.get(path)).text)
        self.assertIn("How to ask", (await server.visitor("en").get(path)).text)

        unknown = await stranger.get(f"s/{salon.slug}/chats/{quote(NOWHERE, safe='')}/ask-in", follow=False)
        self.assertEqual(unknown.status, 404)
        for room in others:
            other = quote(room, safe="")
            self.assertNotIn("/ask-in", (await host.get(f"s/{salon.slug}/chats/{other}")).text)
            same = await stranger.get(f"s/{salon.slug}/chats/{other}/ask-in", follow=False)
            self.assertEqual(same.status, 404)
            self.assertEqual(unquote(same.text).replace(room, NOWHERE), unquote(unknown.text))
        pine = await self.salon(server, slug="old-pine", owner="pat")
        elsewhere = path.replace(salon.slug, pine.slug)
        self.assertEqual((await stranger.get(elsewhere, follow=False)).status, 404)

        # Whoever comes that way is let in, and counted on the desk; others of the salon see no such page.
        eva = await server.person("eva")
        await eva.knock(open_to_all, reason="会場の者です")
        guests = f"v1/salons/{salon.slug}/chats/{quote(open_to_all)}/guests"

        async def asks() -> bool:
            return "会場の者です" in (await host.get(at)).text

        await eventually(asks, "her words are on the chat's page")
        await aiko.ask("POST", guests, {"user_id": eva.user_id})
        await self.is_asked_into(eva, open_to_all)
        await eva.join(open_to_all)
        desk, staff = f"s/{salon.slug}/desk/chats", await server.visit_as(salon.owner, "ja")

        async def counted() -> bool:
            return "参加中のゲスト：1人" in (await staff.get(desk)).text

        await eventually(counted, "the desk counts her")
        self.assertEqual((await host.get(desk)).status, 403)
        await aiko.ask("DELETE", f"v1/salons/{salon.slug}/chats/{quote(others[0])}")
        seen = (await staff.get(desk)).text
        before, _, after = seen.partition("この90日間に終わったチャット")
        self.assertIn("会員の話", after)
        self.assertNotIn("会員の話", before)
        for words in ("相談の会", "招いた人の話", "内輪の話", "Aiko"):
            self.assertIn(words, before)
        self.assertIn(at, before)
        await server.advance(days=91)
        self.assertNotIn("会員の話", (await staff.get(desk)).text)

        await salon.owner.ask("PUT", policies, {"guests": "invited"})
        self.assertEqual((await stranger.get(path, follow=False)).status, 404)
        self.assertNotIn("/ask-in", (await host.get(at)).text)

    async def test_an_end_is_said_before_it_comes_and_when_it_does(self) -> None:
        salon = await self.salon()
        server = salon.server
        aiko, ben = [await salon.joins(await server.person(name)) for name in ("aiko", "ben")]
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/policies", {"guests": "invited"})
        eva, day_ms = await server.person("eva"), 86_400_000
        now_ms = Platform.of(server.module_api).clock.now_ms()
        wish = {"guests": "invited", "invite": [ben.user_id, eva.user_id]}
        long = await self.opens(salon, aiko, name="三日の話", ends_at=now_ms + 3 * day_ms, **wish)
        short = await self.opens(salon, aiko, name="一日の話", ends_at=now_ms + day_ms // 2, **wish)
        for person in (ben, eva):
            for room in (long, short):
                await self.is_asked_into(person, room)
                await person.join(room)
        await server.advance(days=2, hours=1)
        told = await ben.hears(long, "このチャットは")
        self.assertIn("だれも開けなくなります", told.body)
        for person in (ben, eva, aiko):
            await self.is_out(person, short)
        # By hand: whoever does it is asked first, and everybody there reads who it was.
        staff = await server.visit_as(salon.owner, "ja")
        at = f"s/{salon.slug}/chats/{quote(long, safe='')}"
        self.assertIn(f"{at}/end", (await staff.get(at)).text)
        asked = await staff.get(f"{at}/end")
        self.assertIn("いま3人が参加しています", asked.text)
        self.assertEqual((await (await server.visit_as(ben, "ja")).get(f"{at}/end")).status, 403)
        since = (await eva.ask("GET", f"{SYNC}?timeout=0"))["next_batch"]
        await staff.submit(asked, f"{at}/end")
        for person in (ben, eva, aiko):
            await self.is_out(person, long)
        left = (await eva.ask("GET", f"{SYNC}?timeout=0&since={since}"))["rooms"]["leave"][long]
        said = [event["content"].get("body", "") for event in left["timeline"]["events"]]
        self.assertTrue([body for body in said if "oliveさんが終了しました。全員が退室し" in body], said)
        for person in (ben, eva, aiko):
            for room in (long, short):
                path = f"/_matrix/client/v3/rooms/{quote(room)}/messages?dir=b"
                self.assertEqual((await person.api("GET", path))[0], 403)
        rows = await server.rows("SELECT name, ended_why, ended_by FROM salon_chats ORDER BY name")
        self.assertEqual(rows, [("一日の話", "day", ""), ("三日の話", "hand", salon.owner.user_id)])
        direct = await direct_room(aiko, server.user_id("salon"))
        report = await aiko.hears(direct, "「三日の話」が終わりました")
        self.assertIn("oliveさんが終了しました", report.body)
        desk = (await staff.get(f"s/{salon.slug}/desk/chats")).text
        self.assertIn("最後の日が過ぎたため", desk)
        self.assertIn("終了させた人：olive", desk)

    async def test_who_is_left_without_guests_reads_why(self) -> None:
        salon = await self.salon()
        server = salon.server
        aiko = await salon.joins(await server.person("aiko"))
        policies = f"v1/salons/{salon.slug}/policies"
        await salon.owner.ask("PUT", policies, {"guests": "invited"})
        eva = await server.person("eva")
        room = await self.opens(salon, aiko, name="相談", guests="invited", invite=[eva.user_id])
        await self.is_asked_into(eva, room)
        await eva.join(room)
        await eva.say(room, "!ヘルプ")
        told = await aiko.hears(room, "ゲストとして参加しています")
        self.assertEqual((told.body.count("!"), "!ゲスト" in told.body), (1, True), told.body)
        links = f"v1/salons/{salon.slug}/chats/{quote(room, safe='')}/guest-links"
        url = (await aiko.ask("POST", links, {"expires_in_ms": 86_400_000}))["url"]
        link = url.split("/_synapse/client/salon/")[-1]
        ben = await server.visit_as(await salon.joins(await server.person("ben")), "ja")
        own = f"s/{salon.slug}/chats/{quote(room, safe='')}"
        self.assertIn(f'{own}">会員として', (await ben.get(link)).text)
        for other in (server.visitor("ja"), await server.visit_as(eva, "ja")):
            self.assertNotIn("会員として", (await other.get(link)).text)
        hana = server.visitor("ja")
        await hana.submit(await hana.get(link), link, name="はな")
        host, at = await server.visit_as(aiko, "ja"), f"s/{salon.slug}/chats/{quote(room, safe='')}"
        self.assertIn("アカウントのない方", (await host.get(at)).text)
        await salon.owner.ask("PUT", policies, {"guests": "none"})
        await aiko.hears(room, "ゲストの受け入れをやめました")
        await self.is_out(eva, room)
        said = [one.body for one in await aiko.messages(room)]
        self.assertEqual(len([body for body in said if "受け入れをやめました" in body]), 1, said)
        over = await hana.get(link)
        self.assertEqual(over.status, 404)
        self.assertIn("ゲストの受け入れをやめました", over.text)
        page = (await host.get(at)).text
        self.assertIn("入れる人：会員のみ", page)
        self.assertIn("現在、このサロンはゲストを受け入れていません", page)
        self.assertNotIn("アカウントのない方", page)
        # After the link's end is noted too.
        await server.advance(minutes=5)
        self.assertIn("ゲストの受け入れをやめました", (await hana.get(link)).text)

    async def test_a_server_is_blocked_as_it_is_written_and_taken_back(self) -> None:
        salon = await self.salon()
        room, staff = await salon.room("staff"), salon.owner
        for words, answer in (
            ("!ブロック @spam:bad.example", "サーバーの名前だけを書いてください"),
            (f"!ブロック {salon.server.module_api.server_name}", "このサーバー自身は"),
            ("!ブロック ＢＡＤ．example", "「!ブロック解除 bad.example」"),
            ("!ブロック解除 BAD.example", "bad.example からのゲストを再び受け入れます"),
            ("!unblock bad.example", "ブロックされていません"),
        ):
            await staff.say(room, words)
            await staff.hears(room, answer)
        self.assertEqual(await salon.server.rows("SELECT server FROM salon_chat_servers"), [])

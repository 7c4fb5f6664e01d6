# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hana has no account: she comes into a chat by a link, reads and writes under a name, and leaves no account."""

import base64
import re
from collections import Counter
from typing import Any
from urllib.parse import quote

from twisted.internet.defer import Deferred, ensureDeferred

from modules.chats.domain.saying import mark_of
from tests.support.fates import together
from tests.support.homeserver import Homeserver
from tests.support.people import Person, Refused, refused
from tests.support.pictures import MADE_WITH, photo
from tests.support.salon import SalonCase, direct_room
from tests.support.settings import project_modules
from tests.support.waiting import eventually
from tests.support.web import Visitor

GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
HOUR_MS, DAY_MS = 3_600_000, 86_400_000


class GuestLinks(SalonCase):
    async def comes(
        self, server: Homeserver, path: str, name: str, lets_in: tuple[Person, str] | None = None
    ) -> Visitor:
        """Somebody opens the link and says how they are called; where it asks, they wait until they are let in."""
        visitor = server.visitor("ja")
        page = await visitor.get(path)
        self.assertEqual(page.status, 200, page.text)
        page = await visitor.submit(page, path, name=name)
        if lets_in is not None:
            self.assertIn("会話がここに開きます", page.text)
            host, room = lets_in
            asking = await self.asking(host, room)
            await host.ask("POST", f"{await self.chat_path(host, room)}/guests", {"user_id": asking[-1]})
            page = await visitor.get(path)
        self.assertIn("(ゲスト)", page.text)
        self.assertIn("書き込む", page.text)
        return visitor

    async def chat_path(self, host: Person, room: str) -> str:
        return f"v1/salons/blue-lotus/chats/{quote(room, safe='')}"

    async def asking(self, host: Person, room: str) -> list[str]:
        """Who asks to come, in the order in which they came up."""
        people = (await host.ask("GET", await self.chat_path(host, room)))["people"]
        return [one["user_id"] for one in people if one["state"] == "asked"]

    async def _who_was_put_out_stays_out(
        self, server: Homeserver, aiko: Person, room: str, link: str, hana: Visitor, path: str
    ) -> None:
        """Not with this browser; with another one they wait, and are turned away; so does everybody else wait."""
        for _ in range(2):
            page = await hana.get(path)
            self.assertEqual(page.status, 404)
            self.assertIn("退室させました", page.text)
            csrf = (await server.visitor("ja").get(path)).form(path).fields
            await hana.post(path, **{**csrf, "name": "ハナ"})
        other = server.visitor("ja")
        page = await other.submit(await other.get(path), path, name="ハナ")
        self.assertIn("会話がここに開きます", page.text)
        self.assertEqual(await self.news(other, path), {"over": True})
        direct = await direct_room(aiko, server.user_id("salon"))
        self.assertIn("ハナ (ゲスト)", (await aiko.hears(direct, "参加を希望しています")).body)
        (asks,) = await self.asking(aiko, room)
        visitor = await server.visit_as(aiko, "ja")
        shown = await visitor.get(f"s/blue-lotus/chats/{quote(room)}")
        self.assertIn("ハナ (ゲスト)", shown.text)
        self.assertIn(
            "1人", (await visitor.get(f"s/blue-lotus/chats/{quote(room, safe='')}/link/{link}")).text
        )
        await visitor.submit(shown, "/chats/", user_id=asks, act="out")
        self.assertEqual((await other.get(path)).status, 404)
        chat = await self.chat_path(aiko, room)
        said = await refused(aiko.ask("POST", f"{chat}/guests", {"user_id": asks}))
        self.assertEqual(said.reason, "no_such_guest")
        members = await aiko.members(room)
        self.assertNotIn(members.get(asks), ("join", "invite"))

    async def says(self, visitor: Visitor, path: str, body: str) -> Any:
        return await visitor.submit(await visitor.get(path), "/say", body=body)

    async def news(self, visitor: Visitor, path: str, version: str = "") -> Any:
        return (await visitor.wire.send("GET", f"{path}/news.json?version={version}")).value

    async def test_hana_reads_writes_goes_and_leaves_no_account(self) -> None:
        salon = await self.salon()
        server = salon.server
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/policies", {"guests": "invited"})
        aiko, ben = [await salon.joins(await server.person(name)) for name in ("aiko", "ben")]
        chats = f"v1/salons/{salon.slug}/chats"
        closed = await aiko.ask("POST", chats, {"name": "会員だけ"})
        links = f"{chats}/{quote(closed['room_id'], safe='')}/guest-links"
        self.assertEqual(
            (await refused(aiko.ask("POST", links, {"expires_in_ms": HOUR_MS}))).reason, "no_guests_here"
        )
        wish = {"name": "会場の相談", "guests": "invited"}
        room = (await aiko.ask("POST", chats, wish))["room_id"]
        links = f"{chats}/{quote(room, safe='')}/guest-links"
        for odd in (0, -1, 10**15, "x", None):
            self.assertEqual((await aiko.api("POST", links, {"expires_in_ms": odd}))[0], 400, odd)
        self.assertEqual((await ben.api("POST", links, {"expires_in_ms": HOUR_MS}))[0], 403)
        made = await aiko.ask("POST", links, {"expires_in_ms": 2 * HOUR_MS})
        path = made["url"].partition("/_synapse/client/salon/")[2]
        self.assertRegex(path, r"^guest/[a-z2-7]{52}$")
        for wrong in ("guest/x", path + "a", path[:-1]):
            self.assertEqual((await server.visitor().get(wrong)).status, 404)

        accounts = await server.rows("SELECT COUNT(*) FROM users")
        await aiko.join(room)
        await aiko.say(room, "ハナさんが来る前の話")
        hana = await self.comes(server, path, "ハナ (ゲスト)（ゲスト）")
        self.assertEqual((await aiko.state(room, "io.synapse_salon.guests"))["count"] in (0, 1), True)
        await aiko.say(room, "ようこそ")
        talk = await self.news(hana, path)
        self.assertNotIn("来る前の話", str(talk))
        version = talk["version"]

        async def answered() -> bool:
            return "ようこそ" in str(await self.news(hana, path))

        await eventually(answered, "Hana reads it")
        page = await self.says(hana, path, "はじめまして。\nハナです。<b>")
        self.assertIn("&lt;b&gt;", page.text)
        said = await aiko.hears(room, "ハナです")
        self.assertTrue(re.fullmatch(r"@salon-guest-[a-z2-7]{16}:.*", said.sender), said.sender)
        member = await aiko.state(room, "m.room.member", said.sender)
        self.assertEqual(member["displayname"], "ハナ (ゲスト)")
        self.assertNotEqual((await self.news(hana, path, version))["version"], version)

        async def counted() -> bool:
            return bool((await aiko.state(room, "io.synapse_salon.guests"))["count"] == 1)

        await eventually(counted, "the room counts her")
        self.assertIn("1 名", (await aiko.state(room, "m.room.topic"))["topic"])

        # One sending that comes twice is one; a stranger's browser is nobody's; nobody opens an account of her name.
        page = await hana.get(path)
        form = page.form("/say")
        for _ in range(2):
            await hana.post(f"{path}/say", **{**form.fields, "body": "一度だけ"})
        await aiko.hears(room, "一度だけ")
        self.assertEqual(len([one for one in await aiko.messages(room) if one.body == "一度だけ"]), 1)
        stranger = server.visitor("ja")
        self.assertNotIn("ようこそ", (await stranger.get(path)).text)
        self.assertEqual(await self.news(stranger, path), {"over": True})
        forged = {"Cookie": "salon_guest=" + "a" * 52}
        answer = await stranger.wire.send("GET", f"{path}/news.json", headers=forged)
        self.assertEqual(answer.value, {"over": True})
        with self.assertRaises((Refused, AssertionError)):
            await server.person(said.sender[1:].partition(":")[0])
        self.assertEqual(await server.rows("SELECT COUNT(*) FROM users"), accounts)
        login = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": said.sender},
            "password": "",
        }
        self.assertEqual((await server.api("POST", "/_matrix/client/v3/login", login))[0], 403)

        # Who is put out is out at once; who comes again is somebody new; who goes is gone.
        await aiko.say(room, "!ゲスト")
        await aiko.hears(room, "・ハナ (ゲスト)\n")
        await aiko.say(room, "!ゲスト 退室 ﾊﾅ")
        await aiko.hears(room, "ハナ (ゲスト) さんに、このチャットから退室してもらいました")
        self.assertEqual(await self.news(hana, path), {"over": True})
        sent = await hana.post(
            f"{path}/say", follow=False, **{**form.fields, "once": "", "body": "まだいます"}
        )
        self.assertEqual(sent.status, 404)
        await self._is_out(aiko, room, said.sender)
        await self._who_was_put_out_stays_out(server, aiko, room, made["id"], hana, path)
        iris = await self.comes(server, path, "アイリス", lets_in=(aiko, room))
        await iris.submit(await iris.get(f"{path}/leave"), "/leave")
        left = (await iris.get(path)).text
        self.assertIn("お名前", left)
        self.assertIn("退室しました", left)

        # The link's end is everybody's who came by it.
        await server.advance(hours=3)
        self.assertEqual((await hana.get(path)).status, 404)

        async def nobody() -> bool:
            members = await aiko.members(room)
            return not [one for one in members if "salon-guest" in one and members[one] != "leave"]

        await eventually(nobody, "nobody of outside is left")
        rows = await server.rows("SELECT why FROM salon_chat_guests ORDER BY why")
        self.assertEqual([row[0] for row in rows], ["gone", "removed", "removed"])
        self.assertEqual(await server.rows("SELECT COUNT(*) FROM users"), accounts)

        again = await aiko.ask("POST", links, {"expires_in_ms": DAY_MS})
        path = again["url"].partition("/_synapse/client/salon/")[2]
        jun = await self.comes(server, path, "ジュン")
        listed = (await aiko.ask("GET", links))["links"]
        self.assertEqual([one["id"] for one in listed], [again["id"]])
        self.assertNotIn("url", listed[0])
        await aiko.ask("DELETE", f"{links}/{again['id']}")
        self.assertEqual((await aiko.api("DELETE", f"{links}/{again['id']}"))[0], 404)
        self.assertEqual(await self.news(jun, path), {"over": True})
        self.assertEqual((await jun.get(path)).status, 404)
        await eventually(nobody, "nobody of outside is left again")
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/policies", {"guests": "none"})
        self.assertEqual(
            (await refused(aiko.ask("POST", links, {"expires_in_ms": DAY_MS}))).reason, "no_guests_here"
        )

        async def kept() -> int:
            tables = ("salon_chat_guests", "salon_chat_visits", "salon_chat_links")
            return sum([(await server.rows(f"SELECT COUNT(*) FROM {one}"))[0][0] for one in tables])

        await server.advance(days=80)
        self.assertGreater(await kept(), 0)
        await server.advance(days=11)

        async def forgotten() -> bool:
            return await kept() == 0

        await eventually(forgotten, "it is forgotten who was there")

    async def test_what_is_refused_stays_in_the_field_and_says_why_and_when(self) -> None:
        limits = {"guest_messages_per_minute": 4, "guest_links_per_hour": 1}
        server = await self.start(modules=project_modules(Chats=limits))
        salon = await self.salon(server)
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/policies", {"guests": "invited"})
        aiko = await salon.joins(await server.person("aiko"))
        chats, wish = f"v1/salons/{salon.slug}/chats", {"name": "相談", "guests": "invited"}
        room = (await aiko.ask("POST", chats, wish))["room_id"]
        links = f"{chats}/{quote(room, safe='')}/guest-links"
        made = await aiko.ask("POST", links, {"expires_in_ms": DAY_MS})
        path = made["url"].partition("/_synapse/client/salon/")[2]
        await self._nobody_comes_as_somebody_else(server, path)
        hana = await self.comes(server, path, "ハナ")
        page = await self.says(hana, path, "これ https://a.example/x?y=1。見て")
        self.assertIn('<a href="https://a.example/x?y=1" rel="noopener noreferrer nofollow"', page.text)
        for language, words in (
            ("en", "ハナ (ゲスト) is here as a guest"),
            ("ja", "ハナ (ゲスト) が参加しました"),
        ):

            async def told(language: str = language, words: str = words) -> bool:
                return words in (await hana.get(f"{path}?lang={language}")).text

            await eventually(told, "the house tells of her in her language")

        # Refused: her words are in the field still, with why and when; under the same token they go later.
        form = (await hana.get(path)).form("/say")
        for language, why in (("ja", "分後にもう一度"), ("en", "without the link, or in 60 minutes")):
            second = {**form.fields, "body": "もう一つ https://b.example/"}
            refused_page = await hana.post(f"{path}/say?lang={language}", **second)
            self.assertEqual(refused_page.status, 400)
            self.assertIn(why, refused_page.text)
            self.assertIn("もう一つ https://b.example/</textarea>", refused_page.text)
        await server.advance(minutes=61)
        for _ in range(2):
            self.assertEqual((await hana.post(f"{path}/say", **second)).status, 200)
        await aiko.hears(room, "もう一つ")
        for number in range(3):
            await self.says(hana, path, f"{number} 件目")
        last = {**(await hana.get(path)).form("/say").fields, "body": "五件目"}
        refused_page = await hana.post(f"{path}/say?lang=ja", **last)
        self.assertIn("秒後にもう一度", refused_page.text)
        self.assertIn("五件目</textarea>", refused_page.text)

        # Two presses are one message; a house that was broken off says what it had begun, once.
        await server.advance(minutes=2)
        await together(*[hana.post(f"{path}/say", **last) for _ in range(3)])
        for was_said in (True, False):
            await server.advance(minutes=2)
            again = {**last, "once": f"broken-{was_said}", "body": f"中断 {was_said}"}
            if was_said:
                await hana.post(f"{path}/say", **again)
            mark = mark_of(f"{again['once']} {again['body']}")
            await server.rows("UPDATE salon_chat_visits SET said = ?", f"1~{mark}")
            self.assertEqual((await hana.post(f"{path}/say", **again)).status, 200)
            await aiko.hears(room, again["body"])
        bodies = Counter(one.body for one in await aiko.messages(room) if "salon-guest" in one.sender)
        self.assertEqual({body: n for body, n in bodies.items() if n != 1}, {})
        self.assertEqual(len(bodies), 8)

        # What is written after the end is shown, to be copied.
        await aiko.ask("DELETE", f"{links}/{made['id']}")
        late = await hana.post(f"{path}/say", **{**last, "once": "late", "body": "まだ書いています"})
        self.assertEqual(late.status, 404)
        self.assertIn("まだ書いています</textarea>", late.text)
        self.assertIn("このリンクは終わりました", late.text)

    async def _nobody_comes_as_somebody_else(self, server: Homeserver, path: str) -> None:
        """Not as who is in the chat, runs the salon, is the salon or the house; the words say what would work."""
        for language, words in (("ja", "名字や所属を添えてください"), ("en", "Please add your surname")):
            visitor = server.visitor(language)
            for name in ("ＡＩＫＯさん", "Ｏｌｉｖｅ", "o-l-i-v-e", "青い蓮", "運営スタッフ", "・・・"):
                page = await visitor.submit(await visitor.get(path), path, name=name)
                self.assertEqual(page.status, 400, name)
                self.assertIn(words, page.text)
        rows = await server.rows("SELECT 1 FROM salon_chat_visits")
        self.assertEqual(rows, [])

    async def test_a_link_ends_with_who_made_it_and_is_not_raised_again(self) -> None:
        salon = await self.salon()
        server, policies = salon.server, f"v1/salons/{salon.slug}/policies"
        await salon.owner.ask("PUT", policies, {"guests": "invited"})
        aiko, ben = [await salon.joins(await server.person(name)) for name in ("aiko", "ben")]
        made, rooms = [], []
        for host in (aiko, ben):
            wish = {"name": "相談", "guests": "invited", "invite": [ben.user_id]}
            rooms.append((await host.ask("POST", f"v1/salons/{salon.slug}/chats", wish))["room_id"])
            links = f"v1/salons/{salon.slug}/chats/{quote(rooms[-1], safe='')}/guest-links"
            url = (await host.ask("POST", links, {"expires_in_ms": 90 * DAY_MS}))["url"]
            made.append(url.partition("/_synapse/client/salon/")[2])

        # Aiko keeps the link that she made, is barred, and comes as a stranger.
        hana = await self.comes(server, made[0], "ハナ")
        await salon.owner.ask("POST", f"v1/salons/{salon.slug}/members/{aiko.user_id}/ban", {"reason": "x"})
        stranger = server.visitor("ja")
        await eventually(lambda: _is_gone(stranger, made[0]), "the link leads nowhere")
        self.assertEqual((await hana.get(made[0])).status, 404)
        self.assertEqual(await self.news(hana, made[0]), {"over": True})

        async def ended() -> bool:
            await server.advance(minutes=1)
            rows = await server.rows("SELECT why FROM salon_chat_guests WHERE room_id = ?", rooms[0])
            return rows == [("link_ended",)]

        await eventually(ended, "who came by it is out")

        # A salon that takes guests again later takes none by links of before.
        jun = await self.comes(server, made[1], "ジュン")
        await salon.owner.ask("PUT", policies, {"guests": "none"})
        await eventually(lambda: _is_gone(jun, made[1]), "the salon takes no guests")
        await server.advance(minutes=2)
        await salon.owner.ask("PUT", policies, {"guests": "invited"})
        self.assertEqual((await jun.get(made[1])).status, 404)
        self.assertEqual((await stranger.get(made[1])).status, 404)

    async def test_however_many_come_at_once_there_are_as_many_as_there_may_be(self) -> None:
        server = await self.start(modules=project_modules(Chats={"guests_per_chat": 3}))
        salon = await self.salon(server)
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/policies", {"guests": "invited"})
        aiko = await salon.joins(await server.person("aiko"))
        chats, wish = f"v1/salons/{salon.slug}/chats", {"name": "相談", "guests": "invited"}
        room = (await aiko.ask("POST", chats, wish))["room_id"]
        links = f"{chats}/{quote(room, safe='')}/guest-links"
        made = await aiko.ask("POST", links, {"expires_in_ms": DAY_MS})
        path = made["url"].partition("/_synapse/client/salon/")[2]

        visitors: list[Visitor] = []

        async def comes(number: int) -> int:
            visitor = server.visitor("ja")
            visitors.append(visitor)
            form = await visitor.get(path)
            return int((await visitor.submit(form, path, name=f"客{number}")).status)

        self.assertEqual(Counter(await together(*[comes(number) for number in range(8)])), {200: 3, 409: 5})
        rows = await server.rows("SELECT COUNT(*) FROM salon_chat_guests WHERE state = 'admitted'")
        self.assertEqual(rows, [(3,)])

        # One visitor does not have the house look for them at each word any number of times.
        (inside, *_) = [one for one in visitors if "data-version" in (await one.get(path)).text]

        async def quiet() -> str | None:
            talk = await self.news(inside, path)
            return talk["version"] if str(talk).count("外部参加者") >= 3 else None

        version = await eventually(quiet, "the room has said who came")
        address = f"{path}/news.json?version={version}"
        waits = [ensureDeferred(inside.wire.send("GET", address)) for _ in range(7)]
        await eventually(lambda: _are_done(waits, 2), "two are sent away at once")
        await aiko.join(room)
        await aiko.say(room, "やっと")
        self.assertEqual(Counter([(await one).status for one in waits]), {200: 5, 429: 2})

        # Ended while somebody comes: whoever is faster, nobody is left in it.
        async def ends() -> int:
            return (await aiko.api("DELETE", f"{links}/{made['id']}"))[0]

        rows = await server.rows("SELECT user_id FROM salon_chat_guests WHERE state = 'admitted'")
        for (user_id,) in rows:
            await aiko.ask("DELETE", f"{chats}/{quote(room, safe='')}/guests/{quote(user_id)}")
        await together(comes(9), ends(), comes(10))

        async def nobody() -> bool:
            members = await aiko.members(room)
            return not [one for one in members if "salon-guest" in one and members[one] != "leave"]

        await eventually(nobody, "nobody of outside is left")
        self.assertEqual(await server.rows("SELECT 1 FROM salon_chat_guests WHERE state = 'admitted'"), [])

    async def test_links_are_made_listed_and_ended_by_command_and_told_to_the_host_alone(self) -> None:
        salon = await self.salon(await self.start(modules=project_modules(Chats={"guest_files_per_hour": 0})))
        server = salon.server
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/policies", {"guests": "invited"})
        aiko, ben = [await salon.joins(await server.person(name)) for name in ("aiko", "ben")]
        chats, lounge = f"v1/salons/{salon.slug}/chats", await salon.room("lounge")
        wish = {"name": "会場の相談", "guests": "invited", "invite": [ben.user_id]}
        room = (await aiko.ask("POST", chats, wish))["room_id"]
        for person in (aiko, ben):
            await person.join(room)
        direct = await direct_room(aiko, server.user_id("salon"))
        for wrong in ("!link 0", "!リンク 91", "!link x"):
            await aiko.say(room, wrong)
            await aiko.hears(direct, f"{wrong.split()[0]} 7")
        await aiko.say(lounge, "!link")
        await aiko.hears(direct, "チャットの中で書いてください")
        await aiko.say(room, "!リンク 3")
        told = (await aiko.hears(direct, "/guest/")).body
        address = re.search(r"/guest/([a-z2-7]{52})", told)
        assert address is not None
        path = f"guest/{address[1]}"
        heard = [message.body for message in await ben.messages(room)]
        self.assertFalse([body for body in heard if "/guest/" in body], heard)
        hana = await self.comes(server, path, "ハナ")
        page = await hana.get(path)
        self.assertNotIn("/show", page.text)
        fields = {**page.form("/say").fields, "content": "JVBERi0=", "name": "a.pdf"}
        self.assertEqual((await hana.post(f"{path}/show", **fields)).status, 400)
        await aiko.say(room, "!link")
        listed = (await aiko.ask("GET", f"{chats}/{quote(room, safe='')}/guest-links"))["links"]

        async def two() -> bool:
            nonlocal listed
            listed = (await aiko.ask("GET", f"{chats}/{quote(room, safe='')}/guest-links"))["links"]
            return len(listed) == 2

        await eventually(two, "there is another link")
        days = (max(one["expires_at"] for one in listed) - min(one["expires_at"] for one in listed)) / DAY_MS
        self.assertEqual(round(days), 4)
        await aiko.say(room, "!link 一覧")
        self.assertIn(aiko.user_id, (await aiko.hears(direct, "へのリンク：2")).body)
        await aiko.say(room, "!link end")
        await aiko.hears(direct, "どのリンクか")
        await aiko.say(room, "!link end zzzz")
        await aiko.hears(direct, "そのリンクは見つかりません")
        first = re.search(r"!リンク end ([a-z2-7]{4})", told)
        assert first is not None
        await aiko.say(room, f"!link 終了 {first[1]}")
        await aiko.hears(direct, "このリンクを終わらせました")
        self.assertEqual(await self.news(hana, path), {"over": True})
        self.assertEqual((await hana.get(path)).status, 404)
        await ben.say(room, "!link")
        bens = await direct_room(ben, server.user_id("salon"))
        await ben.hears(bens, "開いた人とスタッフです")

    async def test_hana_sees_pictures_and_opens_files_as_long_as_she_is_there(self) -> None:
        salon = await self.salon()
        server = salon.server
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/policies", {"guests": "invited"})
        aiko, ben = [await salon.joins(await server.person(name)) for name in ("aiko", "ben")]
        chats = f"v1/salons/{salon.slug}/chats"
        wish = {"name": "会場の相談", "guests": "invited", "invite": [ben.user_id]}
        room = (await aiko.ask("POST", chats, wish))["room_id"]
        for person in (aiko, ben):
            await person.join(room)
        links = f"{chats}/{quote(room, safe='')}/guest-links"
        made = await aiko.ask("POST", links, {"expires_in_ms": DAY_MS})
        path = made["url"].partition("/_synapse/client/salon/")[2]
        private = await self.uploads(ben, b"only mine", "text/plain")
        before = await self.shows(aiko, room, await self.uploads(aiko, b"before", "text/plain"), "m.file")
        hana = await self.comes(server, path, "ハナ")
        uploads = {
            "picture": (GIF, "image/gif", "m.image", "庭.gif"),
            "page": (b"<script>alert(1)</script>", "text/html", "m.file", '"../庭\u202efdp.html'),
            "drawing": (b"<svg xmlns='x' onload='a()'/>", "image/svg+xml", "m.image", "a.svg"),
            "paper": (b"%PDF-1.4", "application/pdf", "m.file", "見積.pdf"),
            "video": (b"x", "video/mp4", "m.video", "a.mp4"),
        }
        shown = {}
        for name, (content, kind, msgtype, called) in uploads.items():
            media = await self.uploads(aiko, content, kind)
            shown[name] = await self.shows(aiko, room, media, msgtype, called)
        stolen = await self.shows(aiko, room, private, "m.file")  # Ben's, which he showed to nobody
        elsewhere = await aiko.say(await salon.room("lounge"), "x")
        nowhere = await self.shows(aiko, room, "mxc://nobody.example/abc", "m.image")

        async def seen() -> bool:
            lines = (await self.news(hana, path))["lines"]
            return bool(lines) and lines[-1]["id"] == nowhere

        await eventually(seen, "Hana's page shows them")
        lines = {one["id"]: one for one in (await self.news(hana, path))["lines"]}
        self.assertEqual(lines[shown["picture"]]["picture"], True)
        self.assertEqual(lines[shown["page"]]["file"], '"..庭fdp.html')
        page = await hana.get(path)
        self.assertIn(f"{path}/picture/{quote(shown['picture'], safe='')}", page.text)
        for name, expected in (
            ("page", "application/octet-stream"),
            ("drawing", "application/octet-stream"),
            ("paper", "application/pdf"),
            ("video", "video/mp4"),
            ("picture", "image/gif"),
        ):
            answer = await self.fetches(hana, f"{path}/file/{quote(shown[name], safe='')}")
            self.assertEqual((answer.status, answer.content), (200, uploads[name][0]), name)
            headers = answer.headers
            self.assertEqual(headers["content-type"], expected, name)
            self.assertEqual(headers["x-content-type-options"], "nosniff")
            self.assertTrue(headers["content-security-policy"].startswith("sandbox"), headers)
            self.assertTrue(headers["content-disposition"].startswith("attachment; "), headers)
            self.assertEqual(headers["cache-control"], "private, no-store")
        small = await self.fetches(hana, f"{path}/picture/{quote(shown['picture'], safe='')}")
        self.assertEqual(small.status, 200)
        for kind, event in (
            *(("file", one) for one in (before, stolen, elsewhere, nowhere, "$nothing", "x")),
            *(("picture", one) for one in (before, stolen, nowhere, shown["paper"], shown["drawing"])),
        ):
            answer = await self.fetches(hana, f"{path}/{kind}/{quote(event, safe='')}")
            self.assertEqual(answer.status, 404, (kind, event))
        address = f"{path}/file/{quote(shown['paper'], safe='')}"
        self.assertEqual((await self.fetches(server.visitor("ja"), address)).status, 404)
        often = await together(*[self.fetches(hana, address) for _ in range(6)])
        self.assertEqual(Counter(one.status for one in often), {200: 3, 429: 3})
        await aiko.ask(
            "PUT",
            f"/_matrix/client/v3/rooms/{quote(room)}/redact/{quote(shown['video'], safe='')}/1",
            {},
        )
        gone = await self.fetches(hana, f"{path}/file/{quote(shown['video'], safe='')}")
        self.assertEqual(gone.status, 404)
        iris = await self.comes(server, path, "アイリス")
        self.assertEqual((await self.fetches(iris, address)).status, 404)  # shown before she came
        await aiko.ask("DELETE", f"{links}/{made['id']}")
        for visitor in (hana, iris):
            self.assertEqual((await self.fetches(visitor, address)).status, 404)

    async def test_hana_shows_pictures_and_papers_made_harmless(self) -> None:
        salon = await self.salon(await self.start(modules=project_modules(Chats={"guest_files_per_hour": 2})))
        server = salon.server
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/policies", {"guests": "invited"})
        aiko = await salon.joins(await server.person("aiko"))
        chats = f"v1/salons/{salon.slug}/chats"
        room = (await aiko.ask("POST", chats, {"name": "会場の相談", "guests": "invited"}))["room_id"]
        links = f"{chats}/{quote(room, safe='')}/guest-links"
        made = await aiko.ask("POST", links, {"expires_in_ms": DAY_MS})
        path = made["url"].partition("/_synapse/client/salon/")[2]
        hana = await self.comes(server, path, "ハナ")
        for odd in (
            b"<html>",
            b"",
            b"GIF89a",
            b"\x89PNG\r\n\x1a\nxx",
            photo()[:500],
            b"%PDF-" + b"x" * 6_000_000,
        ):
            answer = await self.hands(hana, path, odd, "a.png")
            self.assertEqual(answer.status, 400, odd[:10])
            self.assertEqual("5 MB" in answer.text, len(odd) < 5_000_000)
        answer = await hana.post(
            f"{path}/show", **{**(await hana.get(path)).form("/show").fields, "content": "%%"}
        )
        self.assertEqual(answer.status, 400)
        for _ in range(2):
            answer = await self.hands(hana, path, photo(3000, 2000), "../庭.png", once="one")
            self.assertEqual(answer.status, 200, answer.text)

        async def shown() -> Any:
            heard = [one for one in await aiko.messages(room) if one.event["content"].get("url")]
            return heard[-1] if heard else None

        said = await eventually(shown, "Aiko sees the picture")
        content = said.event["content"]
        self.assertEqual((content["msgtype"], content["body"]), ("m.image", "庭.jpg"))
        self.assertEqual((content["info"]["w"], content["info"]["h"]), (1333, 2000))
        media = content["url"].removeprefix("mxc://")
        answer = await aiko._wire.send(
            "GET",
            f"/_matrix/client/v1/media/download/{media}",
            headers={"Authorization": f"Bearer {aiko.token}"},
        )
        self.assertEqual((answer.status, answer.headers["content-type"]), (200, "image/jpeg"))
        self.assertNotIn(MADE_WITH.encode(), answer.content)

        async def bound() -> bool:
            rows = await server.rows(
                "SELECT room_id FROM salon_media WHERE media = ?", media.partition("/")[2]
            )
            return rows == [(room,)]

        await eventually(bound, "the picture belongs to the chat")
        answer = await self.hands(hana, path, b"%PDF-1.4 x", "見積.pdf")
        self.assertIn("見積.pdf", answer.text)
        uploads = await server.rows("SELECT COUNT(*) FROM local_media_repository")
        answer = await self.hands(hana, path, b"%PDF-1.4 y", "b.pdf")
        self.assertEqual(answer.status, 400)
        self.assertIn("画像やファイル", answer.text)
        self.assertEqual(await server.rows("SELECT COUNT(*) FROM local_media_repository"), uploads)
        shows = [one for one in await aiko.messages(room) if one.event["content"].get("url")]
        self.assertEqual(len(shows), 2)
        fields = (await hana.get(path)).form("/show").fields
        much = await hana.post(f"{path}/show", follow=False, **{**fields, "content": "/" * 400_000})
        self.assertEqual(much.status, 413, "each of these letters is written as three, and takes a while")
        await aiko.ask("DELETE", f"{links}/{made['id']}")
        gone = await hana.post(f"{path}/show", follow=False, **{**fields, "content": "JVBERi0=", "name": "c"})
        self.assertEqual(gone.status, 404)

    async def hands(
        self, visitor: Visitor, path: str, content: bytes, name: str, once: str | None = None
    ) -> Any:
        """Somebody shows a file on the page, as its script does."""
        fields = (await visitor.get(path)).form("/show").fields
        if once is not None:
            fields = {**fields, "once": once}
        return await visitor.post(
            f"{path}/show", **{**fields, "content": base64.b64encode(content).decode(), "name": name}
        )

    async def fetches(self, visitor: Visitor, path: str) -> Any:
        return await visitor.wire.send("GET", path)

    async def uploads(self, person: Person, content: bytes, kind: str) -> str:
        answer = await person._wire.send(
            "POST",
            "/_matrix/media/v3/upload",
            raw=content,
            headers={"Authorization": f"Bearer {person.token}", "Content-Type": kind},
        )
        return str(answer.value["content_uri"])

    async def shows(self, person: Person, room: str, url: str, msgtype: str, called: str = "a.txt") -> str:
        return await person.send(room, "m.room.message", {"msgtype": msgtype, "url": url, "body": called})

    async def _is_out(self, aiko: Person, room: str, user_id: str) -> None:
        async def out() -> bool:
            return (await aiko.members(room))[user_id] == "leave"

        await eventually(out, f"{user_id} is out")


async def _are_done(waits: list[Deferred[Any]], count: int) -> bool:
    return sum(one.called for one in waits) == count


async def _is_gone(visitor: Visitor, path: str) -> bool:
    return (await visitor.get(path)).status == 404

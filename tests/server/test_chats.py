# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Chats that members open: by command, API and page; what a guest may say; the end of a chat and what is told of it."""

import contextlib
from collections import Counter
from typing import Any
from urllib.parse import quote

from modules.chats.store import chats as chats_store
from synapse_salon.i18n.texts import LANGUAGES
from synapse_salon.platform import Platform
from synapse_salon.web import written
from tests.support.fates import together
from tests.support.people import Person, Refused, refused
from tests.support.salon import Salon, SalonCase, direct_room
from tests.support.settings import project_modules
from tests.support.waiting import eventually
from tests.support.web import Visitor

DAY_MS = 86_400_000
LIMITS = {"guest_messages_per_minute": 4, "guest_links_per_hour": 1, "guest_files_per_hour": 1}


class Chats(SalonCase):
    async def comes(self, person: Person, room: str) -> None:
        """Somebody answers their invitation."""

        async def invited() -> bool:
            return room in await person.invited_rooms()

        await eventually(invited, f"{person.user_id} is asked in")
        await person.join(room)

    async def is_out(self, person: Person, room: str) -> None:
        async def out() -> bool:
            return room not in await person.rooms()

        await eventually(out, f"{person.user_id} is out")

    async def policy(self, salon: Salon, guests: str) -> None:
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/policies", {"guests": guests})

    async def test_a_chat_is_open_in_a_moment_and_once(self) -> None:
        salon = await self.salon()
        server, path = salon.server, f"v1/salons/{salon.slug}/chats"
        aiko, ben = [await salon.joins(await server.person(name)) for name in ("aiko", "ben")]
        eva = await server.person("eva")
        for person in (eva, await server.admin()):
            self.assertEqual((await refused(person.ask("POST", path, {"name": "x"}))).status, 403)
            self.assertEqual((await person.api("GET", path))[0], 403)
        bad = (
            ({"name": ""}, "bad_input"),
            ({"name": "x" * 101}, "bad_input"),
            ({"name": "x", "guests": "all"}, "bad_input"),
            ({"name": "x", "ends_at": 1}, "bad_input"),
            ({"name": "x", "invite": ["nobody"]}, "bad_input"),
            ({"name": "x", "invite": ["@a:b:c:d e"]}, "bad_input"),
            (
                {"name": "x", "invite": [ben.user_id] * 3 + [f"@x{n}:y.example" for n in range(60)]},
                "bad_input",
            ),
            ({"name": "x", "guests": "invited"}, "no_guests"),
            ({"name": "x", "invite": [eva.user_id]}, "no_guests"),
        )
        for body, reason in bad:
            for language in LANGUAGES:
                headers = {"Accept-Language": language}
                status, answer = await aiko.api("POST", path, body, headers)
                self.assertEqual((status, answer["salon"]["reason"]), (400, reason), body)
        await self.policy(salon, "invited")
        wish = {"name": "急ぎの相談", "guests": "invited", "invite": [ben.user_id, eva.user_id, ben.user_id]}
        key = {"Idempotency-Key": "one"}
        status, chat = await aiko.api("POST", path, wish, key)
        self.assertEqual(status, 200)
        room = chat["room_id"]
        await self.comes(ben, room)
        await self.comes(eva, room)
        self.assertEqual((await aiko.api("POST", path, wish, key))[1], chat)
        listed = await ben.ask("GET", path)
        self.assertEqual([one["name"] for one in listed["chats"]], ["急ぎの相談"])
        await eva.say(room, "呼ばれました")
        await aiko.hears(room, "呼ばれました")
        for who in (eva, ben):
            self.assertEqual((await refused(who.invite(room, await server.person("fay")))).status, 403)
        said = await refused(aiko.invite(room, await server.person("fay")))
        self.assertIn("!guest", said.body["error"])

        await aiko.say(room, "!guest @fay")
        fay = await server.person("fay")
        await self.comes(fay, room)
        await aiko.say(room, "!ゲスト remove " + fay.user_id)
        await self.is_out(fay, room)
        await ben.say(room, "!guest @fay")
        await ben.hears(room, "スタッフ")
        await salon.joins(fay)  # a member now: nobody has to ask her in
        await fay.join(room)
        self.assertEqual((await aiko.state(room, "io.synapse_salon.guests"))["count"], 1)

        visitor = server.visitor("ja")
        await visitor.submit(await visitor.get("login"), "login", user="aiko", password=aiko.password)
        page = await visitor.get(f"s/{salon.slug}/chats")
        sent = await visitor.submit(
            page, "/chats", name="庭の話", guests="invited", invite="@nobody", last_day=""
        )
        self.assertIn("@nobody は招けるアカウントではありません", sent.text)
        sent = await visitor.submit(
            page, "/chats", name="庭の話", guests="invited", invite="@ben\n@eva", last_day=""
        )
        self.assertIn("庭の話", sent.text)
        self.assertIn(eva.user_id, sent.text)
        for _ in range(3):  # a command that is heard again
            await aiko.say(await salon.room("lounge"), "!room")
        direct = await direct_room(aiko, server.user_id("salon"))
        await aiko.hears(direct, "チャットの名前と招く人")
        await self._people_go_by_their_names(salon, aiko, ben, eva, direct)

    async def _people_go_by_their_names(
        self, salon: Salon, aiko: Person, ben: Person, eva: Person, direct: str
    ) -> None:
        """Members are asked in by name; everybody in a chat sees who of outside is there; answers say what was done."""
        server = salon.server
        haru = await salon.joins(await server.person("haru"), community_name="はると")
        await aiko.say(await salon.room("lounge"), "!ルーム 秋の 観望会 ﾊﾙﾄ")  # no such name in this writing
        await aiko.hears(direct, "「秋の 観望会 ﾊﾙﾄ」を開きました。まだだれも招いていません。")
        await aiko.say(await salon.room("lounge"), "!ルーム 秋の 観望会 はると、")
        said = await aiko.hears(direct, "「秋の 観望会」を開き、1人を招きました")
        self.assertRegex(said.body, r"web/[a-z2-7]+")
        (room,) = [
            one["room_id"]
            for one in (await haru.ask("GET", f"v1/salons/{salon.slug}/chats"))["chats"]
            if one["name"] == "秋の 観望会"
        ]
        await self.comes(haru, room)
        self.assertEqual((await haru.state(room, "m.room.topic"))["topic"], "Aikoさんが開いたチャット")
        wish = {"name": "相談会", "guests": "invited", "invite": [haru.user_id, eva.user_id]}
        room = (await aiko.ask("POST", f"v1/salons/{salon.slug}/chats", wish))["room_id"]
        await self.comes(haru, room)
        await aiko.say(room, "!呼ぶ Eva @ben")
        await aiko.hears(room, "招きました：@ben\nすでに招いています：" + eva.user_id)
        await self.comes(eva, room)
        self.assertIn(
            "Aikoさんが開いたチャット · 外部参加者", (await eva.state(room, "m.room.topic"))["topic"]
        )
        for asks in (haru, eva):
            await asks.say(room, "!ゲスト")
            await asks.hears(room, f"・eva（{eva.user_id}）")
        await server.advance(minutes=2)  # the house listens to so much at a time
        await aiko.say(room, "!外す ben")
        await aiko.hears(room, "その名前のゲストはいません")
        await aiko.say(room, "!bring @gus:elsewhere.example")
        await aiko.hears(room, "招きました：@gus:elsewhere.example")
        await aiko.say(room, "!ゲスト 退室 @gus:elsewhere.example")
        await aiko.hears(room, "招待を取り消しました")
        await aiko.say(room, "!ゲスト 退室 ＥＶＡ")
        await aiko.hears(room, "eva さんに、このチャットから退室してもらいました")
        await self.is_out(eva, room)
        await haru.say(await direct_room(haru, server.user_id("salon")), "!ゲスト")
        await haru.hears(await direct_room(haru, server.user_id("salon")), "チャットの中で書いて")

    async def test_members_see_who_is_in_a_chat_and_get_there_from_the_list(self) -> None:
        salon = await self.salon()
        server, base = salon.server, f"s/{salon.slug}/chats"
        aiko, ben = [await salon.joins(await server.person(name)) for name in ("aiko", "ben")]
        haru = await salon.joins(await server.person("haru"), community_name="はると")
        hers, his = await server.visit_as(aiko, "ja"), await server.visit_as(ben, "ja")
        wish = {
            "name": "秋の観望会",
            "guests": "none",
            "members": "all",
            "invite": "はると、@nobody",
            "last_day": "",
        }
        page = await hers.submit(await hers.get(base), "/chats", **wish)
        self.assertIn("@nobody は招けるアカウントではありません", page.text)
        page = await hers.submit(page, "/chats", **{**wish, "invite": "はると", "last_day": "2020-01-01"})
        self.assertIn("過ぎた日です", page.text)
        now = Platform.of(server.module_api).clock.now_ms()
        last = written.day(now + 30 * DAY_MS)
        page = await hers.submit(page, "/chats", **{**wish, "invite": "はると", "last_day": last})
        self.assertIn(f"{written.date(now + 30 * DAY_MS, 'ja')}まで。終わると全員が退室します", page.text)
        (chat,) = (await aiko.ask("GET", f"v1/salons/{salon.slug}/chats"))["chats"]
        room, path = chat["room_id"], f"{base}/{quote(chat['room_id'], safe='')}"

        async def shows(visitor: Visitor, words: str) -> bool:
            return words in (await visitor.get(path)).text

        await eventually(lambda: shows(hers, "招待中：はると"), "Haruto is asked in")
        await self.comes(haru, room)
        await eventually(lambda: shows(hers, "参加中：2人"), "Haruto is in")
        self.assertIn(quote(room, safe=""), (await his.get(base)).text)
        page = await his.get(path)
        for words, is_there in (
            ("はると", True),
            ("チャットに参加する", True),
            ("matrix.to", False),
            ("退室してもらう", False),
            ("チャットを終える", False),
        ):
            self.assertEqual(words in page.text, is_there, words)
        await his.submit(page, "/enter")
        await eventually(lambda: shows(his, f"https://matrix.to/#/{room}"), "Ben is in, and is led there")
        self.assertIn(room, await ben.joined_rooms())
        self.assertEqual(
            (await his.post(f"{path}/end", csrf=(await his.get(path)).form("/logout").fields["csrf"])).status,
            403,
        )
        eva = await server.visit_as(await server.person("eva"), "ja")
        for visitor, status in ((eva, 403), (server.visitor("ja"), 200)):  # a stranger signs in first
            answer = await visitor.get(path)
            self.assertEqual(answer.status, status)
            self.assertNotIn("秋の観望会", answer.text)

    async def test_a_guest_has_limits_and_a_chat_its_end(self) -> None:
        server = await self.start(modules=project_modules(Chats=LIMITS))
        salon = await self.salon(server)
        path = f"v1/salons/{salon.slug}/chats"
        aiko, eva = await salon.joins(await server.person("aiko")), await server.person("eva")
        await self.policy(salon, "invited")
        opened = (await server.rows("SELECT MAX(opened_ms) FROM salon_rooms"))[0][0]
        wish = {"name": "相談", "guests": "invited", "invite": [eva.user_id], "ends_at": opened + 3 * DAY_MS}
        room = (await aiko.ask("POST", path, wish))["room_id"]
        await self.comes(eva, room)
        for said, reason in (
            ({"body": "見て https://a.example"}, None),
            ({"body": "もう一つ", "formatted_body": '<a href="x">これ</a>'}, "guest_links"),
            ({"msgtype": "m.image", "url": "mxc://a.example/x", "body": "x"}, None),
            ({"msgtype": "m.file", "url": "mxc://a.example/y", "body": "x"}, "guest_files"),
            ({"body": "三つ目"}, None),
            ({"body": "四つ目"}, None),
            ({"body": "五つ目"}, "guest_messages"),
        ):
            content = {"msgtype": "m.text", **said}
            if reason is None:
                last = await eva.send(room, "m.room.message", content)
            else:
                self.assertEqual((await refused(eva.send(room, "m.room.message", content))).reason, reason)
        redact = f"/_matrix/client/v3/rooms/{quote(room)}/redact/{quote(last)}"
        await eva.ask("PUT", f"{redact}/1", {})
        for number in range(2, 5):  # a reason is words, and an unlimited way to say them it is not
            why = {"reason": f"https://a.example/{number}"}
            self.assertEqual((await refused(eva.ask("PUT", f"{redact}/{number}", why))).reason, "guest_links")
        for number in range(6):
            await aiko.say(room, f"https://a.example/{number}")
        # Names are words too: a guest of this server keeps the one that they came with.
        profile, own = f"/_matrix/client/v3/profile/{quote(eva.user_id)}/displayname", await eva.create_room()
        for name in ("オリーブ（運営）", "https://a.example", "https://b.example"):
            await eva.ask("PUT", profile, {"displayname": name})
            await eventually(lambda name=name: _is_called(eva, own, name), "she is called so elsewhere")
            named = {"membership": "join", "displayname": name}
            with contextlib.suppress(Refused):
                await eva.set_state(room, "m.room.member", named, eva.user_id)
        self.assertTrue(await _is_called(eva, room, "eva"))
        sent = (
            "SELECT COUNT(*) FROM room_memberships WHERE room_id = ? AND user_id = ? AND membership = 'join'"
        )
        self.assertLessEqual((await server.rows(sent, room, eva.user_id))[0][0], 2)
        await server.advance(minutes=2)
        await eva.say(room, "また書けます")

        media = await self._upload(eva)
        await server.advance(minutes=61)
        await eva.send(room, "m.room.message", {"msgtype": "m.image", "url": f"mxc://{media}", "body": "x"})

        async def bound() -> bool:
            return bool(await server.rows("SELECT 1 FROM salon_media WHERE room_id = ?", room))

        await eventually(bound, "the picture belongs to the chat")
        self.assertEqual((await aiko.api("GET", f"/_matrix/client/v1/media/download/{media}"))[0], 200)
        await server.advance(days=3)
        for person in (eva, aiko):
            await self.is_out(person, room)
            self.assertEqual((await refused(person.join(room))).status, 403)
            self.assertEqual((await person.api("GET", f"/_matrix/client/v1/media/download/{media}"))[0], 404)
        self.assertEqual((await aiko.ask("GET", path))["chats"], [])
        self.assertEqual((await aiko.api("GET", f"{path}/{quote(room)}"))[0], 404)
        direct = await direct_room(aiko, server.user_id("salon"))
        report = await aiko.hears(direct, "「相談」が終わりました")
        self.assertIn(eva.user_id, report.body)
        rows = await server.rows("SELECT state, why FROM salon_chat_guests WHERE room_id = ?", room)
        self.assertEqual(rows, [("ended", "chat_ended")])

        keeping = Platform.of(server.module_api).keeping
        salon_id = (await server.rows("SELECT salon_id FROM salon_chats"))[0][0]
        kept = await server.inside(keeping.of_person, salon_id, aiko.user_id)
        self.assertEqual([one["name"] for one in kept["chats"]["opened"]], ["相談"])
        kept = await server.inside(keeping.of_person, salon_id, eva.user_id)
        self.assertEqual([one["room_id"] for one in kept["chats"]["guest_in"]], [room])
        for person in (aiko, eva):
            await server.inside(keeping.forget, person.user_id)
            self.assertNotIn("chats", await server.inside(keeping.of_person, salon_id, person.user_id))

    async def test_what_is_opened_at_once_counts_and_what_breaks_off_is_shut(self) -> None:
        server = await self.start(
            modules=project_modules(Chats={"chats_per_person": 2, "chats_per_day": 3, "guests_per_chat": 1})
        )
        salon = await self.salon(server)
        aiko, path = await salon.joins(await server.person("aiko")), f"v1/salons/{salon.slug}/chats"
        await self.policy(salon, "invited")
        eva, fay = await server.person("eva"), await server.person("fay")
        many = {"name": "多すぎる", "guests": "invited", "invite": [eva.user_id, fay.user_id]}
        self.assertEqual((await refused(aiko.ask("POST", path, many))).reason, "too_many_guests")

        # The house goes down between a chat's room and its record: nobody would look after that room.
        wish, key = {"name": "途中で", "invite": [eva.user_id], "guests": "invited"}, {"Idempotency-Key": "k"}
        breaking = self.patch(chats_store, "record", _break)
        self.assertEqual((await aiko.api("POST", path, wish, key))[0], 500)
        breaking.restore()
        self.flush_complaints("broken off")
        state = "SELECT is_archived FROM salon_rooms WHERE name = '途中で'"
        self.assertEqual(await server.rows(state), [(0,)])
        await server.advance(minutes=12)

        async def shut() -> bool:
            return await server.rows(state) == [(1,)]

        await eventually(shut, "it is shut")
        (room,) = (await server.rows("SELECT room_id FROM salon_rooms WHERE name = '途中で'"))[0]
        self.assertEqual((await refused(aiko.join(room))).status, 403)
        again = await aiko.ask("POST", path, wish, headers=key)
        self.assertNotEqual(again["room_id"], room)
        await self.comes(eva, again["room_id"])

        answers = await together(*[aiko.api("POST", path, {"name": f"話 {n}"}) for n in range(5)])
        self.assertEqual(Counter(status for status, _ in answers), {200: 1, 409: 4})
        self.assertEqual(len((await aiko.ask("GET", path))["chats"]), 2)
        self.assertEqual(await server.rows("SELECT 1 FROM salon_chat_openings"), [])
        # Each leaves a room behind: opening and ending on and on has its limit too.
        for number, (status, reason) in enumerate(((200, None), (429, "too_many"))):
            listed = (await aiko.ask("GET", path))["chats"]
            await aiko.ask("DELETE", f"{path}/{quote(listed[0]['room_id'])}")
            got, answer = await aiko.api("POST", path, {"name": f"また {number}"})
            self.assertEqual((got, answer.get("salon", {}).get("reason")), (status, reason))
        await server.advance(days=1)
        await aiko.ask("POST", path, {"name": "翌日"})

    async def test_a_crowd_at_the_door_is_a_line_for_the_host(self) -> None:
        server = await self.start(modules=project_modules(Chats={"guests_per_chat": 7}))
        salon = await self.salon(server)
        aiko, path = await salon.joins(await server.person("aiko")), f"v1/salons/{salon.slug}/chats"
        await self.policy(salon, "knock")
        room = (await aiko.ask("POST", path, {"name": "相談", "guests": "knock"}))["room_id"]
        crowd = [await server.person(f"knocker{number}") for number in range(9)]
        for number, person in enumerate(crowd):
            await person.knock(room, reason="入" * number)

        async def looked_at() -> bool:
            people = (await aiko.ask("GET", f"{path}/{quote(room)}"))["people"]
            rooms = [(await person.rooms()).get(room) for person in crowd]
            return len(people) == 7 and Counter(rooms) == {"knock": 7, None: 2}

        await eventually(looked_at, "seven wait, two are turned away")
        # Whoever asks again and again is no more than a line either.
        for _ in range(3):
            await crowd[0].leave(room)

            async def gone() -> bool:
                people = (await aiko.ask("GET", f"{path}/{quote(room)}"))["people"]
                return [one["state"] for one in people if one["user_id"] == crowd[0].user_id] == ["ended"]

            await eventually(gone, "asks no more")
            await crowd[0].knock(room, reason="まだ" * 9)
        direct = await direct_room(aiko, server.user_id("salon"))
        await aiko.hears(direct, "ほかにも")
        said = [one.body for one in await aiko.messages(direct)]
        self.assertEqual(len([body for body in said if "ゲストとしてチャット" in body]), 5, said)
        self.assertEqual(len([body for body in said if "ほかにも" in body]), 1, said)
        # Who was put out of the salon is told of nobody at its doors.
        await salon.owner.ask("POST", f"v1/salons/{salon.slug}/members/{aiko.user_id}/ban", {"reason": "x"})
        await self.is_out(aiko, room)
        await salon.moves_in()
        await server.advance(hours=2)
        await crowd[1].leave(room)
        await (await server.person("late")).knock(room)
        await salon.owner.ask("DELETE", f"{path}/{quote(room)}")
        await self.is_out(crowd[2], room)

        async def delivered() -> bool:
            return await server.rows("SELECT 1 FROM salon_outbox_deliveries") == []

        await eventually(delivered, "everybody is told")
        told = [one.body for one in await aiko.messages(direct)]
        self.assertFalse([body for body in told if "@late" in body or "が終わりました" in body], told)

    async def test_a_salon_of_this_server_alone_takes_no_guests_from_elsewhere(self) -> None:
        salon = await self.salon(await self.start(), this_server_only=True)
        server, path = salon.server, f"v1/salons/{salon.slug}/chats"
        await self.policy(salon, "invited")
        eva = await server.person("eva")
        wish = {"name": "相談", "guests": "invited", "invite": ["@chika:elsewhere.example"]}
        self.assertEqual((await refused(salon.owner.ask("POST", path, wish))).reason, "this_server_only")
        room = (await salon.owner.ask("POST", path, {**wish, "invite": [eva.user_id]}))["room_id"]
        await self.comes(eva, room)
        self.assertIs((await eva.state(room, "m.room.create"))["m.federate"], False)

    async def _upload(self, person: Person) -> str:
        answer = await person._wire.send(
            "POST",
            "/_matrix/media/v3/upload?filename=a.txt",
            raw=b"words",
            headers={"Authorization": f"Bearer {person.token}", "Content-Type": "text/plain"},
        )
        return str(answer.value["content_uri"]).removeprefix("mxc://")


async def _is_called(person: Person, room: str, name: str) -> bool:
    return bool((await person.state(room, "m.room.member", person.user_id))["displayname"] == name)


def _break(*_: Any) -> bool:
    raise RuntimeError("broken off")

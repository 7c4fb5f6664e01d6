# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Members who write to each other: encrypted, asked for first, refused, blocked, reported."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

import nio

from tests.support.abroad import abroad
from tests.support.fates import together
from tests.support.homeserver import Homeserver
from tests.support.people import Person, refused
from tests.support.salon import Salon, SalonCase, direct_room
from tests.support.waiting import aio, eventually

SECRET = "合言葉は石灯籠の下"
MESSAGES = "v1/me/messages"
NEUTRAL = "You cannot write to this person privately at present."


class PrivateMessages(SalonCase):
    """Aiko and Ben on our server, Chika on theirs; Olive's salon lets its members write to each other."""

    timeout = 240

    async def members(self) -> tuple[Salon, tuple[Homeserver, Homeserver], Person, Person]:
        ours, theirs = await self.start_two()
        salon = await self.salon(ours)
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/policies", {"dm": "members"})
        aiko = await salon.joins(await ours.person("aiko"), community_name="青い会員", language="ja")
        ben = await salon.joins(await ours.person("ben"), language="en")
        return salon, (ours, theirs), aiko, ben

    async def encrypts(self, person: Person) -> nio.AsyncClient:
        """A client of this person's that encrypts."""
        settings = nio.AsyncClientConfig(encryption_enabled=True, max_limit_exceeded=0, max_timeouts=2)
        folder = Path(self.folder())
        client = nio.AsyncClient(
            person.homeserver.rstrip("/"),
            person.user_id,
            f"{person.name}-phone",
            store_path=str(folder),
            config=settings,
        )
        self.addCleanup(lambda: aio(client.close()))
        await aio(client.login(person.password))
        await aio(client.sync(timeout=0, full_state=True))
        await aio(client.keys_upload())
        return client

    async def test_nobody_but_the_two_can_read_them_and_the_first_is_asked_for(self) -> None:
        salon, (ours, theirs), aiko, ben = await self.members()
        writes, reads = await self.encrypts(aiko), await self.encrypts(ben)
        pressed = [aiko.ask("POST", MESSAGES, {"user_id": ben.user_id}) for _ in range(4)]
        (room,) = {answer["room_id"] for answer in await together(*pressed)}
        self.assertEqual((await aiko.ask("POST", MESSAGES, {"user_id": ben.user_id}))["room_id"], room)
        asked = (await ben.ask("GET", MESSAGES))["requests"]
        request = {"room_id": room, "user_id": aiko.user_id, "name": "青い会員", "salon": salon.slug}
        self.assertEqual(asked, [request])
        answer = await ben.ask("POST", f"{MESSAGES}/{room}", {"answer": "accept"})
        self.assertEqual(answer["requests"], [])
        (sent,) = (await aiko.ask("GET", MESSAGES))["asked"]
        self.assertEqual((sent["user_id"], sent["room_id"], sent["accepted"]), (ben.user_id, room, True))
        self.assertIn(
            "rotation_period_ms", {**await aiko.state(room, "m.room.encryption"), "rotation_period_ms": 0}
        )
        await self.says(writes, room, SECRET)
        heard = await self.hears(reads, room)
        self.assertEqual(heard, [SECRET])
        # Plain words are refused, with the reason; and hidden when another server lets them through.
        for wish, words in ((aiko.say(room, SECRET), "暗号化"), (ben.say(room, SECRET), "are encrypted")):
            refusal = await refused(wish)
            self.assertEqual((refusal.status, refusal.reason), (403, "not_encrypted"))
            self.assertIn(words, str(refusal.body))
        chika = await abroad("chika", theirs, ours)
        await salon.joins(chika, language="en")
        from_abroad = await chika.create_room(preset="private_chat", is_direct=True, invite=[aiko.user_id])
        await eventually(lambda: self.is_asked(aiko, from_abroad), "Chika asks")
        await aiko.ask("POST", f"{MESSAGES}/{from_abroad}", {"answer": "accept"})
        await chika.say(from_abroad, f"{SECRET} from abroad")
        after = await chika.send(from_abroad, "m.room.encrypted", {"algorithm": "m.megolm.v1.aes-sha2"})

        async def arrived() -> bool:
            return after in [event["event_id"] for event in await aiko.events(from_abroad)]

        await eventually(arrived, "what came after it is there")
        await self.made_encrypted(aiko, ben)
        await self.nothing_is_readable(salon)
        await self.with_staff(salon, aiko)

    async def made_encrypted(self, aiko: Person, ben: Person) -> None:
        """A room that a client makes for the two is encrypted, whatever the client had in mind."""
        room = await aiko.create_room(preset="private_chat", invite=[ben.user_id])
        self.assertEqual((await aiko.state(room, "m.room.encryption"))["algorithm"], "m.megolm.v1.aes-sha2")

    async def with_staff(self, salon: Salon, aiko: Person) -> None:
        """The staff talk as they like."""
        room = await salon.owner.create_room(preset="private_chat", invite=[aiko.user_id])
        await aiko.join(room)
        await aiko.say(room, "はい")

    async def is_asked(self, person: Person, room: str) -> bool:
        return room in [asked["room_id"] for asked in (await person.ask("GET", MESSAGES))["requests"]]

    async def says(self, client: nio.AsyncClient, room: str, words: str) -> None:
        await aio(client.sync(timeout=0, full_state=True))
        if client.should_query_keys:
            await aio(client.keys_query())
        content = {"msgtype": "m.text", "body": words}
        sent = await aio(client.room_send(room, "m.room.message", content, ignore_unverified_devices=True))
        self.assertIsInstance(sent, nio.RoomSendResponse, sent)

    async def hears(self, client: nio.AsyncClient, room: str) -> list[str]:
        found: list[str] = []
        client.add_event_callback(lambda _, event: found.append(event.body), nio.RoomMessageText)

        async def some() -> list[str]:
            await aio(client.sync(timeout=200))
            return found

        return list(await eventually(some, "the words arrive"))

    async def nothing_is_readable(self, salon: Salon) -> None:
        """A dump of everything that the homeserver keeps holds none of the words."""
        found = await salon.server.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
        leaks, names = [], []
        for (table,) in found:
            for row in await salon.server.rows(f"SELECT * FROM {table}"):
                text = "".join(_text(cell) for cell in row)
                if _tells(text, SECRET):
                    leaks.append((table, text[:300]))
                if _tells(text, "青い会員"):
                    names.append(table)
        self.assertEqual(leaks, [])
        self.assertIn("event_json", names)  # where the words of messages would stand

    async def test_refused_blocked_and_reported(self) -> None:
        salon, (ours, theirs), aiko, ben = await self.members()
        await salon.moves_in()
        # Refused: nothing is left of it, and it holds: what Ben is answered is what he was as long as she had not said.
        room = (await ben.ask("POST", MESSAGES, {"user_id": aiko.user_id}))["room_id"]
        await aiko.ask("POST", f"{MESSAGES}/{room}", {"answer": "refuse"})
        self.assertEqual(await aiko.invited_rooms(), [])
        gone = await refused(aiko.ask("POST", f"{MESSAGES}/{room}", {"answer": "accept"}))
        self.assertEqual(gone.reason, "no_such_request")
        await self.refused_once(salon, aiko, ben, room)
        # Blocked: what was asked is refused, nothing is asked any more, and clients hide the rest.
        await ours.advance(days=31)
        asked = "SELECT asked FROM salon_message_requests WHERE asker = ?"
        await eventually(lambda: self.is_forgotten(ours, asked, ben), "the refusal is forgotten")
        again = (await ben.ask("POST", MESSAGES, {"user_id": aiko.user_id}))["room_id"]
        self.assertNotEqual(again, room)
        self.assertTrue(await self.is_asked(aiko, again))
        await aiko.hears(await direct_room(aiko, ours.user_id("salon")), "me/messages")
        twice = await refused(ben.create_room(is_direct=True, invite=[aiko.user_id]))
        self.assertEqual(twice.reason, "dm_off", "one at a time")
        listed = await aiko.ask("POST", "v1/me/blocks", {"whom": ben.user_id})
        self.assertEqual(listed, {"requests": [], "asked": [], "blocked": [ben.user_id]})
        ignored = f"/_matrix/client/v3/user/{aiko.user_id}/account_data/m.ignored_user_list"
        self.assertEqual(await aiko.ask("GET", ignored), {"ignored_users": {ben.user_id: {}}})
        for wish, words in (
            (ben.create_room(is_direct=True, invite=[aiko.user_id]), NEUTRAL),
            (ben.invite(again, aiko), NEUTRAL),
            (aiko.create_room(is_direct=True, invite=[ben.user_id]), "個別メッセージを送れません"),
        ):
            refusal = await refused(wish)
            self.assertEqual((refusal.status, refusal.reason), (403, "dm_off"))
            self.assertIn(words, str(refusal.body))
        await self.not_told_of_a_block(salon, aiko, ben, again)
        self.assertEqual((await ben.ask("GET", MESSAGES))["blocked"], [])
        crowd = await ben.create_room(preset="public_chat")
        for number in range(8):
            await (await ours.person(f"extra{number}")).join(crowd)
        self.assertEqual((await refused(ben.invite(crowd, aiko))).reason, "dm_off", "into a large room")
        await aiko.ask("DELETE", f"v1/me/blocks/{ben.user_id}")
        self.assertEqual(await aiko.ask("GET", ignored), {"ignored_users": {}})
        await ben.invite(again, aiko)
        # A server, and everybody there.
        chika = await abroad("chika", theirs, ours)
        await salon.joins(chika, language="en")
        await self.blocked_at_once(aiko, theirs)
        refusal = await refused(chika.create_room(is_direct=True, invite=[aiko.user_id]))
        self.assertIn(NEUTRAL, str(refusal.body))
        await aiko.ask("DELETE", f"v1/me/blocks/{theirs.server_name}")
        await aiko.ask("POST", "v1/me/blocks", {"whom": theirs.server_name.partition(":")[0]})
        refusal = await refused(chika.create_room(is_direct=True, invite=[aiko.user_id]))
        self.assertIn(NEUTRAL, str(refusal.body), "by its name without a port")
        await aiko.ask("DELETE", f"v1/me/blocks/{theirs.server_name.partition(':')[0]}")
        await self.refused_abroad(aiko, chika)
        for odd in ("", "x y", aiko.user_id, ours.server_name, ours.user_id("salon"), "@:x", "<b>"):
            self.assertEqual(
                (await refused(aiko.ask("POST", "v1/me/blocks", {"whom": odd}))).status, 400, odd
            )
        await self.reported(salon, aiko, ben)
        await self.on_the_page(salon, aiko, ben)
        await self.by_command(salon, aiko)

    async def blocked_at_once(self, aiko: Person, theirs: Homeserver) -> None:
        """Also where that server does not hear of it, or does as if."""
        dora = await theirs.person("dora")
        room = await dora.create_room(preset="private_chat", is_direct=True, invite=[aiko.user_id])
        await eventually(lambda: self.is_asked(aiko, room), "a stranger asks")
        handler, free = theirs.hs.get_federation_handler(), list[bool]()
        plain = handler.on_make_leave_request

        async def slowly(*asked: Any) -> Any:
            while not free:
                await theirs.module_api.sleep(0.05)
            return await plain(*asked)

        self.patch(handler, "on_make_leave_request", slowly)
        listed = await aiko.ask("POST", "v1/me/blocks", {"whom": theirs.server_name})
        self.assertNotIn(room, [one["room_id"] for one in listed["requests"]])
        self.assertEqual(listed["blocked"], [theirs.server_name])
        self.assertIn(room, await aiko.invited_rooms())
        free.append(True)

        async def gone() -> bool:
            return room not in await aiko.invited_rooms()

        await eventually(gone, "it is refused there")

    async def is_forgotten(self, server: Homeserver, sql: str, person: Person) -> bool:
        return not await server.rows(sql, person.user_id)

    async def refused_once(self, salon: Salon, aiko: Person, ben: Person, room: str) -> None:
        """He asks on and on, by app and page; and two of another app of his at once. She is asked no more."""
        self.assertEqual((await ben.ask("POST", MESSAGES, {"user_id": aiko.user_id}))["room_id"], room)
        for wish in (
            ben.create_room(is_direct=True, invite=[aiko.user_id]),
            ben.create_room(preset="private_chat", invite=[aiko.user_id]),
            ben.invite(room, aiko),
        ):
            refusal = await refused(wish)
            self.assertEqual((refusal.status, refusal.reason), (403, "dm_off"))
            self.assertIn(NEUTRAL, str(refusal.body))
        page = await (await salon.server.visit_as(ben, "en")).get("me/messages")
        self.assertIn("no answer yet", page.text)
        self.assertEqual(await aiko.invited_rooms(), [])

    async def refused_abroad(self, aiko: Person, chika: Person) -> None:
        """From another server three requests at a moment are one, and a refusal holds there too."""
        wish = {"preset": "private_chat", "is_direct": True, "invite": [aiko.user_id]}
        answers = await together(
            *[chika.api("POST", "/_matrix/client/v3/createRoom", wish) for _ in range(3)]
        )
        self.assertEqual(sorted(status for status, _ in answers), [200, 403, 403])
        (room,) = [answer["room_id"] for status, answer in answers if status == 200]
        await eventually(lambda: self.is_asked(aiko, room), "Chika asks")
        await aiko.ask("POST", f"{MESSAGES}/{room}", {"answer": "refuse"})
        refusal = await refused(chika.create_room(is_direct=True, invite=[aiko.user_id]))
        self.assertIn(NEUTRAL, str(refusal.body))
        asked = (await aiko.ask("GET", MESSAGES))["requests"]
        self.assertNotIn(chika.user_id, [request["user_id"] for request in asked])

    async def not_told_of_a_block(self, salon: Salon, aiko: Person, ben: Person, room: str) -> None:
        """Who is blocked reads what everybody reads who cannot write to somebody, and sees the same pages."""
        self.assertEqual((await ben.ask("POST", MESSAGES, {"user_id": aiko.user_id}))["room_id"], room)
        self.assertEqual((await ben.ask("GET", MESSAGES))["blocked"], [])
        eiji = await salon.joins(await salon.server.person("eiji"), language="en")
        await aiko.ask("POST", "v1/me/blocks", {"whom": eiji.user_id})
        never = await refused(eiji.ask("POST", MESSAGES, {"user_id": "@nobody:example.org"}))
        blocked = await refused(eiji.ask("POST", MESSAGES, {"user_id": aiko.user_id}))
        self.assertEqual((blocked.status, blocked.body), (never.status, never.body))
        in_app = await refused(eiji.create_room(is_direct=True, invite=[aiko.user_id]))
        self.assertEqual((in_app.status, in_app.body["salon"]), (403, never.body["salon"]))
        self.assertIn(NEUTRAL, str(in_app.body))
        visitor = await salon.server.visit_as(eiji, "en")
        person = await visitor.get(f"s/{salon.slug}/people/{aiko.user_id}")
        self.assertIn("Ask for a private conversation", person.text)
        done = await visitor.submit(
            await visitor.get(f"me/messages?to={aiko.user_id}"), "me/messages", act="write"
        )
        self.assertEqual(done.status, 200)
        self.assertIn(NEUTRAL, done.text)
        await aiko.ask("DELETE", f"v1/me/blocks/{eiji.user_id}")

    async def by_command(self, salon: Salon, aiko: Person) -> None:
        """The same in chat: listed, and taken, refused or blocked by the account."""
        dan = await salon.joins(await salon.server.person("dan"), language="en")
        dm = await direct_room(aiko, salon.server.user_id("salon"))
        for request in (await aiko.ask("GET", MESSAGES))["requests"]:
            await aiko.ask("POST", f"{MESSAGES}/{request['room_id']}", {"answer": "refuse"})
        await dan.ask("POST", MESSAGES, {"user_id": aiko.user_id})
        await aiko.say(dm, "!requests")
        await aiko.hears(dm, f"・Dan（{dan.user_id}）、青い蓮")
        await aiko.say(dm, "!requests accept @nobody")
        await aiko.hears(dm, "この方からの申し込みはありません")
        await aiko.say(dm, "！メッセージ申請 断る @dan")
        await aiko.hears(dm, f"{dan.user_id}さんからの申し込みを断りました")
        self.assertEqual((await aiko.ask("GET", MESSAGES))["requests"], [])
        emi = await salon.joins(await salon.server.person("emi"), language="en")
        room = (await emi.ask("POST", MESSAGES, {"user_id": aiko.user_id}))["room_id"]
        await aiko.say(dm, "!requests accept")
        await aiko.hears(dm, "チャットアプリにできました")
        self.assertIn(room, await aiko.joined_rooms())
        await aiko.say(dm, "!requests block spam.example.org")
        await aiko.hears(dm, "今後、spam.example.orgから")
        self.assertIn("spam.example.org", (await aiko.ask("GET", MESSAGES))["blocked"])

    async def reported(self, salon: Salon, aiko: Person, ben: Person) -> None:
        """The staff learn what Aiko tells them, and nothing else."""
        wish: dict[str, Any] = {"user_id": ben.user_id, "words": "投資の話を何度も持ちかけられました"}
        made = await aiko.ask("POST", "v1/me/reports", wish)

        async def come() -> bool:
            return made["room_id"] in await salon.owner.joined_rooms()

        await eventually(come, "the staff are in the room of the report")
        await salon.owner.hears(made["room_id"], "投資の話")
        told = await salon.owner.ask("GET", f"v1/salons/{salon.slug}/asks")
        self.assertIn(ben.user_id, told["asks"][0]["body"])
        self.assertTrue(told["asks"][0]["is_report"])
        await salon.owner.hears(await salon.room("staff"), "報告が届きました")
        self.assertEqual((await aiko.state(made["room_id"], "m.room.name"))["name"], "青い会員さんからの報告")
        await aiko.ask("POST", f"v1/salons/{salon.slug}/ask", {"body": "あとからの質問"})
        desk = (await (await salon.server.visit_as(salon.owner, "ja")).get(f"s/{salon.slug}/desk/asks")).text
        self.assertLess(desk.index("投資の話"), desk.index("あとからの質問"))
        self.assertIn(">報告<", desk)
        self.assertNotIn(made["room_id"], await ben.rooms())
        stranger = {**wish, "user_id": "@nobody:example.org"}
        self.assertEqual(
            (await refused(aiko.ask("POST", "v1/me/reports", stranger))).reason, "no_shared_salon"
        )
        empty = {**wish, "words": " "}
        self.assertEqual((await refused(aiko.ask("POST", "v1/me/reports", empty))).status, 400)

    async def on_the_page(self, salon: Salon, aiko: Person, ben: Person) -> None:
        """The same on her page, from the link beside a name to the answer."""
        visitor = salon.server.visitor("ja")
        login = await visitor.get("login")
        await visitor.submit(login, "login", user="aiko", password=aiko.password)
        page = await visitor.get("me/messages")
        self.assertIn("Ben", page.text)
        self.assertIn("個別メッセージ（1件）", (await visitor.get(f"s/{salon.slug}")).text)
        self.assertIn(f"s/{salon.slug}/people/{quote(ben.user_id, safe='')}", page.text)
        report = await visitor.get(f"me/messages?to={ben.user_id}&about=report")
        self.assertNotIn('value="write"', report.text)
        done = await visitor.submit(page, "me/messages", act="block")
        self.assertIn(ben.user_id, done.text)
        self.assertIn("Benさんからのメッセージを受け取らないようにしました", done.text)
        self.assertEqual((await aiko.ask("GET", MESSAGES))["requests"], [])
        shut = await visitor.get(f"me/messages?to={ben.user_id}")
        self.assertIn("Benさんからは何も受け取りません", shut.text)
        self.assertNotIn('value="write"', shut.text)
        await aiko.ask("DELETE", f"v1/me/blocks/{ben.user_id}")
        form = await visitor.get(f"me/messages?to={ben.user_id}")
        self.assertIn("Benさんに会話を申し込む", form.text)
        sent = await visitor.submit(form, "me/messages", act="write")
        self.assertIn("Benさんに会話を申し込みました", sent.text)
        self.assertIn("まだ返事がありません", sent.text)
        self.assertEqual(len((await ben.ask("GET", MESSAGES))["requests"]), 1)


def _text(cell: object) -> str:
    if isinstance(cell, (bytes, memoryview)):
        return bytes(cell).decode("utf-8", "replace")
    return str(cell)


def _tells(text: str, words: str) -> bool:
    return words in text or words.encode("unicode_escape").decode() in text

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A member asks those who run the salon: a private room, how it stands, and a record."""

from collections import Counter
from typing import Any

from modules.messages.domain.requests import Asked
from modules.messages.store import requests
from synapse_salon.happenings import MessageAsked
from synapse_salon.platform import Platform
from tests.support.fates import together
from tests.support.people import Person, Refused, refused
from tests.support.salon import FAILS_AT_RENEWAL, Salon, SalonCase, direct_room
from tests.support.waiting import eventually


class AskingTheStaff(SalonCase):
    """Olive owns the salon, Mika is its community manager, Mio moderates; Aiko asks, Ben does not."""

    timeout = 240

    async def asks(self, salon: Salon, person: Person, body: str, **more: Any) -> dict[str, Any]:
        return dict(await person.ask("POST", f"v1/salons/{salon.slug}/ask", {"body": body}, **more))

    async def state(self, salon: Salon, asked: dict[str, Any], state: str) -> None:
        async def so() -> bool:
            found = []
            for closed in ("false", "true"):
                path = f"v1/salons/{salon.slug}/asks?closed={closed}"
                found += (await salon.owner.ask("GET", path))["asks"]
            return [ask["state"] for ask in found if ask["id"] == asked["id"]] == [state]

        await eventually(so, f"the question is {state}")

    async def is_in(self, person: Person, room: str, membership: str | None = "join") -> None:
        async def so() -> bool:
            return (await person.rooms()).get(room) == membership

        await eventually(so, f"{person.user_id} has {membership} in {room}")

    async def test_asked_answered_closed_and_on_record(self) -> None:
        salon = await self.salon()
        server, owner = salon.server, salon.owner
        await salon.moves_in()
        mika = await salon.appoints(await server.person("mika"), "community_manager")
        mio = await salon.appoints(await server.person("mio"), "moderator")
        aiko = await salon.joins(await server.person("aiko"), language="ja")
        ben = await salon.joins(await server.person("ben"), language="en")
        await owner.ask("PUT", f"v1/salons/{salon.slug}/policies", {"dm": "off"})
        once = {"Idempotency-Key": "first"}
        asked = await self.asks(salon, aiko, "退会のことで、こっそり相談があります", headers=once)
        room = asked["room_id"]
        self.assertEqual(asked["state"], "open")
        self.assertEqual(await self.asks(salon, aiko, asked["body"], headers=once), asked)
        for person in (aiko, owner, mika):
            await self.is_in(person, room)
            await person.hears(room, "こっそり相談")
        await owner.hears(await salon.room("staff"), f"s/{salon.slug}/desk/asks")
        # Nobody else is in it, finds it, enters it or is let in.
        everybody = {aiko.user_id, owner.user_id, mika.user_id, server.user_id("salon")}
        self.assertEqual({who for who, how in (await aiko.members(room)).items() if how == "join"}, everybody)
        self.assertNotIn(room, await mio.rooms())
        for person in (mio, ben):
            self.assertEqual((await refused(person.join(room))).status, 403)
            self.assertEqual((await refused(person.messages(room))).status, 403)
            self.assertEqual((await refused(aiko.invite(room, person))).status, 403)
            self.assertEqual((await refused(owner.invite(room, person))).status, 403)
        listed = await owner.ask("GET", f"v1/salons/{salon.slug}/rooms")
        self.assertNotIn(room, [row["room_id"] for row in listed["rooms"]])
        state = await aiko.state(room, "io.synapse_salon.room")
        self.assertEqual((state["kind"], state["access"]), ("ask", "staff"))
        # How it stands.
        await self.state(salon, asked, "open")
        await mika.say(room, "いつでもどうぞ")
        await self.state(salon, asked, "answered")
        await aiko.say(room, "では…")
        await self.state(salon, asked, "open")
        await owner.say(room, "わかりました")
        await self.shows_a_picture(salon, owner, room)
        await self.state(salon, asked, "answered")
        await self.from_the_desk(salon, aiko, mio, asked)
        mine = await aiko.ask("GET", f"v1/salons/{salon.slug}/me/asks")
        self.assertEqual([(ask["id"], ask["state"]) for ask in mine["asks"]], [(asked["id"], "answered")])
        await self.limits(salon, aiko, ben, mio)
        await self.pages(salon, aiko, ben, asked)
        # Closed: everybody is out, nobody writes, and what was said stays.
        close = f"v1/salons/{salon.slug}/asks/{asked['id']}/close"
        self.assertEqual((await refused(ben.ask("POST", close, {}))).reason, "no_such_question")
        closed = await mika.ask("POST", close, {"note": "手続きを案内"})
        self.assertEqual(closed["state"], "closed")
        self.assertEqual((await aiko.ask("POST", close, {"note": "x"}))["state"], "closed")
        for person in (aiko, owner, mika):
            await self.is_in(person, room, None)
        self.assertEqual((await refused(owner.join(room))).status, 403)
        told = await direct_room(aiko, server.user_id("salon"))
        await aiko.hears(told, f"s/{salon.slug}/ask/{asked['id']}")
        visitor = await self.signed_in(salon, aiko)
        page = await visitor.get(f"s/{salon.slug}/ask/{asked['id']}")
        for words in ("こっそり相談", "いつでもどうぞ", "では…", "わかりました", "手続きを案内", "終了"):
            self.assertIn(words, page.text)
        self.assertNotIn('method="post" action="/_synapse/client/salon/s/blue-lotus/ask', page.text)
        await self.by_command(salon, aiko, ben)
        await self.kept(salon, aiko, ben, room)

    async def shows_a_picture(self, salon: Salon, person: Person, room: str) -> None:
        headers = {"Authorization": f"Bearer {person.token}", "Content-Type": "image/png"}
        answer = await person._wire.send(
            "POST", "/_matrix/media/v3/upload", raw=b"no picture", headers=headers
        )
        url = answer.value["content_uri"]
        await person.send(room, "m.room.message", {"msgtype": "m.image", "body": "図", "url": url})

        async def bound() -> bool:
            return bool(await salon.server.rows("SELECT 1 FROM salon_media WHERE room_id = ?", room))

        await eventually(bound, "the picture is the room's")

    async def forgotten(self, salon: Salon, ben: Person) -> None:
        """Who deletes their account and wants to be forgotten has asked nothing."""
        identity = {"type": "m.id.user", "user": ben.name}
        auth = {"type": "m.login.password", "identifier": identity, "password": ben.password}
        path = "/_matrix/client/v3/account/deactivate"
        rooms = await salon.server.rows("SELECT room_id FROM salon_asks WHERE user_id = ?", ben.user_id)
        await ben.ask("POST", path, {"erase": True, "auth": auth})

        async def gone() -> bool:
            return await salon.server.rows("SELECT 1 FROM salon_asks WHERE user_id = ?", ben.user_id) == []

        async def unsaid() -> bool:
            found = await salon.server.rows(
                "SELECT body, state FROM salon_asks WHERE user_id = ?", ben.user_id
            )
            return set(found) <= {("", "closed")}

        await eventually(unsaid, "his words are gone")
        for (room,) in rooms:
            for person in (salon.owner, await salon.server.person("mika")):
                await self.is_in(person, room, None)
        await salon.server.advance(days=1)
        await eventually(gone, "his questions are gone")

    async def kept(self, salon: Salon, aiko: Person, ben: Person, room: str) -> None:
        """She takes it along; a year after it was closed it is nowhere any more, with its room and its pictures."""
        mine = (await aiko.ask("GET", f"v1/salons/{salon.slug}/me/export"))["kept"]["questions"]
        told = next(one for one in mine if one["state"] == "closed")
        self.assertEqual([said["body"] for said in told["said"]], ["では…", "ありがとうございます！"])
        self.assertIn("手続きを案内", str(told["steps"]))
        self.assertNotIn("わかりました", str(told))
        await self.forgotten(salon, ben)
        server, still = salon.server, "SELECT COUNT(*) FROM salon_asks WHERE state = 'closed'"
        picture = (await server.rows("SELECT media FROM salon_media WHERE room_id = ?", room))[0][0]
        await server.advance(days=363)
        self.assertNotEqual(await server.rows(still), [(0,)])
        await server.advance(days=2)

        async def gone() -> bool:
            tables = ("rooms", "events", "room_aliases", "salon_rooms", "salon_media")
            counts = [
                await server.rows(f"SELECT COUNT(*) FROM {table} WHERE room_id = ?", room) for table in tables
            ]
            return await server.rows(still) == [(0,)] and counts == [[(0,)]] * len(tables)

        await eventually(gone, "the question and its room are forgotten")
        path = f"/_matrix/client/v1/media/download/{server.server_name}/{picture}"
        self.assertEqual((await refused(aiko.ask("GET", path))).status, 404)
        self.assertEqual((await refused(aiko.messages(room))).status, 403)

    async def from_the_desk(self, salon: Salon, aiko: Person, mio: Person, asked: dict[str, Any]) -> None:
        """The owner answers on the page: the house says it in the room, in his name. Thanks do not open it again."""
        room, path = asked["room_id"], f"v1/salons/{salon.slug}/asks/{asked['id']}/answer"
        self.assertEqual(
            (await aiko.state(room, "m.room.name"))["name"],
            "Aikoさんの質問：退会のことで、こっそり相談があります",
        )
        desk = await self.signed_in(salon, salon.owner)
        page = await desk.get(f"s/{salon.slug}/ask/{asked['id']}")
        self.assertIn("https://matrix.to/#/", page.text)
        empty = await desk.submit(page, f"ask/{asked['id']}", act="answer", body="")
        self.assertEqual(empty.status, 400)
        sent = await desk.submit(page, f"ask/{asked['id']}", act="answer", body="ページからの回答です")
        self.assertEqual(sent.text.count("ページからの回答です"), 1)
        self.assertEqual(
            (await salon.owner.ask("POST", path, {"body": "ページからの回答です"}))["state"], "answered"
        )
        await aiko.hears(room, "（運営）：\n\nページからの回答です")
        await aiko.say(room, "ありがとうございます！")
        await salon.owner.ask("POST", path, {"body": "またどうぞ"})
        await aiko.hears(room, "またどうぞ")
        await self.state(salon, asked, "answered")
        said = [one for one in await aiko.messages(room) if "ページからの回答です" in str(one)]
        self.assertEqual(len(said), 1)
        self.assertEqual((await refused(mio.ask("POST", path, {"body": "x"}))).status, 404)
        self.assertEqual((await refused(aiko.ask("POST", path, {"body": "x"}))).status, 403)
        page = await (await self.signed_in(salon, aiko)).get(f"s/{salon.slug}/ask/{asked['id']}")
        self.assertIn("ページからの回答です", page.text)
        self.assertNotIn('value="answer"', page.text)

    async def signed_in(self, salon: Salon, person: Person) -> Any:
        visitor = salon.server.visitor("ja")
        login = await visitor.get("login")
        await visitor.submit(login, "login", user=person.name, password=person.password)
        return visitor

    async def limits(self, salon: Salon, aiko: Person, ben: Person, mio: Person) -> None:
        """Who may not ask, and how much is too much."""
        for body in ("", " \n "):
            self.assertEqual((await refused(self.asks(salon, aiko, body))).status, 400)
        self.assertEqual((await refused(self.asks(salon, aiko, "x" * 4001))).status, 400)
        self.assertEqual((await refused(self.asks(salon, mio, "?"))).reason, "staff")
        stranger = await salon.server.person("sora")
        self.assertEqual((await refused(self.asks(salon, stranger, "?"))).reason, "not_a_member")
        for number in range(2):
            await self.asks(salon, aiko, f"さらに {number}")
        self.assertEqual((await refused(self.asks(salon, aiko, "もっと"))).reason, "too_many_open")
        page = await self.signed_in(salon, aiko)
        kept = await page.submit(
            await page.get(f"s/{salon.slug}/ask"), f"s/{salon.slug}/ask", body="長く書いた質問"
        )
        self.assertEqual(kept.status, 400)
        for words in ("長く書いた質問</textarea>", "終わっていない質問が3件", "さらに 0</a>"):
            self.assertIn(words, kept.text)
        path = f"v1/salons/{salon.slug}/asks"
        for person in (aiko, ben, mio, stranger):
            self.assertEqual((await refused(person.ask("GET", path))).status, 403)
        first = await salon.owner.ask("GET", f"{path}?limit=2")
        rest = await salon.owner.ask("GET", f"{path}?limit=2&from={first['next_batch']}")
        self.assertEqual([len(first["asks"]), len(rest["asks"])], [2, 1])
        self.assertEqual((await refused(salon.owner.ask("GET", f"{path}?from=x"))).status, 400)

    async def pages(self, salon: Salon, aiko: Person, ben: Person, asked: dict[str, Any]) -> None:
        """What is shown to whom."""
        visitor = await self.signed_in(salon, aiko)
        page = await visitor.get(f"s/{salon.slug}/ask")
        self.assertIn("運営に質問する", page.text)
        self.assertIn("回答済み", page.text)
        record = await visitor.get(f"s/{salon.slug}/ask/{asked['id']}")
        self.assertIn("いつでもどうぞ", record.text)
        other = await self.signed_in(salon, ben)
        self.assertEqual((await other.get(f"s/{salon.slug}/ask/{asked['id']}")).status, 404)
        desk = await (await self.signed_in(salon, salon.owner)).get(f"s/{salon.slug}/desk/asks")
        self.assertIn("こっそり相談", desk.text)
        # Ben asks on the page, and closes it himself; an empty form comes back.
        form = await other.get(f"s/{salon.slug}/ask")
        empty = await other.submit(form, f"s/{salon.slug}/ask", body="")
        self.assertIn("入力してください。", empty.text)
        sent = await other.submit(form, f"s/{salon.slug}/ask", body="When?")
        self.assertIn("When?", sent.text)
        done = await other.submit(sent, str(sent.url).partition("/salon/")[2].partition("?")[0])
        self.assertIn("終了", done.text)

    async def by_command(self, salon: Salon, aiko: Person, ben: Person) -> None:
        """In chat, in a room of the salon or with the house."""
        await ben.say(await salon.room("lounge"), "!ask What about June?")
        dm = await direct_room(ben, salon.server.user_id("salon"))
        await ben.hears(dm, f"s/{salon.slug}/ask/")
        await ben.say(dm, f"！質問 {salon.slug} And July?")

        async def both() -> list[str]:
            asks = (await ben.ask("GET", f"v1/salons/{salon.slug}/me/asks"))["asks"]
            return [ask["body"] for ask in asks if ask["state"] != "closed"]

        await eventually(lambda: _is(both(), {"What about June?", "And July?"}), "both are asked")
        await ben.say(dm, "!ask")
        await ben.hears(dm, "Write your question behind it")

    async def test_whoever_loses_access_may_go_on_asking_and_whoever_is_removed_may_not(self) -> None:
        salon = await self.salon()
        await salon.moves_in()
        aiko = await salon.joins(await salon.server.person("aiko"), card=FAILS_AT_RENEWAL)
        ben = await salon.joins(await salon.server.person("ben"))
        asked = [await self.asks(salon, person, "支払いのことで") for person in (aiko, ben)]
        rooms = [one["room_id"] for one in asked]
        for person, room in zip((aiko, ben), rooms, strict=True):
            await self.is_in(person, room)
        await salon.server.advance(days=32)
        await salon.server.advance(days=8)
        await salon.becomes(aiko, "read_only")
        await eventually(lambda: _works(aiko.say(rooms[0], "まだ読めます")), "who owes may ask")
        await salon.server.advance(days=8)
        await salon.becomes(aiko, "lapsed")
        await salon.is_out_of(aiko, "lounge")
        await aiko.say(rooms[0], "まだここにいます")
        self.assertEqual((await refused(self.asks(salon, aiko, "もう一つ"))).reason, "not_a_member")
        remove = f"v1/salons/{salon.slug}/members/{ben.user_id}/remove"
        await salon.owner.ask("POST", remove, {"reason": "x"})
        # What is said in his room from then on he does not read on its page either: it is closed.
        await self.state(salon, asked[1], "closed")
        await self.is_in(ben, rooms[1], None)
        await self.is_in(salon.owner, rooms[1], None)
        self.assertEqual((await refused(salon.owner.say(rooms[1], "除名の理由は"))).status, 403)
        mika = await salon.appoints(await salon.server.person("mika"), "community_manager")
        await self.is_in(mika, rooms[0])
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/roles/{mika.user_id}", {"roles": []})
        await self.is_in(mika, rooms[0], None)

    async def test_an_invitation_that_comes_to_nothing_holds_up_nobody_else(self) -> None:
        salon = await self.salon()
        server, platform = salon.server, Platform.of(salon.server.module_api)
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/policies", {"dm": "members"})
        aiko, ben = [await salon.joins(await server.person(name)) for name in ("aiko", "ben")]
        room = "!none:elsewhere.example"  # whoever may not invite there is asked about all the same
        claimed = Asked(ben.user_id, aiko.user_id, room, platform.clock.now_ms())
        await server.inside(platform.database.run, "test_claim", requests.claim, claimed, None)
        waited, plain = [], platform.host.sleep_ms

        async def sleep_ms(ms: int) -> None:
            waited.append(ms)
            await plain(ms)

        self.patch(platform.host, "sleep_ms", sleep_ms)
        asked = MessageAsked(asker=ben.user_id, asked=aiko.user_id, room_id=room)
        await server.inside(platform.outbox._handlers["messages.asked"], asked)
        self.assertLessEqual(len(waited), 1, "while it waits nothing else that happened is told to anybody")

    async def test_many_questions_at_once_are_as_many_as_may_be(self) -> None:
        salon = await self.salon()
        aiko = await salon.joins(await salon.server.person("aiko"))
        path = f"v1/salons/{salon.slug}/ask"
        answers = await together(*[aiko.api("POST", path, {"body": f"質問 {n}"}) for n in range(9)])
        self.assertEqual(Counter(status for status, _ in answers), {200: 3, 409: 6})
        self.assertEqual(await salon.server.rows("SELECT COUNT(*) FROM salon_asks"), [(3,)])


async def _is(found: Any, wanted: set[str]) -> bool:
    return set(await found) == wanted


async def _works(wish: Any) -> bool:
    try:
        await wish
    except Refused:
        return False
    return True

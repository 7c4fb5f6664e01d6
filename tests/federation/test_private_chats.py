# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A chat for those alone who are asked in, with people of two servers: nobody else enters, reads or finds it."""

from typing import Any
from urllib.parse import quote

from tests.support.gate import GateCase, Scene, Way
from tests.support.people import Person, refused
from tests.support.waiting import eventually

SECRET = "非公開の鍵は灯籠の裏"
OTHERS = (
    Way("joins", "POST", "/_matrix/client/v3/join/{chat}?via={our}&via={their}", {}),
    Way("joins by its name", "POST", "/_matrix/client/v3/join/{alias}", {}),
    Way("knocks", "POST", "/_matrix/client/v3/knock/{chat}?via={our}", {}),
    Way("reads", "GET", "/_matrix/client/v3/rooms/{chat}/messages?dir=b"),
    Way("one line", "GET", "/_matrix/client/v3/rooms/{chat}/event/{said}"),
    Way("its people", "GET", "/_matrix/client/v3/rooms/{chat}/members"),
    Way("its state", "GET", "/_matrix/client/v3/rooms/{chat}/state"),
    Way("speaks", "PUT", "/_matrix/client/v3/rooms/{chat}/send/m.room.message/1", {"body": "x"}),
    Way("its summary", "GET", "/_matrix/client/v1/room_summary/{chat}?via={our}"),
    Way("its hierarchy", "GET", "/_matrix/client/v1/rooms/{chat}/hierarchy"),
    Way("asks in", "POST", "/_matrix/client/v3/rooms/{chat}/invite", {"user_id": "{me}"}),
)
"""What is refused to everybody who was not asked in."""
COMING_BACK = tuple(way for way in OTHERS if way.name in ("joins", "joins by its name", "knocks", "speaks"))
ON_PAGES = (
    Way("the chat", "GET", "v1/salons/{slug}/chats/{chat}"),
    Way("its end", "DELETE", "v1/salons/{slug}/chats/{chat}"),
    Way("asks oneself in", "POST", "v1/salons/{slug}/chats/{chat}/guests", {"user_id": "{me}"}),
    Way("puts Aiko out", "DELETE", "v1/salons/{slug}/chats/{chat}/guests/{aiko}"),
    Way("a link", "POST", "v1/salons/{slug}/chats/{chat}/guest-links", {"expires_in_ms": 3_600_000}),
)


class PrivateChats(GateCase):
    async def test_nobody_enters_reads_or_finds_it_who_was_not_asked_in(self) -> None:
        scene = await self.scene()
        salon, aiko, ben, chika, dora = scene.salon, scene.aiko, scene.ben, scene.chika, scene.dora
        owner, chats = salon.owner, f"v1/salons/{salon.slug}/chats"
        await owner.ask("PUT", f"v1/salons/{salon.slug}/policies", {"dm": "members", "guests": "invited"})
        await scene.pays(ben)
        wish = {"name": "非公開の相談", "members": "invited", "guests": "invited", "invite": [chika.user_id]}
        knocking = await refused(aiko.ask("POST", chats, {**wish, "guests": "knock"}))
        self.assertEqual((knocking.status, knocking.reason), (400, "no_knocks"))
        opened = await aiko.ask("POST", chats, wish)
        room = scene.rooms["chat"] = str(opened["room_id"])
        self.assertEqual(opened["members"], "invited")
        await scene.enters(chika, "chat")
        await eventually(lambda: self.is_a(scene, aiko, room, "join"), "Aiko is in her chat")
        self.assertEqual(await aiko.state(room, "m.room.join_rules"), {"join_rule": "invite"})
        alias = (await aiko.state(room, "m.room.canonical_alias"))["alias"]
        scene.rooms["alias"] = str(alias)
        scene.said = await aiko.say(room, SECRET)
        await chika.hears(room, SECRET)
        media = await self._picture(scene, aiko, room)

        # Ben is a member of our server, Dora a stranger of Chika's, which is in the room.
        await self.all_refused(scene, OTHERS, ben, dora)
        await self.all_refused(scene, ON_PAGES, ben, dora)
        for person, reason in ((ben, "no_such_chat"), (chika, "not_host")):
            status, answer = await person.api("GET", f"{chats}/{quote(room, safe='')}")
            self.assertEqual((status, answer["salon"]["reason"]), (404 if person is ben else 403, reason))
        for person, sees in ((aiko, True), (chika, True), (owner, True), (ben, False)):
            listed = [one["room_id"] for one in (await person.ask("GET", chats))["chats"]]
            self.assertEqual(room in listed, sees, person)
        space = quote(scene.rooms["space"], safe="")
        for person in (ben, owner, chika):
            below = await person.ask("GET", f"/_matrix/client/v1/rooms/{space}/hierarchy")
            self.assertNotIn(room, str(below))
        found = await ben.ask("POST", "/_matrix/client/v3/search", self._search())
        self.assertEqual(found["search_categories"]["room_events"].get("results", []), [])
        download = f"/_matrix/client/v1/media/download/{media}"
        self.assertEqual([(await one.api("GET", download))[0] for one in (aiko, ben)], [200, 404])
        hostile = scene.hostile
        for by in (None, chika.user_id, aiko.user_id, scene.ours.user_id("salon")):
            join = hostile.join(room, await hostile.moment(room), dora.user_id, by)
            self.assertIn((await hostile.send_join(join))[0], (400, 403), by)
            await hostile.push(join)
        self.assertNotIn(await scene.membership(dora, room), ("join", "invite"))
        self.assertEqual((await refused(owner.join(room))).status, 403)

        # More are asked in later, a member and a guest, and put out again.
        await aiko.say(room, f"!呼ぶ @ben {dora.user_id}")
        for person in (ben, dora):
            await eventually(lambda who=person: self.is_a(scene, who, room, "invite"), "asked in")
        await scene.enters(ben, "chat")
        await scene.enters(dora, "chat")
        for person in (ben, dora):
            self.assertNotIn(SECRET, [said.body for said in await person.messages(room)])
        await ben.say(room, "呼んでくれてありがとう")
        await dora.hears(room, "ありがとう")
        await scene.ours.advance(hours=2)  # those who belong nowhere are looked for
        for person in (ben, chika, dora):
            self.assertEqual(await scene.membership(person, room), "join", person)
        await chika.say(room, f"!out {ben.user_id}")
        await chika.hears(room, "スタッフ")
        await aiko.say(room, "!外す @ben")
        await self.is_out(scene, ben, room)
        await aiko.say(room, f"!out {dora.user_id}")
        await self.is_out(scene, dora, room)
        await self.all_refused(scene, COMING_BACK, ben, dora)
        await chika.leave(room)
        await eventually(lambda: self.is_a(scene, chika, room, "leave"), "Chika left")
        self.assertIn((await refused(chika.join(room, via=scene.via))).status, (403, 404))

        # The salon's mind changes: what was private there ends, and by-hand lists hold nothing of it.
        await owner.ask("PUT", f"v1/salons/{salon.slug}/policies", {"dm": "off", "guests": "invited"})
        await self.is_out(scene, aiko, room)
        self.assertEqual((await aiko.ask("GET", chats))["chats"], [])
        self.assertEqual((await refused(aiko.ask("POST", chats, wish))).reason, "dm_off")
        room = scene.rooms["chat"] = str((await owner.ask("POST", chats, wish))["room_id"])
        await scene.enters(chika, "chat")
        await owner.ask("POST", f"{chats}/{quote(room, safe='')}/guests", {"user_id": aiko.user_id})
        await scene.enters(aiko, "chat")
        await eventually(lambda: self.is_a(scene, owner, room, "join"), "the owner is in")
        await aiko.say(room, "揃いました")
        await chika.hears(room, "揃いました")
        await chika.say(room, "スタッフと一緒に")
        await aiko.hears(room, "スタッフと一緒に")
        await owner.leave(room)
        for person in (aiko, chika):
            await self.is_out(scene, person, room)
        self.assertIn((await refused(chika.join(room, via=scene.via))).status, (403, 404))

    async def is_a(self, scene: Scene, person: Person, room: str, membership: str) -> bool:
        return await scene.membership(person, room) == membership

    async def is_out(self, scene: Scene, person: Person, room: str) -> None:
        async def out() -> bool:
            known = await scene.membership(person, room)
            return known in ("leave", "ban", None) and room not in await person.rooms()

        await eventually(out, f"{person.user_id} is out")

    def _search(self) -> dict[str, Any]:
        return {"search_categories": {"room_events": {"search_term": SECRET, "filter": {}}}}

    async def _picture(self, scene: Scene, person: Person, room: str) -> str:
        """A picture that somebody shows in a room: its server and id."""
        answer = await person._wire.send(
            "POST",
            "/_matrix/media/v3/upload?filename=a.txt",
            raw=b"words",
            headers={"Authorization": f"Bearer {person.token}", "Content-Type": "text/plain"},
        )
        url = str(answer.value["content_uri"])
        await person.send(room, "m.room.message", {"msgtype": "m.file", "url": url, "body": "a.txt"})
        media = url.removeprefix("mxc://")

        async def bound() -> bool:
            name = media.partition("/")[2]
            return bool(await scene.ours.rows("SELECT 1 FROM salon_media WHERE media = ?", name))

        await eventually(bound, "the picture belongs to the chat")
        return media

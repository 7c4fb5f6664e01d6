# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Chika of another server as a guest: asked in, she speaks, sees that chat alone, and is out on its day."""

import base64
from typing import Any
from urllib.parse import quote

from tests.support.gate import DEFAULT, GateCase, Scene, Way
from tests.support.hostile import Hostile
from tests.support.people import Person, refused
from tests.support.waiting import eventually

DAY_MS = 86_400_000
GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")

NOTHING_ELSE = (
    *(Way(f"joins {key}", "POST", f"/_matrix/client/v3/join/{{{key}}}?via={{our}}", {}) for key in DEFAULT),
    Way("knocks at the lounge", "POST", "/_matrix/client/v3/knock/{lounge}?via={our}", {}),
    Way("lists the Space", "GET", "/_matrix/client/v1/rooms/{space}/hierarchy", quiet=True),
    Way("reads the lounge", "GET", "/_matrix/client/v3/rooms/{lounge}/messages?dir=b"),
    Way("the lounge's people", "GET", "/_matrix/client/v3/rooms/{lounge}/members"),
    Way("the Space's people", "GET", "/_matrix/client/v3/rooms/{space}/members"),
    Way("the salon's people", "GET", "v1/salons/{slug}/members"),
    Way("the salon's rooms", "GET", "v1/salons/{slug}/rooms"),
    Way("the salon's chats", "GET", "v1/salons/{slug}/chats"),
    Way("a chat of her own", "POST", "v1/salons/{slug}/chats", {"name": "x"}),
    Way("asks Ben into the chat", "POST", "/_matrix/client/v3/rooms/{chat}/invite", {"user_id": "{ben}"}),
    Way("renames the chat", "PUT", "/_matrix/client/v3/rooms/{chat}/state/m.room.name/", {"name": "x"}),
    Way(
        "opens its doors",
        "PUT",
        "/_matrix/client/v3/rooms/{chat}/state/m.room.join_rules/",
        {"join_rule": "public"},
    ),
)
"""What a guest is refused."""


class GuestsFromElsewhere(GateCase):
    async def opens(self, scene: Scene, by: Person, **wish: Any) -> str:
        """Somebody opens a chat; answers its room."""
        body = {"name": "相談", "guests": "invited", "invite": [], **wish}
        chat = await by.ask("POST", f"v1/salons/{scene.salon.slug}/chats", body)
        scene.rooms["chat"] = str(chat["room_id"])
        scene.rooms["ben"] = scene.ben.user_id
        return scene.rooms["chat"]

    async def allows(self, scene: Scene, guests: str) -> None:
        await scene.salon.owner.ask("PUT", f"v1/salons/{scene.salon.slug}/policies", {"guests": guests})

    async def comes(self, scene: Scene, person: Person, room: str) -> None:
        """A guest answers the invitation in their client."""

        async def invited() -> bool:
            known = await scene.membership(person, room)
            return known == "invite" and room in await person.invited_rooms()

        await eventually(invited, f"{person.user_id} is asked in")
        await person.join(room, via=scene.via)
        await eventually(lambda: self.is_a(scene, person, room, "join"), f"{person.user_id} is in")

    async def is_a(self, scene: Scene, person: Person, room: str, membership: str) -> bool:
        return await scene.membership(person, room) == membership

    async def goes(self, scene: Scene, person: Person, room: str) -> None:
        """Wait until somebody is out of a room."""

        async def out() -> bool:
            known = await scene.membership(person, room)
            return known in ("leave", "ban", None) and room not in await person.rooms()

        await eventually(out, f"{person.user_id} is out")

    async def counted(self, aiko: Person, room: str, count: int) -> dict[str, Any]:
        """Wait until the room says that so many outsiders are in it."""

        async def said() -> dict[str, Any] | None:
            state = await aiko.state(room, "io.synapse_salon.guests")
            return state if state["count"] == count else None

        return dict(await eventually(said, f"{count} outsiders are counted"))

    async def test_a_guest_speaks_sees_that_chat_alone_and_is_out_on_its_day(self) -> None:
        scene = await self.scene(resident=False)
        slug, aiko, chika = scene.salon.slug, scene.aiko, scene.chika
        none = await refused(self.opens(scene, aiko, invite=[chika.user_id]))
        self.assertEqual((none.status, none.reason), (400, "no_guests"))
        await self.allows(scene, "invited")
        begun = await self._now(scene)
        await aiko.say(scene.rooms["lounge"], f"!room 蓮の相談 {chika.user_id}")

        async def opened() -> str | None:
            listed = (await aiko.ask("GET", f"v1/salons/{slug}/chats"))["chats"]
            return str(listed[0]["room_id"]) if listed else None

        by_command = str(await eventually(opened, "the chat is open"))
        await self.comes(scene, chika, by_command)
        self.assertEqual((await aiko.state(by_command, "m.room.name"))["name"], "蓮の相談")

        ends_ms = begun + 7 * DAY_MS
        room = await self.opens(scene, aiko, invite=[chika.user_id], ends_at=ends_ms)
        await eventually(lambda: self.is_a(scene, aiko, room, "join"), "Aiko is in her chat")
        await aiko.say(room, "これは会員だけのうちに書きました")
        await self.comes(scene, chika, room)
        said = await self.counted(aiko, room, 1)
        self.assertEqual(said["until"], ends_ms)
        topic = (await aiko.state(room, "m.room.topic"))["topic"]
        self.assertIn("外部参加者 1 名", topic)
        await aiko.hears(room, "外部参加者")
        await aiko.say(room, "ようこそ")
        await chika.hears(room, "ようこそ")
        await chika.say(room, "はじめまして")
        await aiko.hears(room, "はじめまして")
        await self._shows_a_picture_to_whoever_came_by_a_link(scene, room)
        heard = [message.body for message in await chika.messages(room)]
        self.assertFalse([body for body in heard if "会員だけのうち" in body], heard)
        await self.all_refused(scene, NOTHING_ELSE, chika)
        hostile = Hostile(scene.theirs, scene.ours)
        space, lounge = (quote(scene.rooms[key], safe="") for key in ("space", "lounge"))
        for asked, args in (
            (f"v1/state_ids/{lounge}", {"event_id": scene.said}),
            (f"v1/event/{quote(scene.said, safe='')}", {}),
            (f"v1/hierarchy/{space}", {}),
        ):
            status, answer = await hostile.get(asked, **args)
            self.assertIn(status, (403, 404), f"{asked}: {answer}")

        await scene.ours.advance(days=8)
        await self.goes(scene, chika, room)
        await self.goes(scene, aiko, room)
        self.assertEqual((await refused(chika.join(room, via=scene.via))).status, 403)
        self.assertEqual((await refused(chika.say(room, "まだいます"))).status, 403)
        self.assertEqual(await scene.membership(chika, by_command), "join")
        await scene.ours.advance(days=30)
        await self.goes(scene, chika, by_command)
        self.assertEqual((await refused(chika.join(by_command, via=scene.via))).status, 403)
        self.assertEqual(await scene.membership(aiko, by_command), "join")

    async def _shows_a_picture_to_whoever_came_by_a_link(self, scene: Scene, room: str) -> None:
        """Hana, who has no account, is handed what Chika keeps on her own server."""
        chika, server = scene.chika, scene.ours
        links = f"v1/salons/{scene.salon.slug}/chats/{quote(room, safe='')}/guest-links"
        made = await scene.aiko.ask("POST", links, {"expires_in_ms": DAY_MS})
        path = made["url"].partition("/_synapse/client/salon/")[2]
        hana = server.visitor("ja")
        await hana.submit(await hana.get(path), path, name="ハナ")
        await eventually(
            lambda: self._knows_guests(scene, room, 2), "Chika's server knows that Hana is there"
        )
        answer = await chika._wire.send(
            "POST",
            "/_matrix/media/v3/upload",
            raw=GIF,
            headers={"Authorization": f"Bearer {chika.token}", "Content-Type": "image/gif"},
        )
        content = {"msgtype": "m.image", "url": answer.value["content_uri"], "body": "庭.gif"}
        shown = await chika.send(room, "m.room.message", content)

        async def handed() -> bool:
            answers = [
                await hana.wire.send("GET", f"{path}/{kind}/{quote(shown, safe='')}")
                for kind in ("file", "picture")
            ]
            return [one.status for one in answers] == [200, 200] and answers[0].content == GIF

        await eventually(handed, "Hana is handed Chika's picture")
        await scene.aiko.ask("DELETE", f"{links}/{made['id']}")
        await self.counted(scene.aiko, room, 1)

    async def _knows_guests(self, scene: Scene, room: str, count: int) -> bool:
        return bool((await scene.chika.state(room, "io.synapse_salon.guests"))["count"] == count)

    async def _now(self, scene: Scene) -> int:
        rows = await scene.ours.rows("SELECT MAX(opened_ms) FROM salon_rooms")
        return int(rows[0][0])

    async def test_a_policy_a_block_and_the_host_put_guests_out(self) -> None:
        scene = await self.scene(resident=False)
        slug, owner, aiko, chika, dora = (
            scene.salon.slug,
            scene.salon.owner,
            scene.aiko,
            scene.chika,
            scene.dora,
        )
        await self.allows(scene, "invited")
        room = await self.opens(
            scene, aiko, guests="knock", invite=[chika.user_id, dora.user_id, scene.ben.user_id]
        )
        self.assertEqual((await aiko.state(room, "m.room.join_rules"))["join_rule"], "restricted")
        for person in (chika, dora):
            await self.comes(scene, person, room)
        await scene.enters(scene.ben, "chat")
        await self.counted(aiko, room, 3)

        path = f"v1/salons/{slug}/chats/{quote(room, safe='')}/guests"
        for person in (scene.ben, chika):
            self.assertEqual((await person.api("DELETE", f"{path}/{dora.user_id}"))[0], 403)
        await aiko.ask("DELETE", f"{path}/{dora.user_id}")
        await self.goes(scene, dora, room)
        await self.counted(aiko, room, 2)
        self.assertEqual((await refused(dora.join(room, via=scene.via))).status, 403)

        server = scene.theirs.server_name
        self.assertEqual(
            (await aiko.api("POST", f"v1/salons/{slug}/servers/block", {"server": server}))[0], 403
        )
        for own in (scene.ours.server_name, f"{scene.ours.server_name.partition(':')[0]}:9", "*", "x y"):
            status, _ = await owner.api("POST", f"v1/salons/{slug}/servers/block", {"server": own})
            self.assertEqual(status, 400, "our own machine, under whichever name, and what is no name")
        ended = await owner.ask("POST", f"v1/salons/{slug}/servers/block", {"server": server})
        self.assertEqual(ended["put_out"], 1)
        await self.goes(scene, chika, room)
        await self.counted(aiko, room, 1)
        back = await refused(aiko.ask("POST", path, {"user_id": chika.user_id}))
        self.assertEqual((back.status, back.reason), (400, "server_blocked"))

        async def shut() -> bool:
            acl = await aiko.state(room, "m.room.server_acl")
            return acl["deny"] == [server.split(":")[0]] and acl["allow"] == ["*"]

        await eventually(shut, "the room refuses the server")
        self.assertEqual((await refused(chika.join(room, via=scene.via))).status, 403)
        await owner.ask("DELETE", f"v1/salons/{slug}/servers/{quote(server, safe='')}")
        await aiko.ask("POST", path, {"user_id": chika.user_id})

        async def open_again() -> bool:
            return (await aiko.state(room, "m.room.server_acl"))["deny"] == []

        await eventually(open_again, "the room takes the server again")
        await self.comes(scene, chika, room)
        host = server.partition(":")[0]  # another name of the same machine
        ended = await owner.ask("POST", f"v1/salons/{slug}/servers/block", {"server": host})
        self.assertEqual(ended["put_out"], 1)
        await self.goes(scene, chika, room)
        back = await refused(aiko.ask("POST", path, {"user_id": chika.user_id}))
        self.assertEqual((back.status, back.reason), (400, "server_blocked"))
        await owner.ask("DELETE", f"v1/salons/{slug}/servers/{host}")
        await aiko.ask("POST", path, {"user_id": chika.user_id})
        await eventually(open_again, "the room takes the server once more")
        await self.comes(scene, chika, room)
        await self.allows(scene, "none")
        for person in (chika, scene.ben):
            await self.goes(scene, person, room)
        await self.counted(aiko, room, 0)
        self.assertEqual((await refused(chika.join(room, via=scene.via))).status, 403)
        self.assertEqual((await refused(scene.ben.join(room))).status, 403)
        self.assertEqual(
            (await refused(aiko.ask("POST", path, {"user_id": chika.user_id}))).reason, "no_guests"
        )

        await self.allows(scene, "knock")

        async def asks() -> bool:
            return (await aiko.state(room, "m.room.join_rules"))["join_rule"] == "knock_restricted"

        await eventually(asks, "people may ask")
        await dora.knock(room, via=scene.via, reason="質問があります")
        await self._is_asked(scene, aiko, room, dora)
        await owner.ask("POST", path, {"user_id": dora.user_id})
        await self.comes(scene, dora, room)
        await chika.knock(room, via=scene.via)
        await self._is_asked(scene, aiko, room, chika)
        await scene.ours.advance(hours=2)  # those who belong nowhere are looked for
        self.assertEqual(await scene.membership(chika, room), "knock")
        await aiko.ask("DELETE", f"{path}/{chika.user_id}")
        await self.goes(scene, chika, room)
        await aiko.ask("DELETE", f"v1/salons/{slug}/chats/{quote(room, safe='')}")
        for person in (dora, aiko):
            await self.goes(scene, person, room)
        self.assertIn((await refused(dora.knock(room, via=scene.via))).status, (403, 404))

    async def _is_asked(self, scene: Scene, aiko: Person, room: str, who: Person) -> None:
        """Wait until the chat's host is told that somebody asks."""

        async def asked() -> bool:
            path = f"v1/salons/{scene.salon.slug}/chats/{quote(room, safe='')}"
            people = (await aiko.ask("GET", path))["people"]
            return any(one["user_id"] == who.user_id and one["state"] == "asked" for one in people)

        await eventually(asked, f"{who.user_id} asks")

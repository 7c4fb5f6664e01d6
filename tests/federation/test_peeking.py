# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Looking in before joining: rooms that everybody may read, from both servers, and nothing else opens with them."""

import base64
from typing import Any

import attrs

from tests.federation.test_gate_entering import ENTERING
from tests.federation.test_gate_hostile import HostileCase
from tests.federation.test_gate_reading import DOING, PEOPLE, READING
from tests.support.gate import SECRET, Scene, Way
from tests.support.people import Person, refused
from tests.support.waiting import eventually

_V3 = "/_matrix/client/v3"
_ROOM = f"{_V3}/rooms/{{window}}"
_HELLO = "窓からどうぞ"
_PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

LOOKING = (
    Way("the history", "GET", f"{_ROOM}/messages?dir=b&limit=50", None, "open", _HELLO),
    Way("what is around an event", "GET", f"{_ROOM}/context/{{said}}", None, "open", _HELLO),
    Way("one event", "GET", f"{_ROOM}/event/{{said}}", None, "open", _HELLO),
    Way("the old first sync of a room", "GET", f"{_ROOM}/initialSync?limit=50", None, "open", _HELLO),
    Way("one piece of state", "GET", f"{_ROOM}/state/m.room.name", None, "open", "窓"),
    Way("its summary", "GET", "/_matrix/client/v1/room_summary/{window}?via={our}", None, "open", "窓"),
)
"""What anybody can ask of our server about a room that everybody may read."""

ENTERING_ANYWHERE = [way for way in ENTERING if "forged" not in way.name]
"""Their own server fails at a forged signature, with 502, where nobody of it is in a room of ours."""


class Window(HostileCase):
    """Olive opens a window: staff write there and everybody reads. In the garden members talk and everybody reads."""

    def setUp(self) -> None:
        self.settings = {"allow_guest_access": True}

    async def opened(self, **wishes: Any) -> Scene:
        """A salon with a window, a garden that Aiko went into, and words in both."""
        scene = await self.scene(**wishes)
        owner, slug = scene.salon.owner, scene.salon.slug
        for key, name, kind in (("window", "窓", "announce"), ("garden", "庭", "chat")):
            room = {"key": key, "name": name, "kind": kind, "access": "public"}
            answer = await owner.ask("POST", f"v1/salons/{slug}/rooms", room)
            scene.rooms[key] = answer["room_id"]
            await owner.join(scene.rooms[key])
        await scene.aiko.join(scene.rooms["garden"])
        self.secret = scene.said
        scene.said = await owner.say(scene.rooms["window"], _HELLO)
        await owner.say(scene.rooms["garden"], _HELLO)
        return scene

    async def passer_by(self, scene: Scene) -> Person:
        """Somebody without an account, in a Matrix client that lets them look around."""
        answer = await scene.ours.api("POST", f"{_V3}/register?kind=guest", {})
        self.assertEqual(answer[0], 200, answer)
        found = await scene.ours.person("grete")
        passing = Person(
            found._wire, answer[1]["user_id"], answer[1]["access_token"], answer[1]["device_id"], ""
        )
        found._elsewhere.append(passing)
        return passing

    async def upload(self, person: Person) -> str:
        """A new upload's id."""
        headers = {"Authorization": f"Bearer {person.token}", "Content-Type": "image/png"}
        answer = await person._wire.send("POST", "/_matrix/media/v3/upload", raw=_PICTURE, headers=headers)
        return str(answer.value["content_uri"]).rpartition("/")[2]

    async def shows(self, scene: Scene, person: Person, key: str, media: str) -> None:
        """A person shows an upload in a room, and the house has looked at it."""
        picture = {"msgtype": "m.image", "body": "lotus", "url": f"mxc://{scene.via}/{media}"}
        event_id = await person.send(scene.rooms[key], "m.room.message", picture)

        async def seen() -> bool:
            rows = await scene.ours.rows("SELECT COUNT(*) FROM salon_watch_deliveries")
            known = await scene.ours.rows("SELECT 1 FROM salon_watch_seen WHERE event_id = ?", event_id)
            return bool(known) and rows == [(0,)]

        await eventually(seen, "the house has seen the picture")

    async def sees(self, scene: Scene, person: Person, media: str) -> bool:
        """Whether somebody gets an upload, at their own server."""
        path = f"/_matrix/client/v1/media/download/{scene.via}/{media}"
        return bool((await person.api("GET", path))[0] == 200)

    def at(self, ways: tuple[Way, ...], key: str) -> list[Way]:
        """The ways that lead to the lounge, at another room."""
        there = "{" + key + "}"
        return [
            attrs.evolve(way, path=way.path.replace("{lounge}", there))
            for way in ways
            if "{lounge}" in way.path
        ]

    async def test_everybody_reads_it_nobody_writes_there_and_nothing_else_opens(self) -> None:
        scene = await self.opened(resident=False)
        other = await self.salon(scene.ours, slug="old-pine", owner="pat")
        eva = await other.joins(await scene.ours.person("eva"))
        grete = await self.passer_by(scene)
        strangers = (scene.ben, eva, grete)
        await self.as_intended(scene, LOOKING, *strangers)
        for person in (*strangers, scene.dora):
            await self.all_refused(scene, self.at(DOING, "window"), person)
            await self.all_refused(scene, [*READING, *DOING, *ENTERING_ANYWHERE, PEOPLE], person)
        # From another server somebody comes in to read, and everything there is there for them.
        await scene.enters(scene.dora, "window")
        await scene.dora.hears(scene.rooms["window"], _HELLO)
        await scene.enters(scene.ben, "window")
        for person in (scene.ben, scene.dora):
            writing = [way for way in self.at(DOING, "window") if way.name != "type"]
            await self.all_refused(scene, writing, person)
            await self.all_refused(scene, [*READING, *DOING, *ENTERING_ANYWHERE], person)
            self.assertEqual((await refused(person.join(scene.rooms["garden"], via=scene.via))).status, 403)
        # Their server is told of the window, and what it makes by hand there is not taken.
        for what, (status, answer) in (await self.reads(scene, scene.rooms["lounge"], self.secret)).items():
            self.assertIn(status, (403, 404), f"{what}: {answer}")
        at, content = (
            await scene.hostile.moment(scene.rooms["window"]),
            {"msgtype": "m.text", "body": "壁の落書き"},
        )
        forged = scene.hostile.event(scene.rooms["window"], at, scene.dora.user_id, "m.room.message", content)
        await scene.hostile.push(forged)
        await scene.salon.owner.say(scene.rooms["window"], "つぎの日")
        self.assertNotIn("落書き", str(await scene.salon.owner.messages(scene.rooms["window"])))
        # Members talk in the garden, which others read from outside.
        await scene.aiko.say(scene.rooms["garden"], "庭で話す")
        messages = f"{_V3}/rooms/{{garden}}/messages?dir=b&limit=50"
        await self.as_intended(
            scene, [Way("the garden", "GET", messages, None, "open", "庭で話す")], *strangers
        )
        self.assertEqual((await refused(scene.aiko.say(scene.rooms["window"], "x"))).status, 403)

    async def test_a_chosen_post_is_all_that_is_shown(self) -> None:
        scene = await self.scene()
        owner, slug = scene.salon.owner, scene.salon.slug
        samples = f"v1/salons/{slug}/samples"

        async def shown() -> list[str]:
            _, answer = await scene.ours.api("GET", f"v1/salons/{slug}/peek")
            self.assertEqual(scene.leaks(answer), [])
            return [post["body"] for post in answer["samples"]]

        hers = await scene.chika.say(scene.rooms["lounge"], "ちかから")
        await owner.hears(scene.rooms["lounge"], "ちかから")
        await owner.ask("POST", samples, {"event_id": await owner.say(scene.rooms["lounge"], "オリーブから")})
        chosen = await owner.ask("POST", samples, {"event_id": hers})
        self.assertEqual(await shown(), ["オリーブから"])
        await scene.chika.ask("PUT", f"{samples}/{chosen['id']}/consent", {"consent": "unnamed"})
        self.assertEqual(await shown(), ["ちかから", "オリーブから"])
        other = await self.salon(scene.ours, slug="old-pine", owner="pat")
        eva = await other.joins(await scene.ours.person("eva"))
        grete = await self.passer_by(scene)
        for person in (scene.ben, eva, grete, scene.dora):
            await self.all_refused(scene, [*READING, PEOPLE], person)
        for path in (f"s/{slug}", f"s/{slug}/peek"):
            page = (await scene.ours.visitor().get(path)).text
            self.assertIn("ちかから", page)
            self.assertEqual(scene.leaks(page.replace(scene.chika.user_id, SECRET)), [], path)
        # She takes it back in her client, at her own server.
        redact = f"{_V3}/rooms/{scene.rooms['lounge']}/redact/{hers}/gone"
        await scene.chika.ask("PUT", redact, {})

        async def gone() -> bool:
            return await shown() == ["オリーブから"]

        await eventually(gone, "what Chika took back is not shown")
        with_nothing_else = (await scene.ours.api("GET", f"v1/salons/{slug}/peek"))[1]
        self.assertEqual(with_nothing_else["rooms"], [])

    async def test_who_changed_their_mind_takes_it_back(self) -> None:
        scene = await self.opened(resident=False)
        owner, rooms = scene.salon.owner, f"v1/salons/{scene.salon.slug}/rooms"
        own, hers = await self.upload(owner), await self.upload(scene.aiko)
        for media, by in ((own, owner), (hers, scene.aiko)):
            await self.shows(scene, by, "lounge", media)
        for media in (own, hers):
            await self.shows(scene, owner, "window", media)

        for person in (scene.ben, scene.dora):
            self.assertTrue(await self.sees(scene, person, own))
            self.assertFalse(await self.sees(scene, person, hers))  # it is not Olive's to open
        await scene.enters(scene.dora, "window")
        await scene.enters(scene.ben, "window")
        await owner.ask("PUT", f"{rooms}/window", {"access": "members"})
        await owner.ask("PUT", f"{rooms}/garden", {"archived": True})

        async def shut() -> bool:
            held = [await scene.membership(who, scene.rooms["window"]) for who in (scene.ben, scene.dora)]
            return not {"join", "invite"} & set(held)

        await eventually(shut, "the readers are out")
        grete = await self.passer_by(scene)
        await self.all_refused(scene, LOOKING, grete)
        for what, (status, answer) in (await self.reads(scene, scene.rooms["window"], scene.said)).items():
            self.assertIn(status, (403, 404), f"{what}: {answer}")
        self.assertFalse(await self.sees(scene, grete, own))
        self.assertEqual((await scene.hostile.get(f"v1/media/download/{own}"))[0], 404)
        for key in ("window", "garden"):
            state = f"{_V3}/rooms/{{{key}}}/state/m.room.history_visibility"
            entering = Way(key, "POST", f"{_V3}/join/{{{key}}}?via={{our}}", {})
            await self.all_refused(scene, [Way(key, "GET", state), entering, *self.at(READING, key)], grete)
            await self.all_refused(scene, [entering], scene.dora)
        self.assertEqual((await owner.api("PUT", f"{rooms}/window", {"access": "public"}))[0], 409)
        await scene.aiko.join(scene.rooms["window"])
        await owner.ask("PUT", f"{rooms}/garden", {"archived": False})
        await self.as_intended(
            scene,
            [Way("again", "GET", f"{_V3}/rooms/{{garden}}/state/m.room.name", None, "open", "庭")],
            grete,
        )

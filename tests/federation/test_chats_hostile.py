# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A server that breaks the rules and has a guest in a chat lets nobody in, and reads nothing once its guest is out."""

from urllib.parse import quote

from tests.support.gate import GateCase, Scene
from tests.support.hostile import Event, Moment
from tests.support.people import Person
from tests.support.settings import project_modules
from tests.support.waiting import eventually


class HostileGuests(GateCase):
    def message(self, scene: Scene, at: Moment, sender: Person, text: str) -> Event:
        content = {"msgtype": "m.text", "body": text}
        return scene.hostile.event(scene.rooms["chat"], at, sender.user_id, "m.room.message", content)

    async def unheard(self, scene: Scene, text: str) -> None:
        """Nobody of our server reads this; a word of Aiko's after it shows that it would have been there."""
        await scene.aiko.say(scene.rooms["chat"], f"after {text}")
        heard = [said.body for said in await scene.aiko.messages(scene.rooms["chat"])]
        self.assertNotIn(text, heard)

    async def test_a_guests_server_gains_nothing_by_what_it_makes_by_hand(self) -> None:
        scene = await self.scene(resident=False)
        hostile, slug, aiko, chika = scene.hostile, scene.salon.slug, scene.aiko, scene.chika
        await scene.salon.owner.ask("PUT", f"v1/salons/{slug}/policies", {"guests": "knock"})
        wish = {"name": "相談", "guests": "knock", "invite": [chika.user_id]}
        room = str((await aiko.ask("POST", f"v1/salons/{slug}/chats", wish))["room_id"])
        scene.rooms["chat"] = room
        await scene.enters(chika, "chat")
        await scene.enters(aiko, "chat")

        async def counted() -> bool:
            return (await aiko.state(room, "io.synapse_salon.guests"))["count"] == 1

        await eventually(counted, "the room says that a guest is here")
        early = await hostile.moment(room)

        # It vouches for its own people, takes the house's name, invites, and lets a knock be a join.
        house = scene.ours.user_id("salon")
        for authorised_by in (None, chika.user_id, house, aiko.user_id):
            at = await hostile.moment(room)
            join = hostile.join(room, at, scene.dora.user_id, authorised_by)
            self.assertIn((await hostile.send_join(join))[0], (400, 403), authorised_by)
            await hostile.push(join)
            self.assertNotIn(await scene.membership(scene.dora, room), ("join", "invite"))
        at = await hostile.moment(room)
        invite = hostile.event(
            room, at, chika.user_id, "m.room.member", {"membership": "invite"}, scene.dora.user_id
        )
        await hostile.push(invite)
        for kind, content in (
            ("m.room.join_rules", {"join_rule": "public"}),
            ("m.room.history_visibility", {"history_visibility": "world_readable"}),
            ("m.room.server_acl", {"allow": ["*"], "deny": [scene.via.split(":")[0]]}),
            ("io.synapse_salon.guests", {"count": 0}),
            ("m.room.power_levels", {"users": {chika.user_id: 100}}),
        ):
            before = await aiko.state(room, kind) if kind != "m.room.server_acl" else None
            await hostile.push(
                hostile.event(room, await hostile.moment(room), chika.user_id, kind, content, "")
            )
            if before is not None:
                self.assertEqual(await aiko.state(room, kind), before, kind)
        self.assertNotIn(await scene.membership(scene.dora, room), ("join", "invite"))
        knock = hostile.event(
            room, await hostile.moment(room), scene.dora.user_id, "m.room.member", {"membership": "knock"},
            scene.dora.user_id,
        )  # fmt: skip
        await hostile.push(knock)
        await hostile.push(hostile.join(room, await hostile.moment(room), scene.dora.user_id))
        self.assertNotIn(await scene.membership(scene.dora, room), ("join", "invite"))

        # Put out, she comes back by no old membership, is not heard, and her server is told nothing more.
        path = f"v1/salons/{slug}/chats/{quote(room, safe='')}/guests/{chika.user_id}"
        await aiko.ask("DELETE", path)

        async def out() -> bool:
            return await scene.membership(chika, room) == "leave"

        await eventually(out, "Chika is out")
        await hostile.push(self.message(scene, early, chika, "of old"))
        await self.unheard(scene, "of old")
        await hostile.push(hostile.join(room, early, chika.user_id))
        self.assertEqual((await hostile.send_join(hostile.join(room, early, chika.user_id)))[0], 403)
        for kept in (None, house):
            join = hostile.join(room, await hostile.moment(room), chika.user_id, kept)
            self.assertIn((await hostile.send_join(join))[0], (400, 403), kept)
        later = await aiko.say(room, "among us")
        await scene.ours.advance(hours=2)
        await eventually(out, "Chika is out whatever was pushed")
        for asked, args in (
            (f"v1/event/{quote(later, safe='')}", {}),
            (f"v1/state_ids/{quote(room, safe='')}", {"event_id": later}),
            (f"v1/backfill/{quote(room, safe='')}", {"v": [later], "limit": "10"}),
        ):
            status, answer = await hostile.get(asked, **args)
            self.assertIn(status, (403, 404), f"{asked}: {answer}")

        # A blocked server is not listened to at all.
        await scene.salon.owner.ask(
            "POST", f"v1/salons/{slug}/servers/block", {"server": scene.theirs.server_name}
        )

        async def shut() -> bool:
            acl = await scene.salon.owner.api("GET", f"v1/salons/{slug}/servers")
            state = await scene.ours.rows(
                "SELECT 1 FROM current_state_events WHERE room_id = ? AND type = 'm.room.server_acl'", room
            )
            return acl[0] == 200 and bool(state)

        await eventually(shut, "the chat refuses the server")
        told = await hostile.push(self.message(scene, await hostile.moment(room), chika, "through the wall"))
        self.assertTrue(all("error" in one for one in told.values()), told)
        await self.unheard(scene, "through the wall")

    async def test_limits_hold_here_whatever_the_other_server_shows(self) -> None:
        ours, theirs = await self.start_two(modules=project_modules(Chats={"guest_links_per_hour": 1}))
        salon = await self.salon(ours)
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/policies", {"guests": "invited"})
        aiko, chika = await salon.joins(await ours.person("aiko")), await theirs.person("chika")
        wish = {"name": "相談", "guests": "invited", "invite": [chika.user_id]}
        room = str((await aiko.ask("POST", f"v1/salons/{salon.slug}/chats", wish))["room_id"])

        async def enters() -> bool:
            path = f"/_matrix/client/v3/join/{quote(room)}?via={quote(ours.server_name)}"
            return bool((await chika.api("POST", path, {}))[0] == 200)

        await eventually(enters, "Chika is in")
        await aiko.join(room)
        for number in (1, 2):
            await chika.say(room, f"https://spam.example/{number}")  # her own server takes both
        await chika.say(room, "without a link")
        await aiko.hears(room, "without a link")
        heard = [said.body for said in await aiko.messages(room)]
        self.assertIn("https://spam.example/1", heard)
        self.assertNotIn("https://spam.example/2", heard)
        self.assertIn("https://spam.example/2", [said.body for said in await chika.messages(room)])

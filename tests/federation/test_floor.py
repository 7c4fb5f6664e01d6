# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Chika comes from the other server: gates, moves, direct rooms and announcements hold there too."""

from typing import Any

from synapse_salon.people import Role
from tests.support.case import SalonTestCase
from tests.support.floor import CHAT, FOUNDATION, GARDEN, NEWS, STAFF_ROOM, House
from tests.support.homeserver import Homeserver
from tests.support.people import Person, refused
from tests.support.waiting import eventually


class FloorFederated(SalonTestCase):
    modules = FOUNDATION

    async def both(self) -> tuple[House, Homeserver]:
        ours, theirs = await self.start_two()
        house = await House(ours).ready()
        house.platform.bot.default_language = "en"
        return house, theirs

    async def enter(self, house: House, person: Person, room: str) -> None:
        """The house invites, the person accepts in their client."""
        await house.want(room, person.user_id, "in")

        async def invited() -> bool:
            return room in await person.invited_rooms()

        await eventually(invited, f"{person} is invited to {room}")
        await person.join(room, via=house.server.server_name)

    async def test_strangers_from_elsewhere_find_every_door_shut(self) -> None:
        house, theirs = await self.both()
        chika = await theirs.person("chika")
        rooms = house.platform.rooms
        our = house.server.server_name
        made = [await house.do(rooms.open_room, house.frame(), order) for order in (CHAT, GARDEN, STAFF_ROOM)]
        space = await house.do(rooms.space_of, "s1")
        for room in (space, *made):
            self.assertEqual((await refused(chika.join(room, via=our))).status, 403)
            self.assertEqual((await refused(chika.knock(room, via=our))).status, 403)
        for alias in (f"#blue-lotus:{our}", f"#blue-lotus-chat:{our}"):
            self.assertEqual((await refused(chika.join(alias))).status, 403)
        status, answer = await chika.api("GET", f"/_matrix/client/v1/rooms/{space}/hierarchy")
        self.assertIn(status, (403, 404), answer)

    async def test_chika_is_let_in_and_put_out(self) -> None:
        house, theirs = await self.both()
        chika, dora = await theirs.person("chika"), await theirs.person("dora")
        aiko = await house.server.person("aiko")
        our = house.server.server_name
        chat = await house.do(house.platform.rooms.open_room, house.frame(), CHAT)
        space = await house.do(house.platform.rooms.space_of, "s1")
        await house.place(space, aiko.user_id)
        await house.place(chat, aiko.user_id)
        await aiko.say(chat, "before chika came")
        await self.enter(house, chika, space)
        await chika.join(chat, via=our)
        await chika.hears(chat, "before chika came")
        await chika.say(chat, "hello from there")
        await aiko.hears(chat, "hello from there")

        # Her server is in the room now; it can authorise nobody of its own.
        self.assertEqual((await refused(dora.join(chat, via=our))).status, 403)
        self.assertEqual((await refused(chika.invite(chat, dora))).status, 403)
        self.assertEqual((await refused(chika.invite(space, dora))).status, 403)

        # Wanted again, nothing is sent again; wanted out, she is out of both.
        for room in (space, chat):
            await house.place(room, chika.user_id)
        members = [e for e in await aiko.events(chat) if e.get("state_key") == chika.user_id]
        self.assertEqual([e["content"]["membership"] for e in members], ["join"])
        for room in (space, chat):
            await house.want(room, chika.user_id, "out")
        await house.moved()

        async def out() -> bool:
            return await chika.joined_rooms() == []

        await eventually(out, "her server knows it")
        await aiko.say(chat, "after chika left")
        self.assertNotIn("after chika left", [said.body for said in await chika.messages(chat)])
        self.assertEqual((await refused(chika.join(chat, via=our))).status, 403)

    async def test_a_plan_opens_its_room_for_chika(self) -> None:
        house, theirs = await self.both()
        chika = await theirs.person("chika")
        our = house.server.server_name
        garden = await house.do(house.platform.rooms.open_room, house.frame(), GARDEN)
        space = await house.do(house.platform.rooms.space_of, "s1")
        await self.enter(house, chika, space)
        self.assertEqual((await refused(chika.join(garden, via=our))).status, 403)
        await self.enter(house, chika, await house.do(house.platform.rooms.open_tier, house.frame(), "gold"))
        await chika.join(garden, via=our)

    async def test_a_salon_for_this_server_only_is_closed_to_her_even_invited(self) -> None:
        house, theirs = await self.both()
        chika = await theirs.person("chika")
        frame = house.frame(this_server_only=True)
        space = await house.do(house.platform.rooms.open_space, frame)
        await house.want(space, chika.user_id, "in")

        async def tried() -> bool:
            pending = await house.do(house.platform.crowd.pending, chika.user_id)
            return bool(pending) and pending[0].attempts > 0

        await eventually(tried, "the house tried")
        self.assertEqual((await refused(chika.join(space, via=house.server.server_name))).status // 100, 4)

    async def test_she_answers_announcements_and_does_not_begin_any(self) -> None:
        house, theirs = await self.both()
        chika, aiko = await theirs.person("chika"), await house.server.person("aiko")
        news = await house.do(house.platform.rooms.open_room, house.frame(), NEWS)
        await house.place(news, aiko.user_id)
        await self.enter(house, chika, news)
        root = await house.do(house.platform.bot.say, news, "We open on Sunday", "k")
        await chika.hears(news, "Sunday")
        await chika.say(news, "Buy my book")
        await chika.say(news, "I come", **{"m.relates_to": {"rel_type": "m.thread", "event_id": root}})
        await aiko.hears(news, "I come")
        self.assertNotIn("Buy my book", [said.body for said in await aiko.messages(news)])

    async def test_the_house_speaks_with_her(self) -> None:
        house, theirs = await self.both()
        chika = await theirs.person("chika")
        bot, our = house.platform.bot, house.server.server_name
        await house.do(bot.tell, chika.user_id, "Welcome", "k", "en")
        await eventually(chika.invited_rooms, "she is invited")
        [room] = await chika.invited_rooms()
        await chika.join(room, via=our)
        await chika.hears(room, "Welcome")
        await chika.say(room, "!help")
        await chika.hears(room, "Shows what I understand.")

    async def test_she_opens_a_room_with_the_house(self) -> None:
        house, theirs = await self.both()
        chika = await theirs.person("chika")
        room = await chika.create_room(preset="private_chat", is_direct=True, invite=[house.platform.house])
        await chika.hears(room, "Hello! I am the house")
        await chika.say(room, "!help")
        await chika.hears(room, "Shows what I understand.")
        group = await chika.create_room(preset="private_chat", invite=[house.platform.house])

        async def declined() -> bool:
            return (await chika.members(group))[house.platform.house] == "leave"

        await eventually(declined, "the house does not join groups")

    async def test_a_server_that_is_gone_holds_up_nobody(self) -> None:
        house, theirs = await self.both()
        chika, aiko = await theirs.person("chika"), await house.server.person("aiko")
        chat = await house.do(house.platform.rooms.open_room, house.frame(), CHAT)
        await theirs.stop()
        await house.want(chat, chika.user_id, "in")
        await house.do(house.platform.bot.tell, chika.user_id, "Welcome", "k", "en")
        await house.want(chat, aiko.user_id, "in")

        async def aiko_is_in() -> bool:
            return chat in await aiko.joined_rooms()

        await eventually(aiko_is_in, "aiko does not wait for chika's server")
        await theirs.start()

        async def invited() -> bool:
            house.platform.clock.set_offset(house.platform.clock.offset_ms + 60_000)
            return chat in await chika.invited_rooms()

        await eventually(invited, "she is invited when her server is back", every_s=0.5)

    async def test_a_server_that_never_lets_the_house_in_holds_up_nobody(self) -> None:
        house, theirs = await self.both()
        aiko, chika = await house.server.person("aiko"), await theirs.person("chika")
        direct = await aiko.create_room(preset="private_chat", is_direct=True, invite=[house.platform.house])
        await aiko.hears(direct, "Write !help")
        handler = theirs.hs.get_federation_handler()
        plain, held = handler.on_make_join_request, list[str]()
        free: list[bool] = []

        async def slowly(*asked: Any) -> Any:
            held.append(asked[1])
            while not free:
                await theirs.module_api.sleep(0.05)
            return await plain(*asked)

        self.patch(handler, "on_make_join_request", slowly)
        rooms = [
            await chika.create_room(preset="private_chat", is_direct=True, invite=[house.platform.house])
            for _ in range(2)
        ]
        await eventually(lambda: held, "the house is on its way into her rooms")
        await aiko.say(direct, "!help")
        await aiko.hears(direct, "!web")
        free.append(True)

        async def come() -> bool:
            return "join" in [(await chika.members(room)).get(house.platform.house) for room in rooms]

        await eventually(come, "the house comes when it is let in")

    async def test_a_remote_owner_has_her_powers(self) -> None:
        house, theirs = await self.both()
        chika = await theirs.person("chika")
        frame = house.frame({chika.user_id: frozenset({Role.OWNER})})
        chat = await house.do(house.platform.rooms.open_room, frame, CHAT)
        await self.enter(house, chika, chat)
        await chika.set_state(chat, "m.room.name", {"name": "Pond"})
        self.assertEqual(
            (await refused(chika.set_state(chat, "m.room.join_rules", {"join_rule": "public"}))).status, 403
        )

    async def test_her_own_server_says_who_she_is(self) -> None:
        house, theirs = await self.both()
        chika = await theirs.person("chika")
        path = f"/_matrix/client/v3/user/{chika.user_id}/openid/request_token"
        token = (await chika.ask("POST", path, {}))["access_token"]
        ask = house.platform.host.open_id_user_elsewhere
        self.assertEqual(await house.do(ask, theirs.server_name, token), chika.user_id)
        self.assertIsNone(await house.do(ask, theirs.server_name, "guess"))

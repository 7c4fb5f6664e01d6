# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rooms of a salon on one server: gates, powers, and being made once."""

from typing import Any
from unittest.mock import patch

import attrs

from synapse_salon.people import Role
from tests.support.case import SalonTestCase
from tests.support.floor import CHAT, FOUNDATION, GARDEN, LOBBY, NEWS, STAFF_ROOM, House
from tests.support.people import refused
from tests.support.waiting import eventually


class Rooms(SalonTestCase):
    modules = FOUNDATION

    async def house(self) -> House:
        return await House(await self.start()).ready()

    async def test_a_salon_has_a_space_and_rooms_that_say_what_they_are(self) -> None:
        house = await self.house()
        aiko = await house.server.person("aiko")
        frame, rooms = house.frame(), house.platform.rooms
        space = await house.do(rooms.open_space, frame)
        chat = await house.do(rooms.open_room, frame, CHAT)
        await house.place(space, aiko.user_id)

        self.assertEqual(
            await aiko.state(space, "io.synapse_salon.salon"),
            {"slug": "blue-lotus", "kind": "fan_club", "language": "ja", "url": frame.url},
        )
        child = await aiko.state(space, "m.space.child", chat)
        self.assertEqual((child["via"], child["suggested"]), ([house.server.server_name], True))
        self.assertEqual((await aiko.state(space, "m.room.create"))["type"], "m.space")
        self.assertEqual(await aiko.join(f"#blue-lotus-chat:{house.server.server_name}"), chat)
        self.assertEqual(
            await aiko.state(chat, "io.synapse_salon.room"),
            {"salon": space, "kind": "chat", "access": "members"},
        )
        self.assertEqual((await aiko.state(chat, "m.room.name"))["name"], "Talk")
        self.assertEqual((await refused(aiko.state(chat, "m.room.encryption"))).status, 404)
        facts = await house.do(rooms.facts, chat)
        self.assertEqual((facts.key, facts.kind, facts.is_default), ("chat", "chat", True))
        self.assertEqual([room.key for room in await house.do(rooms.of_salon, "s1")], ["space", "chat"])
        self.assertIsNone(await house.do(rooms.facts, "!elsewhere"))

    async def test_nobody_enters_unless_the_house_lets_them_into_the_space(self) -> None:
        house = await self.house()
        aiko, ben = await house.server.person("aiko"), await house.server.person("ben")
        admin = await house.server.admin()
        frame, rooms = house.frame(), house.platform.rooms
        space = await house.do(rooms.open_space, frame)
        chat = await house.do(rooms.open_room, frame, CHAT)
        staff = await house.do(rooms.open_room, frame, STAFF_ROOM)
        lobby = await house.do(rooms.open_room, frame, LOBBY)
        for room in (space, chat, staff, lobby):
            for person in (ben, admin):
                self.assertEqual((await refused(person.join(room))).errcode, "M_FORBIDDEN")
                self.assertEqual((await refused(person.knock(room))).errcode, "M_FORBIDDEN")
                self.assertEqual((await refused(person.events(room))).errcode, "M_FORBIDDEN")
                self.assertEqual((await refused(person.members(room))).errcode, "M_FORBIDDEN")

        await house.place(space, aiko.user_id)
        await aiko.join(chat)
        for room in (staff, lobby):
            self.assertEqual((await refused(aiko.join(room))).errcode, "M_FORBIDDEN")
        for room in (space, chat):
            self.assertEqual((await refused(aiko.invite(room, ben))).errcode, "M_FORBIDDEN")
        listed = await aiko.ask("GET", f"/_matrix/client/v1/rooms/{space}/hierarchy")
        self.assertEqual({room["room_id"] for room in listed["rooms"]}, {space, chat})

    async def test_a_plan_opens_its_rooms(self) -> None:
        house = await self.house()
        aiko, ben = await house.server.person("aiko"), await house.server.person("ben")
        rooms = house.platform.rooms
        garden = await house.do(rooms.open_room, house.frame(), GARDEN)
        space = await house.do(rooms.space_of, "s1")
        tier = await house.do(rooms.open_tier, house.frame(), "gold")
        await house.place(space, aiko.user_id, ben.user_id)
        await house.place(tier, aiko.user_id)
        await aiko.join(garden)
        self.assertEqual((await refused(ben.join(garden))).errcode, "M_FORBIDDEN")
        listed = await ben.ask("GET", f"/_matrix/client/v1/rooms/{space}/hierarchy")
        self.assertNotIn(tier, str(listed))
        self.assertEqual((await refused(ben.join(tier))).errcode, "M_FORBIDDEN")

        await house.do(rooms.open_room, house.frame(), attrs.evolve(GARDEN, plans=()))
        await ben.join(garden)

    async def test_powers_are_those_of_the_table(self) -> None:
        house = await self.house()
        owner, mod, aiko = [await house.server.person(name) for name in ("owner", "mod", "aiko")]
        roles = {owner.user_id: frozenset({Role.OWNER}), mod.user_id: frozenset({Role.MODERATOR})}
        rooms = house.platform.rooms
        chat = await house.do(rooms.open_room, house.frame(roles), CHAT)
        space = await house.do(rooms.space_of, "s1")
        await house.place(chat, owner.user_id, mod.user_id, aiko.user_id)

        said = await aiko.say(chat, "hello")
        for person, kind, content in (
            (owner, "m.room.join_rules", {"join_rule": "public"}),
            (owner, "m.room.power_levels", {"users": {owner.user_id: 90}}),
            (owner, "m.room.history_visibility", {"history_visibility": "world_readable"}),
            (owner, "m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"}),
            (owner, "m.room.tombstone", {"body": "", "replacement_room": "!x"}),
            (owner, "m.room.server_acl", {"allow": ["*"]}),
            (owner, "io.synapse_salon.room", {"salon": space, "kind": "chat", "access": "public"}),
            (mod, "m.room.name", {"name": "Mine"}),
            (aiko, "m.room.pinned_events", {"pinned": []}),
        ):
            self.assertEqual(
                (await refused(person.set_state(chat, kind, content))).errcode, "M_FORBIDDEN", kind
            )
        for kind in ("io.synapse_salon.tip", "m.room.encrypted"):
            self.assertEqual((await refused(aiko.send(chat, kind, {}))).errcode, "M_FORBIDDEN", kind)
        self.assertEqual((await refused(owner.invite(chat, "@x:y.example"))).errcode, "M_FORBIDDEN")
        await owner.set_state(chat, "m.room.name", {"name": "Pond"})
        await mod.set_state(chat, "m.room.pinned_events", {"pinned": [said]})
        await mod.ask("PUT", f"/_matrix/client/v3/rooms/{chat}/redact/{said}/1", {})

    async def test_a_drift_of_powers_is_repaired_and_nothing_else_written(self) -> None:
        house = await self.house()
        aiko, ben = await house.server.person("aiko"), await house.server.person("ben")
        roles = {ben.user_id: frozenset({Role.MODERATOR})}
        rooms = house.platform.rooms
        chat = await house.do(rooms.open_room, house.frame(roles), CHAT)
        await house.place(chat, aiko.user_id, ben.user_id)
        before = await aiko.state(chat, "m.room.power_levels")
        self.assertNotIn(house.platform.house, before["users"])

        async def written() -> int:
            return len([event for event in await aiko.events(chat) if event["type"] == "m.room.power_levels"])

        count = await written()
        await house.do(rooms.set_powers, "s1", roles)
        self.assertEqual(await written(), count)
        await house.do(rooms.say_state, chat, "m.room.power_levels", {**before, "invite": 0})
        await house.do(rooms.set_powers, "s1", roles)
        self.assertEqual(await aiko.state(chat, "m.room.power_levels"), before)

        await house.do(rooms.set_powers, "s1", roles, muted=frozenset({aiko.user_id}))
        self.assertEqual((await refused(aiko.say(chat, "may I?"))).errcode, "M_FORBIDDEN")
        await aiko.messages(chat)
        await house.do(rooms.set_powers, "s1", roles)
        await aiko.say(chat, "thank you")

    async def test_announcements_are_answered_in_threads_only(self) -> None:
        house = await self.house()
        aiko, ben = await house.server.person("aiko"), await house.server.person("ben")
        rooms = house.platform.rooms
        news = await house.do(rooms.open_room, house.frame(), NEWS)
        chat = await house.do(rooms.open_room, house.frame(), CHAT)
        for room in (news, chat):
            await house.place(room, aiko.user_id, ben.user_id)
        root = await house.do(house.platform.bot.say, news, "We open on Sunday", "k")
        elsewhere = await aiko.say(chat, "elsewhere")

        def within(event_id: str) -> dict[str, Any]:
            return {"m.relates_to": {"rel_type": "m.thread", "event_id": event_id}}

        answer = await aiko.say(news, "I shall come", **within(root))
        await aiko.react(news, root, "🎉")
        refusal = await refused(aiko.say(news, "Buy my book"))
        self.assertEqual((refusal.status, refusal.body["salon"]["reason"]), (403, "announcements"))
        for wrong in (answer, elsewhere, "$nowhere"):
            await refused(aiko.say(news, "Buy my book", **within(wrong)))
        replaces = {"m.new_content": {"msgtype": "m.text", "body": "x"}}
        mended = {"m.relates_to": {"rel_type": "m.replace", "event_id": answer}, **replaces}
        await aiko.say(news, "* I shall come too", **mended)
        await refused(ben.say(news, "* Buy my book", **mended))
        await refused(aiko.send(news, "m.poll.start", {}))
        await refused(aiko.send(news, "m.sticker", {"body": "x", "url": "mxc://x/y", "info": {}}))
        await aiko.ask("PUT", f"/_matrix/client/v3/rooms/{news}/redact/{answer}/1", {})

    async def test_a_room_is_made_once_whatever_breaks(self) -> None:
        house = await self.house()
        rooms, frame = house.platform.rooms, house.frame()
        chat = await house.do(rooms.open_room, frame, CHAT)
        self.assertEqual(await house.do(rooms.open_room, frame, CHAT), chat)

        # It broke off after the room was made and before it was written down.
        await house.server.rows("DELETE FROM salon_rooms WHERE key = 'chat'")
        await house.server.restart()
        await house.ready()
        rooms = house.platform.rooms
        self.assertEqual(await house.do(rooms.open_room, frame, CHAT), chat)

        # It broke off in the middle of making the room: the alias leads to a wreck.
        handler = house.server.hs.get_room_creation_handler()
        power_cut = patch.object(handler, "_send_events_for_new_room", side_effect=RuntimeError("power cut"))
        with power_cut, self.assertRaises(RuntimeError):
            await house.do(rooms.open_room, frame, NEWS)
        news = await house.do(rooms.open_room, frame, NEWS)
        self.assertEqual((await house.do(rooms.facts, news)).key, "news")
        state = await house.do(rooms.state, news, "m.room.canonical_alias")
        self.assertEqual(state["alias"], f"#blue-lotus-news:{house.server.server_name}")

    async def test_a_room_asked_for_twice_at_once_is_one(self) -> None:
        house = await self.house()
        rooms, frame = house.platform.rooms, house.frame()
        await house.do(rooms.open_space, frame)
        from twisted.internet.defer import Deferred, gatherResults

        found = await gatherResults(
            [Deferred.fromCoroutine(house.do(rooms.open_room, frame, CHAT)) for _ in range(3)]
        )
        self.assertEqual(len(set(found)), 1)

    async def test_somebody_sits_on_the_alias(self) -> None:
        house = await self.house()
        ben = await house.server.person("ben")
        squat = await ben.create_room(preset="public_chat", room_alias_name="blue-lotus")
        rooms = house.platform.rooms
        space = await house.do(rooms.open_space, house.frame())
        self.assertNotEqual(space, squat)
        await house.server.rows("DELETE FROM salon_rooms")
        await house.server.restart()
        await house.ready()
        self.assertEqual(await house.do(house.platform.rooms.open_space, house.frame()), space)
        for name in ("blue-lotus-tea", "blue-lotus-tea-room"):
            refusal = await refused(ben.create_room(preset="public_chat", room_alias_name=name))
            self.assertEqual(refusal.status, 403)
        await ben.create_room(preset="public_chat", room_alias_name="blue-lotusade")

    async def test_two_salons_whose_names_run_into_each_other(self) -> None:
        house = await self.house()
        rooms = house.platform.rooms
        one = house.frame(slug="a", id="one")
        two = house.frame(slug="a-b", id="two")
        first = await house.do(rooms.open_room, one, attrs.evolve(CHAT, salon_id="one", key="b-chat"))
        second = await house.do(rooms.open_room, two, attrs.evolve(CHAT, salon_id="two", key="chat"))
        self.assertNotEqual(first, second)

    async def test_a_salon_for_this_server_only(self) -> None:
        house = await self.house()
        chat = await house.do(house.platform.rooms.open_room, house.frame(this_server_only=True), CHAT)
        state = await house.do(house.platform.rooms.state, chat, "m.room.create")
        self.assertIs(state["m.federate"], False)

    async def test_renaming_by_order_and_by_hand(self) -> None:
        house = await self.house()
        owner = await house.server.person("owner")
        rooms, frame = house.platform.rooms, house.frame({owner.user_id: frozenset({Role.OWNER})})
        chat = await house.do(rooms.open_room, frame, CHAT)
        await house.place(chat, owner.user_id)
        await owner.set_state(chat, "m.room.name", {"name": "By hand"})
        await house.do(rooms.open_room, frame, CHAT)
        self.assertEqual((await owner.state(chat, "m.room.name"))["name"], "By hand")
        await house.do(rooms.open_room, frame, attrs.evolve(CHAT, name="By order"))
        self.assertEqual((await owner.state(chat, "m.room.name"))["name"], "By order")
        self.assertEqual((await house.do(rooms.facts, chat)).name, "By order")

    async def test_what_a_person_who_left_or_is_only_invited_may_read(self) -> None:
        house = await self.house()
        aiko, ben = await house.server.person("aiko"), await house.server.person("ben")
        chat = await house.do(house.platform.rooms.open_room, house.frame(), CHAT)
        await house.place(chat, aiko.user_id)
        await aiko.say(chat, "before ben came")
        await house.want(chat, ben.user_id, "invited")
        await house.moved()
        self.assertEqual((await refused(ben.events(chat))).errcode, "M_FORBIDDEN")
        await ben.join(chat)
        self.assertEqual([said.body for said in await ben.messages(chat)], ["before ben came"])
        await house.want(chat, ben.user_id, "out")
        await house.moved()
        after = await aiko.say(chat, "after ben left")

        async def shut() -> bool:
            return (await ben.api("GET", f"/_matrix/client/v3/rooms/{chat}/messages?dir=b"))[0] == 403

        await eventually(shut, "its past is shut to Ben as well")
        self.assertIn((await ben.api("GET", f"/_matrix/client/v3/rooms/{chat}/event/{after}"))[0], (403, 404))
        self.assertIn(
            (await ben.api("GET", f"/_matrix/client/v3/rooms/{chat}/context/{after}"))[0], (403, 404)
        )
        self.assertEqual((await refused(ben.join(chat))).errcode, "M_FORBIDDEN")

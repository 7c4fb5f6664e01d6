# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The harness on one server: people, talk, restarts, modules."""

import json
from pathlib import Path

from synapse.module_api.errors import ConfigError

from tests.support import complaints
from tests.support.case import SalonTestCase
from tests.support.people import refused
from tests.support.settings import NO_MODULES, Modules, into_folder

TOY: Modules = [{"module": "tests.support.toy.Toy", "config": {}}]


class OneServer(SalonTestCase):
    modules = NO_MODULES

    async def test_two_people_meet_and_talk(self) -> None:
        server = await self.start()
        aiko, ben = await server.person("aiko"), await server.person("ben")
        room = await aiko.create_room(preset="private_chat")

        refusal = await refused(ben.join(room))
        self.assertEqual((refusal.status, refusal.errcode), (403, "M_FORBIDDEN"))

        await aiko.invite(room, ben)
        self.assertEqual(await ben.invited_rooms(), [room])
        await ben.join(room)
        await aiko.say(room, "はじめまして")
        said = await ben.hears(room, "はじめまして")
        self.assertEqual(said.sender, aiko.user_id)
        await ben.sync_until(lambda client: room in client.rooms, "nio sees the room")

    async def test_data_survives_a_restart(self) -> None:
        server = await self.start()
        aiko = await server.person("aiko")
        room = await aiko.create_room()
        await aiko.say(room, "before")
        await server.restart()
        await aiko.say(room, "after")
        self.assertEqual([said.body for said in await aiko.messages(room)], ["before", "after"])

    async def test_the_administrator_is_one_and_others_are_not(self) -> None:
        server = await self.start()
        admin, aiko = await server.admin(), await server.person("aiko")
        path = "/_synapse/admin/v2/users?limit=10"
        self.assertEqual((await admin.api("GET", path))[0], 200)
        self.assertEqual((await aiko.api("GET", path))[0], 403)
        self.assertEqual((await server.api("GET", path))[0], 401)


class OneServerWithAToy(SalonTestCase):
    modules = TOY

    async def test_a_visitor_keeps_cookies_and_sends_forms(self) -> None:
        server = await self.start()
        visitor = server.visitor()
        page = await visitor.get("guestbook")
        signed = await visitor.submit(page, "sign", name="Aiko & Ben")
        self.assertEqual(
            json.loads(signed.text), {"csrf": "abc", "name": "Aiko & Ben", "mood": "happy", "cookie": True}
        )
        with self.assertRaises(AssertionError):
            page.form("pay")

    async def test_the_clock_is_moved_by_an_administrator(self) -> None:
        server = await self.start()
        answer = await server.advance(days=31, minutes=1)
        self.assertEqual(answer, {"asked": {"advance_ms": 31 * 86_400_000 + 60_000}, "by_an_admin": True})

    async def test_a_module_is_switched_off_and_on_over_the_same_data(self) -> None:
        server = await self.start()
        await server.person("aiko")
        await server.restart(modules=NO_MODULES)
        self.assertEqual((await server.api("GET", "guestbook"))[0], 404)
        await server.restart(modules=TOY)
        self.assertEqual((await server.api("GET", "guestbook"))[0], 200)
        self.assertEqual(await server.rows("SELECT name FROM users"), [(server.user_id("aiko"),)])

    async def test_what_refuses_to_start_says_so_and_leaves_nothing(self) -> None:
        server = self.prepare(modules=[{"module": "tests.support.toy.Toy", "config": {"refuses": True}}])
        with self.assertRaises(ConfigError):
            await server.start()
        self.assertFalse(server.running)

    async def test_an_error_logged_by_a_module_is_told(self) -> None:
        await self.start(modules=[{"module": "tests.support.toy.Toy", "config": {"complains": True}}])
        with self.assertRaises(AssertionError) as told:
            complaints.none_left()
        self.assertIn("the toy complains", str(told.exception))

    async def test_files_of_modules_lie_in_the_servers_folder(self) -> None:
        moved = into_folder({"mail": {"folder": "data/mail"}, "from": "data@example.org"}, Path("/x"))
        self.assertEqual(moved, {"mail": {"folder": "/x/mail"}, "from": "data@example.org"})

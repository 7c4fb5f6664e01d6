# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The harness on one server: people, talk, restarts, modules."""

from tests.support.case import SalonTestCase
from tests.support.people import refused
from tests.support.settings import NO_MODULES


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

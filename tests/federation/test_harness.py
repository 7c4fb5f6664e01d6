# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The harness on two servers: Chika comes from the second one."""

from tests.support.case import SalonTestCase
from tests.support.people import refused
from tests.support.settings import NO_MODULES
from tests.support.waiting import eventually


class TwoServers(SalonTestCase):
    modules = NO_MODULES

    async def test_chika_joins_by_alias_and_both_hear_each_other(self) -> None:
        ours, theirs = await self.start_two()
        aiko, chika = await ours.person("aiko"), await theirs.person("chika")
        room = await aiko.create_room(preset="public_chat", room_alias_name="lobby")

        self.assertEqual(await chika.join(f"#lobby:{ours.server_name}"), room)
        await chika.say(room, "hello from the other server")
        self.assertEqual((await aiko.hears(room, "other server")).sender, chika.user_id)
        await aiko.say(room, "welcome")
        await chika.hears(room, "welcome")

    async def test_chika_is_invited_across(self) -> None:
        ours, theirs = await self.start_two()
        aiko, chika = await ours.person("aiko"), await theirs.person("chika")
        room = await aiko.create_room(preset="private_chat")

        refusal = await refused(chika.join(room, via=ours.server_name))
        self.assertEqual(refusal.status, 403)
        await aiko.invite(room, chika)
        await eventually(chika.invited_rooms, "the invitation arrives")
        await chika.join(room, via=ours.server_name)
        self.assertEqual((await aiko.members(room))[chika.user_id], "join")

    async def test_what_was_said_during_an_outage_arrives_after_it(self) -> None:
        ours, theirs = await self.start_two()
        aiko, chika = await ours.person("aiko"), await theirs.person("chika")
        room = await aiko.create_room(preset="public_chat")
        await chika.join(room, via=ours.server_name)

        await ours.stop()
        await chika.say(room, "is anybody there?")
        await ours.start()
        await aiko.hears(room, "is anybody there?")

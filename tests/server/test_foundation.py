# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The foundation on one server: refusals to start, health, and the hooks that belong to nobody else."""

from typing import Any
from unittest.mock import patch

from synapse.config._base import format_config_error
from synapse.module_api.errors import ConfigError

from synapse_salon.bot.bot import Bot
from synapse_salon.database import Database
from tests.support.case import SalonTestCase
from tests.support.floor import CHAT, FOUNDATION, House
from tests.support.people import refused
from tests.support.waiting import eventually


class Starting(SalonTestCase):
    modules = FOUNDATION

    async def refusal(self, **how: Any) -> str:
        server = self.prepare(**how)
        with self.assertRaises(ConfigError) as refused_start:
            await server.start()
        return "".join(format_config_error(refused_start.exception))

    async def test_what_would_hurt_for_good_refuses_the_start_with_the_line_to_write(self) -> None:
        self.assertIn("app_service_config_files: [synapse-salon.yaml]", await self.refusal(appservice=False))
        encrypted = await self.refusal(settings={"encryption_enabled_by_default_for_room_type": "all"})
        self.assertIn('encryption_enabled_by_default_for_room_type: "off"', encrypted)
        invites = await self.refusal(settings={"block_non_admin_invites": True})
        self.assertIn("block_non_admin_invites: false", invites)

    async def test_a_wrong_setting_is_named(self) -> None:
        for config, why in (
            ({"cheese": 1}, "modules.foundation.Foundation: config: cheese: there is no such setting"),
            ({"default_language": "fr"}, "default_language"),
            ({"moves_per_second": 0}, "moves_per_second"),
            ({"client_url": "element"}, "client_url"),
            ({"limits": {"read": {"per_second": "many", "burst": 1}}}, "limits.read.per_second"),
        ):
            modules = [{"module": "modules.foundation.Foundation", "config": config}]
            self.assertIn(why, await self.refusal(modules=modules))

    async def test_another_module_without_the_foundation_above_it(self) -> None:
        modules = [{"module": "modules.salons.Salons", "config": {}}]
        why = await self.refusal(modules=modules, appservice=True)
        self.assertIn("modules.foundation.Foundation must stand above", why)

    async def test_health_tells_of_trouble_and_the_house_goes_on(self) -> None:
        moved_in = Bot.move_in
        fails = True

        async def move_in(bot: Bot) -> None:
            if fails:
                raise RuntimeError("no room at the inn")
            await moved_in(bot)

        with patch.object(Bot, "move_in", move_in):
            server = await self.start()
            house = House(server)
            await eventually(lambda: house.platform.is_started, "the house opens all the same")
            self.assertEqual((await server.api("GET", "v1/health"))[0], 503)
            self.assertIn("move_in", house.platform.trouble or "")
            ticked: list[int] = []

            async def tick() -> None:
                ticked.append(1)

            house.platform.timers.every(1000, "test.tick", tick)
            await eventually(lambda: ticked != [], "timers run")
            fails = False
            house.platform.clock.set_offset(120_000)
            await house.ready()
            self.assertEqual((await server.api("GET", "v1/health"))[0], 200)
        self.assertEqual(len(self.flush_complaints("failed at the start")), 1)

    async def test_the_house_does_not_move_into_somebodys_account(self) -> None:
        server = await self.start(modules=[], appservice=False)
        await server.person("salon")
        server.appservice = True
        await server.restart(modules=FOUNDATION)
        house = House(server)
        await eventually(lambda: house.platform.is_started, "the house tried")
        self.assertEqual((await server.api("GET", "v1/health"))[0], 503)
        self.assertIn("move_in", house.platform.trouble or "")
        self.assertIn("sender_localpart", self.flush_complaints("failed at the start")[0])

    async def test_without_tables_the_doors_stay_shut_and_health_says_so(self) -> None:
        async def breaks(database: Database) -> None:
            database._settle(RuntimeError("disk full"))
            raise RuntimeError("disk full")

        with patch.object(Database, "migrate", breaks):
            server = await self.start()
            house = House(server)

            async def ill() -> bool:
                return (await server.api("GET", "v1/health"))[0] == 503

            await eventually(ill, "health tells of it")
            self.assertIn("disk full", house.platform.trouble or "")
            aiko = await server.person("aiko")
            room = await aiko.create_room(preset="private_chat")
            await aiko.say(room, "talk goes on")
            self.assertEqual((await refused(aiko.create_room(room_alias_name="lotus"))).status, 403)
        self.flush_complaints("disk full")
        self.flush_complaints("Cannot tell")


class Hooks(SalonTestCase):
    modules = FOUNDATION

    async def test_nobody_smuggles_members_in_while_a_room_is_made(self) -> None:
        house = await House(await self.start()).ready()
        aiko, ben = await house.server.person("aiko"), await house.server.person("ben")
        smuggled = {"type": "m.room.member", "state_key": ben.user_id, "content": {"membership": "invite"}}
        refusal = await refused(aiko.create_room(preset="private_chat", initial_state=[smuggled]))
        self.assertEqual((refusal.status, refusal.body["salon"]["reason"]), (403, "initial_members"))
        self.assertEqual(await ben.invited_rooms(), [])
        await aiko.create_room(preset="private_chat", invite=[ben.user_id])
        self.assertEqual(len(await ben.invited_rooms()), 1)

    async def test_a_salons_room_is_in_no_public_list_whoever_asks(self) -> None:
        house = await House(await self.start()).ready()
        aiko = await house.server.person("aiko")
        chat = await house.do(house.platform.rooms.open_room, house.frame(), CHAT)
        await house.place(chat, aiko.user_id)
        path = f"/_matrix/client/v3/directory/list/room/{chat}"
        self.assertEqual((await aiko.api("PUT", path, {"visibility": "public"}))[0], 403)
        path = f"/_matrix/client/v3/directory/room/%23blue-lotus-mine:{house.server.server_name}"
        self.assertEqual((await aiko.api("PUT", path, {"room_id": chat}))[0], 403)

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The house with its work on another process than the one that Synapse pushes to."""

from tests.support.case import SalonTestCase
from tests.support.floor import FOUNDATION
from tests.support.waiting import eventually


class HouseOnAWorker(SalonTestCase):
    modules = FOUNDATION

    async def test_the_house_hears_and_answers_wherever_its_work_is_done(self) -> None:
        for background_on in ("worker", "main"):
            deployment = await self.deploy(background_on=background_on)
            for process in deployment.processes:
                path = f"{process.base_url}_synapse/client/salon/v1/health"

                async def healthy(path: str = path) -> bool:
                    return (await deployment.api("GET", path))[0] == 200  # noqa: B023  # awaited within the round

                await eventually(healthy, f"{process.name} is open")
            aiko = await deployment.person("aiko")
            house = f"@salon:{deployment.server_name}"
            room = await aiko.create_room(preset="private_chat", is_direct=True, invite=[house])
            await aiko.hears(room, "こんにちは")
            await aiko.at(deployment.worker.base_url).say(room, "!help")
            await aiko.hears(room, "!ヘルプ –")

    async def test_what_was_said_while_the_house_was_down_is_answered_once(self) -> None:
        deployment = await self.deploy(workers=())
        aiko = await deployment.person("aiko")
        house = f"@salon:{deployment.server_name}"
        room = await aiko.create_room(preset="private_chat", is_direct=True, invite=[house])
        await aiko.hears(room, "こんにちは")
        await aiko.say(room, "!help")
        await deployment.main.kill()
        await deployment.main.start()
        await aiko.say(room, "!hlep")
        await aiko.hears(room, "hlep というコマンドはありません")
        await aiko.hears(room, "!ヘルプ –")
        answers = [said for said in await aiko.messages(room) if "!ヘルプ –" in said.body]
        self.assertEqual(len(answers), 1)

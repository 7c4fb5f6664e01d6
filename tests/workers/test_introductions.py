# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The power is cut between the second yes and the room; after the next start there is one, with the three in it."""

import contextlib

import aiohttp

from tests.support.people import Refused
from tests.support.salon import MONTHLY, SalonCase, awake
from tests.support.settings import project_modules
from tests.support.waiting import eventually
from tests.support.workers import Ended

STEPS = ("before deliver", "before open_room", "after open_room", "after fulfil +1")
FREE = {**MONTHLY, "price": {"amount": 0, "currency": "JPY"}, "interval": "free"}


class PowerCuts(SalonCase):
    """Aiko introduces Ben to Dan, and has bad luck each time."""

    timeout = 600

    async def test_from_the_second_yes_to_the_room(self) -> None:
        armed = self.folder() / "armed"
        crash = {"module": "tests.support.crash.Crash", "config": {"armed": str(armed)}}
        deployment = await self.deploy(modules=[*project_modules(), crash], workers=())
        salon = await self.salon(deployment, plan=FREE)
        await salon.owner.ask("PUT", f"v1/salons/{salon.slug}/policies", {"dm": "members"})
        aiko, ben, dan = [await salon.joins(await deployment.person(name)) for name in ("aiko", "ben", "dan")]
        await deployment.comes_to_rest("everybody is in")
        path = f"v1/salons/{salon.slug}/introductions"
        made = await aiko.ask("POST", path, {"user_ids": [ben.user_id, dan.user_id]})
        await ben.ask("POST", f"{path}/{made['id']}", {"answer": "accept"})
        await deployment.comes_to_rest("both are asked")
        armed.write_text(STEPS[0], "utf-8")
        with contextlib.suppress(aiohttp.ClientError, Refused):
            await dan.ask("POST", f"{path}/{made['id']}", {"answer": "accept"})
        for step in (*STEPS[1:], ""):
            await eventually(lambda: not deployment.main.running, "the power is cut")
            if step:
                armed.write_text(step, "utf-8")
            with contextlib.suppress(Ended):  # cut again before it was up
                await deployment.start()
        await awake(deployment)
        await deployment.comes_to_rest("everybody is in the room")
        rooms = deployment.rows("SELECT room_id FROM salon_rooms WHERE kind = 'introduction'")
        self.assertEqual(len(rooms), 1)
        room = str(rooms[0][0])
        for person in (aiko, ben, dan):
            self.assertIn(room, await person.joined_rooms())
        said = [said for said in await ben.messages(room) if "紹介します" in said.body]
        self.assertEqual(len(said), 1)

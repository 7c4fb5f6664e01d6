# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The harness with several processes: both answer, what one hears the other tells, and a killed one comes back."""

from tests.support.case import SalonTestCase
from tests.support.settings import NO_MODULES


class MainAndWorker(SalonTestCase):
    modules = NO_MODULES

    async def test_both_answer_and_serve_the_same_rooms(self) -> None:
        deployment = await self.deploy(background_on="worker")
        for process in deployment.processes:
            self.assertEqual((await deployment.api("GET", f"{process.base_url}health"))[0], 200)

        aiko, ben = await deployment.person("aiko"), await deployment.person("ben")
        room = await aiko.create_room(preset="public_chat")
        ben_at_the_worker = ben.at(deployment.worker.base_url)
        await ben_at_the_worker.join(room)
        await ben_at_the_worker.say(room, "said to the worker")
        self.assertEqual((await aiko.hears(room, "said to the worker")).sender, ben.user_id)
        await aiko.say(room, "said to the main process")
        await ben_at_the_worker.hears(room, "said to the main process")


class OneProcess(SalonTestCase):
    modules = NO_MODULES

    async def test_it_comes_back_after_a_kill(self) -> None:
        deployment = await self.deploy(workers=())
        aiko = await deployment.person("aiko")
        room = await aiko.create_room()
        await aiko.say(room, "before")
        await deployment.main.kill()
        self.assertFalse(deployment.main.running)
        await deployment.main.start()
        self.assertEqual([said.body for said in await aiko.messages(room)], ["before"])

    async def test_why_a_process_did_not_start_is_told(self) -> None:
        with self.assertRaises(RuntimeError) as told:
            await self.deploy(workers=(), settings={"database": {"name": "oracle"}})
        self.assertIn("Unsupported database type 'oracle'", str(told.exception))

    async def test_an_error_logged_in_a_process_is_told(self) -> None:
        await self.deploy(
            workers=(), modules=[{"module": "tests.support.toy.Toy", "config": {"complains": True}}]
        )
        told = self.flush_complaints("the toy complains")
        self.assertEqual(len(told), 1, told)

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing in at one process, and being somebody at the other."""

from tests.support.case import SalonTestCase
from tests.support.corner_case import with_limits
from tests.support.waiting import eventually


class Everywhere(SalonTestCase):
    modules = with_limits()

    async def test_a_session_holds_at_every_process_and_ends_at_all_of_them(self) -> None:
        deployment = await self.deploy()
        main, worker = deployment.main.base_url, deployment.worker.base_url
        for base_url in (main, worker):
            path = f"{base_url}_synapse/client/salon/v1/health"

            async def open_here(path: str = path) -> bool:
                return (await deployment.api("GET", path))[0] == 200

            await eventually(open_here, f"{base_url} is open")
        aiko = await deployment.person("aiko")
        visitor = deployment.visitor()
        for here, there in ((worker, main), (main, worker)):
            login = await visitor.get(f"{here}_synapse/client/salon/login")
            answer = await visitor.submit(login, "login", follow=False, user="aiko", password=aiko.password)
            self.assertEqual(answer.status, 303, answer.text)
            mine = await visitor.get(f"{there}_synapse/client/salon/corner/mine", follow=False)
            self.assertEqual((mine.status, mine.text), (200, aiko.user_id))
            page = await visitor.get(f"{there}_synapse/client/salon/corner")
            await visitor.submit(page, "logout", follow=False)
            left = await visitor.get(f"{here}_synapse/client/salon/corner/mine", follow=False)
            self.assertEqual(left.status, 303)
        for base_url in (main, worker):
            status, said = await aiko.at(base_url).api("GET", "v1/session")
            self.assertEqual((status, said), (200, {"user_id": aiko.user_id}))

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters between processes, and across the end of one."""

from synapse_salon.clock import MINUTE_MS
from tests.support.mail_case import MailTestCase
from tests.support.mailserver import SILENCE, MailServer
from tests.support.pillarbox import PATH
from tests.support.settings import Modules
from tests.support.waiting import eventually
from tests.support.workers import Deployment, Process


class Letters(MailTestCase):
    def with_pillarbox(self, office: MailServer) -> Modules:
        return [*self.sends_to(office), {"module": "tests.support.pillarbox.Pillarbox", "config": {}}]

    async def post(self, deployment: Deployment, process: Process, **asked: object) -> None:
        status, answer = await deployment.api("POST", process.base_url.rstrip("/") + PATH, asked)
        self.assertEqual((status, answer), (200, {}))

    async def test_a_letter_handed_to_a_worker_is_sent_by_the_process_that_sends(self) -> None:
        for background_on in ("main", "worker"):
            office = await self.post_office()
            deployment = await self.deploy(modules=self.with_pillarbox(office), background_on=background_on)
            await self.post(deployment, deployment.worker, key="a", to="aiko@example.jp")
            await self.post(deployment, deployment.main, key="a", to="aiko@example.jp")
            await self.post(deployment, deployment.main, key="b", to="ben@example.jp")
            await eventually(lambda office=office: len(office.letters) == 2, "both letters arrive")
            self.assertEqual(office.tried, 2)

    async def test_killed_between_the_servers_yes_and_our_note_of_it(self) -> None:
        office = await self.post_office()
        office.answers("DATA", SILENCE)
        deployment = await self.deploy(modules=self.with_pillarbox(office), workers=())
        await self.post(deployment, deployment.main, key="a", to="aiko@example.jp")
        await eventually(lambda: len(office.letters) == 1, "the server has the letter and does not say so")
        await deployment.main.kill()
        await deployment.main.start()
        await self.post(deployment, deployment.main, later_ms=MINUTE_MS)
        await eventually(lambda: len(office.letters) == 2, "it is sent again")
        await self.post(deployment, deployment.main, key="a", to="aiko@example.jp")
        await self.post(deployment, deployment.main, key="b", to="ben@example.jp")
        await eventually(lambda: len(office.letters) == 3, "and then no more")
        first, again, other = office.letters
        self.assertEqual(first.octets, again.octets)
        self.assertEqual(first.message["Message-ID"], again.message["Message-ID"])
        self.assertEqual(other.recipients, ["ben@example.jp"])

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A module is taken out of homeserver.yaml while people pay."""

import os
import sys

from twisted.internet.utils import getProcessOutputAndValue

from tests.server.closing_case import LIVE, ClosingCase
from tests.support.homeserver import Homeserver
from tests.support.salon import awake
from tests.support.settings import ROOT, project_modules
from tests.support.waiting import eventually


class WithoutItsModule(ClosingCase):
    """Membership is taken out of homeserver.yaml while people pay."""

    timeout = 300
    """Each of its commands is a process of its own, which reads all of Synapse first."""

    async def _command(self, server: Homeserver, *words: str) -> tuple[int, str]:
        file = str(server.folder / "homeserver.yaml")
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        out, err, status = await getProcessOutputAndValue(
            sys.executable, ["-m", "synapse_salon", *words, "-c", file], env=environment
        )
        return status, (out + err).decode()

    async def test_what_goes_on_taking_money_is_named_and_ended(self) -> None:
        salon = await self.salon()
        server = salon.server
        other = await self.salon(server, slug="old-pine", owner="pat")
        await salon.joins(await server.person("aiko"))
        await other.joins(await server.person("ben"))
        await self.rests(server)
        status, words = await self._command(server, "check")
        self.assertNotIn("go on taking money", words)
        await server.restart(
            modules=project_modules(
                **dict.fromkeys(
                    (
                        *("Membership", "Activation", "Invites", "People", "Messages", "Chats"),
                        "Introductions",
                    )
                )
            )
        )

        async def said_loudly() -> list[str]:
            return self.flush_complaints("2 subscriptions go on taking money")

        await eventually(said_loudly, "the start says it loudly")
        status, words = await self._command(server, "check")
        self.assertIn("should: 2 subscriptions go on taking money", words)
        status, words = await self._command(server, "end-subscriptions")
        self.assertEqual(status, 0, words)
        self.assertIn("Nothing was ended", words)
        self.assertEqual(len(await server.rows(LIVE)), 2)
        self.assertEqual((await self._command(server, "end-subscriptions", "--salon", "nowhere"))[0], 1)
        status, words = await self._command(server, "end-subscriptions", "--salon", "old-pine", "--yes")
        self.assertEqual((status, "1 ended, 0 could not be" in words), (0, True), words)
        self.assertEqual(len(await server.rows(LIVE)), 1)
        for _ in range(2):
            status, words = await self._command(server, "end-subscriptions", "--yes")
            self.assertEqual(status, 0, words)
        self.assertEqual(await server.rows(LIVE), [])
        await server.restart(modules=project_modules())
        await awake(server)
        await self.rests(server)
        standing = "SELECT DISTINCT standing FROM salon_members"

        async def noticed() -> bool:
            return await server.rows(standing) == [("lapsed",)]

        await server.advance(minutes=11)
        await eventually(noticed, "membership learns of it when it is back")

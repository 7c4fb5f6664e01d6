# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The power is cut while a guardian is asked, answers and withdraws; in the end each letter was written once."""

import contextlib
import re

import aiohttp

from tests.support.letters import letters, text_of
from tests.support.people import Person
from tests.support.salon import Salon, SalonCase, awake, direct_room
from tests.support.settings import project_modules
from tests.support.waiting import eventually
from tests.support.workers import Deployment

MOTHER = "mother@example.org"


class PowerCuts(SalonCase):
    """Ken's mother, and three unlucky moments."""

    timeout = 900

    async def test_asked_agreed_and_withdrawn(self) -> None:
        armed = self.folder() / "armed"
        crash = {"module": "tests.support.crash.Crash", "config": {"armed": str(armed)}}
        deployment = await self.deploy(modules=[*project_modules(), crash], workers=())
        salon = await self.salon(deployment)
        ken = await deployment.person("ken")
        wish = {"birth_date": "2012-04-01", "guardian_mail": MOTHER, "language": "en"}

        armed.write_text("after send", "utf-8")  # the letter is on its way, and nobody wrote that down
        with contextlib.suppress(aiohttp.ClientError):
            await salon.apply(ken, **wish)
        await self._comes_back(deployment)
        self.assertEqual((await salon.apply(ken, **wish))["waits_for"], "guardian")

        armed.write_text("before tell", "utf-8")
        await self._presses(deployment, self._address(deployment, 1), "give", name="花子", agreed="on")
        await self._comes_back(deployment)
        await salon.pay((await salon.apply(ken, **wish))["pay_url"])
        await salon.becomes(ken, "active")

        armed.write_text("after set_cancel_at_end", "utf-8")
        await self._presses(deployment, self._address(deployment, 2), "withdraw")
        await self._comes_back(deployment)
        await salon.becomes(ken, "cancelling")
        await deployment.comes_to_rest("everything is delivered")
        subjects = [str(letter["Subject"]).partition(":")[0] for letter in letters(deployment, MOTHER)]
        self.assertEqual(
            subjects, ["Your consent is asked for", "You consented", "Your consent is withdrawn"], subjects
        )
        await self._told_once(salon, ken)

    async def _told_once(self, salon: Salon, ken: Person) -> None:
        room = await direct_room(ken, salon.server.user_id("salon"))
        told = [said.body for said in await ken.messages(room)]
        for words in ("consents to you joining", "withdrew their consent"):
            self.assertEqual(len([body for body in told if words in body]), 1, (words, told))

    async def _comes_back(self, deployment: Deployment) -> None:
        await eventually(lambda: not deployment.main.running, "the power is cut")
        await deployment.start()
        await awake(deployment)
        await deployment.comes_to_rest("everything is delivered")

    async def _presses(self, deployment: Deployment, path: str, act: str, **typed: str) -> None:
        mother = deployment.visitor("en")
        form = (await mother.get(path)).form(path)
        with contextlib.suppress(aiohttp.ClientError):
            await mother.post(path, follow=False, **{**form.fields, "act": act, **typed})

    def _address(self, deployment: Deployment, number: int) -> str:
        said = text_of(letters(deployment, MOTHER)[number - 1])
        found = re.search(r"s/[\w-]+/guardian/\w+", said)
        assert found is not None, said
        return found[0]

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The power is cut at each step of a salon's end; after the last start it is as if nothing had happened."""

import contextlib

import aiohttp

from tests.support.letters import letters
from tests.support.people import Person, Refused
from tests.support.salon import MONTHLY, Salon, SalonCase, awake, direct_room
from tests.support.settings import project_modules
from tests.support.waiting import eventually
from tests.support.workers import Deployment, Ended

YEARLY = {**MONTHLY, "name": "一年", "price": {"amount": 12_000, "currency": "JPY"}, "interval": "year"}
ANNOUNCING = (
    "after deliver",
    "before set_cancel_at_end",
    "after set_cancel_at_end",
    "after tell",
    "after send",
)
ENDING = (
    "after deliver +1",
    "before refund",
    "after refund",
    "after fulfil",
    "after tell +1",
    "after deliver +3",
)
PEOPLE = 6


class PowerCuts(SalonCase):
    """One salon, and many unlucky moments."""

    timeout = 600

    async def test_the_end_of_a_salon(self) -> None:
        self.armed = self.folder() / "armed"
        crash = {"module": "tests.support.crash.Crash", "config": {"armed": str(self.armed)}}
        deployment = await self.deploy(modules=[*project_modules(), crash], workers=())
        salon = await self.salon(deployment, plan=YEARLY)
        people = [await deployment.person(f"member{number}") for number in range(PEOPLE)]
        for person in people:
            await salon.joins(person, mail=f"{person.name}@example.org", language="en")
        await deployment.comes_to_rest("everybody is in")
        self.armed.write_text(ANNOUNCING[0], "utf-8")
        with contextlib.suppress(aiohttp.ClientError, Refused):
            await salon.owner.ask("POST", f"v1/salons/{salon.slug}/close", {})
        await self._cuts(deployment, ANNOUNCING)
        await deployment.comes_to_rest("everybody is told")
        ends = deployment.rows("SELECT cancel_at_end FROM salon_sandbox_subscriptions")
        self.assertEqual([bool(row[0]) for row in ends], [True] * PEOPLE)
        self.armed.write_text(ENDING[0], "utf-8")
        with contextlib.suppress(aiohttp.ClientError, Refused):
            await deployment.advance(days=32)
        await self._cuts(deployment, ENDING)
        for person in people:
            await salon.becomes(person, "lapsed")
            await salon.is_out_of(person, "space", "news", "lounge", "lobby")
        await deployment.comes_to_rest("everything is delivered")
        self.assertEqual(
            deployment.rows("SELECT ref FROM salon_sandbox_subscriptions WHERE status != 'ended'"), []
        )
        refunds = deployment.rows("SELECT payment, amount FROM salon_sandbox_refunds")
        owed = deployment.rows("SELECT payment_ref, amount FROM salon_closing_refunds")
        self.assertEqual((len(refunds), sorted(refunds)), (PEOPLE, sorted(owed)))
        for person in people:
            await self._is_told_once(deployment, salon, person)

    async def _cuts(self, deployment: Deployment, steps: tuple[str, ...]) -> None:
        """The first step is armed and under way; each other one comes right after the start that follows."""
        for number, step in enumerate(steps):
            await eventually(lambda: not deployment.main.running, f"the power is cut {step}")
            if number + 1 < len(steps):
                self.armed.write_text(steps[number + 1], "utf-8")
            with contextlib.suppress(Ended):  # cut again before it was up
                await deployment.start()
        if not deployment.main.running:
            await deployment.start()
        await awake(deployment)

    async def _is_told_once(self, deployment: Deployment, salon: Salon, person: Person) -> None:
        mine = [str(one["Subject"]) for one in letters(deployment, f"{person.name}@example.org")]
        room = await direct_room(person, deployment.user_id("salon"))
        said = [said.body for said in await person.messages(room)]
        for by_mail, in_chat in (
            ("closes on", "closes. Its last day"),
            ("is closed", "is closed. Thank you"),
        ):
            self.assertEqual(len([subject for subject in mine if by_mail in subject]), 1, mine)
            self.assertEqual(len([words for words in said if in_chat in words]), 1, said)

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The power is cut at each step of joining, lapsing and leaving; after the next start everything is as it should be.

`after set_cancel_at_end` and its like mean: the provider did it, and we had no time to write that down.
"""

import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp

from tests.support.letters import letters
from tests.support.people import Person, Refused
from tests.support.salon import FAILS_AT_RENEWAL, GOOD_CARD, MONTHLY, Salon, SalonCase, awake, direct_room
from tests.support.settings import project_modules
from tests.support.waiting import eventually
from tests.support.workers import Deployment

JOINING = (
    "before start_checkout",
    "after start_checkout",
    "before record",
    "after record",
    "after fetch_checkout",
    "after deliver",
    "before fulfil",
    "after fulfil",
    "after fulfil +1",
    "before tell",
    "after tell",
    "before send",
    "after send",
)
LAPSING = ("before cancel_now", "after cancel_now", "after fulfil", "after tell", "before deliver +1")
CLEARING = ("before redact_once", "after redact_once +1", "after send")
LEAVING = ("before set_cancel_at_end", "after set_cancel_at_end")


class PowerCuts(SalonCase):
    """One house, and many unlucky moments."""

    timeout = 900

    async def _house(self) -> tuple[Deployment, Salon]:
        armed = self.folder() / "armed"
        crash = {"module": "tests.support.crash.Crash", "config": {"armed": str(armed)}}
        self.armed = armed
        deployment = await self.deploy(modules=[*project_modules(), crash], workers=())
        return deployment, await self.salon(deployment)

    async def _cut_at(self, step: str, deployment: Deployment, do: Callable[[], Awaitable[Any]]) -> None:
        """Cut the power at this step of what is done, start again, and let it be done again where it was refused."""
        self.armed.write_text(step, "utf-8")
        done = False
        with contextlib.suppress(aiohttp.ClientError, Refused, AssertionError):
            await do()
            done = True
        await eventually(lambda: not deployment.main.running, f"the power is cut {step}")
        await deployment.start()
        await awake(deployment)
        if not done:
            await do()

    async def test_joining(self) -> None:
        deployment, salon = await self._house()
        for number, step in enumerate(JOINING):
            person = await deployment.person(f"joiner{number}")
            await self._cut_at(step, deployment, lambda person=person: self._joins(salon, person))
            await self._is_a_member_once(deployment, salon, person, step)

    async def _joins(self, salon: Salon, person: Person) -> None:
        answer = await salon.apply_again(person, mail=f"{person.name}@example.org")
        if answer.get("pay_url"):
            await salon.pay(answer["pay_url"], GOOD_CARD)

    async def _is_a_member_once(
        self, deployment: Deployment, salon: Salon, person: Person, step: str
    ) -> None:
        await salon.becomes(person, "active")
        await salon.is_in(person, "space", "news", "lounge")
        history = await salon.owner.ask("GET", f"v1/salons/{salon.slug}/members/{person.user_id}/history")
        self.assertEqual([row["after"] for row in history["transitions"]], ["applied", "active"], step)
        room = await direct_room(person, deployment.user_id("salon"))
        await eventually(lambda: person.messages(room), f"{step}: the greeting arrives")
        await deployment.comes_to_rest(f"{step}: everything is delivered")
        greetings = [said for said in await person.messages(room) if salon.slug in said.body]
        self.assertEqual(len(greetings), 1, step)
        self.assertEqual(len(letters(deployment, f"{person.name}@")), 1, step)
        order = "SELECT id FROM salon_applications WHERE user_id = ?"
        self.assertEqual(len(deployment.rows(order, person.user_id)), 1, step)
        live = (
            "SELECT s.ref FROM salon_sandbox_subscriptions s JOIN salon_applications a ON a.id = s.order_id"
            " WHERE a.user_id = ? AND s.status != 'ended'"
        )
        self.assertEqual(len(deployment.rows(live, person.user_id)), 1, step)

    async def test_lapsing_and_leaving(self) -> None:
        deployment, salon = await self._house()
        due = [
            await salon.joins(await deployment.person(f"due{i}"), FAILS_AT_RENEWAL)
            for i in range(len(LAPSING))
        ]
        for step, person in zip(
            LEAVING, [await deployment.person(f"leaver{i}") for i in range(2)], strict=True
        ):
            await salon.joins(person)
            path = f"v1/salons/{salon.slug}/leave"
            await self._cut_at(
                step, deployment, lambda person=person, path=path: person.ask("POST", path, {})
            )
            await salon.becomes(person, "cancelling")
        await deployment.advance(days=31)
        for person in due:
            await salon.becomes(person, "past_due")
        await deployment.advance(days=8)
        for person in due:
            await salon.becomes(person, "read_only")
        self.armed.write_text(LAPSING[0], "utf-8")
        for step in LAPSING:
            self.armed.write_text(step, "utf-8")
            with contextlib.suppress(aiohttp.ClientError, Refused):
                await deployment.advance(days=8 if step == LAPSING[0] else 0, seconds=1)
            await eventually(lambda: not deployment.main.running, f"the power is cut {step}")
            await deployment.start()
            await awake(deployment)
        for person in due:
            await salon.becomes(person, "lapsed")
            await salon.is_out_of(person, "space", "news", "lounge")
            await salon.is_in(person, "lobby")
        await deployment.comes_to_rest("everything is delivered")
        live = deployment.rows("SELECT ref FROM salon_sandbox_subscriptions WHERE status != 'ended'")
        self.assertEqual(live, [])

    async def test_taking_away_what_somebody_wrote(self) -> None:
        deployment, salon = await self._house()
        free = {**MONTHLY, "price": {"amount": 0, "currency": "JPY"}, "interval": "free"}
        plan = (await salon.owner.ask("POST", f"v1/salons/{salon.slug}/plans", free))["id"]
        lounge, path = await salon.room("lounge"), f"v1/salons/{salon.slug}"
        for number, step in enumerate(CLEARING):
            person = await deployment.person(f"writer{number}")
            await salon.joins(person, plan=plan, mail=f"{person.name}@example.org")
            for count in range(3):
                await person.say(lounge, f"発言 {count}")
            await deployment.comes_to_rest(f"{step}: everything before is delivered")

            async def leave(person: Person = person) -> None:
                await person.ask("POST", f"{path}/leave", {"posts": "delete"})

            await self._cut_at(step, deployment, leave)

            async def done(person: Person = person) -> bool:
                report = await person.ask("GET", f"{path}/me/posts")
                return (report.get("state"), report["found"], report["deleted"]) == ("done", 3, 3)

            await eventually(done, f"{step}: her posts are gone")
            kept = [said for said in await salon.owner.messages(lounge) if said.sender == person.user_id]
            self.assertEqual([said.body for said in kept if said.body], [], step)
            redactions = deployment.rows(
                "SELECT COUNT(*) FROM redactions WHERE redacts IN (SELECT event_id FROM events"
                " WHERE sender = ? AND type = 'm.room.message')",
                person.user_id,
            )
            self.assertEqual(redactions[0][0], 3, step)

            await deployment.comes_to_rest(f"{step}: everything is delivered")
            told = len(letters(deployment, f"{person.name}@"))
            self.assertEqual(told, 3, f"{step}: welcomed, seen off and told of her posts, once each")

    async def test_in_the_middle_of_a_migration(self) -> None:
        for workers in ((), ("worker",)):  # SQLite, PostgreSQL
            armed = self.folder() / "armed"
            crash = {"module": "tests.support.crash.Crash", "config": {"armed": str(armed)}}
            armed.write_text("in migration membership", "utf-8")
            deployment = self.prepare_deployment([*project_modules(), crash], workers=workers)
            deployment.prepare()
            deployment.main.launch()
            await eventually(lambda process=deployment.main: not process.running, "the power is cut")
            done = {row[0] for row in deployment.rows("SELECT feature FROM salon_migrations")}
            self.assertIn("salons", done)
            self.assertNotIn("membership", done)
            await deployment.start()
            await awake(deployment)
            salon = await self.salon(deployment)
            await salon.joins(await deployment.person("aiko"))

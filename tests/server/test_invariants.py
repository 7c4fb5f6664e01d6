# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever happens to three people, in whatever order and at once: who paid is in, and nobody pays in vain.

`SALON_TEST_SEEDS=1-200` (and `SALON_TEST_STEPS=40`) looks further than the few lives that are lived each time.
"""

import os

import attrs

from tests.support.books import Books
from tests.support.fates import Fates, drawn, together
from tests.support.homeserver import Homeserver
from tests.support.people import Person
from tests.support.salon import FAILS_AT_RENEWAL, MONTHLY, Salon, SalonCase, own_card
from tests.support.settings import project_modules

FREE = {**MONTHLY, "name": "無料", "price": {"amount": 0, "currency": "JPY"}, "interval": "free"}
ONCE = {**MONTHLY, "name": "買い切り", "price": {"amount": 9800, "currency": "JPY"}, "interval": "once"}
TRIAL = {**MONTHLY, "name": "お試しつき", "trial_days": 7}
YEARLY = {**MONTHLY, "name": "年", "price": {"amount": 19800, "currency": "JPY"}, "interval": "year"}
STEPS = int(os.environ.get("SALON_TEST_STEPS", "20"))
AT_ONE_HOUSE = 4


def _seeds() -> list[int]:
    first, _, last = os.environ.get("SALON_TEST_SEEDS", "11-12").partition("-")
    return list(range(int(first), int(last or first) + 1))


@attrs.frozen
class House:
    """A house with a salon that has plans of every kind; the second one opens a room of its own."""

    server: Homeserver
    salon: Salon
    plans: list[str]
    rooms: dict[str, str]


class Invariants(SalonCase):
    """What must hold, whatever happens."""

    timeout = 7200

    async def _house(self) -> House:
        late_ms = 90_000  # so that news can be overtaken, and get lost
        server = await self.start(
            modules=project_modules(
                Foundation={"moves_per_second": 50}, Sandbox={"notify_after_ms": late_ms}, Mail=None
            )
        )
        salon = await self.salon(server)
        plans = [salon.plan]
        for plan in (TRIAL, YEARLY, ONCE, FREE):
            plans.append((await salon.owner.ask("POST", f"v1/salons/{salon.slug}/plans", plan))["id"])
        room = {"key": "gold", "name": "金の間", "plans": [plans[1]]}
        await salon.owner.ask("POST", f"v1/salons/{salon.slug}/rooms", room)
        listed = (await salon.owner.ask("GET", f"v1/salons/{salon.slug}/rooms"))["rooms"]
        rooms = {"tier" if row["kind"] == "tier" else row["key"]: row["room_id"] for row in listed}
        return House(server, salon, plans, rooms)


class Lives(Invariants):
    """Aiko, Ben and Chika, and what may come."""

    async def test_money_standing_and_rooms_agree(self) -> None:
        seeds = _seeds()
        # In one house people grow old, and its clock goes a hundred years at most.
        for at in range(0, len(seeds), AT_ONE_HOUSE):
            await self._live(seeds[at : at + AT_ONE_HOUSE])

    async def _live(self, seeds: list[int]) -> None:
        house = await self._house()
        for seed in seeds:
            people = [await house.server.person(f"{name}{seed}") for name in ("aiko", "ben", "chika")]
            books = Books(house.server, house.salon, people, house.rooms, house.plans[1])
            fates = Fates(house.salon, people, house.plans, seed)
            for step in range(STEPS):
                try:
                    for _ in range(1 + (seed + step) % 3):
                        await fates.step()
                    await books.settled()
                    self.assertEqual(await books.findings(), [])
                except Exception as failure:
                    story = "\n".join(fates.told[-60:])
                    raise AssertionError(f"seed {seed}, step {step}: {failure}\n{story}") from failure
                fates.told.append("-- settled")
        await house.server.stop()


class AtOnce(Invariants):
    """Two deeds at once, from every standing. Of the many pairs some are drawn; `SALON_TEST_PAIRS=all` does each."""

    async def test_two_deeds_at_once(self) -> None:
        house = await self._house()
        deeds = ("join", "pay", "pay_what_is_due", "leave", "stay", "ban", "readmit", "give_back")
        pairs = [(one, other) for at, one in enumerate(deeds) for other in deeds[at:]]
        if os.environ.get("SALON_TEST_PAIRS") != "all":
            pairs = drawn(pairs, 3, _seeds()[0])
        people = {
            f"{standing}-{one}-{other}".replace("_", "."): (standing, one, other)
            for standing in _DAYS
            for one, other in pairs
        }
        fates = Fates(house.salon, [], house.plans[:2], _seeds()[0])
        there = await self._brought(house, fates, people)
        for name, (_, one, other) in people.items():
            await together(getattr(fates, one)(there[name]), getattr(fates, other)(there[name]))
        books = Books(house.server, house.salon, list(there.values()), house.rooms, house.plans[1])
        for _ in range(2):
            await books.settled()
            found = await books.findings()
            self.assertEqual(
                found,
                [],
                "\n".join(line for line in fates.told if any(f.split(":")[0] in line for f in found)),
            )
            await house.server.advance(days=9)

    async def _brought(
        self, house: House, fates: Fates, people: dict[str, tuple[str, str, str]]
    ) -> dict[str, Person]:
        """Everybody to where they are to stand."""
        salon, there = house.salon, {}
        for day in range(0, 49, 8):
            for name, (standing, _, _) in people.items():
                if _DAYS[standing] != day:
                    continue
                person = there[name] = await house.server.person(name)
                fates.pages[person.user_id] = []
                if standing == "visitor":
                    continue
                plan = house.plans[1 if standing == "trial" else 0]
                page = (await salon.apply(person, plan=plan))["pay_url"]
                fates.pages[person.user_id].append(page)
                if standing != "applied":
                    await salon.pay(page, FAILS_AT_RENEWAL if day < 48 else own_card(len(there)))
            await house.server.advance(minutes=11)
            if day < 48:
                await house.server.advance(days=8, minutes=-11)
        for name, (standing, _, _) in people.items():
            if standing == "cancelling":
                await fates.leave(there[name])
            if standing == "banned":
                await fates.ban(there[name])
            await salon.becomes(there[name], standing)
        return there


_DAYS = {
    "lapsed": 0,
    "read_only": 8,
    "past_due": 16,
    **dict.fromkeys(("visitor", "applied", "trial", "active", "cancelling", "banned"), 48),
}
"""The day on which people join who are to stand like this on the 48th."""

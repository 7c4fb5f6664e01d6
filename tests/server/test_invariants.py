# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever happens to three people, in whatever order and at once: who paid is in, and nobody pays in vain.

`SALON_TEST_SEEDS=1-200` (and `SALON_TEST_STEPS=40`) looks further than the few lives that are lived each time.
"""

import os

from tests.support.books import Books
from tests.support.fates import Fates
from tests.support.salon import MONTHLY, SalonCase
from tests.support.settings import project_modules

FREE = {**MONTHLY, "name": "無料", "price": {"amount": 0, "currency": "JPY"}, "interval": "free"}
ONCE = {**MONTHLY, "name": "買い切り", "price": {"amount": 9800, "currency": "JPY"}, "interval": "once"}
TRIAL = {**MONTHLY, "name": "お試しつき", "trial_days": 7}
YEARLY = {**MONTHLY, "name": "年", "price": {"amount": 19800, "currency": "JPY"}, "interval": "year"}


def _seeds() -> list[int]:
    first, _, last = os.environ.get("SALON_TEST_SEEDS", "11").partition("-")
    return list(range(int(first), int(last or first) + 1))


class Lives(SalonCase):
    """Aiko, Ben and Chika, and what may come."""

    timeout = 3600

    async def test_money_standing_and_rooms_agree(self) -> None:
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
        gold = plans[1]
        room = {"key": "gold", "name": "金の間", "plans": [gold]}
        await salon.owner.ask("POST", f"v1/salons/{salon.slug}/rooms", room)
        keys = {
            row["key"] if not row["key"].startswith("tier") else "tier": row["room_id"]
            for row in (await salon.owner.ask("GET", f"v1/salons/{salon.slug}/rooms"))["rooms"]
        }
        for seed in _seeds():
            people = [await server.person(f"{name}{seed}") for name in ("aiko", "ben", "chika")]
            books = Books(server, salon, people, keys, gold)
            fates = Fates(salon, people, plans, seed)
            for step in range(int(os.environ.get("SALON_TEST_STEPS", "20"))):
                try:
                    for _ in range(1 + (seed + step) % 3):
                        await fates.step()
                    await books.settled()
                    self.assertEqual(await books.findings(), [])
                except Exception as failure:
                    story = "\n".join(fates.told[-60:])
                    raise AssertionError(f"seed {seed}, step {step}: {failure}\n{story}") from failure
                fates.told.append("-- settled")

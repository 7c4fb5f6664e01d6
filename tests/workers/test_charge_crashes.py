# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The power is cut at each step of charging a kept card: in the end it was charged once, and counts once."""

import contextlib

import aiohttp

from tests.server.test_charges import MODULES, keeps
from tests.support.case import SalonTestCase
from tests.support.people import Refused
from tests.support.salon import awake
from tests.support.waiting import eventually
from tests.support.workers import Deployment

STEPS = ("before charge", "after charge", "before fetch_payment", "after fetch_payment", "before deliver")


class ChargeCrashes(SalonTestCase):
    """A jar, and a mains socket."""

    timeout = 900

    async def test_every_step(self) -> None:
        armed = self.folder() / "armed"
        crash = {"module": "tests.support.crash.Crash", "config": {"armed": str(armed)}}
        house: Deployment = await self.deploy(modules=[*MODULES, crash], workers=())
        await awake(house)
        aiko = await house.person("aiko")
        card = await keeps(house, aiko)
        for number, step in enumerate(STEPS):
            armed.write_text(step, "utf-8")
            with contextlib.suppress(aiohttp.ClientError, Refused, AssertionError):
                await aiko.ask("POST", "v1/jar/tips", {"card": card, "amount": 500})
            await eventually(lambda: not house.main.running, f"the power is cut {step}")
            await house.start()
            await awake(house)
            await house.advance(minutes=2)

            async def settled(wanted: int = number + 1) -> bool:
                rows = house.rows("SELECT state FROM salon_charges")
                return [row[0] for row in rows] == ["succeeded"] * wanted

            await eventually(settled, f"{step}: it is settled after all")
        paid = [(len(STEPS), len(STEPS) * 500)]
        for sql in (
            "SELECT COUNT(*), SUM(amount) FROM salon_sandbox_payments WHERE status = 'paid'",
            "SELECT COUNT(*), SUM(amount) FROM salon_payments WHERE status = 'succeeded'",
        ):
            self.assertEqual([tuple(map(int, row)) for row in house.rows(sql)], paid)
        self.assertEqual(
            [int(row[0]) for row in house.rows("SELECT SUM(taken) FROM salon_charge_days")], [2500]
        )

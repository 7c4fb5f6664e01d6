# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The power is cut at each step between an order and its receipt, and of giving back: in the end it is all the same."""

import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp

from tests.server.test_sales import MODULES
from tests.support.case import SalonTestCase
from tests.support.people import Person, Refused
from tests.support.salon import GOOD_CARD, awake
from tests.support.waiting import eventually
from tests.support.workers import Deployment

BUYING = (
    "before start_checkout",
    "after start_checkout",
    "before record",
    "after fetch_checkout",
    "before deliver",
    "after deliver",
)
GIVING_BACK = ("before refund", "after refund", "after deliver +1")


class SaleCrashes(SalonTestCase):
    """Seats, and a mains socket."""

    timeout = 900

    async def begin(self) -> None:
        armed = self.folder() / "armed"
        crash = {"module": "tests.support.crash.Crash", "config": {"armed": str(armed)}}
        self.armed = armed
        self.house: Deployment = await self.deploy(modules=[*MODULES, crash], workers=())
        await awake(self.house)
        self.aiko = await self.house.person("aiko")
        await self.aiko.ask("PUT", "v1/stall/items", {"item": "a", "capacity": 100, "per_person": None})

    async def cut_at(self, step: str, do: Callable[[], Awaitable[Any]]) -> None:
        """Cut the power at this step of what is done, start again, and let it be done again."""
        self.armed.write_text(step, "utf-8")
        with contextlib.suppress(aiohttp.ClientError, Refused, AssertionError):
            await do()
        await eventually(lambda: not self.house.main.running, f"the power is cut {step}")
        await self.house.start()
        await awake(self.house)
        await do()

    async def order(self, person: Person, key: str) -> dict[str, Any]:
        """Buy, also where the first try with this key broke off."""

        async def ordered() -> dict[str, Any] | None:
            headers = {"Idempotency-Key": key}
            status, answer = await person.api("POST", "v1/stall/orders", {"item": "a"}, headers=headers)
            if status == 409 and answer["salon"]["reason"] == "in_progress":
                await self.house.advance(minutes=1, seconds=1)
                return None
            return dict(answer) if status == 200 else None

        return dict(await eventually(ordered, "the order is answered") or {})

    async def buy(self, person: Person, key: str) -> dict[str, Any]:
        order = await self.order(person, key)
        if "pay_url" in order:
            await self.house.visitor().post(order["pay_url"], follow=False, card_number=GOOD_CARD)
        return order

    async def becomes(self, order_id: str, status: str, step: str) -> None:
        async def so() -> bool:
            return bool(
                self.rows("SELECT state FROM salon_sales WHERE order_id = ?", order_id) == [(status,)]
            )

        await eventually(so, f"{step}: the order is {status}")

    def rows(self, sql: str, *args: object) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.house.rows(sql, *args)]

    async def test_every_step(self) -> None:
        await self.begin()
        for number, step in enumerate(BUYING):
            person = await self.house.person(f"buyer{number}")
            await self.cut_at(step, lambda person=person: self.buy(person, "k"))  # type: ignore[misc]  # bound now
            orders = self.rows("SELECT order_id FROM salon_sales WHERE user_id = ?", person.user_id)
            self.assertEqual(len(orders), 1, step)
            await self.becomes(orders[0][0], "fulfilled", step)
        sold = len(BUYING)
        self.assertEqual(self.rows("SELECT held, sold FROM salon_stock"), [(0, sold)])
        self.assertEqual(self.rows("SELECT COUNT(*) FROM salon_stall_hands WHERE what = 'given'"), [(sold,)])
        self.assertEqual(self.rows("SELECT COUNT(*) FROM salon_sandbox_payments"), [(sold,)])
        self.assertEqual(
            self.rows("SELECT COUNT(*), SUM(amount - refunded) FROM salon_payments"), [(sold, sold * 1980)]
        )
        for number, step in enumerate(GIVING_BACK):
            person = await self.house.person(f"buyer{number}")
            order_id = self.rows("SELECT order_id FROM salon_sales WHERE user_id = ?", person.user_id)[0][0]
            path = f"v1/stall/orders/{order_id}/call-off"
            await self.cut_at(step, lambda person=person, path=path: person.ask("POST", path, {}))  # type: ignore[misc]  # bound now
            await self.becomes(order_id, "returned", step)
        back = len(GIVING_BACK)
        self.assertEqual(self.rows("SELECT held, sold FROM salon_stock"), [(0, sold - back)])
        self.assertEqual(self.rows("SELECT COUNT(*) FROM salon_stall_hands WHERE what = 'taken'"), [(back,)])
        self.assertEqual(
            self.rows("SELECT COUNT(*), SUM(amount) FROM salon_sandbox_refunds"), [(back, back * 1980)]
        )

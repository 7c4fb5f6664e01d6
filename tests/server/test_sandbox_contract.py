# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sandbox does what every payment bridge must do."""

from collections.abc import Awaitable
from typing import Literal, TypeVar

from synapse_salon.platform import Platform
from synapse_salon.ports.payments import Payments, Ref
from tests.server.discounts_contract import DiscountsContract
from tests.server.payments_contract import Bridge, Card
from tests.support.case import SalonTestCase
from tests.support.homeserver import Homeserver
from tests.support.waiting import eventually

R = TypeVar("R")
CARDS: dict[Card, str] = {
    "pays": "4242424242424242",
    "declines": "4000000000000002",
    "pays_once": "4000000000000341",
}
MODULES = [
    {"module": "modules.foundation.Foundation", "config": {}},
    {"module": "bridges.sandbox.Sandbox", "config": {}},
]


class SandboxBridge:
    """The sandbox on a running homeserver."""

    def __init__(self, server: Homeserver) -> None:
        self.server = server

    @property
    def platform(self) -> Platform:
        """Of the server as it runs now."""
        return Platform.of(self.server.module_api)

    @property
    def payments(self) -> Payments:
        """The sandbox."""
        return self.platform.need(Payments, "bridges.sandbox.Sandbox")

    async def ask(self, asked: Awaitable[R]) -> R:
        """Await something inside the homeserver."""

        async def inside() -> R:
            return await asked

        return await self.server.inside(inside)

    async def pay(self, url: str, card: Card) -> int:
        """Enter a card's number at a page."""
        return (await self.server.visitor().post(url, follow=False, card_number=CARDS[card])).status

    async def pass_days(self, days: float) -> None:
        """Move the house's clock."""
        await self.server.advance(days=days)

    async def now_ms(self) -> int:
        """The house's time."""
        return self.platform.clock.now_ms()

    async def dispute(self, payment: Ref, outcome: Literal["open", "won", "lost"]) -> None:
        """Ask as an administrator does."""
        admin = await self.server.admin()
        body = {"payment": payment, "outcome": outcome}
        answer = await admin.ask("POST", "v1/admin/sandbox/disputes", body)
        assert answer == {"payment": payment, "disputed": outcome}, answer


class Contract(DiscountsContract, SalonTestCase):
    modules = MODULES

    async def start_bridge(self) -> Bridge:
        bridge = SandboxBridge(await self.start())
        await eventually(lambda: bridge.platform.is_started, "the house is up")
        return bridge

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the sandbox's tests share: a homeserver with it, Aiko's subscription, and an ear at the inbox."""

from collections.abc import Awaitable
from typing import Any, ClassVar, TypeVar

from synapse_salon.platform import Platform
from synapse_salon.ports.payments import CheckoutStart, SubscriptionState
from tests.server.payments_contract import Card, order
from tests.server.test_sandbox_contract import CARDS, MODULES, SandboxBridge
from tests.support.case import SalonTestCase
from tests.support.homeserver import Homeserver
from tests.support.settings import Modules
from tests.support.waiting import eventually
from tests.support.web import Answer

R = TypeVar("R")


def modules(**settings: Any) -> Modules:
    """The foundation, and the sandbox with these settings."""
    return [MODULES[0], {**MODULES[1], "config": settings}]


class SandboxTestCase(SalonTestCase):
    modules: ClassVar[Modules] = MODULES

    async def begin(self, **settings: Any) -> None:
        self.server: Homeserver = await self.start(modules=modules(**settings))
        self.bridge = SandboxBridge(self.server)
        await self.is_up()

    async def restart(self, **settings: Any) -> None:
        await self.server.restart(modules=modules(**settings))
        await self.is_up()

    async def is_up(self) -> None:
        self.payments = self.bridge.payments
        self.listen()
        await eventually(lambda: self.platform.is_started, "the house is up")

    def listen(self) -> None:
        """Hear what the inbox hands on about subscriptions."""
        self.heard: list[SubscriptionState] = []

        async def hear(state: SubscriptionState) -> None:
            self.heard.append(state)

        self.platform.payments_inbox.when("subscription", hear)

    @property
    def platform(self) -> Platform:
        return self.bridge.platform

    async def ask(self, asked: Awaitable[R]) -> R:
        return await self.bridge.ask(asked)

    async def checkout(self, order_id: str = "order-1", **other: Any) -> CheckoutStart:
        return await self.ask(self.payments.start_checkout(await order(self.bridge, order_id, **other)))

    async def subscribe(self, card: Card = "pays", **other: Any) -> SubscriptionState:
        begun = await self.checkout(**other)
        self.assertEqual((await self.enter(begun.url, CARDS[card])).status, 303)
        state = await self.ask(self.payments.fetch_checkout(begun.ref))
        assert state.subscription is not None
        return await self.ask(self.payments.fetch_subscription(state.subscription))

    async def enter(self, url: str, number: str, language: str = "en") -> Answer:
        """What a script does: post just the number."""
        return await self.server.visitor(language).post(url, follow=False, card_number=number)

    async def told(self, *kinds: str) -> list[str]:
        """The kinds of news that reached the inbox, oldest first."""
        rows = await self.server.rows("SELECT kind FROM salon_payment_events ORDER BY created_ms, kind")
        return [row[0] for row in rows if not kinds or row[0] in kinds]

    async def hears(self, status: str) -> SubscriptionState:
        def last() -> SubscriptionState | None:
            return self.heard[-1] if self.heard and self.heard[-1].status == status else None

        found = await eventually(last, f"the subscription is heard to be {status}")
        assert found is not None
        return found

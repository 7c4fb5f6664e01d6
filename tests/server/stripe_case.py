# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the tests of Stripe's bridge share: a homeserver with it, and Stripe on the other side."""

from collections.abc import Awaitable
from typing import Any, Literal, TypeVar

from synapse_salon.platform import Platform
from synapse_salon.ports.payments import Payments, Ref
from tests.server.payments_contract import Card
from tests.support.case import SalonTestCase
from tests.support.homeserver import Homeserver
from tests.support.settings import Modules
from tests.support.stripe_double import StripeDouble
from tests.support.waiting import eventually
from tests.support.web import Visitor

R = TypeVar("R")
CARDS: dict[Card, str] = {
    "pays": "4242424242424242",
    "declines": "4000000000000002",
    "pays_once": "4000000000000341",
}
WEBHOOK = "v1/stripe/webhook"


def stripe_module(double: StripeDouble, **settings: Any) -> dict[str, Any]:
    """The bridge's entry in homeserver.yaml, with the double in the place of Stripe."""
    world = double.world
    said = {
        "secret_key": world.secret_key,
        "webhook_secret": world.webhook_secret,
        "api_base": double.base_url,
    }
    return {"module": "bridges.stripe.Stripe", "config": said | settings}


class StripeBridge:
    """The bridge on a running homeserver, and the double."""

    def __init__(self, server: Homeserver, double: StripeDouble) -> None:
        self.server = server
        self.double = double

    @property
    def platform(self) -> Platform:
        """Of the server as it runs now."""
        return Platform.of(self.server.module_api)

    @property
    def payments(self) -> Payments:
        """The bridge."""
        return self.platform.need(Payments, "bridges.stripe.Stripe")

    async def ask(self, asked: Awaitable[R]) -> R:
        """Await something inside the homeserver."""

        async def inside() -> R:
            return await asked

        return await self.server.inside(inside)

    async def pay(self, url: str, card: Card) -> int:
        """Enter a card's number at Stripe's page."""
        visitor = Visitor(self.double.base_url)
        try:
            return (await visitor.post(url, follow=False, card_number=CARDS[card])).status
        finally:
            await visitor.close()

    async def pass_days(self, days: float) -> None:
        """Let Stripe's time pass, and the house hear of it; the house's own clock stays."""
        self.double.pass_days(days)
        await self.ask(self.payments.events_since(await self.now_ms()))

    async def dispute(self, payment: Ref, outcome: Literal["open", "won", "lost"]) -> None:
        """What a payer's bank does."""
        world = self.double.world
        if outcome == "open":
            self.double.money.dispute(world.get("payment_intent", payment))
            return
        for found in world.every("dispute"):
            if found["payment_intent"] == payment:
                self.double.money.close_dispute(found, outcome)

    async def now_ms(self) -> int:
        """Stripe's time."""
        return self.double.world.now_s() * 1000


class StripeCase(SalonTestCase):
    async def stripe(self, modules: Modules | None = None, **settings: Any) -> StripeBridge:
        """Start Stripe and a homeserver that works with it."""
        double = StripeDouble()
        double.start()
        self.addCleanup(double.stop_soon)
        default = [{"module": "modules.foundation.Foundation", "config": {}}]
        foundation, *features = modules or default
        server = await self.start(modules=[foundation, stripe_module(double, **settings), *features])
        bridge = StripeBridge(server, double)
        double.webhook_url = bridge.platform.web.url(WEBHOOK)
        await eventually(lambda: bridge.platform.is_started, "the house is up")
        return bridge

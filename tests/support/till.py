# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A module that sells one thing: for tests of payment bridges in processes of their own."""

from typing import Any

from synapse_salon.feature import Feature
from synapse_salon.money import Money
from synapse_salon.platform import Platform
from synapse_salon.ports.payments import CheckoutOrder, Line, Payments, SubscriptionState
from synapse_salon.settings import Settings
from synapse_salon.web import Call, Routes


class NoSettings(Settings):
    """There is nothing to set."""


class Till(Feature[NoSettings]):
    """`POST v1/till/{order_id}` begins a checkout of a month; `GET v1/till/heard` tells what the inbox handed on."""

    settings_model = NoSettings

    def set_up(self, platform: Platform, settings: NoSettings) -> None:
        """Serve the routes and listen to the inbox."""
        payments = platform.need(Payments, "bridges.sandbox.Sandbox")  # type: ignore[type-abstract]  # a port is a Protocol
        heard: list[tuple[str, str]] = []
        routes = Routes("till")

        @routes.raw("POST", "v1/till/{order_id}")
        async def sell(call: Call[None]) -> dict[str, Any]:
            asked = CheckoutOrder(
                order_id=call.path["order_id"],
                salon_id="salon",
                customer_key="customer",
                lines=(Line("A month", Money(1980, "JPY"), "month", "month"),),
                trial_days=0,
                expires_ms=platform.clock.now_ms() + 3_600_000,
                success_url=platform.web.url("v1/health"),
                cancel_url=platform.web.url("v1/health"),
                language="en",
            )
            begun = await payments.start_checkout(asked)
            return {"path": begun.url.removeprefix(platform.base_url)}

        @routes.raw("GET", "v1/till/heard")
        async def tell(call: Call[None]) -> dict[str, Any]:
            return {"heard": heard, "now_ms": platform.clock.now_ms()}

        async def hear(state: SubscriptionState) -> None:
            heard.append((state.order_id, state.status))

        platform.web.add(routes)
        platform.payments_inbox.when("subscription", hear)

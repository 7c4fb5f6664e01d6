# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The webhook: signed news from Stripe are recorded, and acted upon later."""

import logging
from typing import TYPE_CHECKING

from bridges.stripe.service.connect import ConnectPayments
from bridges.stripe.service.payments import StripePayments
from bridges.stripe.store import asked
from bridges.stripe.web.ignored import add_ignored_route
from synapse_salon.errors import BadInput
from synapse_salon.i18n import t
from synapse_salon.ports.payments import BadSignature
from synapse_salon.web import Call, Routes

if TYPE_CHECKING:
    from synapse_salon.platform import Platform

logger = logging.getLogger(__name__)
WEBHOOK = "v1/stripe/webhook"


def add_routes(platform: "Platform", provider: StripePayments | ConnectPayments) -> None:
    """Serve the webhook, and let forms lead to Stripe's pages."""
    routes = Routes("stripe")

    @routes.raw("POST", WEBHOOK)
    async def webhook(call: Call[None]) -> dict[str, object]:
        """Record a notification, and nothing else: it is acted upon later, from what is so then."""
        try:
            event = provider.read_event(call.raw, call.headers)
            told = await provider.news(event)
        except BadSignature as failure:
            logger.warning("Refused a notification from %s: %s", call.address, failure)
            raise BadInput(
                t("This notification was not signed by Stripe for this house, or too long ago."),
                reason="bad_signature",
            ) from failure
        if told is not None:
            await platform.payments_inbox.record(provider.name, told)
        else:
            now_ms = platform.clock.now_ms()
            await platform.database.run("stripe_ignored", asked.count_ignored, str(event["type"]), now_ms)
        return {"received": True}

    add_ignored_route(routes, platform)
    platform.web.add(routes)

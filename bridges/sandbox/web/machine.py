# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What programs ask: the webhook, and the clock."""

import logging

from pydantic import Field

from bridges.sandbox.service.house_clock import HouseClock
from bridges.sandbox.service.provider import SandboxPayments
from synapse_salon.clock import DAY_MS
from synapse_salon.errors import BadInput
from synapse_salon.i18n import t
from synapse_salon.payments import PaymentInbox
from synapse_salon.ports.payments import BadSignature
from synapse_salon.web import Body, Call, Routes, View, Who

logger = logging.getLogger(__name__)
WEBHOOK = "v1/sandbox/webhook"


class Advance(Body):
    """How far to move the house's clock."""

    advance_ms: int = Field(ge=1, le=3700 * DAY_MS)
    """Ahead, in ms; up to 3,700 days at once."""


class ClockView(View):
    """The house's clock."""

    now_ms: int
    """The house's time, in ms since the epoch."""


def add_machine_routes(
    routes: Routes, provider: SandboxPayments, inbox: PaymentInbox, clock: HouseClock
) -> None:
    """Serve the webhook and the clock."""

    @routes.raw("POST", WEBHOOK)
    async def webhook(call: Call[None]) -> dict[str, object]:
        """Record a notification, and nothing else: it is acted upon later, from what is so then."""
        try:
            event = await provider.read_webhook(call.raw, call.headers)
        except BadSignature as failure:
            logger.warning("Refused a notification from %s: %s", call.address, failure)
            raise BadInput(
                t("This notification was not signed by this house's sandbox, or too long ago."),
                reason="bad_signature",
            ) from failure
        await inbox.record(provider.name, event)
        return {}

    @routes.post(
        "v1/admin/clock",
        says="Move the house's clock ahead. Only there with the sandbox, which takes no real money.",
        body=Advance,
        returns=ClockView,
        who=Who.SERVER_ADMIN,
        errors=(BadInput,),
    )
    async def move_clock(call: Call[Advance]) -> ClockView:
        return ClockView(now_ms=await clock.advance(call.body.advance_ms))

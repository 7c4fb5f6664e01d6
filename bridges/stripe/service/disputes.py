# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What payers' banks took back, as Stripe tells it."""

import attrs
import stripe

from bridges.stripe.client import StripeClient
from synapse_salon.ports.payments import Disputed, PaymentState

STATUSES: dict[str, Disputed] = {
    "warning_needs_response": "no",
    "warning_under_review": "no",
    "warning_closed": "no",
    "prevented": "no",
    "needs_response": "open",
    "under_review": "open",
    "won": "won",
    "lost": "lost",
}
"""An inquiry (`warning_…`) takes no money back, and a `prevented` one was answered with a refund.
Source: https://docs.stripe.com/api/disputes/object#dispute_object-status"""
GRAVEST: tuple[Disputed, ...] = ("no", "won", "open", "lost")


async def read(client: StripeClient, intent: stripe.PaymentIntent, state: PaymentState) -> PaymentState:
    """The payment with what came of disputes about it, of which there may have been several.

    A status of a dispute that we do not know makes the payment's unknown: a person must look.
    """
    charge = intent.latest_charge
    if not isinstance(charge, stripe.Charge) or not charge.disputed:
        return state
    listed = await client.ask(lambda api: api.v1.disputes.list({"payment_intent": intent.id, "limit": 100}))
    found: list[Disputed] = []
    for dispute in listed.data:
        said = STATUSES.get(dispute.status)
        if said is None:
            return attrs.evolve(state, status="unknown")
        found.append(said)
    return attrs.evolve(state, disputed=max(found, key=GRAVEST.index, default="no"))

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What administrators ask: that a payer's bank takes a payment back."""

from typing import Annotated

from pydantic import Field

from bridges.sandbox.service.disputes import Disputes, Outcome
from synapse_salon.errors import Conflict, NotFound
from synapse_salon.ports.payments import Disputed
from synapse_salon.web import Body, Call, Routes, View, Who


class Dispute(Body):
    """What a payer's bank does."""

    payment: Annotated[str, Field(min_length=1, max_length=200)]
    """The payment's ref."""

    outcome: Outcome = "open"
    """`open` takes the payment back; `won` gives it to the salon again; `lost` leaves it with the payer."""


class DisputeView(View):
    """The payment after it."""

    payment: str
    disputed: Disputed


def add_dispute_route(routes: Routes, disputes: Disputes) -> None:
    """Serve disputes."""

    @routes.post(
        "v1/admin/sandbox/disputes",
        says="Have a payer's bank take a payment back, or decide about it. Only there with the sandbox.",
        body=Dispute,
        returns=DisputeView,
        who=Who.SERVER_ADMIN,
        errors=(Conflict, NotFound),
    )
    async def dispute(call: Call[Dispute]) -> DisputeView:
        after = await disputes.dispute(call.body.payment, call.body.outcome)
        return DisputeView(payment=after.ref, disputed=after.disputed)

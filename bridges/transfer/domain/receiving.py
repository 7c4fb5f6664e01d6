# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What becomes of a transfer when money comes in, or its time is over: pure."""

from typing import Literal

import attrs

from bridges.transfer.domain.books import Transfer
from synapse_salon.money import Money

Outcome = Literal["whole", "too_little", "too_much", "too_little_and_late"]
"""How what came in stands to what was asked."""


@attrs.frozen
class Received:
    """The transfer as it is then, how much of this money was too much, and what is to be sent back of what came
    before because it is too little and too late."""

    transfer: Transfer
    surplus: Money
    outcome: Outcome
    is_new_whole: bool


def receive(transfer: Transfer, amount: Money, now_ms: int) -> Received:
    """Money came in, in time or later: parts add up, and what is more than was asked is to be sent back."""
    nothing = Money(0, amount.currency)
    after = attrs.evolve(transfer, received=transfer.received + amount)
    if transfer.status == "complete":
        return Received(after, amount, "too_much", is_new_whole=False)
    more = after.held + -transfer.amount
    if more.minor < 0:
        late = transfer.status == "expired"
        return Received(after, nothing, "too_little_and_late" if late else "too_little", is_new_whole=False)
    whole = attrs.evolve(after, status="complete", settled_ms=now_ms)
    return Received(whole, more, "too_much" if more else "whole", is_new_whole=True)


def expire(transfer: Transfer) -> Transfer:
    """It is awaited no longer; one that is not open stays as it is."""
    return attrs.evolve(transfer, status="expired") if transfer.status == "open" else transfer

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Giving money back: pure rules."""

from typing import Literal

import attrs

from synapse_salon.errors import BadInput, Conflict
from synapse_salon.i18n import t
from synapse_salon.money import Money
from synapse_salon.ports.payments import Ref
from synapse_salon.purchases.orders import Paid

State = Literal["asked", "given", "pending", "refused"]
"""`pending`: the provider has it and the money is on its way; `refused`: it gave nothing back."""


@attrs.frozen
class Refund:
    """Money that staff give back. Its id is the provider's idempotency key. Time in ms."""

    id: str
    provider: str
    payment: Ref
    salon_id: str
    state: State
    amount: Money
    reason: str
    asked_by: str
    asked_ms: int


def left_of(paid: Paid, under_way: Money) -> Money:
    """What can still be given back of a payment, apart from what is being given back already."""
    return Money(paid.amount.minor - paid.refunded.minor - under_way.minor, paid.amount.currency)


def check_seen(paid: Paid, under_way: Money, seen: Money) -> None:
    """Whether as much is left as whoever gives back saw: otherwise somebody else, or they in another window, gave back
    meanwhile. Raises BadInput."""
    if left_of(paid, under_way) != seen:
        problem = t("Some of this payment was given back in the meantime. Please look again.")
        raise BadInput(problem, {"amount": problem}, "changed")


def check_amount(paid: Paid, under_way: Money, wanted: Money | None) -> Money:
    """How much is given back: what was asked for, or all that is left.

    Raises:
        BadInput: it is not an amount that can be given back.
        Conflict: the payment did not go through, or nothing is left of it.
    """
    if paid.status != "succeeded":
        raise Conflict(t("This payment did not go through; there is nothing to give back."), "not_paid")
    left = left_of(paid, under_way)
    if left.minor <= 0:
        raise Conflict(t("All of this payment was given back already."), "given_back")
    if wanted is None:
        return left
    if wanted.currency != left.currency or not 0 < wanted.minor <= left.minor:
        raise BadInput(
            t("This amount cannot be given back."),
            {"amount": t("Between {least} and {most}.", least=Money(1, left.currency), most=left)},
        )
    return wanted

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a movement at the provider is booked: pure rules. Debits are positive, credits negative, and a posting adds up to
nothing.

    a charge of 1,980 yen with a fee of 71    provider +1,909  fees +71  sales -1,800  tax -180
    500 of it given back                      provider -500    refunds +454            tax +46
    the rest disputed, with a fee of 1,500    provider -2,980  fees +1,500  disputes +1,346  tax +134
    what is there goes to the bank            provider -…      bank +…
    1,980 yen paid to an owner's account, of which the house keeps 198:
        in the salon's books                  provider +1,711  fees +71  application fees +198  sales -1,800  tax -180
        in the house's                        provider +198    application fees -198
"""

from collections.abc import Mapping
from typing import Literal

import attrs

from synapse_salon.ports.payments import Movement

Account = Literal[
    "provider", "bank", "sales", "refunds", "disputes", "tax", "fees", "application_fees", "unassigned"
]


@attrs.frozen
class Line:
    """A line of a posting: an amount on an account, in minor units."""

    account: Account
    amount: int


@attrs.frozen
class Before:
    """What is booked of a payment already: what its sales and tax come to, what was given back aside. Both are positive
    while money is kept."""

    kept: int = 0
    tax: int = 0


def tax_in(amount: int, percent: int) -> int:
    """The tax that an amount includes, in whole minor units, rounded down.

    Source: 消費税法施行令 70条の10 leaves the rounding to the seller; down is in the payer's favour and the usual one.
    """
    return amount * percent // (100 + percent)


def lines(movement: Movement, percent: int | None, before: Before) -> tuple[Line, ...]:
    """The lines of a movement's posting. `percent` is the tax of its order, None where it belongs to no order of ours.

    What is kept of a payment, all its movements together, holds the tax of exactly that amount: parts given back do
    not add up rounding errors.
    """
    amount, fee = movement.amount.minor, movement.fee.minor
    kept = movement.application_fee.minor if movement.application_fee is not None else 0
    found: dict[Account, int] = {"provider": amount - fee, "fees": fee - kept, "application_fees": kept}
    if movement.kind == "payout":
        found["bank"] = -amount
    elif movement.kind == "fee":
        found["fees"] = fee - amount
    elif movement.kind == "application_fee":
        found["application_fees"] = -amount
    elif percent is None or movement.kind == "other":
        found["unassigned"] = -amount
    else:
        tax = tax_in(before.kept + amount, percent) - before.tax
        found["tax"] = -tax
        found[_COUNTERPARTS[movement.kind]] = tax - amount
    return tuple(Line(account, value) for account, value in found.items() if value)


_COUNTERPARTS: Mapping[str, Account] = {
    "charge": "sales",
    "refund": "refunds",
    "refund_failed": "refunds",
    "dispute": "disputes",
    "dispute_won": "disputes",
}

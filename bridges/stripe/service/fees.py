# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The part of each payment that the house keeps where an owner's own account is paid."""

from decimal import Decimal
from typing import TYPE_CHECKING

from synapse_salon.money import Money
from synapse_salon.ports.payments import CheckoutOrder

if TYPE_CHECKING:
    from stripe.params.checkout import SessionCreateParams


def part(amount: int, percent: Decimal) -> int:
    """So much of an amount in minor units, rounded down."""
    return int(amount * percent / 100)


def on_session(params: "SessionCreateParams", order: CheckoutOrder, percent: Decimal) -> None:
    """Say of a checkout what the house keeps: of each renewal a percentage, of what is paid once an amount."""
    if "subscription_data" in params:
        params["subscription_data"]["application_fee_percent"] = float(percent)
    elif "payment_intent_data" in params:
        due = Money(sum(line.price.minor for line in order.lines), order.lines[0].price.currency)
        kept = part((order.discount.reduced(due) if order.discount else due).minor, percent)
        if kept:
            params["payment_intent_data"]["application_fee_amount"] = kept

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an order is: pure values."""

import attrs

from synapse_salon.money import Money
from synapse_salon.ports.payments import PaidFor, Ref

CONSUMPTION_TAX_PERCENT = 10
"""Japan's standard rate; food and newspapers have 8. Source: 消費税法 29条."""


@attrs.frozen
class Order:
    """Something that a person ordered in a salon; its id is the order id that the provider knows.

    `purpose` is the feature's word for it (`membership`), `title` what people read.
    """

    id: str
    salon_id: str
    user_id: str
    purpose: str
    title: str
    made_ms: int
    tax_percent: int = CONSUMPTION_TAX_PERCENT


@attrs.frozen
class Paid:
    """A payment of an order, as the provider told of it last. `price_key` is the line it was made for, as far as the
    provider could tell: after a change of plan another one than was ordered. `on_its_way` is what of `refunded` has not
    been sent yet."""

    provider: str
    ref: Ref
    order_id: str
    salon_id: str
    user_id: str
    status: str
    amount: Money
    refunded: Money
    paid_for: PaidFor
    made_ms: int
    price_key: str = ""
    on_its_way: Money = attrs.field(
        default=attrs.Factory(lambda self: Money(0, self.amount.currency), takes_self=True)
    )

    @property
    def given_back(self) -> Money:
        """What went back already."""
        return self.refunded + -self.on_its_way

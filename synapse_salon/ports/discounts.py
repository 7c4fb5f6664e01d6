# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is taken off an order's payments, in the words that features and payment bridges share."""

from typing import Any

import attrs

from synapse_salon.money import Money


@attrs.frozen
class Discount:
    """So many percent, or an amount, off each of the first `payments` payments of an order; None is off all of them.

    Exactly one of `percent` (1 to 100) and `amount` is there. `key` is ours: the same key is the same discount.
    """

    key: str
    name: str
    percent: int | None
    amount: Money | None
    payments: int | None

    def reduced(self, price: Money) -> Money:
        """What is paid of a price, never below nothing. Of parts of a yen the payer has the better part."""
        if self.percent is not None:
            return Money(price.minor * (100 - self.percent) // 100, price.currency)
        off = self.amount.minor if self.amount is not None else 0
        return Money(max(0, price.minor - off), price.currency)

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return attrs.asdict(self)


def discount_of(stored: dict[str, Any]) -> Discount:
    """A discount as it was kept."""
    amount = Money(**stored["amount"]) if stored["amount"] is not None else None
    return Discount(**{**stored, "amount": amount})

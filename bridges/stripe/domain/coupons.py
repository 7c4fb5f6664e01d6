# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A discount of ours as a coupon of Stripe's: pure rules.

Source: https://docs.stripe.com/api/coupons and /billing/subscriptions/coupons
"""

from typing import Literal

import attrs

from synapse_salon.clock import DAY_MS
from synapse_salon.months import MONTHS, months_later
from synapse_salon.ports.discounts import Discount
from synapse_salon.ports.payments import CheckoutOrder


@attrs.frozen
class Coupon:
    """A coupon. `months` is for how long from the beginning of a subscription, None being for ever; 0 is once."""

    key: str
    name: str
    percent: int | None
    amount: int | None
    currency: str | None
    months: int | None

    @property
    def duration(self) -> Literal["once", "repeating", "forever"]:
        """Stripe's word for how long."""
        return "forever" if self.months is None else "repeating" if self.months else "once"


def coupon_of(order: CheckoutOrder, discount: Discount, now_ms: int) -> Coupon:
    """The coupon that makes of an order what our discount says.

    A percentage that does not come to whole minor units is told as an amount: how Stripe rounds is its own affair, and
    what is charged is what was shown.
    """
    months = _months(order, discount, now_ms)
    price = sum(line.price.minor for line in order.lines)
    percent, amount = discount.percent, discount.amount.minor if discount.amount is not None else None
    if percent is not None and len(order.lines) == 1 and price * percent % 100:
        total = order.lines[0].price
        percent, amount = None, price - discount.reduced(attrs.evolve(total, minor=price)).minor
    currency = order.lines[0].price.currency.lower() if amount is not None else None
    key = f"{discount.key}:{percent or 0}:{amount or 0}:{'' if months is None else months}"
    return Coupon(key, discount.name[:40], percent, amount, currency, months)


def _months(order: CheckoutOrder, discount: Discount, now_ms: int) -> int | None:
    """For how many months Stripe has to give it, so that it is off just so many payments: its months count from the
    beginning, free days included, and a payment in them is a payment with the discount. Where a month is too short for
    that (free days from 31 January to 28 February), one payment more has it."""
    if discount.payments is None:
        return None
    interval = next((line.interval for line in order.lines if line.interval in MONTHS), None)
    if interval is None or (discount.payments == 1 and not order.trial_days):
        return 0
    last_ms = months_later(now_ms + order.trial_days * DAY_MS, MONTHS[interval] * (discount.payments - 1))
    months = 1
    while months_later(now_ms, months) <= last_ms:
        months += 1
    return months

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an order asks for: how much now, how much again and again."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

import attrs

from synapse_salon.money import Money
from synapse_salon.months import MONTHS, Recurring
from synapse_salon.ports.discounts import Discount
from synapse_salon.ports.payments import CheckoutOrder, Line, Rejected


@attrs.frozen
class Terms:
    """What is due at once, and what recurs. With `trial_days` the recurring part begins after them. `reduced` is what
    the recurring part costs as long as there is something off it: `reduced_times` times, None being always."""

    due_now: Money
    recurring: Money | None
    interval: Recurring
    trial_days: int
    reduced: Money | None = None
    reduced_times: int | None = None

    @property
    def needs_card(self) -> bool:
        """Whether anything is to be paid, now or later."""
        if self.reduced is not None and self.reduced_times is None:
            return bool(self.due_now) or bool(self.reduced)
        return bool(self.due_now) or bool(self.recurring)


def read_order(order: CheckoutOrder, now_ms: int) -> Terms:
    """What an order asks for.

    Raises:
        Rejected: it cannot be carried out; says why.
    """
    if not order.order_id or not order.customer_key:
        raise Rejected("an order has an order_id and a customer_key")
    if not order.lines:
        raise Rejected("an order has at least one line")
    if order.expires_ms <= now_ms:
        raise Rejected("the order has expired already")
    if len({line.price.currency for line in order.lines}) > 1:
        raise Rejected("the lines of an order have one currency")
    if any(line.price.minor < 0 for line in order.lines):
        raise Rejected("a price is not negative")
    intervals = {line.interval for line in order.lines if line.interval in MONTHS}
    if len(intervals) > 1:
        raise Rejected("the recurring lines of an order have one interval")
    if order.trial_days < 0 or (order.trial_days and not intervals):
        raise Rejected("a trial belongs to a recurring line and has a number of days")
    off = order.discount
    if off is not None and (off.percent is None) == (off.amount is None):
        raise Rejected("a discount is either a percentage or an amount")
    if off is not None and off.amount is not None and off.amount.currency != order.lines[0].price.currency:
        raise Rejected("a discount is in the currency of the order")
    return terms_of(order.lines, order.trial_days, off)


def terms_of(lines: Sequence[Line], trial_days: int, discount: Discount | None = None) -> Terms:
    """The terms of an order that was read before."""
    currency = lines[0].price.currency
    again = [line for line in lines if line.interval in MONTHS]
    once = [line for line in lines if line.interval not in MONTHS]
    due_now = _sum(once if trial_days else lines, currency)
    recurring = _sum(again, currency) if again else None
    return Terms(
        due_now=discount.reduced(due_now) if discount is not None else due_now,
        recurring=recurring,
        interval="year" if any(line.interval == "year" for line in again) else "month",
        trial_days=trial_days,
        reduced=discount.reduced(recurring) if discount is not None and recurring is not None else None,
        reduced_times=discount.payments if discount is not None else None,
    )


def fingerprint(*content: Any) -> str:
    """The same for the same content only: tells an order that is asked twice from another one."""
    plain = [attrs.asdict(part) if attrs.has(type(part)) else part for part in content]
    for part in plain:
        if isinstance(part, dict) and part.get("discount", 0) is None:
            del part["discount"]  # so that an order from before there were any is still the same
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def _sum(lines: Sequence[Line], currency: str) -> Money:
    return sum((line.price for line in lines), Money(0, currency))

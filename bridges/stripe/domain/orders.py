# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is said of an order, whoever carries it out."""

import hashlib
import json
from typing import Any

import attrs

from synapse_salon.months import MONTHS
from synapse_salon.ports.payments import CheckoutOrder, Line, Rejected


def check(order: CheckoutOrder, now_ms: int) -> None:
    """Refuse what Stripe could not make sense of. Raises Rejected."""
    if not order.order_id or not order.customer_key:
        raise Rejected("an order has an order_id and a customer_key")
    if not order.lines:
        raise Rejected("an order has at least one line")
    if order.expires_ms <= now_ms:
        raise Rejected("the order has expired already")
    off = order.discount
    if off is not None and (off.percent is None) == (off.amount is None):
        raise Rejected("a discount is either a percentage or an amount")
    if off is not None and off.amount is not None and off.amount.currency != order.lines[0].price.currency:
        raise Rejected("a discount is in the currency of the order")


def is_recurring(line: Line) -> bool:
    """Whether a line is paid again and again."""
    return line.interval in MONTHS


def fingerprint(*content: Any) -> str:
    """The same for the same content only: tells a request that is asked twice from another one."""
    plain = [attrs.asdict(part) if attrs.has(type(part)) else part for part in content]
    for part in plain:
        if isinstance(part, dict) and part.get("discount", 0) is None:
            del part["discount"]  # so that an order from before there were any is still the same
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()

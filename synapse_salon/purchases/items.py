# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an order consists of: for receipts on which each thing has its own line, and its own rate of tax."""

from collections.abc import Sequence

import attrs

from synapse_salon.database import Txn


@attrs.frozen
class OrderItem:
    """A line of an order: what it costs in all, tax included, in minor units."""

    title: str
    amount: int
    tax_percent: int


def write_items(txn: Txn, order_id: str, items: Sequence[OrderItem]) -> None:
    """Write down what an order consists of, with the order itself. Twice is once."""
    for place, item in enumerate(items):
        txn.run(
            "INSERT INTO salon_order_items (order_id, place, title, amount, tax_percent) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (order_id, place) DO NOTHING",
            order_id,
            place,
            item.title,
            item.amount,
            item.tax_percent,
        )


def items_of(txn: Txn, order_id: str) -> tuple[OrderItem, ...]:
    """What an order consists of; nothing where its title says it all."""
    rows = txn.rows(
        "SELECT title, amount, tax_percent FROM salon_order_items WHERE order_id = ? ORDER BY place", order_id
    )
    return tuple(OrderItem(*row) for row in rows)

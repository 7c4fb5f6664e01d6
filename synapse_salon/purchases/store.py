# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tables of orders and payments."""

from collections.abc import Collection
from typing import Any

from synapse_salon.database import Txn
from synapse_salon.database.txn import places
from synapse_salon.happenings import PaymentTold
from synapse_salon.money import Money
from synapse_salon.payments import disputes
from synapse_salon.ports.payments import PaymentState, Ref
from synapse_salon.purchases.orders import Order, Paid

_ORDER = "id, salon_id, user_id, purpose, title, made_ms, tax_percent"
PAID = (
    "provider, ref, order_id, salon_id, user_id, status, amount, refunded, currency, paid_for, made_ms, price_key,"
    " on_its_way"
)


def record(txn: Txn, order: Order) -> None:
    """Write an order down; one that is there stays as it is."""
    txn.run(
        "INSERT INTO salon_orders (id, salon_id, user_id, purpose, title, tax_percent, made_ms)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
        order.id,
        order.salon_id,
        order.user_id,
        order.purpose,
        order.title,
        order.tax_percent,
        order.made_ms,
    )


def order(txn: Txn, order_id: str) -> Order | None:
    """An order."""
    row = txn.row(f"SELECT {_ORDER} FROM salon_orders WHERE id = ?", order_id)
    return None if row is None else Order(*row)


def orders(txn: Txn, order_ids: Collection[str]) -> list[Order]:
    """Those of these orders that there are."""
    rows = txn.rows(f"SELECT {_ORDER} FROM salon_orders WHERE id IN {places(order_ids)}", *order_ids)
    return [Order(*row) for row in rows]


def told(txn: Txn, provider: str, state: PaymentState) -> None:
    """Keep what the provider says of a payment; of orders that are not ours, nothing."""
    before = payment(txn, provider, state.ref)
    on_its_way = state.on_its_way or Money(0, state.amount.currency)
    now = (state.status, state.refunded, on_its_way)
    wrote = txn.run(
        f"INSERT INTO salon_payments ({PAID}) SELECT ?, ?, id, salon_id, user_id, ?, ?, ?, ?, ?, ?, ?, ?"
        " FROM salon_orders WHERE id = ? ON CONFLICT (provider, ref) DO UPDATE SET status = excluded.status,"
        " refunded = excluded.refunded, on_its_way = excluded.on_its_way, made_ms = excluded.made_ms, price_key = CASE"
        " WHEN salon_payments.price_key = '' THEN excluded.price_key ELSE salon_payments.price_key END",
        provider,
        state.ref,
        state.status,
        state.amount.minor,
        state.refunded.minor,
        state.amount.currency,
        state.paid_for,
        state.made_ms,
        state.price_key,
        on_its_way.minor,
        state.order_id,
    )
    disputes.told(txn, provider, state)
    if wrote and (before is None or (before.status, before.refunded, before.on_its_way) != now):
        txn.say(
            PaymentTold(
                provider=provider,
                payment=state.ref,
                price_key=state.price_key,
                from_ms=state.from_ms or 0,
                through_ms=state.through_ms or 0,
            )
        )


def payment(txn: Txn, provider: str, ref: str) -> Paid | None:
    """A payment."""
    row = txn.row(f"SELECT {PAID} FROM salon_payments WHERE provider = ? AND ref = ?", provider, ref)
    return None if row is None else paid_of(row)


def paid_of(row: tuple[Any, ...]) -> Paid:
    """A payment of a row with the columns PAID."""
    provider, ref, order_id, salon_id, user_id, status, amount, refunded, currency, *rest = row
    paid_for, made_ms, price_key, on_its_way = rest
    return Paid(
        provider=provider,
        ref=Ref(ref),
        order_id=order_id,
        salon_id=salon_id,
        user_id=user_id,
        status=status,
        amount=Money(amount, currency),
        refunded=Money(refunded, currency),
        paid_for=paid_for,
        made_ms=made_ms,
        price_key=price_key,
        on_its_way=Money(on_its_way, currency),
    )


def on_its_way(txn: Txn, user_id: str) -> dict[str, Money]:
    """What nobody has sent back yet of somebody's payments, by their refs."""
    rows = txn.rows(
        "SELECT ref, on_its_way, currency FROM salon_payments WHERE user_id = ? AND on_its_way > 0", user_id
    )
    return {ref: Money(amount, currency) for ref, amount, currency in rows}

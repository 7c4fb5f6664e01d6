# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Refunds that staff asked for."""

from typing import Any

from modules.billing.domain.refunds import Refund, State
from synapse_salon.database import Txn
from synapse_salon.money import Money
from synapse_salon.ports.payments import Ref

_REFUND = "id, provider, payment, salon_id, state, amount, currency, reason, asked_by, asked_ms"


def add(txn: Txn, refund: Refund) -> None:
    """Write down what will be given back."""
    txn.run(
        f"INSERT INTO salon_refunds ({_REFUND}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        refund.id,
        refund.provider,
        refund.payment,
        refund.salon_id,
        refund.state,
        refund.amount.minor,
        refund.amount.currency,
        refund.reason,
        refund.asked_by,
        refund.asked_ms,
    )


def get(txn: Txn, refund_id: str) -> Refund | None:
    """A refund."""
    row = txn.row(f"SELECT {_REFUND} FROM salon_refunds WHERE id = ?", refund_id)
    return None if row is None else _refund(row)


def set_state(txn: Txn, refund_id: str, state: State) -> None:
    """What came of it."""
    txn.run("UPDATE salon_refunds SET state = ? WHERE id = ?", state, refund_id)


def of_payment(txn: Txn, provider: str, payment: str) -> list[Refund]:
    """What staff gave back of a payment, oldest first."""
    rows = txn.rows(
        f"SELECT {_REFUND} FROM salon_refunds WHERE provider = ? AND payment = ? ORDER BY asked_ms, id",
        provider,
        payment,
    )
    return [_refund(row) for row in rows]


def pending(txn: Txn, after: str, limit: int) -> list[str]:
    """The ids of refunds whose money is on its way, in order, from behind `after`."""
    rows = txn.rows(
        "SELECT id FROM salon_refunds WHERE state = 'pending' AND id > ? ORDER BY id LIMIT ?", after, limit
    )
    return [str(row[0]) for row in rows]


def under_way(txn: Txn, provider: str, payment: str) -> int:
    """How much was asked for and not heard of yet, in minor units."""
    row = txn.row(
        "SELECT COALESCE(SUM(amount), 0) FROM salon_refunds WHERE provider = ? AND payment = ? AND state = 'asked'",
        provider,
        payment,
    )
    return 0 if row is None else int(row[0])


def hold(txn: Txn, provider: str, payment: str) -> None:
    """Have whoever gives back of the same payment wait for this transaction."""
    txn.run("UPDATE salon_payments SET status = status WHERE provider = ? AND ref = ?", provider, payment)


def _refund(row: tuple[Any, ...]) -> Refund:
    refund_id, provider, payment, salon_id, state, amount, currency, reason, asked_by, asked_ms = row
    return Refund(
        id=refund_id,
        provider=provider,
        payment=Ref(payment),
        salon_id=salon_id,
        state=state,
        amount=Money(amount, currency),
        reason=reason,
        asked_by=asked_by,
        asked_ms=asked_ms,
    )

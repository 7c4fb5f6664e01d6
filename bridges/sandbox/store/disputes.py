# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What payers' banks took back."""

from typing import Literal

from bridges.sandbox.domain.books import Payment
from synapse_salon.database import Txn


def open_one(txn: Txn, ref: str, of: Payment, now_ms: int) -> bool:
    """Take back what is left of a payment; False where that was done before, or nothing is left."""
    if of.status != "paid" or of.left.minor <= 0:
        return False
    wrote = txn.run(
        "INSERT INTO salon_sandbox_disputes (ref, payment, amount, currency, state, made_ms)"
        " VALUES (?, ?, ?, ?, 'open', ?) ON CONFLICT (payment) DO NOTHING",
        ref,
        of.ref,
        of.left.minor,
        of.left.currency,
        now_ms,
    )
    if wrote:
        txn.run("UPDATE salon_sandbox_payments SET disputed = 'open' WHERE ref = ?", of.ref)
    return wrote == 1


def close(txn: Txn, payment: str, outcome: Literal["won", "lost"], now_ms: int) -> bool:
    """What came of a dispute; False where there is none that is open."""
    wrote = txn.run(
        "UPDATE salon_sandbox_disputes SET state = ?, closed_ms = ? WHERE payment = ? AND state = 'open'",
        outcome,
        now_ms,
        payment,
    )
    if wrote:
        txn.run("UPDATE salon_sandbox_payments SET disputed = ? WHERE ref = ?", outcome, payment)
    return wrote == 1

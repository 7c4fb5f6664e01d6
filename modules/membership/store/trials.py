# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Trials that end soon, in the database."""

from synapse_salon.database import Txn


def ending(txn: Txn, before_ms: int, limit: int) -> list[tuple[str, str, int]]:
    """Salon, person and end of the trials that turn into payments before that moment, and were not told of it."""
    rows = txn.rows(
        "SELECT salon_id, user_id, paid_through_ms FROM salon_members WHERE standing = 'trial' AND cancel_at_end = 0"
        " AND paid_through_ms <= ? AND (trial_told_ms IS NULL OR trial_told_ms < paid_through_ms)"
        " ORDER BY paid_through_ms, user_id LIMIT ?",
        before_ms,
        limit,
    )
    return [(row[0], row[1], row[2]) for row in rows]


def told(txn: Txn, salon_id: str, user_id: str, ends_ms: int) -> None:
    """Record that somebody is told of the end of their trial."""
    txn.run(
        "UPDATE salon_members SET trial_told_ms = ? WHERE salon_id = ? AND user_id = ?",
        ends_ms,
        salon_id,
        user_id,
    )

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Acceptances of rules in the database."""

from synapse_salon.database import Txn


def accept(txn: Txn, salon_id: str, user_id: str, version: int, now_ms: int) -> None:
    """Record an acceptance; the first one of a version counts."""
    txn.run(
        "INSERT INTO salon_rules_accepted (salon_id, user_id, version, accepted_ms) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (salon_id, user_id, version) DO NOTHING",
        salon_id,
        user_id,
        version,
        now_ms,
    )


def newest(txn: Txn, salon_id: str, user_id: str) -> int:
    """The newest version a person accepted, 0 for none."""
    row = txn.row(
        "SELECT MAX(version) FROM salon_rules_accepted WHERE salon_id = ? AND user_id = ?", salon_id, user_id
    )
    return int(row[0]) if row and row[0] is not None else 0


def remind(txn: Txn, salon_id: str, user_id: str, version: int, now_ms: int) -> bool:
    """Record a reminder; False if this person was reminded of this version before."""
    return bool(
        txn.run(
            "INSERT INTO salon_rules_reminded (salon_id, user_id, version, reminded_ms) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (salon_id, user_id, version) DO NOTHING",
            salon_id,
            user_id,
            version,
            now_ms,
        )
    )

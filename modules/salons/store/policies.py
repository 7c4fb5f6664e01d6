# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Policies of salons in the database: every version with who set it, the newest in force."""

from modules.salons.domain.policies import PolicyChange
from synapse_salon.database import Txn
from synapse_salon.ports.salons import Policies


def history(txn: Txn, salon_id: str) -> list[PolicyChange]:
    """Every version, newest first."""
    rows = txn.rows(
        "SELECT version, dm, guests, changed_by, changed_ms FROM salon_policies WHERE salon_id = ?"
        " ORDER BY version DESC",
        salon_id,
    )
    return [PolicyChange(row[0], Policies(row[1], row[2]), row[3], row[4]) for row in rows]


def current(txn: Txn, salon_id: str) -> Policies | None:
    """The version in force."""
    changes = history(txn, salon_id)
    return changes[0].policies if changes else None


def hold(txn: Txn, salon_id: str) -> None:
    """Let whoever else would set this salon's policies wait until this transaction has ended."""
    txn.run("UPDATE salon_salons SET slug = slug WHERE id = ?", salon_id)


def set_policies(txn: Txn, salon_id: str, new: Policies, by: str, now_ms: int) -> bool:
    """Write the next version; False where the same is in force already."""
    row = txn.row(
        "SELECT version, dm, guests FROM salon_policies WHERE salon_id = ? ORDER BY version DESC LIMIT 1",
        salon_id,
    )
    if row is not None and Policies(row[1], row[2]) == new:
        return False
    txn.run(
        "INSERT INTO salon_policies (salon_id, version, dm, guests, changed_by, changed_ms)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        salon_id,
        int(row[0]) + 1 if row is not None else 1,
        new.dm,
        new.guests,
        by,
        now_ms,
    )
    return True

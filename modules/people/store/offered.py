# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The interests that a salon's staff offer to choose from."""

from collections.abc import Sequence

from synapse_salon.database import Txn


def offered(txn: Txn, salon_id: str) -> tuple[str, ...]:
    """In the order of the staff."""
    rows = txn.rows("SELECT label FROM salon_people_offered WHERE salon_id = ? ORDER BY place", salon_id)
    return tuple(row[0] for row in rows)


def offer(txn: Txn, salon_id: str, labels: Sequence[str]) -> None:
    """These from now on."""
    txn.run("DELETE FROM salon_people_offered WHERE salon_id = ?", salon_id)
    for place, label in enumerate(labels):
        txn.run(
            "INSERT INTO salon_people_offered (salon_id, place, label) VALUES (?, ?, ?)"
            " ON CONFLICT (salon_id, place) DO UPDATE SET label = excluded.label",
            salon_id,
            place,
            label,
        )

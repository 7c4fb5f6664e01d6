# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ages that people gave, in the database."""

from modules.membership.domain.ages import Told
from synapse_salon.clock import DAY_MS
from synapse_salon.database import Txn

TURNED_AWAY_MS = 365 * DAY_MS


def told(txn: Txn, salon_id: str, user_id: str) -> Told | None:
    """What a person gave in a salon; None for somebody who never gave an age there."""
    row = txn.row(
        "SELECT band, turned_away_below FROM salon_ages WHERE salon_id = ? AND user_id = ?", salon_id, user_id
    )
    return Told(row[0], row[1]) if row is not None else None


def keep(txn: Txn, salon_id: str, user_id: str, age: Told, now_ms: int, by: str | None = None) -> None:
    """Keep what a person gave; `by` is who of the staff took it as true."""
    txn.run(
        "INSERT INTO salon_ages (salon_id, user_id, band, turned_away_below, told_ms, decided_by)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (salon_id, user_id) DO UPDATE SET band = excluded.band,"
        " turned_away_below = excluded.turned_away_below, told_ms = excluded.told_ms,"
        " decided_by = excluded.decided_by",
        salon_id,
        user_id,
        age.band,
        age.turned_away_below,
        now_ms,
        by,
    )


def forget(txn: Txn, now_ms: int) -> None:
    """Of people who never became members it goes after a year."""
    txn.run(
        "DELETE FROM salon_ages WHERE told_ms < ? AND NOT EXISTS (SELECT 1 FROM salon_members m"
        " WHERE m.salon_id = salon_ages.salon_id AND m.user_id = salon_ages.user_id AND m.joined_ms IS NOT NULL)",
        now_ms - TURNED_AWAY_MS,
    )

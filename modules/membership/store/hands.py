# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was done by hand, in the database."""

from typing import Any

from modules.membership.domain.hands import Hand
from synapse_salon.clock import DAY_MS
from synapse_salon.database import Txn

KEPT_MS = 365 * DAY_MS
_COLUMNS = "id, salon_id, room_id, user_id, done_by, deed, reason, at_ms, settled_ms, settled_by"


def _hand(row: tuple[Any, ...]) -> Hand:
    return Hand(*row)


def add(txn: Txn, hand: Hand) -> bool:
    """Write it down; False where it is there already."""
    return bool(
        txn.run(
            f"INSERT INTO salon_hands ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO NOTHING",
            hand.id,
            hand.salon_id,
            hand.room_id,
            hand.user_id,
            hand.done_by,
            hand.deed,
            hand.reason,
            hand.at_ms,
            hand.settled_ms,
            hand.settled_by,
        )
    )


def get(txn: Txn, hand_id: str) -> Hand | None:
    """One of them."""
    row = txn.row(f"SELECT {_COLUMNS} FROM salon_hands WHERE id = ?", hand_id)
    return _hand(row) if row else None


def unsettled(txn: Txn, salon_id: str, limit: int) -> list[Hand]:
    """Those that wait for the staff, oldest first."""
    rows = txn.rows(
        f"SELECT {_COLUMNS} FROM salon_hands WHERE salon_id = ? AND settled_ms IS NULL ORDER BY at_ms, id LIMIT ?",
        salon_id,
        limit,
    )
    return [_hand(row) for row in rows]


def newest(txn: Txn, salon_id: str, limit: int) -> list[Hand]:
    """Those that are settled, newest first."""
    rows = txn.rows(
        f"SELECT {_COLUMNS} FROM salon_hands WHERE salon_id = ? AND settled_ms IS NOT NULL"
        " ORDER BY at_ms DESC, id LIMIT ?",
        salon_id,
        limit,
    )
    return [_hand(row) for row in rows]


def settle(txn: Txn, hand_id: str, by: str, now_ms: int) -> bool:
    """It waits for nobody any more; False where it was settled before."""
    sql = "UPDATE salon_hands SET settled_ms = ?, settled_by = ? WHERE id = ? AND settled_ms IS NULL"
    return bool(txn.run(sql, now_ms, by, hand_id))


def forget(txn: Txn, now_ms: int) -> None:
    """They are kept for a year."""
    txn.run("DELETE FROM salon_hands WHERE at_ms < ?", now_ms - KEPT_MS)

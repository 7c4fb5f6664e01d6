# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The crowd's table."""

from typing import Any

from synapse_salon.crowd.wishes import Wish, WishKind
from synapse_salon.database.txn import Txn

_WISH = "id, room_id, user_id, wish, why, wanted_ms, due_ms, attempts, last_error, failed"

DIRECT = ""
"""The queue that all direct rooms share."""


def _wish(row: tuple[Any, ...]) -> Wish:
    id, room_id, user_id, wish, why, wanted_ms, due_ms, attempts, last_error, failed = row
    return Wish(id, room_id, user_id, wish, why, wanted_ms, due_ms, attempts, last_error, bool(failed))


def want(txn: Txn, id: str, room_id: str, user_id: str, wish: WishKind, why: str, now_ms: int) -> None:
    """Put a wish in the place of any older one about this room and person."""
    txn.run(
        "INSERT INTO salon_crowd (room_id, user_id, id, wish, why, wanted_ms, due_ms, attempts, failed, last_error)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, NULL)"
        " ON CONFLICT (room_id, user_id) DO UPDATE SET id = excluded.id, wish = excluded.wish, why = excluded.why,"
        " wanted_ms = excluded.wanted_ms, due_ms = excluded.due_ms, attempts = 0, failed = 0, last_error = NULL",
        room_id,
        user_id,
        id,
        wish,
        why,
        now_ms,
        now_ms,
    )


def queues(txn: Txn, now_ms: int) -> list[str]:
    """Where somebody is to be moved now, the longest-waiting first: a salon's room by its id, and all direct rooms
    together as DIRECT, since there are as many of those as people."""
    rows = txn.rows(
        "SELECT COALESCE(r.room_id, ?) AS queue FROM salon_crowd c LEFT JOIN salon_rooms r ON r.room_id = c.room_id"
        " WHERE c.failed = 0 AND c.due_ms <= ? GROUP BY queue ORDER BY MIN(c.due_ms)",
        DIRECT,
        now_ms,
    )
    return [row[0] for row in rows]


def first_in(txn: Txn, queue: str, now_ms: int) -> list[Wish]:
    """The longest-waiting wishes of a queue that are due."""
    where, args = (
        ("room_id = ?", [queue])
        if queue != DIRECT
        else ("room_id NOT IN (SELECT room_id FROM salon_rooms)", [])
    )
    rows = txn.rows(
        f"SELECT {_WISH} FROM salon_crowd WHERE {where} AND failed = 0 AND due_ms <= ?"
        " ORDER BY due_ms, wanted_ms, user_id LIMIT 50",
        *args,
        now_ms,
    )
    return [_wish(row) for row in rows]


def done(txn: Txn, wish: Wish) -> None:
    """Forget a wish that was fulfilled, unless a newer one has taken its place."""
    txn.run(
        "DELETE FROM salon_crowd WHERE room_id = ? AND user_id = ? AND id = ?",
        wish.room_id,
        wish.user_id,
        wish.id,
    )


def put_off(txn: Txn, wish: Wish, due_ms: int, attempts: int, failed: bool, why: str) -> None:
    """Try a wish again at `due_ms`, or keep it as given up."""
    txn.run(
        "UPDATE salon_crowd SET due_ms = ?, attempts = ?, failed = ?, last_error = ?"
        " WHERE room_id = ? AND user_id = ? AND id = ?",
        due_ms,
        attempts,
        int(failed),
        why[:500],
        wish.room_id,
        wish.user_id,
        wish.id,
    )


def pending(txn: Txn, user_id: str | None) -> list[Wish]:
    """The wishes not fulfilled, oldest first."""
    if user_id is None:
        rows = txn.rows(f"SELECT {_WISH} FROM salon_crowd ORDER BY wanted_ms")
    else:
        rows = txn.rows(f"SELECT {_WISH} FROM salon_crowd WHERE user_id = ? ORDER BY wanted_ms", user_id)
    return [_wish(row) for row in rows]

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Chats that are being opened, in the database."""

from synapse_salon.database import Txn


def begin(txn: Txn, salon_id: str, room_key: str, host: str, now_ms: int) -> None:
    """Somebody opens a chat whose room is made under this key; begun again it begins now."""
    txn.run(
        "INSERT INTO salon_chat_openings (salon_id, room_key, host, begun_ms) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (salon_id, room_key) DO UPDATE SET begun_ms = excluded.begun_ms",
        salon_id,
        room_key,
        host,
        now_ms,
    )


def others_of(txn: Txn, salon_id: str, host: str, room_key: str) -> int:
    """How many other chats somebody opens at this moment."""
    sql = "SELECT COUNT(*) FROM salon_chat_openings WHERE salon_id = ? AND host = ? AND room_key <> ?"
    row = txn.row(sql, salon_id, host, room_key)
    return int(row[0]) if row else 0


def done(txn: Txn, salon_id: str, room_key: str) -> None:
    """It is open, or was given up."""
    txn.run("DELETE FROM salon_chat_openings WHERE salon_id = ? AND room_key = ?", salon_id, room_key)


def broken_off(txn: Txn, before_ms: int) -> list[tuple[str, str]]:
    """Salons and keys of what was begun before then and came to no end."""
    sql = "SELECT salon_id, room_key FROM salon_chat_openings WHERE begun_ms < ? ORDER BY begun_ms LIMIT 50"
    return [(row[0], row[1]) for row in txn.rows(sql, before_ms)]

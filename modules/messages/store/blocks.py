# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whom people take no private messages from, in the database."""

from synapse_salon.database import Txn


def of_person(txn: Txn, user_id: str) -> list[str]:
    """Whom a person blocked, the newest first."""
    sql = "SELECT blocked FROM salon_message_blocks WHERE user_id = ? ORDER BY blocked_ms DESC, blocked"
    return [row[0] for row in txn.rows(sql, user_id)]


def add(txn: Txn, user_id: str, blocked: str, now_ms: int) -> None:
    """Block somebody, or a server."""
    txn.run(
        "INSERT INTO salon_message_blocks (user_id, blocked, blocked_ms) VALUES (?, ?, ?)"
        " ON CONFLICT (user_id, blocked) DO NOTHING",
        user_id,
        blocked,
        now_ms,
    )


def remove(txn: Txn, user_id: str, blocked: str) -> None:
    """Take somebody off."""
    txn.run("DELETE FROM salon_message_blocks WHERE user_id = ? AND blocked = ?", user_id, blocked)

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What messages keep of one person, in the database."""

from synapse_salon.database import Txn


def unclosed_of(txn: Txn, user_id: str) -> list[str]:
    """The questions that somebody has open, in all salons."""
    sql = "SELECT id FROM salon_asks WHERE user_id = ? AND state <> 'closed'"
    return [row[0] for row in txn.rows(sql, user_id)]


def forget_person(txn: Txn, user_id: str) -> None:
    """Forget whom somebody blocked and asked, and what they asked the staff: those are to be forgotten at once."""
    txn.run(
        "UPDATE salon_ask_steps SET note = '' WHERE ask_id IN (SELECT id FROM salon_asks WHERE user_id = ?)",
        user_id,
    )
    txn.run("UPDATE salon_asks SET body = '', changed_ms = 0 WHERE user_id = ?", user_id)
    txn.run("DELETE FROM salon_askers WHERE user_id = ?", user_id)
    txn.run("DELETE FROM salon_message_blocks WHERE user_id = ?", user_id)
    txn.run("DELETE FROM salon_message_requests WHERE asker = ? OR asked = ?", user_id, user_id)

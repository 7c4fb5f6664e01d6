# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What staff note about people, in the database."""

import attrs

from synapse_salon.clock import DAY_MS
from synapse_salon.database import Txn

KEPT_MS = 365 * DAY_MS


@attrs.frozen
class Note:
    """A note of the staff about a person. Time in ms."""

    id: str
    salon_id: str
    user_id: str
    author: str
    body: str
    written_ms: int


def add(txn: Txn, note: Note) -> None:
    """Keep a note."""
    txn.run(
        "INSERT INTO salon_member_notes (id, salon_id, user_id, author, body, written_ms)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        note.id,
        note.salon_id,
        note.user_id,
        note.author,
        note.body,
        note.written_ms,
    )


def of_person(txn: Txn, salon_id: str, user_id: str) -> list[Note]:
    """The notes about a person in a salon, oldest first."""
    rows = txn.rows(
        "SELECT id, salon_id, user_id, author, body, written_ms FROM salon_member_notes"
        " WHERE salon_id = ? AND user_id = ? ORDER BY written_ms, id",
        salon_id,
        user_id,
    )
    return [Note(*row) for row in rows]


def delete(txn: Txn, salon_id: str, user_id: str, note_id: str) -> bool:
    """Delete a note; False where there is none."""
    return bool(
        txn.run(
            "DELETE FROM salon_member_notes WHERE id = ? AND salon_id = ? AND user_id = ?",
            note_id,
            salon_id,
            user_id,
        )
    )


def forget(txn: Txn, now_ms: int) -> None:
    """Notes go a year after the person went, those about who is barred aside."""
    txn.run(
        "DELETE FROM salon_member_notes WHERE written_ms < ? AND NOT EXISTS (SELECT 1 FROM salon_members m"
        " WHERE m.salon_id = salon_member_notes.salon_id AND m.user_id = salon_member_notes.user_id"
        " AND (m.standing IN ('trial', 'active', 'past_due', 'read_only', 'cancelling', 'banned')"
        " OR m.changed_ms >= ?))",
        now_ms - KEPT_MS,
        now_ms - KEPT_MS,
    )

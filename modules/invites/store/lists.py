# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows of lists, in the database."""

from modules.invites.domain.lists import Row
from synapse_salon.database import Txn

_ROW = "row_no, sent_to, kind, box, state, reason, code, stop_word"
_STOPS = "stop_word = ? OR (code = ? AND stop_word IS NULL)"


def insert(txn: Txn, batch_id: str, salon_id: str, by: str, row: Row, now_ms: int) -> None:
    """Write a row."""
    txn.run(
        f"INSERT INTO salon_invite_rows (batch_id, salon_id, invited_by, due_ms, made_ms, {_ROW})"
        f" VALUES ({', '.join('?' * 13)})",
        batch_id,
        salon_id,
        by,
        now_ms,
        now_ms,
        row.number,
        row.sent_to,
        row.kind,
        row.box,
        row.state,
        row.reason,
        row.code,
        row.stop_word,
    )


def of_batch(txn: Txn, salon_id: str, batch_id: str) -> list[Row]:
    """The rows of a list, in their order."""
    rows = txn.rows(
        f"SELECT {_ROW} FROM salon_invite_rows WHERE salon_id = ? AND batch_id = ? ORDER BY row_no",
        salon_id,
        batch_id,
    )
    return [Row(*row) for row in rows]


def batches(txn: Txn, salon_id: str, limit: int) -> list[tuple[str, int, int, int]]:
    """The newest lists: id, when, how many rows, and how many of them were sent."""
    rows = txn.rows(
        "SELECT batch_id, MIN(made_ms), COUNT(*), SUM(CASE WHEN state = 'sent' THEN 1 ELSE 0 END)"
        " FROM salon_invite_rows WHERE salon_id = ? GROUP BY batch_id ORDER BY MIN(made_ms) DESC, batch_id LIMIT ?",
        salon_id,
        limit,
    )
    return [(row[0], int(row[1]), int(row[2]), int(row[3])) for row in rows]


def written_to(txn: Txn, salon_id: str, since_ms: int) -> set[str]:
    """Who was invited by a list since then, or will be in a moment."""
    rows = txn.rows(
        "SELECT box FROM salon_invite_rows WHERE salon_id = ? AND made_ms >= ? AND state IN ('queued', 'sent')",
        salon_id,
        since_ms,
    )
    return {row[0] for row in rows}


def unwanted(txn: Txn, box: str) -> bool:
    """Whether somebody wants no invitations."""
    return txn.row("SELECT 1 FROM salon_invite_unwanted WHERE box = ?", box) is not None


def stop(txn: Txn, word: str, now_ms: int) -> bool:
    """Whoever got this word wants no more; False where it came by no list."""
    row = txn.row(f"SELECT box FROM salon_invite_rows WHERE {_STOPS}", word, word)
    if row is None:
        return False
    txn.run(
        "INSERT INTO salon_invite_unwanted (box, at_ms) VALUES (?, ?) ON CONFLICT (box) DO NOTHING",
        row[0],
        now_ms,
    )
    txn.run(
        "UPDATE salon_invite_rows SET state = 'refused', reason = 'unwanted' WHERE box = ? AND state = 'queued'",
        row[0],
    )
    return True


def came_by_list(txn: Txn, word: str) -> bool:
    """Whether a word was sent to somebody by a list."""
    return txn.row(f"SELECT 1 FROM salon_invite_rows WHERE {_STOPS}", word, word) is not None


def due(txn: Txn, now_ms: int, limit: int) -> list[tuple[str, str, str, Row]]:
    """Rows to send now: batch, salon, who invites, and the row."""
    rows = txn.rows(
        f"SELECT batch_id, salon_id, invited_by, {_ROW} FROM salon_invite_rows"
        " WHERE state = 'queued' AND due_ms <= ? ORDER BY due_ms, batch_id, row_no LIMIT ?",
        now_ms,
        limit,
    )
    return [(row[0], row[1], row[2], Row(*row[3:])) for row in rows]


def mark(txn: Txn, batch_id: str, number: int, state: str, reason: str) -> None:
    """What became of a row that waited."""
    txn.run(
        "UPDATE salon_invite_rows SET state = ?, reason = ? WHERE batch_id = ? AND row_no = ? AND state = 'queued'",
        state,
        reason,
        batch_id,
        number,
    )


def later(txn: Txn, batch_id: str, number: int, due_ms: int) -> int:
    """Try a row again then; answers how often it was tried."""
    txn.run(
        "UPDATE salon_invite_rows SET tries = tries + 1, due_ms = ? WHERE batch_id = ? AND row_no = ?",
        due_ms,
        batch_id,
        number,
    )
    row = txn.row("SELECT tries FROM salon_invite_rows WHERE batch_id = ? AND row_no = ?", batch_id, number)
    return int(row[0]) if row else 0


def forget(txn: Txn, before_ms: int) -> None:
    """Whom lists were for is forgotten."""
    txn.run("DELETE FROM salon_invite_rows WHERE made_ms < ?", before_ms)

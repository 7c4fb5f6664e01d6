# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people asked, in the database."""

from typing import Any

from modules.salons.domain.inquiries import Inquiry
from synapse_salon.database import Txn
from synapse_salon.mail.address import mailbox

_COLUMNS = (
    "id, salon_id, about, user_id, name, mail, body, language, received_ms, answered_by, answered_ms, answer"
)


def _read(row: tuple[Any, ...]) -> Inquiry:
    return Inquiry(*row)


def insert(txn: Txn, new: Inquiry) -> bool:
    """Write it down; False where it came before."""
    return bool(
        txn.run(
            f"INSERT INTO salon_inquiries ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, '')"
            " ON CONFLICT (id) DO NOTHING",
            new.id,
            new.salon_id,
            new.about,
            new.user_id,
            new.name,
            new.mail,
            new.body,
            new.language,
            new.received_ms,
        )
    )


def get(txn: Txn, inquiry_id: str) -> Inquiry | None:
    """One of them."""
    row = txn.row(f"SELECT {_COLUMNS} FROM salon_inquiries WHERE id = ?", inquiry_id)
    return _read(row) if row else None


def counts(txn: Txn, new: Inquiry, since_ms: int) -> tuple[int, int]:
    """How many came to this salon since then: from the same person or mailbox, and in all."""
    rows = txn.rows(
        "SELECT user_id, mail FROM salon_inquiries WHERE salon_id = ? AND received_ms > ?",
        new.salon_id,
        since_ms,
    )
    by, to = new.user_id or "", mailbox(new.mail)
    own = sum((new.mail != "" and mailbox(row[1]) == to) or row[0] == by for row in rows)
    return own, len(rows)


def answered(txn: Txn, salon_id: str, inquiry_id: str, by: str, now_ms: int, answer: str = "") -> bool:
    """It was answered, like this where it is through the house; False where it was before, or is none of this salon."""
    return bool(
        txn.run(
            "UPDATE salon_inquiries SET answered_by = ?, answered_ms = ?, answer = ?"
            " WHERE id = ? AND salon_id = ? AND answered_ms IS NULL",
            by,
            now_ms,
            answer,
            inquiry_id,
            salon_id,
        )
    )


def of_salon(
    txn: Txn, salon_id: str, is_open: bool, before: tuple[int, str] | None, limit: int
) -> list[Inquiry]:
    """Those of a salon that wait for an answer, or those that got one; the newest first."""
    received_ms, last = before or (2**62, "")
    rows = txn.rows(
        f"SELECT {_COLUMNS} FROM salon_inquiries WHERE salon_id = ?"
        f" AND answered_ms IS {'NULL' if is_open else 'NOT NULL'}"
        " AND (received_ms < ? OR (received_ms = ? AND id < ?)) ORDER BY received_ms DESC, id DESC LIMIT ?",
        salon_id,
        received_ms,
        received_ms,
        last,
        limit,
    )
    return [_read(row) for row in rows]


def waiting(txn: Txn, salon_id: str) -> int:
    """How many wait for an answer."""
    row = txn.row("SELECT COUNT(*) FROM salon_inquiries WHERE salon_id = ? AND answered_ms IS NULL", salon_id)
    return int(row[0]) if row else 0


def forget(txn: Txn, before_ms: int) -> None:
    """Old ones go, answered or not."""
    txn.run("DELETE FROM salon_inquiries WHERE received_ms < ?", before_ms)

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests for a private conversation, in the database."""

from modules.messages.domain.requests import Asked
from synapse_salon.database import Txn

_ASKED = "SELECT asker, asked, room_id, asked_ms FROM salon_message_requests"


def get(txn: Txn, asker: str, asked: str) -> Asked | None:
    """The last time that one asked the other."""
    row = txn.row(f"{_ASKED} WHERE asker = ? AND asked = ?", asker, asked)
    return Asked(row[0], row[1], row[2], int(row[3])) if row else None


def of_asker(txn: Txn, asker: str) -> list[Asked]:
    """Whom somebody asked, the last one first."""
    rows = txn.rows(f"{_ASKED} WHERE asker = ? ORDER BY asked_ms DESC, asked LIMIT 50", asker)
    return [Asked(row[0], row[1], row[2], int(row[3])) for row in rows]


def claim(txn: Txn, new: Asked, before: Asked | None) -> bool:
    """Write down that somebody asks, in place of what was there; False if something else is there meanwhile."""
    if before is None:
        return bool(
            txn.run(
                "INSERT INTO salon_message_requests (asker, asked, room_id, asked_ms) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (asker, asked) DO NOTHING",
                new.asker,
                new.asked,
                new.room_id,
                new.asked_ms,
            )
        )
    return bool(
        txn.run(
            "UPDATE salon_message_requests SET room_id = ?, asked_ms = ?"
            " WHERE asker = ? AND asked = ? AND room_id = ? AND asked_ms = ?",
            new.room_id,
            new.asked_ms,
            new.asker,
            new.asked,
            before.room_id,
            before.asked_ms,
        )
    )


def old(txn: Txn, before_ms: int, after: tuple[str, str], limit: int) -> list[Asked]:
    """What was asked before then, by account from behind a place."""
    rows = txn.rows(
        f"{_ASKED} WHERE asked_ms < ? AND (asker, asked) > (?, ?) ORDER BY asker, asked LIMIT ?",
        before_ms,
        *after,
        limit,
    )
    return [Asked(row[0], row[1], row[2], int(row[3])) for row in rows]


def forget_one(txn: Txn, asked: Asked) -> None:
    """Forget a request, unless the same person asked again meanwhile."""
    txn.run(
        "DELETE FROM salon_message_requests WHERE asker = ? AND asked = ? AND asked_ms = ?",
        asked.asker,
        asked.asked,
        asked.asked_ms,
    )


def forget(txn: Txn, asker: str, asked: str) -> None:
    """Let somebody ask anew."""
    txn.run("DELETE FROM salon_message_requests WHERE asker = ? AND asked = ?", asker, asked)

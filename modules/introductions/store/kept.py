# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is kept of a person in introductions, what they want of them, and forgetting."""

from typing import Any

from synapse_salon.database import Txn


def is_refusing(txn: Txn, salon_id: str, user_id: str) -> bool:
    """Whether somebody wants to be introduced to nobody in a salon."""
    sql = "SELECT 1 FROM salon_introduction_refusals WHERE salon_id = ? AND user_id = ?"
    return txn.row(sql, salon_id, user_id) is not None


def refuse(txn: Txn, salon_id: str, user_id: str, now_ms: int) -> None:
    """They want to be introduced to nobody."""
    txn.run(
        "INSERT INTO salon_introduction_refusals (salon_id, user_id, since_ms) VALUES (?, ?, ?)"
        " ON CONFLICT (salon_id, user_id) DO NOTHING",
        salon_id,
        user_id,
        now_ms,
    )


def welcome(txn: Txn, salon_id: str, user_id: str) -> None:
    """They want to be introduced again."""
    sql = "DELETE FROM salon_introduction_refusals WHERE salon_id = ? AND user_id = ?"
    txn.run(sql, salon_id, user_id)


def of_person(txn: Txn, salon_id: str, user_id: str) -> dict[str, Any] | None:
    """Whom somebody introduced, what they were asked and what they said, never what another one said."""
    made = txn.rows(
        "SELECT one, other, words, asked_ms, room_id FROM salon_introductions"
        " WHERE salon_id = ? AND introducer = ? ORDER BY asked_ms",
        salon_id,
        user_id,
    )
    asked = txn.rows(
        "SELECT i.introducer, i.one, i.other, i.words, i.asked_ms, p.answer, i.room_id FROM salon_introductions i"
        " JOIN salon_introduction_people p ON p.introduction_id = i.id"
        " WHERE i.salon_id = ? AND p.user_id = ? AND p.part <> 'introducer' AND p.number > 0 ORDER BY i.asked_ms",
        salon_id,
        user_id,
    )
    refuses = is_refusing(txn, salon_id, user_id)
    if not (made or asked or refuses):
        return None
    return {
        "introduced": [
            dict(zip(("one", "other", "words", "asked_at", "room_id"), row, strict=True)) for row in made
        ],
        "asked": [
            dict(zip(("by", "one", "other", "words", "asked_at", "answer", "room_id"), row, strict=True))
            for row in asked
        ],
        "refuses": refuses,
    }


def everything_of(txn: Txn, user_id: str) -> list[str]:
    """The introductions that somebody has a part in, in every salon."""
    sql = "SELECT introduction_id FROM salon_introduction_people WHERE user_id = ?"
    return [row[0] for row in txn.rows(sql, user_id)]


def unname(txn: Txn, user_id: str) -> None:
    """Take somebody's name out of introductions that are over, and what was written about them; the rest, and the room,
    is to be forgotten at once."""
    for column in ("introducer", "one", "other"):
        txn.run(
            f"UPDATE salon_introductions SET {column} = '', words = '', changed_ms = 0"
            f" WHERE {column} = ? AND state = 'over'",
            user_id,
        )
    txn.run("DELETE FROM salon_introduction_people WHERE user_id = ?", user_id)
    txn.run("DELETE FROM salon_introduction_refusals WHERE user_id = ?", user_id)


def old(txn: Txn, before_ms: int) -> list[tuple[str, str]]:
    """The introductions that were over before that moment, each with its room."""
    sql = "SELECT id, room_id FROM salon_introductions WHERE state = 'over' AND changed_ms < ? ORDER BY changed_ms"
    return [(row[0], row[1]) for row in txn.rows(f"{sql} LIMIT 200", before_ms)]


def forget(txn: Txn, introduction_id: str) -> None:
    """Forget an introduction."""
    txn.run("DELETE FROM salon_introduction_people WHERE introduction_id = ?", introduction_id)
    txn.run("DELETE FROM salon_introductions WHERE id = ?", introduction_id)

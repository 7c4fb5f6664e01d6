# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Members who were asked into chats for those alone who are."""

import attrs

from synapse_salon.database import Txn


@attrs.frozen
class Asked:
    """A member, or somebody who works for the salon, in a chat into which people are asked."""

    user_id: str
    asked_by: str
    asked_ms: int


def add(txn: Txn, salon_id: str, room_id: str, user_id: str, by: str, now_ms: int) -> None:
    """Note that somebody is asked in; who was before stays so."""
    txn.run(
        "INSERT INTO salon_chat_asked (room_id, user_id, salon_id, asked_by, asked_ms) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (room_id, user_id) DO NOTHING",
        room_id,
        user_id,
        salon_id,
        by,
        now_ms,
    )


def drop(txn: Txn, room_id: str, user_id: str) -> bool:
    """Forget it: they went, or were put out. False where they were not asked in."""
    return bool(txn.run("DELETE FROM salon_chat_asked WHERE room_id = ? AND user_id = ?", room_id, user_id))


def drop_person(txn: Txn, salon_id: str, user_id: str) -> None:
    """Forget it for every chat of a salon."""
    txn.run("DELETE FROM salon_chat_asked WHERE salon_id = ? AND user_id = ?", salon_id, user_id)


def of_chat(txn: Txn, room_id: str) -> list[Asked]:
    """Who is asked into a chat, in the order in which they were."""
    sql = "SELECT user_id, asked_by, asked_ms FROM salon_chat_asked WHERE room_id = ? ORDER BY asked_ms, user_id"
    return [Asked(*row) for row in txn.rows(sql, room_id)]


def rooms_of(txn: Txn, user_id: str) -> frozenset[str]:
    """The chats into which somebody was asked as a member; those among them in which they are a guest, for the moment
    in which they become a member."""
    rows = txn.rows(
        "SELECT room_id FROM salon_chat_asked WHERE user_id = ?"
        " UNION SELECT room_id FROM salon_chat_guests WHERE user_id = ? AND state = 'admitted'",
        user_id,
        user_id,
    )
    return frozenset(row[0] for row in rows)

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""People of outside in chats."""

from modules.chats.domain.chats import Guest
from synapse_salon.database import Txn
from synapse_salon.servers import is_among, server_of

_GUEST = "room_id, user_id, state, asked_in_by, words, since_ms, until_ms, joined_ms, ended_ms, why"


def get(txn: Txn, room_id: str, user_id: str) -> Guest | None:
    """Somebody in a chat."""
    row = txn.row(
        f"SELECT {_GUEST} FROM salon_chat_guests WHERE room_id = ? AND user_id = ?", room_id, user_id
    )
    return Guest(*row) if row else None


def of_chat(txn: Txn, room_id: str) -> list[Guest]:
    """Everybody of outside who is, was or would be in a chat, in the order in which they came up."""
    sql = f"SELECT {_GUEST} FROM salon_chat_guests WHERE room_id = ? ORDER BY since_ms, user_id"
    return [Guest(*row) for row in txn.rows(sql, room_id)]


def count_of(txn: Txn, room_id: str) -> int:
    """How many guests a chat has, those among them who have not come yet."""
    sql = "SELECT COUNT(*) FROM salon_chat_guests WHERE room_id = ? AND state = 'admitted'"
    row = txn.row(sql, room_id)
    return int(row[0]) if row else 0


def count_asking(txn: Txn, room_id: str) -> int:
    """How many people ask to come into a chat."""
    sql = "SELECT COUNT(*) FROM salon_chat_guests WHERE room_id = ? AND state = 'asked'"
    row = txn.row(sql, room_id)
    return int(row[0]) if row else 0


def rooms_of(txn: Txn, salon_id: str, user_id: str, now_ms: int) -> frozenset[str]:
    """The chats of a salon that somebody is a guest of."""
    rows = txn.rows(
        "SELECT room_id FROM salon_chat_guests WHERE user_id = ? AND salon_id = ? AND state = 'admitted'"
        " AND (until_ms IS NULL OR until_ms > ?)",
        user_id,
        salon_id,
        now_ms,
    )
    return frozenset(row[0] for row in rows)


def admit(
    txn: Txn, salon_id: str, room_id: str, user_id: str, by: str, now_ms: int, until_ms: int | None
) -> None:
    """Ask somebody in; who was there before is asked in anew, who is there stays as long as is said now."""
    txn.run(
        "INSERT INTO salon_chat_guests (room_id, user_id, salon_id, server, state, asked_in_by, words, since_ms,"
        " until_ms, joined_ms, ended_ms, why) VALUES (?, ?, ?, ?, 'admitted', ?, '', ?, ?, NULL, NULL, '')"
        " ON CONFLICT (room_id, user_id) DO UPDATE SET state = 'admitted', asked_in_by = excluded.asked_in_by,"
        " until_ms = excluded.until_ms, ended_ms = NULL, why = ''",
        room_id,
        user_id,
        salon_id,
        server_of(user_id),
        by,
        now_ms,
        until_ms,
    )


def ask(txn: Txn, salon_id: str, room_id: str, user_id: str, words: str, now_ms: int) -> bool:
    """Note that somebody asks to come; False where they do already, or are asked in."""
    return bool(
        txn.run(
            "INSERT INTO salon_chat_guests (room_id, user_id, salon_id, server, state, asked_in_by, words, since_ms,"
            " until_ms, joined_ms, ended_ms, why) VALUES (?, ?, ?, ?, 'asked', '', ?, ?, NULL, NULL, NULL, '')"
            " ON CONFLICT (room_id, user_id) DO UPDATE SET state = 'asked', words = excluded.words,"
            " since_ms = excluded.since_ms, ended_ms = NULL, why = '' WHERE salon_chat_guests.state = 'ended'",
            room_id,
            user_id,
            salon_id,
            server_of(user_id),
            words,
            now_ms,
        )
    )


def joined(txn: Txn, room_id: str, user_id: str, now_ms: int) -> None:
    """Note that a guest came, the first time."""
    txn.run(
        "UPDATE salon_chat_guests SET joined_ms = ? WHERE room_id = ? AND user_id = ? AND joined_ms IS NULL",
        now_ms,
        room_id,
        user_id,
    )


def end(txn: Txn, room_id: str, user_id: str, why: str, now_ms: int) -> bool:
    """End somebody's stay, or their asking; False where there is nothing to end."""
    return bool(
        txn.run(
            "UPDATE salon_chat_guests SET state = 'ended', ended_ms = ?, why = ?"
            " WHERE room_id = ? AND user_id = ? AND state <> 'ended'",
            now_ms,
            why,
            room_id,
            user_id,
        )
    )


def of_server(txn: Txn, salon_id: str, server: str) -> list[tuple[str, str]]:
    """The guests of a salon's chats who are on a server, under whichever of its names: rooms and people."""
    rows = txn.rows(
        "SELECT room_id, user_id, server FROM salon_chat_guests WHERE salon_id = ? AND state <> 'ended'"
        " ORDER BY room_id, user_id",
        salon_id,
    )
    return [(row[0], row[1]) for row in rows if is_among(row[2], (server,))]


def of_person(txn: Txn, salon_id: str, user_id: str) -> list[str]:
    """The chats of a salon in which somebody is a guest, or asks to be."""
    sql = "SELECT room_id FROM salon_chat_guests WHERE salon_id = ? AND user_id = ? AND state <> 'ended'"
    return [row[0] for row in txn.rows(sql, salon_id, user_id)]


def due(txn: Txn, now_ms: int) -> list[tuple[str, str]]:
    """Guests whose time is over: rooms and people."""
    rows = txn.rows(
        "SELECT room_id, user_id FROM salon_chat_guests WHERE state = 'admitted' AND until_ms <= ?"
        " ORDER BY until_ms LIMIT 100",
        now_ms,
    )
    return [(row[0], row[1]) for row in rows]

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Chats, and the servers that a salon takes no guests of."""

from typing import Any

from modules.chats.domain.chats import Chat, Ended
from synapse_salon.database import Txn
from synapse_salon.happenings import ChatEnded, RoomChanged

_CHAT = "room_id, salon_id, name, host, guests, opened_ms, ends_ms, ended_ms, members, ended_why, ended_by"


def record(txn: Txn, chat: Chat) -> bool:
    """Write down a chat; False where it was before."""
    return bool(
        txn.run(
            f"INSERT INTO salon_chats ({_CHAT}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (room_id) DO NOTHING",
            chat.room_id,
            chat.salon_id,
            chat.name,
            chat.host,
            chat.guests,
            chat.opened_ms,
            chat.ends_ms,
            chat.ended_ms,
            chat.members,
            chat.ended_why,
            chat.ended_by,
        )
    )


def get(txn: Txn, room_id: str) -> Chat | None:
    """The chat in this room."""
    return _chat(txn.row(f"SELECT {_CHAT} FROM salon_chats WHERE room_id = ?", room_id))


def of_salon(txn: Txn, salon_id: str) -> list[Chat]:
    """The chats of a salon that have not ended, newest first."""
    sql = f"SELECT {_CHAT} FROM salon_chats WHERE salon_id = ? AND ended_ms IS NULL ORDER BY opened_ms DESC, room_id"
    return [Chat(*row) for row in txn.rows(sql, salon_id)]


def since(txn: Txn, salon_id: str, since_ms: int, most: int) -> list[tuple[Chat, int]]:
    """The chats of a salon that are open, or ended since then, newest first, and how many guests are in each."""
    sql = (
        f"SELECT {_CHAT}, (SELECT COUNT(*) FROM salon_chat_guests WHERE salon_chat_guests.room_id = salon_chats.room_id"
        " AND state = 'admitted' AND joined_ms IS NOT NULL) FROM salon_chats WHERE salon_id = ?"
        " AND (ended_ms IS NULL OR ended_ms > ?) ORDER BY opened_ms DESC, room_id LIMIT ?"
    )
    return [(Chat(*row[:-1]), int(row[-1])) for row in txn.rows(sql, salon_id, since_ms, most)]


def hold(txn: Txn, room_id: str) -> bool:
    """Until this transaction has ended nobody else changes the chat, or who is in it; False where it has ended."""
    return bool(txn.run("UPDATE salon_chats SET host = host WHERE room_id = ? AND ended_ms IS NULL", room_id))


def count_of(txn: Txn, salon_id: str, host: str) -> int:
    """How many chats somebody has open in a salon."""
    sql = "SELECT COUNT(*) FROM salon_chats WHERE salon_id = ? AND host = ? AND ended_ms IS NULL"
    row = txn.row(sql, salon_id, host)
    return int(row[0]) if row else 0


def count_since(txn: Txn, salon_id: str, host: str, since_ms: int) -> int:
    """How many chats somebody opened in a salon since then, ended or not."""
    sql = "SELECT COUNT(*) FROM salon_chats WHERE salon_id = ? AND host = ? AND opened_ms > ?"
    row = txn.row(sql, salon_id, host, since_ms)
    return int(row[0]) if row else 0


def due(txn: Txn, now_ms: int) -> list[Chat]:
    """The chats whose end has come."""
    sql = f"SELECT {_CHAT} FROM salon_chats WHERE ended_ms IS NULL AND ends_ms <= ? ORDER BY ends_ms LIMIT 50"
    return [Chat(*row) for row in txn.rows(sql, now_ms)]


def near_end(txn: Txn, now_ms: int, ahead_ms: int) -> list[Chat]:
    """The chats whose end comes within so long, were opened longer before it, and where nobody was told yet."""
    sql = (
        f"SELECT {_CHAT} FROM salon_chats WHERE ended_ms IS NULL AND warned_ms IS NULL AND ends_ms > ? AND ends_ms <= ?"
        " AND ends_ms - opened_ms > ? ORDER BY ends_ms LIMIT 50"
    )
    return [Chat(*row) for row in txn.rows(sql, now_ms, now_ms + ahead_ms, ahead_ms)]


def warned(txn: Txn, room_id: str, now_ms: int) -> None:
    """Note that everybody in a chat was told that its end comes."""
    txn.run("UPDATE salon_chats SET warned_ms = ? WHERE room_id = ?", now_ms, room_id)


def end(txn: Txn, chat: Chat, now_ms: int, why: Ended, by: str) -> bool:
    """End a chat, and tell of it; False where it has ended before."""
    ended = txn.run(
        "UPDATE salon_chats SET ended_ms = ?, ended_why = ?, ended_by = ? WHERE room_id = ? AND ended_ms IS NULL",
        now_ms,
        why,
        by,
        chat.room_id,
    )
    if ended:
        txn.say(RoomChanged(salon_id=chat.salon_id, room_id=chat.room_id))
        txn.say(ChatEnded(salon_id=chat.salon_id, room_id=chat.room_id))
    return bool(ended)


def block(txn: Txn, salon_id: str, server: str, by: str, now_ms: int) -> bool:
    """Take no guests of a server any more; False where it was so before."""
    return bool(
        txn.run(
            "INSERT INTO salon_chat_servers (salon_id, server, blocked_by, blocked_ms) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (salon_id, server) DO NOTHING",
            salon_id,
            server,
            by,
            now_ms,
        )
    )


def unblock(txn: Txn, salon_id: str, server: str) -> bool:
    """Take guests of a server again; False where it was so before."""
    return bool(txn.run("DELETE FROM salon_chat_servers WHERE salon_id = ? AND server = ?", salon_id, server))


def blocked(txn: Txn, salon_id: str) -> list[tuple[str, str, int]]:
    """The servers a salon takes no guests of: name, who blocked it, when."""
    sql = "SELECT server, blocked_by, blocked_ms FROM salon_chat_servers WHERE salon_id = ? ORDER BY server"
    return [(row[0], row[1], int(row[2])) for row in txn.rows(sql, salon_id)]


def blocked_names(txn: Txn, salon_id: str) -> list[str]:
    """The names of these servers."""
    return [name for name, _, _ in blocked(txn, salon_id)]


def _chat(row: tuple[Any, ...] | None) -> Chat | None:
    return Chat(*row) if row else None

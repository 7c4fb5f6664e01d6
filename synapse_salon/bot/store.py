# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bot's tables."""

import attrs

from synapse_salon.database.txn import Txn


@attrs.frozen
class DirectRoom:
    """The house's direct room with a person; `is_ours` if the house made it."""

    room_id: str
    is_ours: bool


def direct_room(txn: Txn, user_id: str) -> DirectRoom | None:
    """The direct room with a person."""
    row = txn.row("SELECT room_id, is_ours FROM salon_bot_dms WHERE user_id = ?", user_id)
    return DirectRoom(row[0], bool(row[1])) if row else None


def partner(txn: Txn, room_id: str) -> str | None:
    """Whose direct room this is."""
    row = txn.row("SELECT user_id FROM salon_bot_dms WHERE room_id = ?", room_id)
    return row[0] if row else None


def direct_rooms(txn: Txn) -> frozenset[str]:
    """The direct rooms with everybody."""
    return frozenset(row[0] for row in txn.rows("SELECT room_id FROM salon_bot_dms"))


def keep_direct_room(txn: Txn, user_id: str, room: DirectRoom, now_ms: int) -> DirectRoom:
    """Write down a direct room, unless there is one: answers the one that counts."""
    txn.run(
        "INSERT INTO salon_bot_dms (user_id, room_id, is_ours, made_ms) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (user_id) DO NOTHING",
        user_id,
        room.room_id,
        int(room.is_ours),
        now_ms,
    )
    kept = direct_room(txn, user_id)
    assert kept is not None, "it was written or there before"
    return kept


def drop_direct_room(txn: Txn, user_id: str, room_id: str) -> None:
    """Forget a direct room."""
    txn.run("DELETE FROM salon_bot_dms WHERE user_id = ? AND room_id = ?", user_id, room_id)


def said(txn: Txn, room_id: str, key: str) -> str | None:
    """The event in which something was said."""
    row = txn.row("SELECT event_id FROM salon_bot_said WHERE room_id = ? AND key = ?", room_id, key)
    return row[0] if row else None


def record_said(txn: Txn, room_id: str, key: str, event_id: str, now_ms: int) -> None:
    """Write down that something was said."""
    txn.run(
        "INSERT INTO salon_bot_said (room_id, key, event_id, said_ms) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (room_id, key) DO NOTHING",
        room_id,
        key,
        event_id,
        now_ms,
    )


def forget_said(txn: Txn, before_ms: int) -> None:
    """Forget keys from before that moment."""
    txn.run("DELETE FROM salon_bot_said WHERE said_ms < ?", before_ms)

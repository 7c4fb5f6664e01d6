# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is kept of one person in chats."""

from typing import Any

from synapse_salon.database import Txn


def of_person(txn: Txn, salon_id: str, user_id: str) -> dict[str, Any] | None:
    """The chats of a salon that somebody opened, and those they were a guest in; None for neither."""
    opened = txn.rows(
        "SELECT room_id, name, guests, opened_ms, ends_ms, ended_ms FROM salon_chats"
        " WHERE salon_id = ? AND host = ? ORDER BY opened_ms",
        salon_id,
        user_id,
    )
    visited = txn.rows(
        "SELECT room_id, state, words, since_ms, joined_ms, until_ms, ended_ms FROM salon_chat_guests"
        " WHERE salon_id = ? AND user_id = ? ORDER BY since_ms",
        salon_id,
        user_id,
    )
    asked = txn.rows(
        "SELECT room_id, asked_ms FROM salon_chat_asked WHERE salon_id = ? AND user_id = ? ORDER BY asked_ms",
        salon_id,
        user_id,
    )
    if not opened and not visited and not asked:
        return None
    chats = ("room_id", "name", "guests", "opened_at", "ends_at", "ended_at")
    stays = ("room_id", "state", "words", "since", "joined_at", "until", "ended_at")
    return {
        "opened": [dict(zip(chats, row, strict=True)) for row in opened],
        "asked_into": [dict(zip(("room_id", "asked_at"), row, strict=True)) for row in asked],
        "guest_in": [dict(zip(stays, row, strict=True)) for row in visited],
    }


def forget(txn: Txn, user_id: str) -> None:
    """Forget somebody: chats they opened are nobody's, those who look after the salon look after them."""
    txn.run("UPDATE salon_chats SET host = '' WHERE host = ?", user_id)
    txn.run("UPDATE salon_chats SET ended_by = '' WHERE ended_by = ?", user_id)
    txn.run("UPDATE salon_chat_guests SET asked_in_by = '' WHERE asked_in_by = ?", user_id)
    txn.run("UPDATE salon_chat_links SET made_by = '' WHERE made_by = ?", user_id)
    txn.run("UPDATE salon_chat_servers SET blocked_by = '' WHERE blocked_by = ?", user_id)
    txn.run("UPDATE salon_chat_asked SET asked_by = '' WHERE asked_by = ?", user_id)
    txn.run("DELETE FROM salon_chat_asked WHERE user_id = ?", user_id)
    txn.run("DELETE FROM salon_chat_guests WHERE user_id = ?", user_id)


def forget_old(txn: Txn, before_ms: int) -> None:
    """Forget who came into chats that ended until then and by what, and those whose stay in others ended until then."""
    for table in ("salon_chat_visits", "salon_chat_links", "salon_chat_guests", "salon_chat_asked"):
        ended = "SELECT room_id FROM salon_chats WHERE ended_ms < ?"
        txn.run(f"DELETE FROM {table} WHERE room_id IN ({ended})", before_ms)
    gone = "SELECT user_id FROM salon_chat_guests WHERE state = 'ended' AND ended_ms < ?"
    txn.run(f"DELETE FROM salon_chat_visits WHERE user_id IN ({gone})", before_ms)
    txn.run("DELETE FROM salon_chat_guests WHERE state = 'ended' AND ended_ms < ?", before_ms)
    txn.run("DELETE FROM salon_chat_links WHERE expires_ms < ? OR ended_ms < ?", before_ms, before_ms)

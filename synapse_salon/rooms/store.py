# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rooms' tables."""

import json
from typing import Any

from synapse_salon.clock import MINUTE_MS
from synapse_salon.database.txn import Txn, places
from synapse_salon.rooms.kinds import RoomFacts, RoomOrder

_FACTS = "room_id, salon_id, key, kind, access, name, plans, is_default, is_archived, knocks"


def _facts(row: tuple[Any, ...]) -> RoomFacts:
    room_id, salon_id, key, kind, access, name, plans, is_default, is_archived, knocks = row
    return RoomFacts(
        room_id,
        salon_id,
        key,
        kind,
        access,
        name,
        tuple(json.loads(plans)),
        bool(is_default),
        bool(is_archived),
        bool(knocks),
    )


def facts(txn: Txn, room_id: str) -> RoomFacts | None:
    """A room of ours."""
    row = txn.row(f"SELECT {_FACTS} FROM salon_rooms WHERE room_id = ?", room_id)
    return _facts(row) if row else None


def of_salon(txn: Txn, salon_id: str) -> tuple[RoomFacts, ...]:
    """The rooms of a salon in their order, without those of questions and introductions that are over."""
    rows = txn.rows(
        f"SELECT {_FACTS} FROM salon_rooms WHERE salon_id = ?"
        " AND NOT (kind IN ('ask', 'introduction') AND is_archived = 1) ORDER BY position, opened_ms, key",
        salon_id,
    )
    return tuple(_facts(row) for row in rows)


def order_of(txn: Txn, room_id: str) -> RoomOrder | None:
    """A room as it was ordered last."""
    row = txn.row(
        "SELECT salon_id, key, kind, access, name, topic, plans, is_default, position, knocks FROM salon_rooms"
        " WHERE room_id = ?",
        room_id,
    )
    if row is None:
        return None
    salon_id, key, kind, access, name, topic, plans, is_default, position, knocks = row
    return RoomOrder(
        salon_id,
        key,
        kind,
        access,
        name,
        topic,
        tuple(json.loads(plans)),
        bool(is_default),
        position,
        bool(knocks),
    )


def set_archived(txn: Txn, room_id: str, is_archived: bool) -> bool:
    """Archive one room, or bring it back; False where it is so already."""
    return bool(
        txn.run(
            "UPDATE salon_rooms SET is_archived = ? WHERE room_id = ? AND is_archived = ?",
            int(is_archived),
            room_id,
            int(not is_archived),
        )
    )


def set_knocks(txn: Txn, room_id: str, knocks: bool) -> None:
    """Set whether people from outside may ask to come in."""
    txn.run("UPDATE salon_rooms SET knocks = ? WHERE room_id = ?", int(knocks), room_id)


def room_of(txn: Txn, salon_id: str, key: str) -> str | None:
    """The room id of a salon's room."""
    row = txn.row("SELECT room_id FROM salon_rooms WHERE salon_id = ? AND key = ?", salon_id, key)
    return row[0] if row else None


def record(txn: Txn, room_id: str, slug: str, order: RoomOrder, now_ms: int) -> bool:
    """Write down a room as ordered; answers whether it is new."""
    is_new = txn.row("SELECT 1 FROM salon_rooms WHERE room_id = ?", room_id) is None
    txn.run(
        "INSERT INTO salon_rooms (room_id, salon_id, key, slug, kind, access, name, topic, plans, is_default,"
        " is_archived, position, opened_ms, knocks) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?)"
        " ON CONFLICT (room_id) DO UPDATE SET slug = excluded.slug, kind = excluded.kind, access = excluded.access,"
        " name = excluded.name, topic = excluded.topic, plans = excluded.plans, is_default = excluded.is_default,"
        " position = excluded.position, knocks = excluded.knocks",
        room_id,
        order.salon_id,
        order.key,
        slug,
        order.kind,
        order.access,
        order.name,
        order.topic,
        json.dumps(sorted(order.plans)),
        int(order.is_default),
        order.order,
        now_ms,
        int(order.knocks),
    )
    return is_new


def drop(txn: Txn, room_id: str) -> bool:
    """Forget a room; False where it is none of ours."""
    return bool(txn.run("DELETE FROM salon_rooms WHERE room_id = ?", room_id))


def said(txn: Txn, room_id: str) -> tuple[str, str] | None:
    """The name and topic that were ordered last."""
    row = txn.row("SELECT name, topic FROM salon_rooms WHERE room_id = ?", room_id)
    return (row[0], row[1]) if row else None


def begin_opening(txn: Txn, salon_id: str, key: str, process: str, holder: str, now_ms: int) -> bool:
    """Take the right to make a room. An earlier holder loses it when its process has been started anew
    since, or after two minutes."""
    return bool(
        txn.run(
            "INSERT INTO salon_room_openings (salon_id, key, process, holder, since_ms) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (salon_id, key) DO UPDATE SET process = excluded.process, holder = excluded.holder,"
            " since_ms = excluded.since_ms WHERE salon_room_openings.since_ms < ? OR"
            " (salon_room_openings.process = excluded.process AND salon_room_openings.holder <> excluded.holder)",
            salon_id,
            key,
            process,
            holder,
            now_ms,
            now_ms - 2 * MINUTE_MS,
        )
    )


def end_opening(txn: Txn, salon_id: str, key: str, holder: str) -> None:
    """Give the right back."""
    txn.run(
        "DELETE FROM salon_room_openings WHERE salon_id = ? AND key = ? AND holder = ?", salon_id, key, holder
    )


def slug_of(txn: Txn, slugs: list[str]) -> str | None:
    """The first of these names that is a salon's."""
    row = txn.row(f"SELECT slug FROM salon_rooms WHERE slug IN {places(slugs)} LIMIT 1", *slugs)
    return row[0] if row else None


def salons(txn: Txn) -> dict[str, str]:
    """The ids of the salons that have a Space, by slug."""
    rows = txn.rows("SELECT slug, salon_id FROM salon_rooms WHERE kind = 'space'")
    return {str(slug): str(salon_id) for slug, salon_id in rows}

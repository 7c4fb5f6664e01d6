# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The watch's tables."""

import json
from collections.abc import Iterable

import attrs

from synapse_salon.database.txn import Txn
from synapse_salon.watch.seen import Seen


@attrs.frozen
class Delivery:
    """One event for one watcher."""

    watcher: str
    attempts: int
    seen: Seen


def record(txn: Txn, wanted: Iterable[tuple[Seen, list[str]]], now_ms: int) -> None:
    """Take in events with the names of their watchers; what was taken in before is passed over."""
    row = txn.row("SELECT MAX(position) FROM salon_watch_events")
    position = (row[0] if row and row[0] is not None else 0) + 1
    for seen, watchers in wanted:
        if not txn.run(
            "INSERT INTO salon_watch_seen (event_id, seen_ms) VALUES (?, ?) ON CONFLICT (event_id) DO NOTHING",
            seen.event_id,
            now_ms,
        ):
            continue
        txn.run(
            "INSERT INTO salon_watch_events (event_id, room_id, sender, type, state_key, content, origin_ms, position)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            seen.event_id,
            seen.room_id,
            seen.sender,
            seen.type,
            seen.state_key,
            json.dumps(seen.content, ensure_ascii=False),
            seen.origin_ms,
            position,
        )
        position += 1
        for watcher in watchers:
            txn.run(
                "INSERT INTO salon_watch_deliveries (event_id, watcher, attempts, due_ms, failed)"
                " VALUES (?, ?, 0, ?, 0)",
                seen.event_id,
                watcher,
                now_ms,
            )


def due(txn: Txn, now_ms: int, limit: int) -> list[Delivery]:
    """The deliveries whose time has come, in the order in which the events came."""
    rows = txn.rows(
        "SELECT d.watcher, d.attempts, e.event_id, e.room_id, e.sender, e.type, e.state_key, e.content, e.origin_ms"
        " FROM salon_watch_deliveries d JOIN salon_watch_events e ON e.event_id = d.event_id"
        " WHERE d.failed = 0 AND d.due_ms <= ? ORDER BY e.position, d.watcher LIMIT ?",
        now_ms,
        limit,
    )
    return [
        Delivery(
            watcher,
            attempts,
            Seen(event_id, room_id, sender, kind, state_key, json.loads(content), origin_ms),
        )
        for watcher, attempts, event_id, room_id, sender, kind, state_key, content, origin_ms in rows
    ]


def done(txn: Txn, delivery: Delivery) -> None:
    """Forget a delivery that was made, and the event after its last one."""
    event_id = delivery.seen.event_id
    txn.run(
        "DELETE FROM salon_watch_deliveries WHERE event_id = ? AND watcher = ?", event_id, delivery.watcher
    )
    txn.run(
        "DELETE FROM salon_watch_events WHERE event_id = ?"
        " AND NOT EXISTS (SELECT 1 FROM salon_watch_deliveries WHERE event_id = ?)",
        event_id,
        event_id,
    )


def put_off(txn: Txn, delivery: Delivery, due_ms: int, failed: bool, why: str) -> None:
    """Try a delivery again at `due_ms`, or keep it as given up."""
    txn.run(
        "UPDATE salon_watch_deliveries SET attempts = attempts + 1, due_ms = ?, failed = ?, last_error = ?"
        " WHERE event_id = ? AND watcher = ?",
        due_ms,
        int(failed),
        why[:500],
        delivery.seen.event_id,
        delivery.watcher,
    )


def forget_before(txn: Txn, before_ms: int, newest: int) -> None:
    """Forget what was taken in before that moment, and what was given up of it.

    The `newest` are remembered however old they are: catching up after a start takes those in again.
    """
    old = "SELECT event_id FROM salon_watch_seen WHERE seen_ms < ?"
    txn.run(f"DELETE FROM salon_watch_deliveries WHERE failed = 1 AND event_id IN ({old})", before_ms)
    txn.run(
        "DELETE FROM salon_watch_events WHERE NOT EXISTS"
        " (SELECT 1 FROM salon_watch_deliveries d WHERE d.event_id = salon_watch_events.event_id)"
    )
    txn.run(
        "DELETE FROM salon_watch_seen WHERE seen_ms < ? AND event_id NOT IN"
        " (SELECT event_id FROM salon_watch_seen ORDER BY seen_ms DESC LIMIT ?)"
        " AND NOT EXISTS (SELECT 1 FROM salon_watch_events e WHERE e.event_id = salon_watch_seen.event_id)",
        before_ms,
        newest,
    )

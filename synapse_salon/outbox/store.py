# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The outbox's tables."""

import json

import attrs

from synapse_salon import ids
from synapse_salon.database.txn import Txn, places
from synapse_salon.happenings import KINDS, Happening


@attrs.frozen
class Delivery:
    """One happening for one handler."""

    id: str
    handler: str
    attempts: int
    happening: Happening


def write(txn: Txn, happening: Happening, handlers: list[str], now_ms: int) -> None:
    """Write a happening and one delivery for each of its handlers."""
    if not handlers:
        return
    row_id = ids.new_id()
    txn.run(
        "INSERT INTO salon_outbox (id, kind, content, said_ms) VALUES (?, ?, ?, ?)",
        row_id,
        happening.kind,
        json.dumps(attrs.asdict(happening), ensure_ascii=False),
        now_ms,
    )
    for handler in handlers:
        txn.run(
            "INSERT INTO salon_outbox_deliveries (happening_id, handler, attempts, due_ms) VALUES (?, ?, 0, ?)",
            row_id,
            handler,
            now_ms,
        )


def due(txn: Txn, now_ms: int, urgent: list[str], limit: int) -> list[Delivery]:
    """The deliveries whose time has come: those to `urgent` handlers first, then the oldest happening first.

    A happening of a kind that this version does not know is dropped.
    """
    rows = txn.rows(
        "SELECT d.happening_id, d.handler, d.attempts, o.kind, o.content"
        " FROM salon_outbox_deliveries d JOIN salon_outbox o ON o.id = d.happening_id"
        f" WHERE d.due_ms <= ? ORDER BY CASE WHEN d.handler IN {places(urgent)} THEN 0 ELSE 1 END,"
        " o.said_ms, d.happening_id, d.handler LIMIT ?",
        now_ms,
        *urgent,
        limit,
    )
    found = []
    for happening_id, handler, attempts, kind, content in rows:
        if kind in KINDS:
            found.append(Delivery(happening_id, handler, attempts, KINDS[kind](**json.loads(content))))
        else:
            txn.run("DELETE FROM salon_outbox_deliveries WHERE happening_id = ?", happening_id)
            txn.run("DELETE FROM salon_outbox WHERE id = ?", happening_id)
    return found


def done(txn: Txn, delivery: Delivery) -> None:
    """Forget a delivery that was made, and the happening after its last one."""
    txn.run(
        "DELETE FROM salon_outbox_deliveries WHERE happening_id = ? AND handler = ?",
        delivery.id,
        delivery.handler,
    )
    txn.run(
        "DELETE FROM salon_outbox WHERE id = ?"
        " AND NOT EXISTS (SELECT 1 FROM salon_outbox_deliveries WHERE happening_id = ?)",
        delivery.id,
        delivery.id,
    )


def failed(txn: Txn, delivery: Delivery, due_ms: int, why: str) -> None:
    """Try a delivery again at `due_ms`."""
    txn.run(
        "UPDATE salon_outbox_deliveries SET attempts = attempts + 1, due_ms = ?, last_error = ?"
        " WHERE happening_id = ? AND handler = ?",
        due_ms,
        why[:500],
        delivery.id,
        delivery.handler,
    )

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the sandbox notifies of, and what it signs with."""

import json

import attrs

from bridges.sandbox.domain.books import News
from synapse_salon import ids
from synapse_salon.database import Txn
from synapse_salon.ports.payments import ObjectKind, ProviderEvent, Ref

_NOTICE = "id, kind, object_kind, object_ref, created_ms"


@attrs.frozen
class Notice:
    """A notification on its way, and how often it was sent in vain."""

    event: ProviderEvent
    attempts: int


def write(txn: Txn, news: News, created_ms: int, due_ms: int | None) -> None:
    """Write news down, to be sent at `due_ms`, or never."""
    row = txn.row("SELECT COALESCE(MAX(number), 0) + 1 FROM salon_sandbox_notices")
    txn.run(
        "INSERT INTO salon_sandbox_notices (id, number, kind, object_kind, object_ref, created_ms, attempts, due_ms)"
        " VALUES (?, ?, ?, ?, ?, ?, 0, ?)",
        f"event_{ids.new_id()}",
        row[0] if row else 1,
        news.kind,
        news.object_kind,
        news.object_ref,
        created_ms,
        due_ms,
    )


def since(txn: Txn, created_ms: int) -> list[ProviderEvent]:
    """News made at or after a moment, oldest first."""
    rows = txn.rows(
        f"SELECT {_NOTICE} FROM salon_sandbox_notices WHERE created_ms >= ? ORDER BY created_ms, number, id",
        created_ms,
    )
    return [_event(*row) for row in rows]


def take_due(txn: Txn, now_ms: int, until_ms: int, limit: int) -> list[Notice]:
    """Take what is to be sent, oldest first. Until `until_ms` nobody else takes it; then it is due again."""
    rows = txn.rows(
        f"SELECT {_NOTICE}, attempts, due_ms FROM salon_sandbox_notices"
        " WHERE due_ms IS NOT NULL AND due_ms <= ? ORDER BY created_ms, number, id LIMIT ?",
        now_ms,
        limit,
    )
    return [
        Notice(_event(*row[:5]), row[5])
        for row in rows
        if txn.run(
            "UPDATE salon_sandbox_notices SET due_ms = ? WHERE id = ? AND due_ms = ?",
            until_ms,
            row[0],
            row[6],
        )
    ]


def sent(txn: Txn, notice: Notice) -> None:
    """A notification arrived, or was given up."""
    txn.run("UPDATE salon_sandbox_notices SET due_ms = NULL WHERE id = ?", notice.event.id)


def send_again(txn: Txn, notice: Notice, due_ms: int) -> None:
    """A notification did not arrive."""
    txn.run(
        "UPDATE salon_sandbox_notices SET attempts = attempts + 1, due_ms = ? WHERE id = ?",
        due_ms,
        notice.event.id,
    )


def secret(txn: Txn) -> str:
    """What this house's notifications are signed with; made at the first asking."""
    txn.run(
        "INSERT INTO salon_sandbox_house (one, secret) VALUES (1, ?) ON CONFLICT (one) DO NOTHING",
        ids.new_secret(),
    )
    row = txn.row("SELECT secret FROM salon_sandbox_house WHERE one = 1")
    assert row is not None, "it was written above, or before"
    return str(row[0])


def _event(
    event_id: str, kind: str, object_kind: ObjectKind, object_ref: str, created_ms: int
) -> ProviderEvent:
    body = {
        "id": event_id,
        "kind": kind,
        "object_kind": object_kind,
        "object_ref": object_ref,
        "created_ms": created_ms,
        "test": True,
    }
    return ProviderEvent(event_id, kind, object_kind, Ref(object_ref), created_ms, json.dumps(body))

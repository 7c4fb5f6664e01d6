# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What salons ask of those who join, and their places, in the database."""

import json

import attrs

from modules.membership.domain.application import Application, State
from modules.membership.domain.entry import Entry, Places
from modules.membership.domain.questions import Question
from modules.membership.store.applications import COLUMNS, read
from synapse_salon.database import Txn
from synapse_salon.database.txn import places as marks
from synapse_salon.people import Standing

_INSIDE = tuple(standing.value for standing in Standing if standing.is_inside)


def entry(txn: Txn, salon_id: str) -> Entry:
    """What a salon asks; where nothing was set, nothing."""
    row = txn.row(
        "SELECT approval, capacity, questions, minors FROM salon_entry WHERE salon_id = ?", salon_id
    )
    if row is None:
        return Entry()
    questions = tuple(
        Question(**{**stored, "choices": tuple(stored["choices"])}) for stored in json.loads(row[2])
    )
    return Entry(bool(row[0]), row[1], questions, row[3])


def save(txn: Txn, salon_id: str, new: Entry, by: str, now_ms: int) -> None:
    """Set what a salon asks."""
    txn.run(
        "INSERT INTO salon_entry (salon_id, approval, capacity, questions, minors, changed_by, changed_ms)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (salon_id) DO UPDATE SET approval = excluded.approval,"
        " capacity = excluded.capacity, questions = excluded.questions, minors = excluded.minors,"
        " changed_by = excluded.changed_by, changed_ms = excluded.changed_ms",
        salon_id,
        int(new.approval),
        new.capacity,
        json.dumps([attrs.asdict(question) for question in new.questions], ensure_ascii=False),
        new.minors,
        by,
        now_ms,
    )


def ask_first(txn: Txn, salon_id: str, by: str, now_ms: int) -> None:
    """Have the staff answer everybody who asks, in a salon that has said nothing about it."""
    txn.run(
        "INSERT INTO salon_entry (salon_id, approval, capacity, questions, changed_by, changed_ms)"
        " VALUES (?, 1, NULL, '[]', ?, ?) ON CONFLICT (salon_id) DO NOTHING",
        salon_id,
        by,
        now_ms,
    )


def hold_places(txn: Txn, salon_id: str) -> Places:
    """A salon's places. Whoever asks next for those of the same salon waits until this transaction has ended."""
    if not txn.run("UPDATE salon_entry SET changed_ms = changed_ms WHERE salon_id = ?", salon_id):
        return Places(None, 0, 0)
    row = txn.row("SELECT capacity FROM salon_entry WHERE salon_id = ?", salon_id)
    capacity = row[0] if row else None
    queued = _count(
        txn, "SELECT COUNT(*) FROM salon_applications WHERE salon_id = ? AND state = 'queued'", salon_id
    )
    if capacity is None:
        return Places(None, 0, queued)
    inside = _count(
        txn,
        f"SELECT COUNT(*) FROM salon_members WHERE salon_id = ? AND standing IN {marks(_INSIDE)}",
        salon_id,
        *_INSIDE,
    )
    kept = _count(
        txn,
        "SELECT COUNT(*) FROM salon_applications WHERE salon_id = ?"
        " AND (state = 'paying' OR (state = 'prepared' AND is_held = 1))"
        " AND id NOT IN (SELECT id FROM salon_plan_changes)"  # members have their places
        " AND user_id NOT IN (SELECT user_id FROM salon_members WHERE salon_id = ?"
        f" AND standing IN {marks(_INSIDE)})",
        salon_id,
        salon_id,
        *_INSIDE,
    )
    return Places(capacity, inside + kept, queued)


def _count(txn: Txn, sql: str, *args: object) -> int:
    row = txn.row(sql, *args)
    return int(row[0]) if row else 0


def with_queue(txn: Txn) -> list[str]:
    """The ids of salons for which somebody waits."""
    return [
        row[0] for row in txn.rows("SELECT DISTINCT salon_id FROM salon_applications WHERE state = 'queued'")
    ]


def first_queued(txn: Txn, salon_id: str, limit: int) -> list[Application]:
    """Those who wait for a place, in the order in which they came."""
    return _waiting(txn, salon_id, "queued", limit)


def ahead(txn: Txn, application: Application) -> int:
    """How many wait for a place before this one."""
    return _count(
        txn,
        "SELECT COUNT(*) FROM salon_applications WHERE salon_id = ? AND state = 'queued'"
        " AND (created_ms < ? OR (created_ms = ? AND id < ?))",
        application.salon_id,
        application.created_ms,
        application.created_ms,
        application.id,
    )


def asked(txn: Txn, salon_id: str, limit: int) -> list[Application]:
    """Those who wait for the staff's answer, oldest first."""
    return _waiting(txn, salon_id, "asked", limit)


def at_guardians(txn: Txn, salon_id: str, limit: int) -> list[Application]:
    """Those who wait for a guardian's answer, oldest first."""
    return _waiting(txn, salon_id, "consent", limit)


def _waiting(txn: Txn, salon_id: str, state: State, limit: int) -> list[Application]:
    rows = txn.rows(
        f"SELECT {COLUMNS} FROM salon_applications WHERE salon_id = ? AND state = ?"
        " ORDER BY created_ms, id LIMIT ?",
        salon_id,
        state,
        limit,
    )
    return [read(row) for row in rows]


def move(txn: Txn, before: Application, after: Application) -> bool:
    """Bring an application that waits to another state; False where it moved in between."""
    return bool(
        txn.run(
            "UPDATE salon_applications SET state = ?, expires_ms = ?, is_held = ?, approved_by = ?"
            " WHERE id = ? AND state = ?",
            after.state,
            after.expires_ms,
            int(after.is_held),
            after.approved_by,
            before.id,
            before.state,
        )
    )

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The payment inbox's tables."""

import attrs

from synapse_salon.database.txn import Txn, places
from synapse_salon.ports.payments import ObjectKind, ProviderEvent, Ref

NEW, DONE, PARKED = "new", "done", "parked"


@attrs.frozen
class Subject:
    """An object of a provider that there is news about, the ids of that news, and how often it was tried."""

    object_kind: ObjectKind
    object_ref: Ref
    event_ids: tuple[str, ...]
    attempts: int


@attrs.frozen
class Counted:
    """How much lies in the inbox: still to do, and set aside for a person to look at."""

    new: int
    parked: int


def record(txn: Txn, provider: str, event: ProviderEvent, now_ms: int) -> bool:
    """Write news down; answers whether it is there for the first time."""
    wrote = txn.run(
        "INSERT INTO salon_payment_events (provider, event_id, kind, object_kind, object_ref, created_ms,"
        " recorded_ms, content, state, attempts, due_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?)"
        " ON CONFLICT (provider, event_id) DO NOTHING",
        provider,
        event.id,
        event.kind,
        event.object_kind,
        event.object_ref,
        event.created_ms,
        now_ms,
        event.content,
        NEW,
        now_ms,
    )
    return wrote == 1


def due(txn: Txn, provider: str, now_ms: int, limit: int) -> list[Subject]:
    """The objects with news whose time has come, the one with the oldest news first.

    A subject names all of its news that is not done, also what waits for another try: its state is
    asked for once, and answers all of it.
    """
    ready = txn.rows(
        "SELECT object_kind, object_ref, MIN(created_ms) FROM salon_payment_events"
        " WHERE provider = ? AND state = 'new' AND due_ms <= ?"
        " GROUP BY object_kind, object_ref ORDER BY MIN(created_ms), object_kind, object_ref LIMIT ?",
        provider,
        now_ms,
        limit,
    )
    subjects = []
    for kind, ref, _ in ready:
        news = txn.rows(
            "SELECT event_id, attempts FROM salon_payment_events"
            " WHERE provider = ? AND object_kind = ? AND object_ref = ? AND state = 'new'"
            " ORDER BY created_ms, event_id",
            provider,
            kind,
            ref,
        )
        subjects.append(
            Subject(kind, ref, tuple(row[0] for row in news), max((row[1] for row in news), default=0))
        )
    return subjects


def settle(txn: Txn, provider: str, subject: Subject) -> None:
    """The news of a subject was acted upon."""
    _mark(txn, provider, subject, "state = 'done', last_error = NULL")


def put_off(txn: Txn, provider: str, subject: Subject, due_ms: int, why: str) -> None:
    """Try a subject again at `due_ms`."""
    _mark(
        txn, provider, subject, "attempts = ?, due_ms = ?, last_error = ?", subject.attempts + 1, due_ms, why
    )


def park(txn: Txn, provider: str, subject: Subject, why: str) -> None:
    """Set a subject's news aside until a person has looked at it."""
    _mark(txn, provider, subject, "state = 'parked', attempts = ?, last_error = ?", subject.attempts + 1, why)


def unpark(txn: Txn, provider: str, now_ms: int) -> int:
    """Take up again what was set aside; answers how many."""
    return txn.run(
        "UPDATE salon_payment_events SET state = 'new', attempts = 0, due_ms = ?"
        " WHERE provider = ? AND state = 'parked'",
        now_ms,
        provider,
    )


def count(txn: Txn, provider: str) -> Counted:
    """How much lies in the inbox."""
    found = dict(
        txn.rows(
            "SELECT state, COUNT(*) FROM salon_payment_events"
            " WHERE provider = ? AND state IN ('new', 'parked') GROUP BY state",
            provider,
        )
    )
    return Counted(new=found.get(NEW, 0), parked=found.get(PARKED, 0))


def cursor(txn: Txn, provider: str) -> int:
    """When the newest news that was read from the provider's own list was made; 0 before the first."""
    row = txn.row("SELECT created_ms FROM salon_payment_cursors WHERE provider = ?", provider)
    return int(row[0]) if row else 0


def move_cursor(txn: Txn, provider: str, created_ms: int) -> None:
    """The provider's own list was read up to here."""
    txn.run(
        "INSERT INTO salon_payment_cursors (provider, created_ms) VALUES (?, ?)"
        " ON CONFLICT (provider) DO UPDATE SET created_ms = excluded.created_ms"
        " WHERE excluded.created_ms > salon_payment_cursors.created_ms",
        provider,
        created_ms,
    )


def _mark(txn: Txn, provider: str, subject: Subject, change: str, *values: object) -> None:
    txn.run(
        f"UPDATE salon_payment_events SET {change}"
        f" WHERE provider = ? AND state = 'new' AND event_id IN {places(subject.event_ids)}",
        *values,
        provider,
        *subject.event_ids,
    )

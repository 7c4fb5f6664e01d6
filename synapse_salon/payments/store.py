# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The payment inbox's tables."""

import attrs

from synapse_salon.database.txn import Txn
from synapse_salon.ports.payments import ObjectKind, ProviderEvent, Ref

NEW, DONE, PARKED = "new", "done", "parked"


@attrs.frozen
class Tried:
    """A piece of news, how often it was tried, and whether it is its turn now."""

    event_id: str
    attempts: int
    is_due: bool


@attrs.frozen
class Subject:
    """An object of a provider, and all the news about it that is not done."""

    object_kind: ObjectKind
    object_ref: Ref
    news: tuple[Tried, ...]


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
    """The objects with news whose time has come, the one with the oldest such news first.

    A subject also names its news that waits for another try: the state is asked for once, and settles all.
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
            "SELECT event_id, attempts, due_ms FROM salon_payment_events"
            " WHERE provider = ? AND object_kind = ? AND object_ref = ? AND state = 'new'"
            " ORDER BY created_ms, event_id",
            provider,
            kind,
            ref,
        )
        tried = tuple(Tried(event_id, attempts, due_ms <= now_ms) for event_id, attempts, due_ms in news)
        subjects.append(Subject(kind, ref, tried))
    return subjects


def settle(txn: Txn, provider: str, subject: Subject) -> None:
    """The news of a subject was acted upon."""
    for news in subject.news:
        _mark(txn, provider, news, "state = 'done', last_error = NULL")


def put_off(txn: Txn, provider: str, news: Tried, due_ms: int, why: str) -> None:
    """Try a piece of news again at `due_ms`."""
    _mark(txn, provider, news, "attempts = attempts + 1, due_ms = ?, last_error = ?", due_ms, why)


def park(txn: Txn, provider: str, news: Tried, why: str) -> None:
    """Set a piece of news aside until a person has looked at it."""
    _mark(txn, provider, news, "state = 'parked', attempts = attempts + 1, last_error = ?", why)


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


def _mark(txn: Txn, provider: str, news: Tried, change: str, *values: object) -> None:
    txn.run(
        f"UPDATE salon_payment_events SET {change} WHERE provider = ? AND event_id = ? AND state = 'new'",
        *values,
        provider,
        news.event_id,
    )

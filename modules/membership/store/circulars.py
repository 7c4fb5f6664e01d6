# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters to several members, in the database."""

import json
from collections.abc import Mapping, Sequence

from modules.membership.domain.circular import Circular, PersonState, Recipient, Words
from modules.membership.store.narrowing import Filter
from synapse_salon.clock import DAY_MS
from synapse_salon.database import Txn
from synapse_salon.database.txn import places
from synapse_salon.i18n import Language
from synapse_salon.people import Standing

KEPT_MS = 365 * DAY_MS
PEOPLE_KEPT_MS = 90 * DAY_MS
_COLUMNS = "id, salon_id, author, words, sent_ms, stopped_ms"


def _circular(row: tuple[str, str, str, str, int, int | None]) -> Circular:
    words: dict[Language, Words] = {
        language: Words(**written) for language, written in json.loads(row[3]).items()
    }
    return Circular(row[0], row[1], row[2], words, row[4], row[5])


def recipients(
    txn: Txn, salon_id: str, standings: Sequence[Standing], only: Filter, user_ids: Sequence[str] = ()
) -> list[tuple[Recipient, bool]]:
    """The members whom a letter would be for, by name, and whether each wants such letters."""
    conditions, values = only.where()
    if user_ids:
        conditions += f" AND m.user_id IN {places(user_ids)}"
        values = [*values, *user_ids]
    rows = txn.rows(
        "SELECT m.user_id, m.community_name, m.language, c.stopped_ms FROM salon_members m"
        " LEFT JOIN salon_circular_choices c ON c.salon_id = m.salon_id AND c.user_id = m.user_id"
        f" WHERE m.salon_id = ? AND m.standing IN {places(standings)}{conditions}"
        " ORDER BY m.community_name, m.user_id",
        salon_id,
        *(standing.value for standing in standings),
        *values,
    )
    return [(Recipient(row[0], row[1], row[2]), row[3] is None) for row in rows]


def hold_desk(txn: Txn, salon_id: str) -> None:
    """Whoever writes next for the same salon waits until this transaction has ended."""
    txn.run(
        "INSERT INTO salon_circular_desks (salon_id) VALUES (?)"
        " ON CONFLICT (salon_id) DO UPDATE SET salon_id = excluded.salon_id",
        salon_id,
    )


def sent_since(txn: Txn, salon_id: str, since_ms: int) -> list[int]:
    """When letters of a salon were sent since then, oldest first."""
    sql = "SELECT sent_ms FROM salon_circulars WHERE salon_id = ? AND sent_ms > ? ORDER BY sent_ms"
    return [row[0] for row in txn.rows(sql, salon_id, since_ms)]


def add(txn: Txn, circular: Circular, user_ids: Sequence[str]) -> None:
    """Keep a letter and whom it is for."""
    words = {
        language: {"subject": written.subject, "body": written.body}
        for language, written in circular.words.items()
    }
    txn.run(
        f"INSERT INTO salon_circulars ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, NULL)",
        circular.id,
        circular.salon_id,
        circular.author,
        json.dumps(words, ensure_ascii=False),
        circular.sent_ms,
    )
    for user_id in user_ids:
        txn.run(
            "INSERT INTO salon_circular_people (circular_id, user_id, state) VALUES (?, ?, 'waiting')",
            circular.id,
            user_id,
        )


def get(txn: Txn, circular_id: str) -> Circular | None:
    """A letter."""
    row = txn.row(f"SELECT {_COLUMNS} FROM salon_circulars WHERE id = ?", circular_id)
    return _circular(row) if row else None


def of_salon(txn: Txn, salon_id: str, limit: int) -> list[Circular]:
    """A salon's letters, newest first."""
    rows = txn.rows(
        f"SELECT {_COLUMNS} FROM salon_circulars WHERE salon_id = ? ORDER BY sent_ms DESC, id LIMIT ?",
        salon_id,
        limit,
    )
    return [_circular(row) for row in rows]


def counts(txn: Txn, circular_id: str) -> dict[PersonState, int]:
    """How many were told, and how many not, by why."""
    sql = "SELECT state, COUNT(*) FROM salon_circular_people WHERE circular_id = ? GROUP BY state"
    return {row[0]: int(row[1]) for row in txn.rows(sql, circular_id)}


def waiting(txn: Txn, circular_id: str, limit: int) -> list[str]:
    """Who is still to be told."""
    rows = txn.rows(
        "SELECT user_id FROM salon_circular_people WHERE circular_id = ? AND state = 'waiting'"
        " ORDER BY user_id LIMIT ?",
        circular_id,
        limit,
    )
    return [row[0] for row in rows]


def reached(txn: Txn, circular_id: str, states: Mapping[str, PersonState]) -> None:
    """Write down what came of it, by person."""
    for user_id, state in states.items():
        txn.run(
            "UPDATE salon_circular_people SET state = ? WHERE circular_id = ? AND user_id = ?",
            state,
            circular_id,
            user_id,
        )


def stop(txn: Txn, circular_id: str, now_ms: int) -> bool:
    """Let a letter reach nobody else; False where it was stopped before."""
    return bool(
        txn.run(
            "UPDATE salon_circulars SET stopped_ms = ? WHERE id = ? AND stopped_ms IS NULL",
            now_ms,
            circular_id,
        )
    )


def choice(txn: Txn, salon_id: str, user_id: str, new_secret: str) -> tuple[str, bool]:
    """The secret with which a person stops letters of a salon, made if there is none; whether they want letters."""
    txn.run(
        "INSERT INTO salon_circular_choices (salon_id, user_id, secret, stopped_ms) VALUES (?, ?, ?, NULL)"
        " ON CONFLICT (salon_id, user_id) DO NOTHING",
        salon_id,
        user_id,
        new_secret,
    )
    row = txn.row(
        "SELECT secret, stopped_ms FROM salon_circular_choices WHERE salon_id = ? AND user_id = ?",
        salon_id,
        user_id,
    )
    assert row is not None, "it was written a line above"
    return row[0], row[1] is None


def chosen(txn: Txn, secret: str) -> tuple[str, bool] | None:
    """The salon that a secret is about, and whether its person wants letters."""
    row = txn.row("SELECT salon_id, stopped_ms FROM salon_circular_choices WHERE secret = ?", secret)
    return (row[0], row[1] is None) if row else None


def choose(txn: Txn, secret: str, wanted: bool, now_ms: int) -> None:
    """Want letters, or none."""
    if wanted:
        txn.run("UPDATE salon_circular_choices SET stopped_ms = NULL WHERE secret = ?", secret)
    else:
        sql = "UPDATE salon_circular_choices SET stopped_ms = ? WHERE secret = ? AND stopped_ms IS NULL"
        txn.run(sql, now_ms, secret)


def forget(txn: Txn, now_ms: int) -> None:
    """Who got a letter is kept for 90 days, the letter for a year."""
    txn.run(
        "DELETE FROM salon_circular_people WHERE circular_id IN (SELECT id FROM salon_circulars WHERE sent_ms < ?)",
        now_ms - PEOPLE_KEPT_MS,
    )
    txn.run("DELETE FROM salon_circulars WHERE sent_ms < ?", now_ms - KEPT_MS)

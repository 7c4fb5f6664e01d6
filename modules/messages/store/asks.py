# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Questions to those who run a salon, in the database."""

from typing import Any

from modules.messages.domain.asks import Ask, State, Step
from synapse_salon.database import Txn
from synapse_salon.database.txn import places

_ASK = "SELECT id, salon_id, user_id, body, state, room_id, asked_ms, changed_ms, is_report FROM salon_asks"


def _ask(row: tuple[Any, ...]) -> Ask:
    ask_id, salon_id, user_id, body, state, room_id, asked_ms, changed_ms, is_report = row
    return Ask(
        ask_id, salon_id, user_id, body, state, room_id, int(asked_ms), int(changed_ms), bool(is_report)
    )


def get(txn: Txn, ask_id: str) -> Ask | None:
    """A question."""
    row = txn.row(f"{_ASK} WHERE id = ?", ask_id)
    return _ask(row) if row else None


def in_room(txn: Txn, room_id: str) -> Ask | None:
    """The question of a room."""
    row = txn.row(f"{_ASK} WHERE room_id = ?", room_id)
    return _ask(row) if row else None


def insert(txn: Txn, ask: Ask) -> bool:
    """Write a question down; False if it is there."""
    return bool(
        txn.run(
            "INSERT INTO salon_asks (id, salon_id, user_id, body, state, room_id, asked_ms, changed_ms, is_report)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
            ask.id,
            ask.salon_id,
            ask.user_id,
            ask.body,
            ask.state,
            ask.room_id,
            ask.asked_ms,
            ask.changed_ms,
            int(ask.is_report),
        )
    )


def hold(txn: Txn, salon_id: str, user_id: str) -> None:
    """Until this transaction has ended no other question of this member is written down."""
    txn.run(
        "INSERT INTO salon_askers (salon_id, user_id) VALUES (?, ?)"
        " ON CONFLICT (salon_id, user_id) DO UPDATE SET user_id = excluded.user_id",
        salon_id,
        user_id,
    )


def counts(txn: Txn, salon_id: str, user_id: str, since_ms: int) -> tuple[int, int]:
    """How many questions a member has open in a salon, and how many they asked since."""
    row = txn.row(
        "SELECT COALESCE(SUM(CASE WHEN state <> 'closed' THEN 1 ELSE 0 END), 0),"
        " COALESCE(SUM(CASE WHEN asked_ms >= ? THEN 1 ELSE 0 END), 0)"
        " FROM salon_asks WHERE salon_id = ? AND user_id = ?",
        since_ms,
        salon_id,
        user_id,
    )
    return (int(row[0]), int(row[1])) if row else (0, 0)


def opened(txn: Txn, ask_id: str, room_id: str) -> bool:
    """The room of a question is there; False if it was."""
    return bool(txn.run("UPDATE salon_asks SET room_id = ? WHERE id = ? AND room_id = ''", room_id, ask_id))


def change(txn: Txn, ask: Ask, state: State, step: Step) -> bool:
    """Bring a question from the state it is in to another one; False if it is in that state no more."""
    wrote = txn.run(
        "UPDATE salon_asks SET state = ?, changed_ms = ? WHERE id = ? AND state = ?",
        state,
        step.at_ms,
        ask.id,
        ask.state,
    )
    if wrote:
        add_step(txn, ask.id, step)
    return bool(wrote)


def add_step(txn: Txn, ask_id: str, step: Step) -> None:
    """Add to what became of a question."""
    txn.run(
        "INSERT INTO salon_ask_steps (ask_id, step, what, by_user, at_ms, note)"
        " SELECT ?, COALESCE(MAX(step), 0) + 1, ?, ?, ?, ? FROM salon_ask_steps WHERE ask_id = ?",
        ask_id,
        step.what,
        step.by,
        step.at_ms,
        step.note,
        ask_id,
    )


def steps(txn: Txn, ask_id: str) -> list[Step]:
    """What became of a question, in order."""
    rows = txn.rows(
        "SELECT what, by_user, at_ms, note FROM salon_ask_steps WHERE ask_id = ? ORDER BY step", ask_id
    )
    return [Step(what, by, int(at_ms), note) for what, by, at_ms, note in rows]


def of_person(txn: Txn, salon_id: str, user_id: str) -> list[Ask]:
    """A member's questions, the newest first."""
    rows = txn.rows(
        f"{_ASK} WHERE salon_id = ? AND user_id = ? ORDER BY asked_ms DESC, id DESC LIMIT 100",
        salon_id,
        user_id,
    )
    return [_ask(row) for row in rows]


def rooms_of(txn: Txn, salon_id: str, user_id: str) -> list[str]:
    """The rooms of a member's questions that are not closed."""
    sql = "SELECT room_id FROM salon_asks WHERE salon_id = ? AND user_id = ? AND state <> 'closed' AND room_id <> ''"
    return [row[0] for row in txn.rows(sql, salon_id, user_id)]


def unclosed_of(txn: Txn, salon_id: str, user_id: str) -> list[Ask]:
    """A member's questions that are not closed."""
    return [ask for ask in unclosed(txn, salon_id) if ask.user_id == user_id]


def rooms(txn: Txn) -> list[str]:
    """The rooms of all questions that are not closed."""
    return [
        row[0] for row in txn.rows("SELECT room_id FROM salon_asks WHERE state <> 'closed' AND room_id <> ''")
    ]


def of_salon(
    txn: Txn,
    salon_id: str,
    states: tuple[State, ...],
    before: tuple[int, str] | None,
    limit: int,
    reports: bool | None = None,
) -> list[Ask]:
    """The questions of a salon in these states, the newest first, from behind a moment and id; with `reports` either
    reports alone or all but them."""
    kind = "" if reports is None else f" AND is_report = {int(reports)}"
    at_ms, ask_id = before or (2**62, "")
    rows = txn.rows(
        f"{_ASK} WHERE salon_id = ? AND state IN {places(states)} AND (asked_ms < ? OR (asked_ms = ? AND id < ?)){kind}"
        " ORDER BY asked_ms DESC, id DESC LIMIT ?",
        salon_id,
        *states,
        at_ms,
        at_ms,
        ask_id,
        limit,
    )
    return [_ask(row) for row in rows]


def last_step(txn: Txn, ask_id: str) -> tuple[int, Step] | None:
    """The number of the last thing that became of a question, and that."""
    row = txn.row(
        "SELECT step, what, by_user, at_ms, note FROM salon_ask_steps WHERE ask_id = ? ORDER BY step DESC LIMIT 1",
        ask_id,
    )
    return (int(row[0]), Step(row[1], row[2], int(row[3]), row[4])) if row else None


def step(txn: Txn, ask_id: str, number: int) -> Step | None:
    """One of the things that became of a question."""
    row = txn.row(
        "SELECT what, by_user, at_ms, note FROM salon_ask_steps WHERE ask_id = ? AND step = ?", ask_id, number
    )
    return Step(row[0], row[1], int(row[2]), row[3]) if row else None


def waiting(txn: Txn, salon_id: str) -> int:
    """How many questions of a salon wait for its staff."""
    row = txn.row("SELECT COUNT(*) FROM salon_asks WHERE salon_id = ? AND state = 'open'", salon_id)
    return int(row[0]) if row else 0


def unclosed(txn: Txn, salon_id: str) -> list[Ask]:
    """The questions of a salon that are not closed."""
    return [_ask(row) for row in txn.rows(f"{_ASK} WHERE salon_id = ? AND state <> 'closed'", salon_id)]


def due_to_be_forgotten(txn: Txn, before_ms: int) -> list[Ask]:
    """Questions that were closed before that moment, the oldest first."""
    sql = f"{_ASK} WHERE state = 'closed' AND changed_ms < ? ORDER BY changed_ms LIMIT 50"
    return [_ask(row) for row in txn.rows(sql, before_ms)]


def forget(txn: Txn, ask_id: str) -> None:
    """Forget a question and what became of it."""
    txn.run("DELETE FROM salon_ask_steps WHERE ask_id = ?", ask_id)
    txn.run("DELETE FROM salon_asks WHERE id = ?", ask_id)

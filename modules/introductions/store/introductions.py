# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Introductions and the three of each, in the database."""

from typing import Any

from modules.introductions.domain import Answer, Introduction, Partner
from synapse_salon.database import Txn

_COLUMNS = (
    "i.id, i.salon_id, i.introducer, i.one, i.other, i.words, i.is_private, i.state, i.why, i.room_id, i.asked_ms,"
    " i.until_ms, i.changed_ms"
)
_ONE = f"SELECT {_COLUMNS} FROM salon_introductions i"
_PERSON = "SELECT user_id, part, answer, number, event_id, left_ms FROM salon_introduction_people"


def _introduction(row: tuple[Any, ...]) -> Introduction:
    introduction_id, salon_id, introducer, one, other, words, is_private, state, why, room_id, *times = row
    asked_ms, until_ms, changed_ms = map(int, times)
    return Introduction(
        introduction_id,
        salon_id,
        introducer,
        one,
        other,
        words,
        bool(is_private),
        state,
        why,
        room_id,
        asked_ms,
        until_ms,
        changed_ms,
    )


def get(txn: Txn, introduction_id: str) -> Introduction | None:
    """An introduction."""
    row = txn.row(f"{_ONE} WHERE i.id = ?", introduction_id)
    return _introduction(row) if row else None


def in_room(txn: Txn, room_id: str) -> Introduction | None:
    """The introduction of a room."""
    row = txn.row(f"{_ONE} WHERE i.room_id = ?", room_id)
    return _introduction(row) if row else None


def hold(txn: Txn, introduction_id: str, now_ms: int) -> Introduction | None:
    """An introduction that nobody else changes until this transaction is over."""
    txn.run(
        "UPDATE salon_introductions SET changed_ms = ? WHERE id = ? AND state <> 'over'",
        now_ms,
        introduction_id,
    )
    return get(txn, introduction_id)


def people(txn: Txn, introduction_id: str) -> list[Partner]:
    """The three of an introduction."""
    return [Partner(*row) for row in txn.rows(f"{_PERSON} WHERE introduction_id = ?", introduction_id)]


def insert(txn: Txn, new: Introduction) -> bool:
    """Write an introduction down; False where these two are being introduced already."""
    return bool(
        txn.run(
            "INSERT INTO salon_introductions (id, salon_id, introducer, one, other, words, is_private, state,"
            " asked_ms, until_ms, changed_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            new.id,
            new.salon_id,
            *new.three,
            new.words,
            int(new.is_private),
            new.state,
            new.asked_ms,
            new.until_ms,
            new.changed_ms,
        )
    )


def add_introducer(txn: Txn, new: Introduction) -> None:
    """Write down who introduces."""
    txn.run(
        "INSERT INTO salon_introduction_people (introduction_id, user_id, part) VALUES (?, ?, 'introducer')",
        new.id,
        new.introducer,
    )


def add_asked(txn: Txn, introduction_id: str, part: str, user_id: str, is_reached: bool) -> None:
    """Write down one of the two, under the next number of theirs where the question reaches them."""
    number = 0
    if is_reached:
        row = txn.row(
            "SELECT COALESCE(MAX(number), 0) + 1 FROM salon_introduction_people WHERE user_id = ?", user_id
        )
        number = int(row[0]) if row else 1
    txn.run(
        "INSERT INTO salon_introduction_people (introduction_id, user_id, part, number) VALUES (?, ?, ?, ?)",
        introduction_id,
        user_id,
        part,
        number,
    )


def begun_since(txn: Txn, salon_id: str, introducer: str, since_ms: int) -> int:
    """How many introductions somebody began since."""
    row = txn.row(
        "SELECT COUNT(*) FROM salon_introductions WHERE salon_id = ? AND introducer = ? AND asked_ms > ?",
        salon_id,
        introducer,
        since_ms,
    )
    return int(row[0]) if row else 0


def were_asked_since(txn: Txn, salon_id: str, one: str, other: str, since_ms: int) -> bool:
    """Whether two were asked since, by whomever."""
    sql = "SELECT 1 FROM salon_introductions WHERE salon_id = ? AND one = ? AND other = ? AND asked_ms > ?"
    return txn.row(sql, salon_id, one, other, since_ms) is not None


def answer(txn: Txn, introduction_id: str, user_id: str, said: Answer) -> None:
    """Write down what one of the two says."""
    txn.run(
        "UPDATE salon_introduction_people SET answer = ? WHERE introduction_id = ? AND user_id = ? AND number > 0",
        said,
        introduction_id,
        user_id,
    )


def decline_all(txn: Txn, salon_id: str, user_id: str) -> None:
    """Somebody wants to be introduced to nobody: what they are asked now is declined."""
    txn.run(
        "UPDATE salon_introduction_people SET answer = 'decline' WHERE user_id = ? AND part <> 'introducer'"
        " AND introduction_id IN (SELECT id FROM salon_introductions WHERE salon_id = ? AND state = 'asked')",
        user_id,
        salon_id,
    )


def accepted(txn: Txn, introduction_id: str) -> None:
    """Both said yes."""
    txn.run("UPDATE salon_introductions SET state = 'accepted' WHERE id = ?", introduction_id)


def opened(txn: Txn, introduction_id: str, room_id: str) -> None:
    """The room of an introduction is there."""
    txn.run("UPDATE salon_introductions SET room_id = ? WHERE id = ?", room_id, introduction_id)


def is_over(txn: Txn, introduction_id: str, why: str) -> bool:
    """An introduction is over; False if it was."""
    sql = "UPDATE salon_introductions SET state = 'over', why = ? WHERE id = ? AND state <> 'over'"
    return bool(txn.run(sql, why, introduction_id))


def left(txn: Txn, introduction_id: str, user_id: str, now_ms: int) -> bool:
    """One of the three left the room; False if they had."""
    return bool(
        txn.run(
            "UPDATE salon_introduction_people SET left_ms = ? WHERE introduction_id = ? AND user_id = ?"
            " AND left_ms IS NULL",
            now_ms,
            introduction_id,
            user_id,
        )
    )


def told(txn: Txn, introduction_id: str, user_id: str, event_id: str) -> None:
    """The house asked one of the two, in this message."""
    sql = "UPDATE salon_introduction_people SET event_id = ? WHERE introduction_id = ? AND user_id = ?"
    txn.run(sql, event_id, introduction_id, user_id)


def of_event(txn: Txn, event_id: str, user_id: str) -> str | None:
    """The introduction that a message of the house asked somebody about."""
    row = txn.row(
        "SELECT introduction_id FROM salon_introduction_people WHERE user_id = ? AND event_id = ?",
        user_id,
        event_id,
    )
    return row[0] if row else None


def of_person(txn: Txn, salon_id: str, user_id: str) -> list[Introduction]:
    """The introductions that somebody has a part in and that are not over."""
    rows = txn.rows(
        f"{_ONE} JOIN salon_introduction_people p ON p.introduction_id = i.id"
        " WHERE p.user_id = ? AND i.salon_id = ? AND i.state <> 'over'",
        user_id,
        salon_id,
    )
    return [_introduction(row) for row in rows]


def parts_of(txn: Txn, salon_id: str, user_id: str) -> list[tuple[Introduction, Partner]]:
    """The newest introductions that somebody has a part in, each with that part."""
    rows = txn.rows(
        f"SELECT p.user_id, p.part, p.answer, p.number, p.event_id, p.left_ms, {_COLUMNS} FROM salon_introductions i"
        " JOIN salon_introduction_people p ON p.introduction_id = i.id WHERE p.user_id = ? AND i.salon_id = ?"
        " ORDER BY i.asked_ms DESC, i.id LIMIT 200",
        user_id,
        salon_id,
    )
    return [(_introduction(tuple(row[6:])), Partner(*row[:6])) for row in rows]


def asked_of(txn: Txn, user_id: str, now_ms: int) -> list[tuple[int, Introduction]]:
    """What somebody is being asked in all salons, by the number they call it."""
    rows = txn.rows(
        f"SELECT p.number, {_COLUMNS} FROM salon_introductions i JOIN salon_introduction_people p"
        " ON p.introduction_id = i.id WHERE p.user_id = ? AND p.number > 0 AND i.state = 'asked' AND i.until_ms > ?"
        " ORDER BY p.number",
        user_id,
        now_ms,
    )
    return [(int(number), _introduction(tuple(row))) for number, *row in rows]


def rooms_of(txn: Txn, salon_id: str, user_id: str) -> list[str]:
    """The rooms that somebody belongs into."""
    rows = txn.rows(
        "SELECT i.room_id FROM salon_introductions i JOIN salon_introduction_people p ON p.introduction_id = i.id"
        " WHERE p.user_id = ? AND p.left_ms IS NULL AND i.salon_id = ? AND i.state = 'accepted' AND i.room_id <> ''",
        user_id,
        salon_id,
    )
    return [row[0] for row in rows]


def due(txn: Txn, now_ms: int) -> list[str]:
    """The introductions whose time to be answered is over."""
    sql = "SELECT id FROM salon_introductions WHERE state = 'asked' AND until_ms <= ? ORDER BY until_ms LIMIT 500"
    return [row[0] for row in txn.rows(sql, now_ms)]


def not_over(txn: Txn, salon_id: str) -> list[Introduction]:
    """The introductions of a salon that are not over."""
    return [
        _introduction(row) for row in txn.rows(f"{_ONE} WHERE i.salon_id = ? AND i.state <> 'over'", salon_id)
    ]


def with_rooms(txn: Txn) -> list[Introduction]:
    """The introductions whose rooms are open."""
    return [_introduction(row) for row in txn.rows(f"{_ONE} WHERE i.state = 'accepted' AND i.room_id <> ''")]

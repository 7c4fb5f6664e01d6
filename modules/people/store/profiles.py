# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""People of salons in the database: who is there, and what they say of themselves."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, get_args

from modules.people.domain.folding import folded, grams
from modules.people.domain.profile import EVERYBODY, LEVELS, Level, Part, Profile, Words, found_by
from synapse_salon.database import Txn
from synapse_salon.database.txn import places
from synapse_salon.ports.members import Insider

COLUMNS = (
    "p.salon_id, p.user_id, p.name, p.came_ms, p.is_listed, p.interests, p.skills, p.region, p.about, p.shown"
)
_AT_ONCE = 200
"""Rows of one statement: three values each stay far below what any database takes."""


def profile(row: Sequence[Any]) -> Profile:
    """A row of `COLUMNS`."""
    words = Words(
        interests=tuple(json.loads(row[5])),
        skills=tuple(json.loads(row[6])),
        region=row[7],
        about=row[8],
        shown=_shown(json.loads(row[9])),
        is_listed=bool(row[4]),
    )
    return Profile(row[0], row[1], row[2], row[3], words)


def _shown(said: dict[str, str]) -> dict[Part, Level]:
    """Who sees what; of a level that is not known any more, nobody does."""
    shown = EVERYBODY.copy()
    for part in get_args(Part):
        if part in said:
            level = said[part]
            shown[part] = next((known for known in LEVELS if known == level), "nobody")
    return shown


def get(txn: Txn, salon_id: str, user_id: str, also_gone: bool = False) -> Profile | None:
    """Somebody who is inside, or also who is expected back; else None."""
    here = "" if also_gone else " AND p.gone_ms IS NULL"
    row = txn.row(
        f"SELECT {COLUMNS} FROM salon_people p WHERE p.salon_id = ? AND p.user_id = ?{here}",
        salon_id,
        user_id,
    )
    return profile(row) if row else None


def came_in(txn: Txn, insider: Insider) -> None:
    """Somebody is inside, or goes by another name; whoever is back before they were forgotten is no newcomer."""
    txn.run(
        "INSERT INTO salon_people (salon_id, user_id, name, sort_name, came_ms, gone_ms) VALUES (?, ?, ?, ?, ?, NULL)"
        " ON CONFLICT (salon_id, user_id) DO UPDATE SET name = excluded.name, sort_name = excluded.sort_name,"
        " gone_ms = NULL",
        insider.salon_id,
        insider.user_id,
        insider.community_name,
        folded(insider.community_name),
        insider.joined_ms,
    )
    known = get(txn, insider.salon_id, insider.user_id)
    if known is not None:
        _index(txn, known)


def went_out(txn: Txn, salon_id: str, user_id: str, now_ms: int) -> None:
    """Somebody lost access and is expected back: nobody sees them, and their words wait for them."""
    txn.run(
        "UPDATE salon_people SET gone_ms = ? WHERE salon_id = ? AND user_id = ? AND gone_ms IS NULL",
        now_ms,
        salon_id,
        user_id,
    )


def forget(txn: Txn, salon_id: str, user_id: str) -> None:
    """Nothing is left of somebody in a salon."""
    for table in ("salon_people", "salon_people_labels", "salon_people_grams"):
        txn.run(f"DELETE FROM {table} WHERE salon_id = ? AND user_id = ?", salon_id, user_id)


def forget_person(txn: Txn, user_id: str) -> None:
    """Nothing is left of somebody anywhere."""
    for row in txn.rows("SELECT salon_id FROM salon_people WHERE user_id = ?", user_id):
        forget(txn, row[0], user_id)


def forget_gone(txn: Txn, before_ms: int) -> None:
    """Forget who has been gone since before then."""
    for row in txn.rows("SELECT salon_id, user_id FROM salon_people WHERE gone_ms < ?", before_ms):
        forget(txn, row[0], row[1])


def say(txn: Txn, salon_id: str, user_id: str, words: Words) -> Profile | None:
    """Somebody says something else of themself; None where they are not inside."""
    written = txn.run(
        "UPDATE salon_people SET is_listed = ?, interests = ?, skills = ?, region = ?, about = ?, shown = ?"
        " WHERE salon_id = ? AND user_id = ? AND gone_ms IS NULL",
        int(words.is_listed),
        json.dumps(words.interests, ensure_ascii=False),
        json.dumps(words.skills, ensure_ascii=False),
        words.region,
        words.about,
        json.dumps(dict(words.shown)),
        salon_id,
        user_id,
    )
    now = get(txn, salon_id, user_id) if written else None
    if now is not None:
        _index(txn, now)
    return now


def _index(txn: Txn, now: Profile) -> None:
    words, key = now.words, (now.salon_id, now.user_id)
    for_all, for_group = found_by(now.name, words)
    txn.run(
        "UPDATE salon_people SET found_by_all = ?, found_by_group = ? WHERE salon_id = ? AND user_id = ?",
        for_all,
        for_group,
        *key,
    )
    txn.run("DELETE FROM salon_people_labels WHERE salon_id = ? AND user_id = ?", *key)
    txn.run("DELETE FROM salon_people_grams WHERE salon_id = ? AND user_id = ?", *key)
    said: list[tuple[Part, tuple[str, ...]]] = [("interests", words.interests), ("skills", words.skills)]
    labels = [
        (now.salon_id, folded(label), part, now.user_id, label, words.shown[part])
        for part, found in said
        for label in found
    ]
    _insert(txn, "salon_people_labels (salon_id, folded, part, user_id, label, seen_by)", labels)
    found = sorted(grams(for_all) | grams(for_group))
    rows = [(now.salon_id, gram, now.user_id) for gram in found]
    _insert(txn, "salon_people_grams (salon_id, gram, user_id)", rows)


def _insert(txn: Txn, into: str, rows: Sequence[tuple[str, ...]]) -> None:
    for place in range(0, len(rows), _AT_ONCE):
        part = rows[place : place + _AT_ONCE]
        marks = ", ".join(places(row) for row in part)
        txn.run(f"INSERT INTO {into} VALUES {marks}", *(value for row in part for value in row))


def differing(
    txn: Txn, insiders: Iterable[Insider], after: tuple[str, str], until: tuple[str, str] | None
) -> set[tuple[str, str]]:
    """Who between two places is known and not among these, or among these and not known by that name."""
    sql, values = "SELECT salon_id, user_id, name FROM salon_people WHERE gone_ms IS NULL", list[str](after)
    sql += " AND (salon_id, user_id) > (?, ?)"
    if until is not None:
        sql, values = sql + " AND (salon_id, user_id) <= (?, ?)", [*values, *until]
    known = {((row[0], row[1]), row[2]) for row in txn.rows(sql, *values)}
    wanted = {((insider.salon_id, insider.user_id), insider.community_name) for insider in insiders}
    return {key for key, _ in known ^ wanted}

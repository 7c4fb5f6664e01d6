# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finds people. Each question is one query, led by an index of the salon's own rows."""

from collections.abc import Collection

from modules.people.domain.folding import asked, folded
from modules.people.domain.profile import Profile
from modules.people.domain.search import Place, Search
from modules.people.store.offered import offered
from modules.people.store.profiles import COLUMNS, profile
from synapse_salon.database import Txn
from synapse_salon.database.txn import places

_LISTED = "p.salon_id = ? AND p.gone_ms IS NULL AND p.is_listed = 1"


def find(
    txn: Txn,
    salon_id: str,
    search: Search,
    companions: Collection[str],
    since_ms: int,
    after: Place | None,
    limit: int,
) -> list[Profile]:
    """People by name; with `show` new those who came since then, the last one first.

    What somebody shows to those in a group with them alone is looked at for companions.
    """
    found, conditions, values = _conditions(salon_id, search, companions)
    if search.show == "new":
        conditions += " AND p.came_ms >= ?"
        values.append(since_ms)
        if after is not None:
            conditions += " AND (p.came_ms < ? OR (p.came_ms = ? AND p.user_id > ?))"
            values += [after.number, after.number, after.user_id]
        order = "p.came_ms DESC, p.user_id"
    else:
        if after is not None:
            conditions += " AND (p.sort_name > ? OR (p.sort_name = ? AND p.user_id > ?))"
            values += [after.name, after.name, after.user_id]
        order = "p.sort_name, p.user_id"
    rows = txn.rows(
        f"{found} SELECT {COLUMNS} FROM {_led_by(found)} WHERE {conditions} ORDER BY {order} LIMIT ?",
        *values,
        limit,
    )
    return [profile(row) for row in rows]


def alike(
    txn: Txn, salon_id: str, user_id: str, search: Search, companions: Collection[str], skip: int, limit: int
) -> list[Profile]:
    """People who have interests in common with somebody, or skills in them; who has most of them first."""
    found, conditions, values = _conditions(salon_id, search, companions)
    rows = txn.rows(
        f"{found} SELECT {COLUMNS} FROM {_led_by(found)}"
        " JOIN salon_people_labels l ON l.salon_id = p.salon_id AND l.user_id = p.user_id"
        " JOIN salon_people_labels mine ON mine.salon_id = l.salon_id AND mine.folded = l.folded"
        f" WHERE {conditions} AND {_seen(companions)} AND mine.user_id = ? AND mine.part = 'interests'"
        " AND l.user_id <> ? GROUP BY p.salon_id, p.user_id"
        " ORDER BY COUNT(DISTINCT l.folded) DESC, p.sort_name, p.user_id LIMIT ? OFFSET ?",
        *values,
        *companions,
        user_id,
        user_id,
        limit,
        skip,
    )
    return [profile(row) for row in rows]


def popular(txn: Txn, salon_id: str, limit: int) -> list[tuple[str, int]]:
    """What most people of a salon tell everybody they are interested in, and how many do."""
    rows = txn.rows(
        "SELECT l.folded, COUNT(*) FROM salon_people_labels l"
        " JOIN salon_people p ON p.salon_id = l.salon_id AND p.user_id = l.user_id"
        f" WHERE l.salon_id = ? AND l.part = 'interests' AND l.seen_by = 'salon' AND {_LISTED}"
        " GROUP BY l.folded ORDER BY COUNT(*) DESC, l.folded LIMIT ?",
        salon_id,
        salon_id,
        limit,
    )
    counts = {row[0]: int(row[1]) for row in rows}
    spelled = _spelled(txn, salon_id, list(counts))
    return [(spelled[key], count) for key, count in counts.items()]


def _spelled(txn: Txn, salon_id: str, keys: list[str]) -> dict[str, str]:
    """How interests are written: as the staff do, else as most do. Of as many the last letters of the tables of signs
    win: kanji before katakana before hiragana, as such words mostly stand in print."""
    rows = txn.rows(
        "SELECT l.folded, l.label, COUNT(*) FROM salon_people_labels l"
        " JOIN salon_people p ON p.salon_id = l.salon_id AND p.user_id = l.user_id"
        f" WHERE l.salon_id = ? AND l.part = 'interests' AND l.seen_by = 'salon' AND {_LISTED}"
        f" AND l.folded IN {places(keys)} GROUP BY l.folded, l.label",
        salon_id,
        salon_id,
        *keys,
    )
    written = {row[0]: row[1] for row in sorted(rows, key=lambda row: (row[2], row[1]))}
    return written | {folded(label): label for label in offered(txn, salon_id) if folded(label) in written}


def _seen(companions: Collection[str]) -> str:
    """Whether a label is shown to whoever asks; its values are the companions."""
    return f"(l.seen_by = 'salon' OR (l.seen_by = 'group' AND l.user_id IN {places(companions)}))"


def _led_by(found: str) -> str:
    """The people to look at: those that the index of letters finds, or all of the salon."""
    return "found JOIN salon_people p ON p.user_id = found.user_id" if found else "salon_people p"


def _conditions(salon_id: str, search: Search, companions: Collection[str]) -> tuple[str, str, list[object]]:
    """Whom the index of letters finds (as `found`, before anybody's row is looked at), the conditions, and the values
    of both."""
    grams = list(dict.fromkeys(gram for word in search.words for gram in asked(word)))
    one = "SELECT user_id FROM salon_people_grams WHERE salon_id = ? AND gram = ?"
    found = f"WITH found AS MATERIALIZED ({' INTERSECT '.join(one for _ in grams)})" if grams else ""
    values = list[object](value for gram in grams for value in (salon_id, gram))
    conditions = _LISTED
    values.append(salon_id)
    for word in search.words:
        like = "%" + "".join(f"!{sign}" if sign in "!%_" else sign for sign in word) + "%"
        conditions += (
            " AND (p.found_by_all LIKE ? ESCAPE '!'"
            f" OR (p.found_by_group LIKE ? ESCAPE '!' AND p.user_id IN {places(companions)}))"
        )
        values += [like, like, *companions]
    if search.interest:
        conditions += (
            " AND p.user_id IN (SELECT l.user_id FROM salon_people_labels l WHERE l.salon_id = ? AND l.folded = ?"
            f" AND l.part = 'interests' AND {_seen(companions)})"
        )
        values += [salon_id, search.interest, *companions]
    return found, conditions, values

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Community names of many at once, in the database."""

from collections.abc import Collection

from synapse_salon.database import Txn
from synapse_salon.database.txn import containing, places

AT_ONCE = 1000
"""How many are asked for in one statement; SQLite takes no more than 32,766 values in one."""


def names(txn: Txn, salon_id: str, people: Collection[str]) -> dict[str, str]:
    """The names of people in a salon; of those who never applied, or were forgotten, nothing."""
    found: dict[str, str] = {}
    everybody = sorted(people)
    for first in range(0, len(everybody), AT_ONCE):
        some = everybody[first : first + AT_ONCE]
        sql = f"SELECT user_id, community_name FROM salon_members WHERE salon_id = ? AND user_id IN {places(some)}"
        found |= {row[0]: row[1] for row in txn.rows(sql, salon_id, *some) if row[1]}
    return found


def called(txn: Txn, salon_id: str, part: str, limit: int) -> list[str]:
    """People in a salon whose names contain some letters."""
    rows = txn.rows(
        "SELECT user_id FROM salon_members WHERE salon_id = ? AND LOWER(community_name) LIKE LOWER(?) ESCAPE '!'"
        " ORDER BY user_id LIMIT ?",
        salon_id,
        containing(part),
        limit,
    )
    return [row[0] for row in rows]

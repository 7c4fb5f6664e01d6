# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""People over all salons."""

from synapse_salon.database import Txn
from synapse_salon.database.txn import places
from synapse_salon.people import Standing
from synapse_salon.ports.members import Insider


def everybody(txn: Txn, after: str, limit: int) -> list[str]:
    """Everybody who is, was or would like to be in a salon, by their account's name, from behind `after`; those who
    have been forgotten aside."""
    rows = txn.rows(
        "SELECT DISTINCT user_id FROM salon_members WHERE community_name <> '' AND user_id > ?"
        " ORDER BY user_id LIMIT ?",
        after,
        limit,
    )
    return [row[0] for row in rows]


def insiders(txn: Txn, after: tuple[str, str], limit: int) -> list[Insider]:
    """Who is inside of any salon, by salon and account from behind `after`."""
    inside = tuple(standing.value for standing in Standing if standing.is_inside)
    rows = txn.rows(
        "SELECT salon_id, user_id, community_name, COALESCE(joined_ms, changed_ms) FROM salon_members"
        f" WHERE standing IN {places(inside)} AND (salon_id, user_id) > (?, ?) ORDER BY salon_id, user_id LIMIT ?",
        *inside,
        *after,
        limit,
    )
    return [Insider(*row) for row in rows]


def forget_person(txn: Txn, user_id: str, before_ms: int) -> bool:
    """Forget the names, mail addresses and answers of somebody who wants that, in every salon; False while there is
    something to be done with their posts, or was until that moment, and they are still to be told.

    What the books need stays: the account's id, plans, times, payments, and the words of confirmations.
    """
    busy = txn.row(
        "SELECT 1 FROM salon_partings WHERE user_id = ? AND (state IN ('chosen', 'working')"
        " OR (state = 'done' AND done_ms >= ?)) LIMIT 1",
        user_id,
        before_ms,
    )
    if busy is not None:
        return False
    txn.run("UPDATE salon_members SET community_name = '', mail = NULL WHERE user_id = ?", user_id)
    txn.run(
        "UPDATE salon_applications SET community_name = '', mail = NULL, answers = '{}' WHERE user_id = ?",
        user_id,
    )
    return True

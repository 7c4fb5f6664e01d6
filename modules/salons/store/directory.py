# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The directory in the database: open salons and their public words."""

from modules.salons.domain.pages import PageContent
from modules.salons.domain.searching import Wish
from modules.salons.store.pages import read
from synapse_salon.database import Txn
from synapse_salon.database.txn import containing

_WITHIN = (
    "EXISTS (SELECT 1 FROM salon_plans n WHERE n.salon_id = s.id AND n.is_offered = 1 AND (n.every = 'free'"
    " OR (n.every IN ('month', 'once') AND n.amount <= ?) OR (n.every = 'year' AND n.amount <= ?)))"
)


def directory(
    txn: Txn, wish: Wish, after: tuple[int, str] | None, limit: int
) -> list[tuple[str, int, PageContent]]:
    """Open salons that fit, newest first and in no other order: id, when it opened, its public words.

    `after` is the last pair seen.
    """
    conditions: list[str] = []
    values: list[object] = []
    for term in wish.terms:
        conditions.append("(CASE WHEN p.words = '' THEN LOWER(p.content) ELSE p.words END) LIKE ? ESCAPE '!'")
        values.append(containing(term))
    if wish.kind is not None:
        conditions.append("s.kind = ?")
        values.append(wish.kind)
    if wish.theme is not None:
        conditions.append("s.theme = ?")
        values.append(wish.theme)
    if wish.age is not None:
        conditions.append("s.minimum_age <= ?")
        values.append(wish.age)
    if wish.most is not None:
        conditions.append(_WITHIN)
        values += [wish.most, wish.most * 12]
    rows = txn.rows(
        "SELECT s.id, s.opened_ms, p.content FROM salon_salons s JOIN salon_pages p ON p.salon_id = s.id"
        " WHERE s.state = 'open' AND (s.opened_ms < ? OR (s.opened_ms = ? AND s.id < ?))"
        + "".join(f" AND {condition}" for condition in conditions)
        + " ORDER BY s.opened_ms DESC, s.id DESC LIMIT ?",
        after[0] if after else 2**62,
        after[0] if after else 2**62,
        after[1] if after else "",
        *values,
        limit,
    )
    return [(row[0], row[1], read(row[2])) for row in rows]

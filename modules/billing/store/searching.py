# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Looks documents up by day, amount and party. Source: 電子帳簿保存法施行規則 2条6項5号."""

from typing import Any

import attrs

from modules.billing.domain.receipts import Receipt, parsed
from synapse_salon.database import Txn
from synapse_salon.database.txn import containing


@attrs.frozen
class Wanted:
    """What is looked for in a salon: from `from_ms` (included) to `to_ms` (not), from `least` to `most` in minor
    units, and a part of a name or account; "" for everybody."""

    salon_id: str
    from_ms: int = 0
    to_ms: int = 2**53
    least: int = 0
    most: int = 2**53
    party: str = ""


def search(txn: Txn, wanted: Wanted, before: int | None, limit: int) -> list[Receipt]:
    """Documents, newest first, from below the number `before`."""
    where, values = _where(wanted)
    rows = txn.rows(
        f"SELECT content FROM salon_receipts WHERE {where} AND number < ? ORDER BY number DESC LIMIT ?",
        *values,
        2**62 if before is None else before,
        limit,
    )
    return [parsed(row[0]) for row in rows]


def totals(txn: Txn, wanted: Wanted) -> tuple[int, dict[str, int]]:
    """How many documents fit, and what they come to by currency: receipts less credit notes, each payment once."""
    where, values = _where(wanted)
    count, sums = 0, dict[str, int]()
    for currency, kind, found, amount in txn.rows(
        "SELECT currency, kind, COUNT(*), SUM(CASE WHEN EXISTS (SELECT 1 FROM salon_receipts newer"
        " WHERE newer.salon_id = r.salon_id AND newer.replaces = r.number) THEN 0 ELSE total END)"
        f" FROM salon_receipts r WHERE {where} GROUP BY currency, kind",
        *values,
    ):
        count += found
        sums[currency] = sums.get(currency, 0) + (-int(amount) if kind == "credit_note" else int(amount))
    return count, sums


def _where(wanted: Wanted) -> tuple[str, list[Any]]:
    where = "salon_id = ? AND at_ms >= ? AND at_ms < ? AND total >= ? AND total <= ?"
    values: list[Any] = [wanted.salon_id, wanted.from_ms, wanted.to_ms, wanted.least, wanted.most]
    if wanted.party:
        where += (
            " AND (LOWER(payer) LIKE LOWER(?) ESCAPE '!' OR LOWER(recipient) LIKE LOWER(?) ESCAPE '!'"
            " OR LOWER(user_id) LIKE LOWER(?) ESCAPE '!')"
        )
        values += [containing(wanted.party)] * 3
    return where, values

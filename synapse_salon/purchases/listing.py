# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Payments with what they were for, looked up."""

from collections.abc import Collection
from typing import Any, Literal

import attrs

from synapse_salon.database import Txn
from synapse_salon.database.txn import containing, places
from synapse_salon.ports.payments import Disputed, PaidFor
from synapse_salon.purchases.orders import Paid
from synapse_salon.purchases.store import PAID, paid_of

Fate = Literal["given_back", "disputed", "failed"]
"""What may have become of a payment: some or all of it given back, ever taken back by the payer's bank, failed."""

_FATES: dict[Fate, str] = {
    "given_back": "p.refunded > 0",
    "disputed": "COALESCE(d.state, 'no') <> 'no'",
    "failed": "p.status = 'failed'",
}
_LISTED = (
    f"SELECT {', '.join(f'p.{column}' for column in PAID.split(', '))}, COALESCE(o.title, ''),"
    " COALESCE(d.state, 'no'), CASE WHEN EXISTS (SELECT 1 FROM salon_order_items i WHERE i.order_id = p.order_id"
    " AND i.tax_percent <> o.tax_percent) THEN NULL ELSE o.tax_percent END"
    " FROM salon_payments p LEFT JOIN salon_orders o ON o.id = p.order_id"
    " LEFT JOIN salon_disputes d ON d.provider = p.provider AND d.payment = p.ref"
)


@attrs.frozen
class Listed:
    """A payment, what it was for, whether the payer's bank took it back, and the percent of tax in it: None where that
    is not one for all of it."""

    paid: Paid
    title: str
    disputed: Disputed
    tax_percent: int | None


@attrs.frozen
class Wanted:
    """What is looked for in a salon: made from `from_ms` (included) to `to_ms` (not); a part of the account, or one of
    the accounts `people`; a part of what it was for, and which of its payments; and what became of it.

    What a payment was for is what was ordered, unless it was made for a line of `price_keys`, which are called so, or
    of `other_keys`, which are not.
    """

    salon_id: str
    from_ms: int = 0
    to_ms: int = 2**53
    account: str = ""
    people: Collection[str] = ()
    title: str = ""
    price_keys: Collection[str] = ()
    other_keys: Collection[str] = ()
    paid_for: PaidFor | None = None
    fate: Fate | None = None


def search(txn: Txn, wanted: Wanted, after: tuple[int, str] | None, limit: int) -> list[Listed]:
    """Payments, the newest first, from behind `after`: when one was made, and its ref."""
    where = " WHERE p.salon_id = ? AND p.made_ms >= ? AND p.made_ms < ?"
    values: list[object] = [wanted.salon_id, wanted.from_ms, wanted.to_ms]
    if after is not None:
        where += " AND (p.made_ms < ? OR (p.made_ms = ? AND p.ref < ?))"
        values += [after[0], *after]
    if wanted.account:
        where += f" AND (LOWER(p.user_id) LIKE LOWER(?) ESCAPE '!' OR p.user_id IN {places(wanted.people)})"
        values += [containing(wanted.account), *wanted.people]
    if wanted.title:
        ordered = "LOWER(o.title) LIKE LOWER(?) ESCAPE '!'"
        if wanted.other_keys:
            ordered += f" AND p.price_key NOT IN {places(wanted.other_keys)}"
        where += f" AND (p.price_key IN {places(wanted.price_keys)} OR ({ordered}))"
        values += [*wanted.price_keys, containing(wanted.title), *wanted.other_keys]
    if wanted.paid_for is not None:
        where += " AND p.paid_for = ?"
        values.append(wanted.paid_for)
    if wanted.fate is not None:
        where += f" AND {_FATES[wanted.fate]}"
    rows = txn.rows(f"{_LISTED}{where} ORDER BY p.made_ms DESC, p.ref DESC LIMIT ?", *values, limit)
    return [_listed(row) for row in rows]


def of_person(txn: Txn, user_id: str, limit: int) -> list[Listed]:
    """What a person paid in every salon, the newest first."""
    rows = txn.rows(
        f"{_LISTED} WHERE p.user_id = ? ORDER BY p.made_ms DESC, p.ref DESC LIMIT ?", user_id, limit
    )
    return [_listed(row) for row in rows]


def one(txn: Txn, provider: str, ref: str) -> Listed | None:
    """A payment."""
    row = txn.row(f"{_LISTED} WHERE p.provider = ? AND p.ref = ?", provider, ref)
    return None if row is None else _listed(row)


def _listed(row: tuple[Any, ...]) -> Listed:
    *columns, title, disputed, tax_percent = row
    return Listed(paid_of(tuple(columns)), title, disputed, tax_percent)

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tables of charges. What moves a charge or a day's sum does so by a conditional UPDATE, at READ COMMITTED."""

from collections.abc import Sequence
from typing import Any

from synapse_salon.database import Txn
from synapse_salon.money import Money
from synapse_salon.ports.payments import Ref
from synapse_salon.purchases.charges import Charge, ChargeState

_CHARGE = (
    "order_id, salon_id, user_id, provider, customer, card, amount, currency, return_url, day, state, made_ms,"
    " due_ms, payment, action_url, code"
)


def insert(txn: Txn, new: Charge) -> bool:
    """Write a charge down; False where it is there already."""
    wrote = txn.run(
        f"INSERT INTO salon_charges ({_CHARGE}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (order_id) DO NOTHING",
        new.order_id,
        new.salon_id,
        new.user_id,
        new.provider,
        new.customer,
        new.card,
        new.amount.minor,
        new.amount.currency,
        new.return_url,
        new.day,
        new.state,
        new.made_ms,
        new.due_ms,
        new.payment,
        new.action_url,
        new.code,
    )
    return wrote == 1


def get(txn: Txn, order_id: str) -> Charge | None:
    """A charge."""
    row = txn.row(f"SELECT {_CHARGE} FROM salon_charges WHERE order_id = ?", order_id)
    return None if row is None else _charge(row)


def due(txn: Txn, now_ms: int, limit: int) -> list[Charge]:
    """The charges to be looked after now, the one that waits longest first."""
    rows = txn.rows(
        f"SELECT {_CHARGE} FROM salon_charges WHERE due_ms IS NOT NULL AND due_ms <= ? ORDER BY due_ms LIMIT ?",
        now_ms,
        limit,
    )
    return [_charge(row) for row in rows]


def move(
    txn: Txn,
    order_id: str,
    before: Sequence[ChargeState],
    state: ChargeState,
    due_ms: int | None,
    payment: Ref | None = None,
    action_url: str | None = None,
    code: str | None = None,
) -> bool:
    """Change a charge's state; False where it was in none of these."""
    marks = ", ".join("?" for _ in before)
    wrote = txn.run(
        "UPDATE salon_charges SET state = ?, due_ms = ?, payment = COALESCE(?, payment), action_url = ?, code = ?"
        f" WHERE order_id = ? AND state IN ({marks})",  # marks only
        state,
        due_ms,
        payment,
        action_url,
        code,
        order_id,
        *before,
    )
    return wrote == 1


def take(txn: Txn, charge: Charge, cap: int) -> bool:
    """Count a charge on its day; False where that would be more than `cap`, in minor units."""
    _day(txn, charge)
    wrote = txn.run(
        "UPDATE salon_charge_days SET taken = taken + ?"
        " WHERE salon_id = ? AND user_id = ? AND day = ? AND currency = ? AND taken + ? <= ?",
        charge.amount.minor,
        charge.salon_id,
        charge.user_id,
        charge.day,
        charge.amount.currency,
        charge.amount.minor,
        cap,
    )
    return wrote == 1


def count(txn: Txn, charge: Charge, sign: int) -> None:
    """Count a charge on its day whatever the cap (`sign` 1), or no longer (-1)."""
    _day(txn, charge)
    txn.run(
        "UPDATE salon_charge_days SET taken = taken + ?"
        " WHERE salon_id = ? AND user_id = ? AND day = ? AND currency = ?",
        sign * charge.amount.minor,
        charge.salon_id,
        charge.user_id,
        charge.day,
        charge.amount.currency,
    )


def taken(txn: Txn, salon_id: str, user_id: str, day: str, currency: str) -> Money:
    """How much somebody has spent in a salon on a day, or has reserved."""
    row = txn.row(
        "SELECT taken FROM salon_charge_days WHERE salon_id = ? AND user_id = ? AND day = ? AND currency = ?",
        salon_id,
        user_id,
        day,
        currency,
    )
    return Money(0 if row is None else int(row[0]), currency)


def _day(txn: Txn, charge: Charge) -> None:
    txn.run(
        "INSERT INTO salon_charge_days (salon_id, user_id, day, currency, taken) VALUES (?, ?, ?, ?, 0)"
        " ON CONFLICT (salon_id, user_id, day, currency) DO NOTHING",
        charge.salon_id,
        charge.user_id,
        charge.day,
        charge.amount.currency,
    )


def _charge(row: tuple[Any, ...]) -> Charge:
    values = dict(zip(_CHARGE.split(", "), row, strict=True))
    values["amount"] = Money(values["amount"], values.pop("currency"))
    return Charge(**values)

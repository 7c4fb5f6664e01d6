# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Members of salons that close, what members paid, and what closed salons give back."""

from typing import Any

import attrs

from modules.membership.domain.closing import Due, Ending
from synapse_salon.database import Txn
from synapse_salon.money import Money

_DUE = (
    "SELECT ref, order_id, salon_id, user_id, amount, currency, refunded, made_ms, plan_id, paid_for, from_ms,"
    " through_ms FROM salon_dues"
)


@attrs.frozen
class Refund:
    """What a closed salon gives back of a payment. `asked` is what the provider was asked for, in minor units."""

    payment: str
    salon_id: str
    user_id: str
    closing_id: str
    amount: Money
    asked: int | None
    given_ms: int | None


def ending(txn: Txn, salon_id: str, user_id: str) -> Ending | None:
    """Whether a member was told that their salon closes."""
    row = txn.row(
        "SELECT salon_id, user_id, closing_id, closes_ms FROM salon_endings WHERE salon_id = ? AND user_id = ?",
        salon_id,
        user_id,
    )
    return Ending(*row) if row else None


def put_ending(txn: Txn, new: Ending) -> None:
    """A member's salon closes."""
    txn.run(
        "INSERT INTO salon_endings (salon_id, user_id, closing_id, closes_ms) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (salon_id, user_id) DO UPDATE SET closing_id = excluded.closing_id,"
        " closes_ms = excluded.closes_ms",
        new.salon_id,
        new.user_id,
        new.closing_id,
        new.closes_ms,
    )


def remove_ending(txn: Txn, salon_id: str, user_id: str, closing_id: str) -> None:
    """That end was taken back, or is over."""
    txn.run(
        "DELETE FROM salon_endings WHERE salon_id = ? AND user_id = ? AND closing_id = ?",
        salon_id,
        user_id,
        closing_id,
    )


def concerned(txn: Txn, salon_id: str) -> list[str]:
    """Everybody whom the end of a salon concerns: members, applicants, who is kept in its lobby, who was told."""
    rows = txn.rows(
        "SELECT user_id FROM salon_members WHERE salon_id = ? AND (keeps_lobby = 1 OR standing IN"
        " ('applied', 'trial', 'active', 'past_due', 'read_only', 'cancelling'))"
        " UNION SELECT user_id FROM salon_endings WHERE salon_id = ?"
        " UNION SELECT user_id FROM salon_applications WHERE salon_id = ? AND state IN ('prepared', 'paying')"
        " ORDER BY 1",
        salon_id,
        salon_id,
        salon_id,
    )
    return [row[0] for row in rows]


def put_due(txn: Txn, due: Due) -> None:
    """Write down a payment as it is now."""
    txn.run(
        "INSERT INTO salon_dues (ref, order_id, salon_id, user_id, amount, currency, refunded, made_ms, plan_id,"
        " paid_for, from_ms, through_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (ref) DO UPDATE SET refunded = excluded.refunded",
        due.ref,
        due.order_id,
        due.salon_id,
        due.user_id,
        due.amount.minor,
        due.amount.currency,
        due.refunded.minor,
        due.made_ms,
        due.plan_id,
        due.paid_for,
        due.from_ms,
        due.through_ms,
    )


def dues_of_order(txn: Txn, order_id: str) -> list[Due]:
    """What was paid for an application, oldest first."""
    return [_due(row) for row in txn.rows(f"{_DUE} WHERE order_id = ? ORDER BY made_ms, ref", order_id)]


def dues_of_salon(txn: Txn, salon_id: str) -> list[Due]:
    """What was paid in a salon, oldest first."""
    return [_due(row) for row in txn.rows(f"{_DUE} WHERE salon_id = ? ORDER BY made_ms, ref", salon_id)]


def dues_of_member(txn: Txn, salon_id: str, user_id: str) -> list[Due]:
    """What one person paid in a salon, oldest first."""
    rows = txn.rows(f"{_DUE} WHERE salon_id = ? AND user_id = ? ORDER BY made_ms, ref", salon_id, user_id)
    return [_due(row) for row in rows]


def dues_page(txn: Txn, salon_id: str, user_id: str, before: tuple[int, str] | None, limit: int) -> list[Due]:
    """What one person paid in a salon, newest first; `before` is the moment and the ref of the last one seen."""
    made_ms, ref = before or (2**62, "")
    rows = txn.rows(
        f"{_DUE} WHERE salon_id = ? AND user_id = ? AND (made_ms < ? OR (made_ms = ? AND ref < ?))"
        " ORDER BY made_ms DESC, ref DESC LIMIT ?",
        salon_id,
        user_id,
        made_ms,
        made_ms,
        ref,
        limit,
    )
    return [_due(row) for row in rows]


def first_dues(txn: Txn, salon_id: str, user_id: str) -> set[str]:
    """The refs of those payments of one person in a salon that were the first for what they joined with."""
    found: dict[str, str] = {}
    for due in dues_of_member(txn, salon_id, user_id):
        found.setdefault(due.order_id, due.ref)
    return set(found.values())


def owe(txn: Txn, due: Due, closing_id: str, amount: Money) -> bool:
    """Owe a part of a payment, once; False where it was owed already."""
    return bool(
        txn.run(
            "INSERT INTO salon_closing_refunds (payment_ref, salon_id, user_id, closing_id, amount, currency)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (payment_ref) DO NOTHING",
            due.ref,
            due.salon_id,
            due.user_id,
            closing_id,
            amount.minor,
            amount.currency,
        )
    )


def refund(txn: Txn, payment: str) -> Refund | None:
    """What is owed of a payment."""
    found = _refunds(txn, "payment_ref = ?", payment)
    return found[0] if found else None


def refunds_of(txn: Txn, salon_id: str, user_id: str) -> list[Refund]:
    """What is owed to a person by a salon."""
    return _refunds(txn, "salon_id = ? AND user_id = ?", salon_id, user_id)


def ask(txn: Txn, payment: str, minor: int) -> int:
    """Write what the provider is about to be asked for; answers what it was asked for the first time."""
    txn.run(
        "UPDATE salon_closing_refunds SET asked = ? WHERE payment_ref = ? AND asked IS NULL", minor, payment
    )
    row = txn.row("SELECT asked FROM salon_closing_refunds WHERE payment_ref = ?", payment)
    assert row is not None, "the caller read it"
    return int(row[0])


def given(txn: Txn, payment: str, now_ms: int) -> None:
    """It was given back."""
    txn.run(
        "UPDATE salon_closing_refunds SET given_ms = ? WHERE payment_ref = ? AND given_ms IS NULL",
        now_ms,
        payment,
    )


def _refunds(txn: Txn, where: str, *values: object) -> list[Refund]:
    rows = txn.rows(
        "SELECT payment_ref, salon_id, user_id, closing_id, amount, currency, asked, given_ms"
        f" FROM salon_closing_refunds WHERE {where} ORDER BY payment_ref",
        *values,
    )
    return [Refund(row[0], row[1], row[2], row[3], Money(row[4], row[5]), row[6], row[7]) for row in rows]


def _due(row: tuple[Any, ...]) -> Due:
    amount, refunded = Money(row[4], row[5]), Money(row[6], row[5])
    return Due(row[0], row[1], row[2], row[3], amount, refunded, *row[7:])

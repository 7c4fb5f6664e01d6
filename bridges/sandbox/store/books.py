# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checkouts, subscriptions, payments and refunds."""

import json
from collections.abc import Mapping
from typing import Any

import attrs

from bridges.sandbox.domain import steps
from bridges.sandbox.domain.books import Change, Checkout, Payment, Subscription
from bridges.sandbox.domain.cards import Behaviour, Card
from synapse_salon.database import Txn
from synapse_salon.money import Money
from synapse_salon.ports.discounts import Discount, discount_of
from synapse_salon.ports.payments import Line, Movement, Ref

_CHECKOUT = (
    "ref, page_key, order_id, customer, lines, trial_days, status, due_now, currency, subscription, payment,"
    " created_ms, expires_ms, success_url, cancel_url, language, discount, voucher, settles_ms"
)
_SUBSCRIPTION = (
    "ref, order_id, customer, page_key, price, currency, period, card, last4, status, anchor_ms, turns,"
    " period_start_ms, period_end_ms, cancel_at_end, attempts, bills, return_url, name, language, price_key,"
    " next_line, discount, discounts_left, period_cost"
)
_PAYMENT = (
    "ref, order_id, subscription, amount, currency, refunded, status, attempts, made_ms, paid_for, price_key,"
    " from_ms, through_ms, disputed"
)


def checkout(txn: Txn, ref: str) -> Checkout | None:
    """The checkout of this ref."""
    return _checkout(txn.row(f"SELECT {_CHECKOUT} FROM salon_sandbox_checkouts WHERE ref = ?", ref))


def checkout_of_page(txn: Txn, page_key: str) -> Checkout | None:
    """The checkout whose page has this key."""
    return _checkout(txn.row(f"SELECT {_CHECKOUT} FROM salon_sandbox_checkouts WHERE page_key = ?", page_key))


def subscription(txn: Txn, ref: str) -> Subscription | None:
    """The subscription of this ref."""
    return _subscription(
        txn.row(f"SELECT {_SUBSCRIPTION} FROM salon_sandbox_subscriptions WHERE ref = ?", ref)
    )


def subscription_of_page(txn: Txn, page_key: str) -> Subscription | None:
    """The subscription whose page has this key."""
    return _subscription(
        txn.row(f"SELECT {_SUBSCRIPTION} FROM salon_sandbox_subscriptions WHERE page_key = ?", page_key)
    )


def subscriptions(txn: Txn, after: str, limit: int) -> list[Subscription]:
    """Subscriptions by ref, from the one behind `after`."""
    rows = txn.rows(
        f"SELECT {_SUBSCRIPTION} FROM salon_sandbox_subscriptions WHERE ref > ? ORDER BY ref LIMIT ?",
        after,
        limit,
    )
    return [found for row in rows if (found := _subscription(row))]


def payment(txn: Txn, ref: str) -> Payment | None:
    """The payment of this ref."""
    return _payment(txn.row(f"SELECT {_PAYMENT} FROM salon_sandbox_payments WHERE ref = ?", ref))


def owed(txn: Txn, subscription_ref: str) -> Payment | None:
    """The open bill of a subscription."""
    return _payment(
        txn.row(
            f"SELECT {_PAYMENT} FROM salon_sandbox_payments WHERE subscription = ? AND status = 'owed'",
            subscription_ref,
        )
    )


def next_due(txn: Txn, now_ms: int) -> tuple[str, str, int] | None:
    """The earliest thing that happens by itself up to now: what it is of, its ref, its moment."""
    return txn.row(
        "SELECT what, ref, moment FROM ("
        " SELECT 'checkout' AS what, ref, expires_ms AS moment FROM salon_sandbox_checkouts"
        " WHERE status = 'open' AND expires_ms <= ?"
        " UNION ALL"
        " SELECT 'voucher' AS what, ref, settles_ms AS moment FROM salon_sandbox_checkouts"
        " WHERE settles_ms IS NOT NULL AND settles_ms <= ?"
        " UNION ALL"
        " SELECT 'subscription' AS what, ref, due_ms AS moment FROM salon_sandbox_subscriptions"
        " WHERE due_ms IS NOT NULL AND due_ms <= ?"
        ") AS due ORDER BY moment, what, ref LIMIT 1",
        now_ms,
        now_ms,
        now_ms,
    )


def save(txn: Txn, change: Change) -> None:
    """Write the rows of a change as they stand in it."""
    if change.checkout is not None:
        _put(txn, "checkouts", _checkout_row(change.checkout))
    if change.subscription is not None:
        _put(txn, "subscriptions", _subscription_row(change.subscription))
    if change.payment is not None:
        _put(txn, "payments", _payment_row(change.payment))


def give_back(txn: Txn, ref: Ref, of: Payment, amount: Money, reason: str, now_ms: int) -> bool:
    """Refund a payment; False where less than that is left of it."""
    wrote = txn.run(
        "UPDATE salon_sandbox_payments SET refunded = refunded + ?"
        " WHERE ref = ? AND status = 'paid' AND disputed NOT IN ('open', 'lost') AND refunded + ? <= amount",
        amount.minor,
        of.ref,
        amount.minor,
    )
    if wrote:
        txn.run(
            "INSERT INTO salon_sandbox_refunds (ref, payment, amount, currency, reason, made_ms)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            ref,
            of.ref,
            amount.minor,
            amount.currency,
            reason,
            now_ms,
        )
    return wrote == 1


def refunded(txn: Txn, ref: str) -> Money:
    """How much a refund gave back."""
    row = txn.row("SELECT amount, currency FROM salon_sandbox_refunds WHERE ref = ?", ref)
    assert row is not None, "a refund is written with its request"
    return Money(row[0], row[1])


def first_asked(txn: Txn, act: str, order_id: str, fingerprint: str, ref: str) -> tuple[str, str] | None:
    """Take an order id for a request; answers None, or the fingerprint and ref it was taken with before."""
    wrote = txn.run(
        "INSERT INTO salon_sandbox_requests (act, order_id, fingerprint, ref) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (act, order_id) DO NOTHING",
        act,
        order_id,
        fingerprint,
        ref,
    )
    if wrote:
        return None
    return txn.row(
        "SELECT fingerprint, ref FROM salon_sandbox_requests WHERE act = ? AND order_id = ?", act, order_id
    )


def _put(txn: Txn, table: str, row: Mapping[str, object]) -> None:
    changes = ", ".join(f"{name} = excluded.{name}" for name in row if name != "ref")
    txn.run(
        f"INSERT INTO salon_sandbox_{table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})"
        f" ON CONFLICT (ref) DO UPDATE SET {changes}",
        *row.values(),
    )


def _checkout_row(found: Checkout) -> dict[str, object]:
    row = attrs.asdict(found, recurse=False)
    row["lines"] = json.dumps([attrs.asdict(line) for line in found.lines], ensure_ascii=False)
    row["due_now"], row["currency"] = found.due_now.minor, found.due_now.currency
    row["discount"] = _discount_row(found.discount)
    return row


def _checkout(row: tuple[Any, ...] | None) -> Checkout | None:
    if row is None:
        return None
    values = dict(zip(_CHECKOUT.split(", "), row, strict=True))
    values["lines"] = tuple(_line(line) for line in json.loads(values["lines"]))
    values["due_now"] = Money(values["due_now"], values.pop("currency"))
    values["discount"] = _discount(values["discount"])
    return Checkout(**values)


def _discount_row(found: Discount | None) -> str | None:
    return None if found is None else json.dumps(found.as_json(), ensure_ascii=False)


def _discount(stored: str | None) -> Discount | None:
    return None if stored is None else discount_of(json.loads(stored))


def _line(stored: dict[str, Any]) -> Line:
    return Line(**{**stored, "price": Money(**stored["price"])})


def _subscription_row(found: Subscription) -> dict[str, object]:
    row = attrs.asdict(found, recurse=False)
    row["price"], row["currency"] = found.price.minor, found.price.currency
    row["period"] = row.pop("interval")
    row["card"] = found.card.behaviour.value if found.card else None
    row["last4"] = found.card.last4 if found.card else None
    row["cancel_at_end"] = int(found.cancel_at_end)
    row["next_line"] = (
        json.dumps(attrs.asdict(found.next_line), ensure_ascii=False) if found.next_line else None
    )
    row["due_ms"] = steps.due_ms(found)
    row["discount"] = _discount_row(found.discount)
    row["period_cost"] = found.period_cost.minor if found.period_cost is not None else None
    return row


def _subscription(row: tuple[Any, ...] | None) -> Subscription | None:
    if row is None:
        return None
    values = dict(zip(_SUBSCRIPTION.split(", "), row, strict=True))
    currency = values.pop("currency")
    values["price"] = Money(values["price"], currency)
    values["discount"] = _discount(values["discount"])
    values["period_cost"] = (
        Money(values["period_cost"], currency) if values["period_cost"] is not None else None
    )
    values["interval"] = values.pop("period")
    card, last4 = values["card"], values.pop("last4")
    values["card"] = Card(Behaviour(card), last4) if card else None
    values["cancel_at_end"] = bool(values["cancel_at_end"])
    values["next_line"] = _line(json.loads(values["next_line"])) if values["next_line"] else None
    return Subscription(**values)


def _payment_row(found: Payment) -> dict[str, object]:
    row = attrs.asdict(found, recurse=False)
    row["amount"], row["currency"] = found.amount.minor, found.amount.currency
    row["refunded"] = found.refunded.minor
    return row


def _payment(row: tuple[Any, ...] | None) -> Payment | None:
    if row is None:
        return None
    values = dict(zip(_PAYMENT.split(", "), row, strict=True))
    currency = values.pop("currency")
    values["amount"], values["refunded"] = (
        Money(values["amount"], currency),
        Money(values["refunded"], currency),
    )
    return Payment(**values)


def movements_since(txn: Txn, made_ms: int) -> list[Movement]:
    """What was paid and given back since a moment, oldest first. The sandbox takes no fee and pays nothing out."""
    rows = txn.rows(
        "SELECT ref, 'charge', amount, currency, ref AS payment, made_ms FROM salon_sandbox_payments"
        " WHERE status = 'paid' AND made_ms >= ? UNION ALL"
        " SELECT ref, 'refund', -amount, currency, payment, made_ms FROM salon_sandbox_refunds"
        " WHERE made_ms >= ? UNION ALL"
        " SELECT ref, 'dispute', -amount, currency, payment, made_ms FROM salon_sandbox_disputes"
        " WHERE made_ms >= ? UNION ALL"
        " SELECT ref || '_won', 'dispute_won', amount, currency, payment, closed_ms FROM salon_sandbox_disputes"
        " WHERE closed_ms >= ? AND state = 'won' ORDER BY made_ms, ref",
        *(made_ms,) * 4,
    )
    return [
        Movement(Ref(ref), kind, Money(amount, currency), Money(0, currency), Ref(payment), at_ms)
        for ref, kind, amount, currency, payment, at_ms in rows
        if amount
    ]

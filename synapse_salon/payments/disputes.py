# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Payments that payers' banks took back."""

from synapse_salon.database.txn import Txn
from synapse_salon.happenings import PaymentDisputed
from synapse_salon.ports.payments import Disputed, PaymentState


def told(txn: Txn, provider: str, state: PaymentState) -> None:
    """Keep what the provider says of a dispute about a payment of ours, and tell of what is new."""
    before = state_of(txn, provider, state.ref)
    if state.disputed == before:
        return
    wrote = txn.run(
        "INSERT INTO salon_disputes (provider, payment, order_id, salon_id, user_id, state)"
        " SELECT ?, ?, id, salon_id, user_id, ? FROM salon_orders WHERE id = ?"
        " ON CONFLICT (provider, payment) DO UPDATE SET state = excluded.state",
        provider,
        state.ref,
        state.disputed,
        state.order_id,
    )
    if wrote:
        txn.say(PaymentDisputed(provider=provider, payment=state.ref, state=state.disputed))


def state_of(txn: Txn, provider: str, payment: str) -> Disputed:
    """What is known of a dispute about a payment."""
    row = txn.row("SELECT state FROM salon_disputes WHERE provider = ? AND payment = ?", provider, payment)
    return "no" if row is None else row[0]


def of_person(txn: Txn, salon_id: str, user_id: str) -> dict[str, Disputed]:
    """The disputes about a person's payments in a salon, by the payments' refs."""
    rows = txn.rows(
        "SELECT payment, state FROM salon_disputes WHERE salon_id = ? AND user_id = ?", salon_id, user_id
    )
    return {row[0]: row[1] for row in rows}


def open_of_order(txn: Txn, order_id: str) -> list[str]:
    """The payments of an order about which a dispute is open."""
    rows = txn.rows(
        "SELECT payment FROM salon_disputes WHERE order_id = ? AND state = 'open' ORDER BY payment", order_id
    )
    return [row[0] for row in rows]

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was asked of Stripe, and what was made there once."""

from collections.abc import Collection

import attrs

from synapse_salon.database import Txn
from synapse_salon.ports.payments import Ref


@attrs.frozen
class Request:
    """What was asked under an order id, as JSON; `ref` and `answer` are there once it was answered."""

    fingerprint: str
    params: str
    ref: Ref | None
    answer: str | None
    is_new: bool = False


def first(txn: Txn, act: str, order_id: str, fingerprint: str, params: str, now_ms: int) -> Request:
    """Write down what will be asked; answers what stands there, which is what was asked first."""
    wrote = txn.run(
        "INSERT INTO salon_stripe_requests (act, order_id, fingerprint, params, made_ms) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (act, order_id) DO NOTHING",
        act,
        order_id,
        fingerprint,
        params,
        now_ms,
    )
    if wrote:
        return Request(fingerprint, params, None, None, is_new=True)
    found = request(txn, act, order_id)
    assert found is not None, "what is in the way is there"
    return found


def request(txn: Txn, act: str, order_id: str) -> Request | None:
    """What was asked under an order id."""
    row = txn.row(
        "SELECT fingerprint, params, ref, answer FROM salon_stripe_requests WHERE act = ? AND order_id = ?",
        act,
        order_id,
    )
    return None if row is None else Request(row[0], row[1], None if row[2] is None else Ref(row[2]), row[3])


def answered(txn: Txn, act: str, order_id: str, ref: str, answer: str) -> None:
    """Write down what came of it."""
    txn.run(
        "UPDATE salon_stripe_requests SET ref = ?, answer = ? WHERE act = ? AND order_id = ? AND ref IS NULL",
        ref,
        answer,
        act,
        order_id,
    )


def refused(txn: Txn, act: str, order_id: str) -> None:
    """Stripe refused it: nothing was done, and it may be asked anew."""
    txn.run("DELETE FROM salon_stripe_requests WHERE act = ? AND order_id = ? AND ref IS NULL", act, order_id)


def forget(txn: Txn, before_ms: int) -> int:
    """Delete what was asked before a moment; answers how many."""
    return txn.run("DELETE FROM salon_stripe_requests WHERE made_ms < ?", before_ms)


def kind_in(kind: str, account: str | None) -> str:
    """What a thing of an owner's account is kept as: each account has its own."""
    return kind if account is None else f"{kind}@{account}"


def thing(txn: Txn, kind: str, name: str) -> str | None:
    """What was made at Stripe under a name of ours."""
    row = txn.row("SELECT ref FROM salon_stripe_things WHERE kind = ? AND name = ?", kind, name)
    return None if row is None else str(row[0])


def keep(txn: Txn, kind: str, name: str, ref: str) -> None:
    """Keep what was made at Stripe under a name of ours."""
    txn.run(
        "INSERT INTO salon_stripe_things (kind, name, ref) VALUES (?, ?, ?) ON CONFLICT (kind, name) DO NOTHING",
        kind,
        name,
        ref,
    )


def names(txn: Txn, kind: str, refs: Collection[str]) -> dict[str, str]:
    """Our own words for things at Stripe, by their refs."""
    if not refs:
        return {}
    marks = ", ".join("?" for _ in refs)
    rows = txn.rows(
        f"SELECT ref, name FROM salon_stripe_things WHERE kind = ? AND ref IN ({marks})",  # marks only
        kind,
        *refs,
    )
    return dict(rows)


def count_ignored(txn: Txn, kind: str, now_ms: int) -> None:
    """Count an event about nothing of ours."""
    txn.run(
        "INSERT INTO salon_stripe_ignored (type, times, last_ms) VALUES (?, 1, ?)"
        " ON CONFLICT (type) DO UPDATE SET times = salon_stripe_ignored.times + 1, last_ms = excluded.last_ms",
        kind,
        now_ms,
    )


def ignored(txn: Txn) -> list[tuple[str, int, int]]:
    """Types of news that we have no use for: how often each came and when last, the most frequent first."""
    return txn.rows("SELECT type, times, last_ms FROM salon_stripe_ignored ORDER BY times DESC, type")

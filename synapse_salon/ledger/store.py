# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ledger's tables. Nothing here updates or deletes a row of the books."""

import hashlib
import json
from typing import Any

import attrs

from synapse_salon.database import Txn
from synapse_salon.ledger.postings import Account, Before, Line
from synapse_salon.ports.payments import Movement

_ENTRY = "seq, posting, salon_id, account, amount, currency, kind, provider, ref, payment, order_id, at_ms"


@attrs.frozen
class Entry:
    """A row of the books. `at_ms` is when the money moved."""

    seq: int
    posting: int
    salon_id: str
    account: Account
    amount: int
    currency: str
    kind: str
    provider: str
    ref: str
    payment: str | None
    order_id: str | None
    at_ms: int


def is_booked(txn: Txn, provider: str, ref: str) -> bool:
    """Whether a movement stands in the books."""
    found = txn.row("SELECT 1 FROM salon_ledger_movements WHERE provider = ? AND ref = ?", provider, ref)
    return found is not None


def is_of_no_order(txn: Txn, provider: str, payment: str) -> bool:
    """Whether a payment was booked, and belongs to no order."""
    row = txn.row(
        "SELECT MAX(order_id), COUNT(*) FROM salon_ledger WHERE provider = ? AND payment = ?",
        provider,
        payment,
    )
    return row is not None and row[0] is None and row[1] > 0


def before(txn: Txn, provider: str, payment: str | None) -> Before:
    """What is booked of a payment."""
    if payment is None:
        return Before()
    sums = dict(
        txn.rows(
            "SELECT account, SUM(amount) FROM salon_ledger WHERE provider = ? AND payment = ?"
            " AND account IN ('sales', 'refunds', 'disputes', 'tax') GROUP BY account",
            provider,
            payment,
        )
    )
    return Before(kept=-int(sum(sums.values())), tax=-int(sums.get("tax", 0)))


def book(
    txn: Txn, provider: str, movement: Movement, salon_id: str, order_id: str | None, lines: tuple[Line, ...]
) -> bool:
    """Add a movement's posting; False where it stands there."""
    last = txn.row("SELECT seq, posting, digest FROM salon_ledger ORDER BY seq DESC LIMIT 1") or (0, 0, "")
    seq, posting, digest = last[0], last[1] + 1, last[2]
    wrote = txn.run(
        "INSERT INTO salon_ledger_movements (provider, ref, posting) VALUES (?, ?, ?)"
        " ON CONFLICT (provider, ref) DO NOTHING",
        provider,
        movement.ref,
        posting,
    )
    if not wrote:
        return False
    for line in lines:
        seq += 1
        entry = Entry(
            seq=seq,
            posting=posting,
            salon_id=salon_id,
            account=line.account,
            amount=line.amount,
            currency=movement.amount.currency,
            kind=movement.kind,
            provider=provider,
            ref=movement.ref,
            payment=movement.payment,
            order_id=order_id,
            at_ms=movement.made_ms,
        )
        digest = digest_of(entry, digest)
        txn.run(
            f"INSERT INTO salon_ledger ({_ENTRY}, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *attrs.astuple(entry),
            digest,
        )
    return True


def digest_of(entry: Entry, before: str) -> str:
    """What seals an entry and all before it."""
    return hashlib.sha256((before + json.dumps(attrs.astuple(entry))).encode()).hexdigest()


def first_broken(txn: Txn) -> int | None:
    """The number of the first row whose seal does not fit, or None while nobody changed the books."""
    digest = ""
    for row in txn.rows(f"SELECT {_ENTRY}, digest FROM salon_ledger ORDER BY seq"):
        entry, sealed = Entry(*row[:-1]), row[-1]
        digest = digest_of(entry, digest)
        if digest != sealed:
            return entry.seq
    return None


def of_salon(txn: Txn, salon_id: str, from_ms: int, to_ms: int, after: int, limit: int) -> list[Entry]:
    """A salon's rows of a time, from behind the number `after`."""
    rows = txn.rows(
        f"SELECT {_ENTRY} FROM salon_ledger WHERE salon_id = ? AND at_ms >= ? AND at_ms < ? AND seq > ?"
        " ORDER BY seq LIMIT ?",
        salon_id,
        from_ms,
        to_ms,
        after,
        limit,
    )
    return [Entry(*row) for row in rows]


def totals(txn: Txn, salon_id: str, from_ms: int, to_ms: int) -> dict[str, dict[str, int]]:
    """What each account came to in a time: by currency, then by account."""
    found: dict[str, dict[str, int]] = {}
    for currency, account, amount in txn.rows(
        "SELECT currency, account, SUM(amount) FROM salon_ledger WHERE salon_id = ? AND at_ms >= ? AND at_ms < ?"
        " GROUP BY currency, account ORDER BY currency, account",
        salon_id,
        from_ms,
        to_ms,
    ):
        found.setdefault(currency, {})[account] = int(amount)
    return found


def held(txn: Txn, salon_id: str, from_ms: int, to_ms: int) -> dict[str, dict[str, int]]:
    """What the account of each provider came to in a time: by currency, then by provider."""
    found: dict[str, dict[str, int]] = {}
    for currency, provider, amount in txn.rows(
        "SELECT currency, provider, SUM(amount) FROM salon_ledger WHERE salon_id = ? AND at_ms >= ? AND at_ms < ?"
        " AND account = 'provider' GROUP BY currency, provider ORDER BY currency, provider",
        salon_id,
        from_ms,
        to_ms,
    ):
        found.setdefault(currency, {})[provider] = int(amount)
    return found


def balance(txn: Txn, provider: str) -> dict[str, int]:
    """What the provider holds for us by the books, by currency."""
    rows: list[tuple[Any, ...]] = txn.rows(
        "SELECT currency, SUM(amount) FROM salon_ledger WHERE provider = ? AND account = 'provider' GROUP BY currency",
        provider,
    )
    return {currency: int(amount) for currency, amount in rows}


def read_through(txn: Txn, provider: str) -> int:
    """How far the provider's statement was read, in ms."""
    row = txn.row("SELECT through_ms FROM salon_ledger_read WHERE provider = ?", provider)
    return 0 if row is None else int(row[0])


def note_read(txn: Txn, provider: str, through_ms: int) -> None:
    """The statement was read up to a moment."""
    txn.run(
        "INSERT INTO salon_ledger_read (provider, through_ms) VALUES (?, ?) ON CONFLICT (provider) DO UPDATE"
        " SET through_ms = excluded.through_ms WHERE excluded.through_ms > salon_ledger_read.through_ms",
        provider,
        through_ms,
    )

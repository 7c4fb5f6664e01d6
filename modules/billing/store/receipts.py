# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Documents in the database. Nothing here changes one; `forget` alone deletes, from the oldest on."""

from collections.abc import Collection

import attrs

from modules.billing.domain.receipts import Receipt, canonical, parsed, seal
from synapse_salon.database import Txn
from synapse_salon.database.txn import places

_COLUMNS = (
    "salon_id, number, id, kind, provider, payment, user_id, payer, recipient, total, currency, at_ms, issued_ms,"
    " replaces"
)

_BATCH = 1000


@attrs.frozen
class Series:
    """Where a salon's numbers are."""

    last_number: int = 0
    last_digest: str = ""
    gone_number: int = 0
    gone_digest: str = ""


def hold(txn: Txn, salon_id: str) -> Series:
    """The salon's numbers; whoever wants to give one out waits for this transaction."""
    txn.run(
        "INSERT INTO salon_receipt_series (salon_id, last_number, last_digest, gone_number, gone_digest)"
        " VALUES (?, 0, '', 0, '') ON CONFLICT (salon_id) DO NOTHING",
        salon_id,
    )
    txn.run("UPDATE salon_receipt_series SET last_number = last_number WHERE salon_id = ?", salon_id)
    row = txn.row(
        "SELECT last_number, last_digest, gone_number, gone_digest FROM salon_receipt_series WHERE salon_id = ?",
        salon_id,
    )
    assert row is not None, "it was put there a moment ago"
    return Series(*row)


def add(txn: Txn, series: Series, receipt: Receipt, keep_until_ms: int) -> Series:
    """Add a document under the next number of its salon, which is held."""
    assert receipt.number == series.last_number + 1, "numbers have no gaps"
    content = canonical(receipt)
    digest = seal(series.last_digest, content)
    txn.run(
        f"INSERT INTO salon_receipts ({_COLUMNS}, keep_until_ms, content, digest)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        *_columns(receipt),
        keep_until_ms,
        content,
        digest,
    )
    txn.run(
        "UPDATE salon_receipt_series SET last_number = ?, last_digest = ? WHERE salon_id = ?",
        receipt.number,
        digest,
        receipt.salon_id,
    )
    return attrs.evolve(series, last_number=receipt.number, last_digest=digest)


def get(txn: Txn, receipt_id: str) -> Receipt | None:
    """A document."""
    row = txn.row("SELECT content FROM salon_receipts WHERE id = ?", receipt_id)
    return None if row is None else parsed(row[0])


def of_payment(txn: Txn, provider: str, payment: str) -> list[Receipt]:
    """The documents of a payment, in the order they were made."""
    rows = txn.rows(
        "SELECT content FROM salon_receipts WHERE provider = ? AND payment = ? ORDER BY number",
        provider,
        payment,
    )
    return [parsed(row[0]) for row in rows]


def newest_of(txn: Txn, user_id: str, payments: Collection[str]) -> dict[str, str]:
    """The ids of the newest receipts of a person's payments, by the payments' refs."""
    rows = txn.rows(
        "SELECT payment, id FROM salon_receipts WHERE user_id = ? AND kind = 'receipt'"
        f" AND payment IN {places(payments)} ORDER BY number",
        user_id,
        *payments,
    )
    return {row[0]: row[1] for row in rows}


def replaced(txn: Txn, ids: Collection[str]) -> set[str]:
    """Those of these documents that were issued anew, with a recipient."""
    rows = txn.rows(
        f"SELECT r.id FROM salon_receipts r WHERE r.id IN {places(ids)} AND EXISTS (SELECT 1 FROM salon_receipts newer"
        " WHERE newer.salon_id = r.salon_id AND newer.replaces = r.number)",
        *ids,
    )
    return {row[0] for row in rows}


def of_person(txn: Txn, user_id: str, limit: int) -> list[Receipt]:
    """A person's documents in every salon, newest first."""
    rows = txn.rows(
        "SELECT content FROM salon_receipts WHERE user_id = ? ORDER BY at_ms DESC, issued_ms DESC, number DESC LIMIT ?",
        user_id,
        limit,
    )
    return [parsed(row[0]) for row in rows]


def lacking(txn: Txn, since_ms: int, limit: int) -> list[tuple[str, str]]:
    """Payments since a moment that went through and have no receipt, the oldest first: by provider and ref."""
    rows = txn.rows(
        "SELECT p.provider, p.ref FROM salon_payments p WHERE p.status = 'succeeded' AND p.amount > 0"
        " AND p.made_ms >= ? AND NOT EXISTS"
        " (SELECT 1 FROM salon_receipts r WHERE r.provider = p.provider AND r.payment = p.ref)"
        " ORDER BY p.made_ms, p.ref LIMIT ?",
        since_ms,
        limit,
    )
    return [(row[0], row[1]) for row in rows]


def first_broken(txn: Txn) -> tuple[str, int] | None:
    """The salon and number of the first document that somebody changed in the database or took out of it, or None."""
    for salon_id, last_number, last_digest, gone_number, gone_digest in txn.rows(
        "SELECT salon_id, last_number, last_digest, gone_number, gone_digest FROM salon_receipt_series"
        " ORDER BY salon_id"
    ):
        number, digest, is_whole = gone_number, gone_digest, False
        while not is_whole:
            rows = txn.rows(
                f"SELECT {_COLUMNS}, content, digest FROM salon_receipts WHERE salon_id = ? AND number > ?"
                " ORDER BY number LIMIT ?",
                salon_id,
                number,
                _BATCH,
            )
            for *columns, content, sealed in rows:
                number, digest = number + 1, seal(digest, content)
                if digest != sealed or tuple(columns) != _columns(parsed(content)) or columns[1] != number:
                    return salon_id, number
            is_whole = len(rows) < _BATCH
        if (number, digest) != (last_number, last_digest):
            return salon_id, number + 1
    return None


def forget(txn: Txn, now_ms: int) -> int:
    """Delete what was kept for long enough, and in each salon nothing behind one that was not; answers how many."""
    count = 0
    for salon_id, gone_number in txn.rows("SELECT salon_id, gone_number FROM salon_receipt_series"):
        kept = txn.row(
            "SELECT MIN(number) FROM salon_receipts WHERE salon_id = ? AND keep_until_ms > ?",
            salon_id,
            now_ms,
        )
        last = txn.row(
            "SELECT number, digest FROM salon_receipts WHERE salon_id = ? AND number < ? ORDER BY number DESC LIMIT 1",
            salon_id,
            kept[0] if kept is not None and kept[0] is not None else 2**62,
        )
        if last is None or last[0] == gone_number:
            continue
        count += txn.run("DELETE FROM salon_receipts WHERE salon_id = ? AND number <= ?", salon_id, last[0])
        txn.run(
            "UPDATE salon_receipt_series SET gone_number = ?, gone_digest = ? WHERE salon_id = ?",
            *last,
            salon_id,
        )
    return count


def _columns(receipt: Receipt) -> tuple[object, ...]:
    return (
        receipt.salon_id,
        receipt.number,
        receipt.id,
        receipt.kind,
        receipt.provider,
        receipt.payment,
        receipt.account,
        receipt.payer,
        receipt.recipient,
        receipt.total,
        receipt.currency,
        receipt.at_ms,
        receipt.issued_ms,
        receipt.replaces,
    )

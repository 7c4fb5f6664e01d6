# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Transfers, what came in for them, and their news."""

import json
from collections.abc import Collection
from typing import Any

import attrs

from bridges.transfer.domain.books import Account, Receipt, Transfer, payment_ref
from synapse_salon.database import Txn
from synapse_salon.database.txn import places
from synapse_salon.money import Money
from synapse_salon.ports.payments import Movement, MovementKind, ProviderEvent, Ref

_TRANSFER = (
    "ref, page_key, code, order_id, salon_id, customer, title, price_key, amount, currency, account, status, received,"
    " returned, refunded, created_ms, expires_ms, settled_ms, success_url, cancel_url, language"
)
_RECEIPT = "id, ref, amount, surplus, currency, day, payer, confirmed_by, made_ms"


def insert(txn: Txn, new: Transfer) -> bool:
    """Write a new one; False where its code was given out before."""
    values = _values(new)
    marks = ", ".join("?" for _ in values)
    sql = f"INSERT INTO salon_transfers ({_TRANSFER}) VALUES ({marks}) ON CONFLICT (code) DO NOTHING"
    return txn.run(sql, *values) == 1


def save(txn: Txn, transfer: Transfer) -> None:
    """Write what changes of one."""
    txn.run(
        "UPDATE salon_transfers SET status = ?, received = ?, returned = ?, refunded = ?, settled_ms = ? WHERE ref = ?",
        transfer.status,
        transfer.received.minor,
        transfer.returned.minor,
        transfer.refunded.minor,
        transfer.settled_ms,
        transfer.ref,
    )


def get(txn: Txn, ref: str) -> Transfer | None:
    """The transfer of this ref."""
    return _transfer(txn.row(f"SELECT {_TRANSFER} FROM salon_transfers WHERE ref = ?", ref))


def several(txn: Txn, refs: Collection[str]) -> dict[str, Transfer]:
    """The transfers of these refs, by them."""
    rows = txn.rows(f"SELECT {_TRANSFER} FROM salon_transfers WHERE ref IN {places(refs)}", *refs)
    return {found.ref: found for row in rows if (found := _transfer(row))}


def hold(txn: Txn, ref: str) -> Transfer | None:
    """As `get`, and until this transaction has ended no other one changes it."""
    txn.run("UPDATE salon_transfers SET ref = ref WHERE ref = ?", ref)
    return get(txn, ref)


def of_page(txn: Txn, page_key: str) -> Transfer | None:
    """The transfer whose page has this key."""
    return _transfer(txn.row(f"SELECT {_TRANSFER} FROM salon_transfers WHERE page_key = ?", page_key))


def of_salon(txn: Txn, salon_id: str, status: str, since_ms: int, limit: int) -> list[Transfer]:
    """A salon's transfers of a status that were begun since a moment, the newest first."""
    rows = txn.rows(
        f"SELECT {_TRANSFER} FROM salon_transfers WHERE salon_id = ? AND status = ? AND created_ms >= ?"
        " ORDER BY created_ms DESC, ref LIMIT ?",
        salon_id,
        status,
        since_ms,
        limit,
    )
    return [found for row in rows if (found := _transfer(row))]


def of_codes(txn: Txn, salon_id: str, codes: Collection[str]) -> list[Transfer]:
    """A salon's transfers of these codes, however long ago they were begun."""
    rows = txn.rows(
        f"SELECT {_TRANSFER} FROM salon_transfers WHERE salon_id = ? AND code IN {places(codes)} ORDER BY ref",
        salon_id,
        *codes,
    )
    return [found for row in rows if (found := _transfer(row))]


def count_open(txn: Txn, salon_id: str) -> int:
    """How many transfers a salon awaits."""
    row = txn.row("SELECT COUNT(*) FROM salon_transfers WHERE salon_id = ? AND status = 'open'", salon_id)
    return int(row[0]) if row else 0


def overdue(txn: Txn, now_ms: int, limit: int) -> list[str]:
    """The refs of those that were awaited long enough."""
    rows = txn.rows(
        "SELECT ref FROM salon_transfers WHERE status = 'open' AND expires_ms <= ? ORDER BY expires_ms LIMIT ?",
        now_ms,
        limit,
    )
    return [str(row[0]) for row in rows]


def names_of(txn: Txn, customers: Collection[str]) -> dict[str, list[str]]:
    """The names under which each of these customers paid before."""
    rows = txn.rows(
        "SELECT DISTINCT paid.customer, came.payer FROM salon_transfers AS paid"
        " JOIN salon_transfer_receipts AS came ON came.ref = paid.ref"
        f" WHERE came.payer <> '' AND paid.customer IN {places(customers)} ORDER BY came.payer",
        *customers,
    )
    found: dict[str, list[str]] = {}
    for customer, payer in rows:
        found.setdefault(customer, []).append(payer)
    return found


def payers_of(txn: Txn, refs: Collection[str]) -> dict[str, str]:
    """The name under which something came in last for each of these transfers, as far as one was told."""
    rows = txn.rows(
        f"SELECT ref, payer FROM salon_transfer_receipts WHERE payer <> '' AND ref IN {places(refs)}"
        " ORDER BY made_ms, id",
        *refs,
    )
    return dict(rows)


def add_receipt(txn: Txn, new: Receipt) -> bool:
    """Write down what came in; False where it is there already."""
    sql = f"INSERT INTO salon_transfer_receipts ({_RECEIPT}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
    values = (new.id, new.ref, new.amount.minor, new.surplus.minor, new.amount.currency)
    return txn.run(sql, *values, new.day, new.payer, new.confirmed_by, new.made_ms) == 1


def has_receipt(txn: Txn, receipt_id: str) -> bool:
    """Whether this was written down."""
    return txn.row("SELECT 1 FROM salon_transfer_receipts WHERE id = ?", receipt_id) is not None


def receipts(txn: Txn, ref: str) -> list[Receipt]:
    """What came in for a transfer, the first first."""
    sql = f"SELECT {_RECEIPT} FROM salon_transfer_receipts WHERE ref = ? ORDER BY made_ms, id"
    return [_receipt(row) for row in txn.rows(sql, ref)]


def first_asked(txn: Txn, act: str, order_id: str, fingerprint: str, ref: str) -> tuple[str, str] | None:
    """Take an order id for a request; answers None, or the fingerprint and ref it was taken with before."""
    wrote = txn.run(
        "INSERT INTO salon_transfer_requests (act, order_id, fingerprint, ref) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (act, order_id) DO NOTHING",
        act,
        order_id,
        fingerprint,
        ref,
    )
    if wrote:
        return None
    return txn.row(
        "SELECT fingerprint, ref FROM salon_transfer_requests WHERE act = ? AND order_id = ?", act, order_id
    )


def tell(txn: Txn, event: ProviderEvent) -> None:
    """Keep news, for whoever reads the list of them."""
    txn.run(
        "INSERT INTO salon_transfer_news (id, kind, object_kind, object_ref, created_ms) VALUES (?, ?, ?, ?, ?)",
        event.id,
        event.kind,
        event.object_kind,
        event.object_ref,
        event.created_ms,
    )


def news_since(txn: Txn, created_ms: int) -> list[ProviderEvent]:
    """News since a moment, oldest first."""
    rows = txn.rows(
        "SELECT id, kind, object_kind, object_ref, created_ms FROM salon_transfer_news WHERE created_ms >= ?"
        " ORDER BY created_ms, id",
        created_ms,
    )
    return [ProviderEvent(row[0], row[1], row[2], Ref(row[3]), row[4], "") for row in rows]


def movements_since(txn: Txn, made_ms: int) -> list[Movement]:
    """What came in and was sent back since a moment, oldest first. What is more than was asked belongs to nothing."""
    found: list[Movement] = []
    for row in txn.rows(f"SELECT {_RECEIPT} FROM salon_transfer_receipts WHERE made_ms >= ?", made_ms):
        came = _receipt(row)
        nothing = Money(0, came.amount.currency)
        payment = payment_ref(came.ref)
        asked = came.amount + -came.surplus
        if asked:
            found.append(Movement(Ref(came.id), "charge", asked, nothing, payment, came.made_ms))
        if came.surplus:
            ref = Ref(f"{came.id}:more")
            found.append(Movement(ref, "other", came.surplus, nothing, payment, came.made_ms))
    for row in txn.rows(
        "SELECT ref, transfer, kind, amount, currency, done_ms FROM salon_transfer_returns"
        " WHERE state = 'done' AND done_ms >= ?",
        made_ms,
    ):
        sent = Money(-row[3], row[4])
        kind: MovementKind = "other" if row[2] == "surplus" else "refund"
        payment = payment_ref(row[1])
        found.append(Movement(Ref(row[0]), kind, sent, Money(0, row[4]), payment, row[5]))
    return sorted(found, key=lambda one: (one.made_ms, one.amount.minor < 0, one.ref))


def _values(new: Transfer) -> tuple[object, ...]:
    return (
        new.ref,
        new.page_key,
        new.code,
        new.order_id,
        new.salon_id,
        new.customer,
        new.title,
        new.price_key,
        new.amount.minor,
        new.amount.currency,
        json.dumps(attrs.asdict(new.account), ensure_ascii=False),
        new.status,
        new.received.minor,
        new.returned.minor,
        new.refunded.minor,
        new.created_ms,
        new.expires_ms,
        new.settled_ms,
        new.success_url,
        new.cancel_url,
        new.language,
    )


def _transfer(row: tuple[Any, ...] | None) -> Transfer | None:
    if row is None:
        return None
    currency = row[9]
    return Transfer(
        ref=Ref(row[0]),
        page_key=row[1],
        code=row[2],
        order_id=row[3],
        salon_id=row[4],
        customer=row[5],
        title=row[6],
        price_key=row[7],
        amount=Money(row[8], currency),
        account=Account(**json.loads(row[10])),
        status=row[11],
        received=Money(row[12], currency),
        returned=Money(row[13], currency),
        refunded=Money(row[14], currency),
        created_ms=row[15],
        expires_ms=row[16],
        settled_ms=row[17],
        success_url=row[18],
        cancel_url=row[19],
        language=row[20],
    )


def _receipt(row: tuple[Any, ...]) -> Receipt:
    receipt_id, ref, amount, surplus, currency, day, payer, by, made_ms = row
    sums = Money(amount, currency), Money(surplus, currency)
    return Receipt(receipt_id, Ref(ref), *sums, day, payer, by, made_ms)

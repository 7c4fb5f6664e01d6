# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Money that is to be sent back."""

from typing import Any

from bridges.transfer.domain.books import Return
from synapse_salon.database import Txn
from synapse_salon.money import Money
from synapse_salon.ports.payments import Ref

_RETURN = (
    "ref, transfer, salon_id, kind, amount, currency, reason, state, asked_ms, done_by, done_ms, never_came"
)


def add(txn: Txn, new: Return) -> None:
    """Write down that money is to be sent back."""
    txn.run(
        f"INSERT INTO salon_transfer_returns ({_RETURN}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        new.ref,
        new.transfer,
        new.salon_id,
        new.kind,
        new.amount.minor,
        new.amount.currency,
        new.reason,
        new.state,
        new.asked_ms,
        new.done_by,
        new.done_ms,
        int(new.never_came),
    )


def get(txn: Txn, ref: str) -> Return | None:
    """One of them."""
    row = txn.row(f"SELECT {_RETURN} FROM salon_transfer_returns WHERE ref = ?", ref)
    return _return(row) if row else None


def of_transfer(txn: Txn, transfer: str) -> list[Return]:
    """What is, or was, to be sent back of a transfer."""
    rows = txn.rows(
        f"SELECT {_RETURN} FROM salon_transfer_returns WHERE transfer = ? ORDER BY asked_ms, ref", transfer
    )
    return [_return(row) for row in rows]


def pending(txn: Txn, salon_id: str, limit: int) -> list[Return]:
    """What a salon has still to send back, the oldest first."""
    rows = txn.rows(
        f"SELECT {_RETURN} FROM salon_transfer_returns WHERE salon_id = ? AND state = 'pending'"
        " ORDER BY asked_ms, ref LIMIT ?",
        salon_id,
        limit,
    )
    return [_return(row) for row in rows]


def on_its_way(txn: Txn, transfer: str) -> int:
    """What is to be given back of a transfer's payment and was not sent yet, in minor units."""
    row = txn.row(
        "SELECT SUM(amount) FROM salon_transfer_returns WHERE transfer = ? AND kind = 'refund' AND state = 'pending'",
        transfer,
    )
    return int(row[0] or 0) if row is not None else 0


def done(txn: Txn, ref: str, by: str, now_ms: int, never_came: bool) -> bool:
    """It was sent, or had never come; False where that was known."""
    return bool(
        txn.run(
            "UPDATE salon_transfer_returns SET state = 'done', done_by = ?, done_ms = ?, never_came = ?"
            " WHERE ref = ? AND state = 'pending'",
            by,
            now_ms,
            int(never_came),
            ref,
        )
    )


def drop_partial(txn: Txn, transfer: str) -> None:
    """What was to be sent back of a transfer because it was too little stays after all."""
    txn.run(
        "UPDATE salon_transfer_returns SET state = 'dropped'"
        " WHERE transfer = ? AND kind = 'partial' AND state = 'pending'",
        transfer,
    )


def _return(row: tuple[Any, ...]) -> Return:
    return Return(
        ref=Ref(row[0]),
        transfer=Ref(row[1]),
        salon_id=row[2],
        kind=row[3],
        amount=Money(row[4], row[5]),
        reason=row[6],
        state=row[7],
        asked_ms=row[8],
        done_by=row[9],
        done_ms=row[10],
        never_came=bool(row[11]),
    )

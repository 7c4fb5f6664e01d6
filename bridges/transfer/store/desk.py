# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A salon's account, and the lines of its bank's lists."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import attrs

from bridges.transfer.domain.books import Account
from bridges.transfer.domain.statement import BankLine
from synapse_salon.database import Txn
from synapse_salon.money import Money


def account(txn: Txn, salon_id: str) -> Account | None:
    """Where a salon is paid to."""
    row = txn.row(
        "SELECT bank, branch, kind, number, holder FROM salon_transfer_accounts WHERE salon_id = ?", salon_id
    )
    return Account(*row) if row else None


def set_account(txn: Txn, salon_id: str, new: Account, by: str, now_ms: int) -> None:
    """Be paid to this account from now on."""
    txn.run(
        "INSERT INTO salon_transfer_accounts (salon_id, bank, branch, kind, number, holder, changed_by, changed_ms)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (salon_id) DO UPDATE SET bank = excluded.bank,"
        " branch = excluded.branch, kind = excluded.kind, number = excluded.number, holder = excluded.holder,"
        " changed_by = excluded.changed_by, changed_ms = excluded.changed_ms",
        salon_id,
        *attrs.astuple(new),
        by,
        now_ms,
    )


def account_of_another(txn: Txn, salon_id: str, owner: str) -> bool:
    """Whether somebody else said where the salon is paid to."""
    return bool(
        txn.row(
            "SELECT 1 FROM salon_transfer_accounts WHERE salon_id = ? AND changed_by <> ?", salon_id, owner
        )
    )


def take_account_out(txn: Txn, salon_id: str) -> None:
    """Take no transfers any more. Those that are awaited still are."""
    txn.run("DELETE FROM salon_transfer_accounts WHERE salon_id = ?", salon_id)


def add_lines(txn: Txn, salon_id: str, lines: Iterable[BankLine], by: str, now_ms: int) -> int:
    """Keep the lines of a list; answers how many of them were not there yet."""
    return sum(
        txn.run(
            "INSERT INTO salon_transfer_lines (salon_id, line, day, amount, currency, payer, state, uploaded_by,"
            " uploaded_ms) VALUES (?, ?, ?, ?, ?, ?, 'new', ?, ?) ON CONFLICT (salon_id, line) DO NOTHING",
            salon_id,
            line.key,
            line.day.isoformat(),
            line.amount.minor,
            line.amount.currency,
            line.payer,
            by,
            now_ms,
        )
        for line in lines
    )


def new_lines(txn: Txn, salon_id: str, limit: int) -> list[BankLine]:
    """The lines that nobody has looked at, the newest day first."""
    rows = txn.rows(
        "SELECT line, day, amount, currency, payer FROM salon_transfer_lines WHERE salon_id = ? AND state = 'new'"
        " ORDER BY day DESC, line LIMIT ?",
        salon_id,
        limit,
    )
    return [_line(row) for row in rows]


def line(txn: Txn, salon_id: str, key: str) -> BankLine | None:
    """A line."""
    row = txn.row(
        "SELECT line, day, amount, currency, payer FROM salon_transfer_lines WHERE salon_id = ? AND line = ?",
        salon_id,
        key,
    )
    return _line(row) if row else None


def settle_line(txn: Txn, salon_id: str, key: str, state: str, ref: str | None) -> bool:
    """Somebody said what a line is; False where that was known."""
    return bool(
        txn.run(
            "UPDATE salon_transfer_lines SET state = ?, ref = ? WHERE salon_id = ? AND line = ? AND state = 'new'",
            state,
            ref,
            salon_id,
            key,
        )
    )


def forget_lines(txn: Txn, before_ms: int) -> None:
    """Forget who else paid the owner: lines that are no transfer of ours."""
    txn.run("DELETE FROM salon_transfer_lines WHERE state <> 'booked' AND uploaded_ms < ?", before_ms)


def _line(row: tuple[Any, ...]) -> BankLine:
    return BankLine(row[0], date.fromisoformat(row[1]), Money(row[2], row[3]), row[4])

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Comparisons that were asked for, and their reports."""

import attrs

from synapse_salon.database import Txn


@attrs.frozen
class Asked:
    """A comparison that was asked for; `report` is what came of it, or why it failed."""

    id: str
    state: str
    report: str | None


def ask(txn: Txn, asked_id: str, now_ms: int) -> None:
    """Ask for a comparison."""
    txn.run("INSERT INTO salon_reconciles (id, asked_ms, state) VALUES (?, ?, 'asked')", asked_id, now_ms)


def get(txn: Txn, asked_id: str) -> Asked | None:
    """What became of it."""
    row = txn.row("SELECT id, state, report FROM salon_reconciles WHERE id = ?", asked_id)
    return None if row is None else Asked(*row)


def take(txn: Txn) -> list[str]:
    """Take all that were asked for: one comparison answers them."""
    found = [row[0] for row in txn.rows("SELECT id FROM salon_reconciles WHERE state = 'asked'")]
    for asked_id in found:
        txn.run("UPDATE salon_reconciles SET state = 'begun' WHERE id = ?", asked_id)
    return found


def again(txn: Txn) -> None:
    """At the start: what was begun when the power was cut is asked for again."""
    txn.run("UPDATE salon_reconciles SET state = 'asked' WHERE state = 'begun'")


def withdraw(txn: Txn, asked_id: str) -> bool:
    """Ask no more; False where somebody has taken it up."""
    return txn.run("DELETE FROM salon_reconciles WHERE id = ? AND state = 'asked'", asked_id) == 1


def settle(txn: Txn, asked_id: str, state: str, report: str, now_ms: int) -> None:
    """What came of it."""
    txn.run(
        "UPDATE salon_reconciles SET state = ?, report = ?, done_ms = ? WHERE id = ?",
        state,
        report,
        now_ms,
        asked_id,
    )


def last_done(txn: Txn) -> int:
    """When a comparison came to its end last; 0 before the first."""
    row = txn.row("SELECT MAX(done_ms) FROM salon_reconciles WHERE state = 'done'")
    return int(row[0]) if row is not None and row[0] is not None else 0


def forget(txn: Txn, before_ms: int) -> None:
    """Reports are not kept for good."""
    txn.run("DELETE FROM salon_reconciles WHERE asked_ms < ?", before_ms)


def is_asked(txn: Txn) -> bool:
    """Whether anybody waits for a comparison."""
    return txn.row("SELECT 1 FROM salon_reconciles WHERE state = 'asked' LIMIT 1") is not None

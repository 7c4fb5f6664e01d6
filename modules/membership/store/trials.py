# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Trials, of which each person has one in a salon, in the database."""

from modules.membership.domain.application import Application
from synapse_salon.database import Txn


def ending(txn: Txn, before_ms: int, limit: int) -> list[tuple[str, str, int]]:
    """Salon, person and end of the trials that turn into payments before that moment, and were not told of it."""
    rows = txn.rows(
        "SELECT salon_id, user_id, paid_through_ms FROM salon_members WHERE standing = 'trial' AND cancel_at_end = 0"
        " AND paid_through_ms <= ? AND (trial_told_ms IS NULL OR trial_told_ms < paid_through_ms)"
        " ORDER BY paid_through_ms, user_id LIMIT ?",
        before_ms,
        limit,
    )
    return [(row[0], row[1], row[2]) for row in rows]


def told(txn: Txn, salon_id: str, user_id: str, ends_ms: int) -> None:
    """Record that somebody is told of the end of their trial."""
    txn.run(
        "UPDATE salon_members SET trial_told_ms = ? WHERE salon_id = ? AND user_id = ?",
        ends_ms,
        salon_id,
        user_id,
    )


def had(txn: Txn, salon_id: str, user_id: str, marks: tuple[str, ...]) -> bool:
    """Whether a person's one trial in a salon is used up, by their account or by what they are known by."""
    by_account = txn.row("SELECT 1 FROM salon_trials WHERE salon_id = ? AND user_id = ?", salon_id, user_id)
    return by_account is not None or any(_begun_by(txn, salon_id, mark) is not None for mark in marks)


def take(txn: Txn, application: Application, marks: tuple[str, ...], now_ms: int) -> bool:
    """Take a person's one trial in a salon; False, and nothing is taken, where a mark of theirs had one before."""
    for mark in marks:
        txn.run(
            "INSERT INTO salon_trial_marks (salon_id, digest, application_id, begun_ms) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (salon_id, digest) DO NOTHING",
            application.salon_id,
            mark,
            application.id,
            now_ms,
        )
    if any(_begun_by(txn, application.salon_id, mark) != application.id for mark in marks):
        txn.run("DELETE FROM salon_trial_marks WHERE application_id = ?", application.id)
        return False
    txn.run(
        "INSERT INTO salon_trials (salon_id, user_id, application_id, begun_ms) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (salon_id, user_id) DO NOTHING",
        application.salon_id,
        application.user_id,
        application.id,
        application.created_ms,
    )
    return True


def _begun_by(txn: Txn, salon_id: str, mark: str) -> str | None:
    sql = "SELECT application_id FROM salon_trial_marks WHERE salon_id = ? AND digest = ?"
    row = txn.row(sql, salon_id, mark)
    return row[0] if row is not None else None

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Time that was paid ahead, and who was reminded of its end."""

import attrs

from modules.membership.domain.application import Application
from synapse_salon.clock import DAY_MS
from synapse_salon.database import Txn
from synapse_salon.people import Standing


@attrs.frozen
class Ending:
    """A member whose paid time ends soon. Time in ms."""

    salon_id: str
    user_id: str
    through_ms: int


def add(txn: Txn, application: Application, from_ms: int, through_ms: int) -> None:
    """Write down a time that was paid."""
    txn.run(
        "INSERT INTO salon_passes (application_id, salon_id, user_id, months, from_ms, through_ms, is_taken_back)"
        " VALUES (?, ?, ?, ?, ?, ?, 0) ON CONFLICT (application_id) DO NOTHING",
        application.id,
        application.salon_id,
        application.user_id,
        application.pass_months or 0,
        from_ms,
        through_ms,
    )


def times(txn: Txn, application_id: str) -> tuple[int, int] | None:
    """The time that an application paid: from when to when."""
    row = txn.row("SELECT from_ms, through_ms FROM salon_passes WHERE application_id = ?", application_id)
    return (row[0], row[1]) if row else None


def orders(txn: Txn, salon_id: str, user_id: str, since_ms: int) -> list[str]:
    """The applications that somebody's time since a moment was paid by."""
    rows = txn.rows(
        "SELECT application_id FROM salon_passes WHERE salon_id = ? AND user_id = ? AND is_taken_back = 0"
        " AND from_ms >= ? ORDER BY from_ms, application_id",
        salon_id,
        user_id,
        since_ms,
    )
    return [str(row[0]) for row in rows]


def take_back(txn: Txn, application_id: str) -> bool:
    """All of its payment was given back; False where that was known."""
    sql = "UPDATE salon_passes SET is_taken_back = 1 WHERE application_id = ? AND is_taken_back = 0"
    return bool(txn.run(sql, application_id))


def ending(txn: Txn, now_ms: int, days: int, limit: int) -> list[Ending]:
    """Members whose paid time ends within so many days and who were not reminded as late as that."""
    rows = txn.rows(
        "SELECT salon_id, user_id, paid_through_ms FROM salon_members m WHERE pass_months IS NOT NULL"
        " AND subscription_ref IS NULL AND standing = ? AND paid_through_ms > ? AND paid_through_ms <= ?"
        " AND NOT EXISTS (SELECT 1 FROM salon_pass_notices n WHERE n.salon_id = m.salon_id"
        " AND n.user_id = m.user_id AND n.through_ms = m.paid_through_ms AND n.days <= ?)"
        " ORDER BY paid_through_ms, user_id LIMIT ?",
        Standing.ACTIVE.value,
        now_ms,
        now_ms + days * DAY_MS,
        days,
        limit,
    )
    return [Ending(*row) for row in rows]


def reminded(txn: Txn, one: Ending, days: int) -> bool:
    """Record that somebody is reminded; False where they were."""
    return bool(
        txn.run(
            "INSERT INTO salon_pass_notices (salon_id, user_id, through_ms, days) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (salon_id, user_id, through_ms, days) DO NOTHING",
            one.salon_id,
            one.user_id,
            one.through_ms,
            days,
        )
    )

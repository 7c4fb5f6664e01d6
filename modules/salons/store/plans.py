# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Plans in the database."""

from synapse_salon.database import Txn
from synapse_salon.money import Money
from synapse_salon.ports.salons import Plan


def add(txn: Txn, plan: Plan, now_ms: int) -> None:
    """Write a new plan."""
    txn.run(
        "INSERT INTO salon_plans (id, salon_id, name, description, amount, currency, every, trial_days,"
        " is_offered, created_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?)",
        plan.id,
        plan.salon_id,
        plan.name,
        plan.description,
        plan.price.minor,
        plan.price.currency,
        plan.interval,
        plan.trial_days,
        now_ms,
    )


def withdraw(txn: Txn, salon_id: str, plan_id: str) -> bool:
    """Offer a plan no longer; those who have it keep it."""
    return bool(
        txn.run("UPDATE salon_plans SET is_offered = 0 WHERE id = ? AND salon_id = ?", plan_id, salon_id)
    )


def of_salon(txn: Txn, salon_id: str) -> tuple[Plan, ...]:
    """A salon's plans, oldest first."""
    rows = txn.rows(
        "SELECT id, salon_id, name, description, amount, currency, every, trial_days, is_offered"
        " FROM salon_plans WHERE salon_id = ? ORDER BY created_ms, id",
        salon_id,
    )
    return tuple(
        Plan(row[0], row[1], row[2], row[3], Money(row[4], row[5]), row[6], row[7], bool(row[8]))
        for row in rows
    )

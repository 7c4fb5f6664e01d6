# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Roles in the database."""

from synapse_salon.database import Txn
from synapse_salon.people import Role


def give_role(txn: Txn, salon_id: str, user_id: str, role: Role, by: str, now_ms: int) -> None:
    """Give a person a role; once is enough."""
    txn.run(
        "INSERT INTO salon_roles (salon_id, user_id, role, given_by, given_ms) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (salon_id, user_id, role) DO NOTHING",
        salon_id,
        user_id,
        role.value,
        by,
        now_ms,
    )


def set_roles(txn: Txn, salon_id: str, user_id: str, roles: frozenset[Role], by: str, now_ms: int) -> None:
    """Make these the person's roles."""
    for (held,) in txn.rows(
        "SELECT role FROM salon_roles WHERE salon_id = ? AND user_id = ?", salon_id, user_id
    ):
        if held not in roles:
            txn.run(
                "DELETE FROM salon_roles WHERE salon_id = ? AND user_id = ? AND role = ?",
                salon_id,
                user_id,
                held,
            )
    for role in roles:
        give_role(txn, salon_id, user_id, role, by, now_ms)


def of_person(txn: Txn, salon_id: str, user_id: str) -> frozenset[Role]:
    """A person's roles in a salon ('' for the platform's)."""
    rows = txn.rows("SELECT role FROM salon_roles WHERE salon_id = ? AND user_id = ?", salon_id, user_id)
    return frozenset(Role(row[0]) for row in rows)


def staff(txn: Txn, salon_id: str) -> dict[str, frozenset[Role]]:
    """Everybody with a role in a salon."""
    people: dict[str, frozenset[Role]] = {}
    for user_id, role in txn.rows("SELECT user_id, role FROM salon_roles WHERE salon_id = ?", salon_id):
        people[user_id] = people.get(user_id, frozenset()) | {Role(role)}
    return people


def salons_served_by(txn: Txn, user_id: str) -> list[str]:
    """The ids of the salons in which a person has a role."""
    return [
        row[0]
        for row in txn.rows(
            "SELECT DISTINCT salon_id FROM salon_roles WHERE user_id = ? AND salon_id != ''", user_id
        )
    ]

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Salons, plans, rules and roles in the database."""

from typing import Any

from synapse_salon.database import Txn
from synapse_salon.money import Money
from synapse_salon.people import Role
from synapse_salon.ports.salons import Plan, Salon

_SALON = (
    "SELECT s.id, s.slug, s.title, s.purpose, s.kind, s.language, s.timezone, s.owner, s.space, s.state,"
    " s.rules_version, r.body, s.minimum_age, s.this_server_only, s.currency, s.accent"
    " FROM salon_salons s JOIN salon_rules r ON r.salon_id = s.id AND r.version = s.rules_version"
)


def _salon(row: tuple[Any, ...]) -> Salon:
    return Salon(
        id=row[0],
        slug=row[1],
        title=row[2],
        purpose=row[3],
        kind=row[4],
        language=row[5],
        timezone=row[6],
        owner=row[7],
        space=row[8],
        is_open=row[9] == "open",
        rules_version=row[10],
        rules=row[11],
        minimum_age=row[12],
        this_server_only=bool(row[13]),
        currency=row[14],
        accent=row[15],
    )


def insert(txn: Txn, salon: Salon, now_ms: int) -> bool:
    """Write a new salon with its first rules and its owner's role; False where the slug is taken."""
    written = txn.run(
        "INSERT INTO salon_salons (id, slug, title, purpose, kind, language, timezone, owner, currency, state,"
        " minimum_age, this_server_only, accent, space, rules_version, created_ms)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'draft', ?, ?, ?, NULL, 1, ?) ON CONFLICT (slug) DO NOTHING",
        salon.id,
        salon.slug,
        salon.title,
        salon.purpose,
        salon.kind,
        salon.language,
        salon.timezone,
        salon.owner,
        salon.currency,
        salon.minimum_age,
        int(salon.this_server_only),
        salon.accent,
        now_ms,
    )
    if not written:
        return False
    txn.run(
        "INSERT INTO salon_rules (salon_id, version, body, author, published_ms) VALUES (?, 1, ?, ?, ?)",
        salon.id,
        salon.rules,
        salon.owner,
        now_ms,
    )
    give_role(txn, salon.id, salon.owner, Role.OWNER, salon.owner, now_ms)
    return True


def by_id(txn: Txn, salon_id: str) -> Salon | None:
    """The salon of this id."""
    row = txn.row(f"{_SALON} WHERE s.id = ?", salon_id)
    return _salon(row) if row else None


def id_of_slug(txn: Txn, slug: str) -> str | None:
    """The id of the salon with this short name."""
    row = txn.row("SELECT id FROM salon_salons WHERE slug = ?", slug)
    return row[0] if row else None


def owned_by(txn: Txn, user_id: str) -> int:
    """How many salons that are not closed this person owns."""
    row = txn.row("SELECT COUNT(*) FROM salon_salons WHERE owner = ? AND state != 'closed'", user_id)
    return int(row[0]) if row else 0


def owned_by_one_at_a_time(txn: Txn, user_id: str) -> int:
    """As `owned_by`; another transaction that asks for the same person waits until this one has ended."""
    txn.run(
        "INSERT INTO salon_founders (user_id) VALUES (?)"
        " ON CONFLICT (user_id) DO UPDATE SET user_id = excluded.user_id",
        user_id,
    )
    return owned_by(txn, user_id)


def without_space(txn: Txn) -> list[str]:
    """Salons whose Space was never finished."""
    return [
        row[0] for row in txn.rows("SELECT id FROM salon_salons WHERE space IS NULL AND state != 'closed'")
    ]


def set_space(txn: Txn, salon_id: str, space: str) -> None:
    """Record a salon's Space."""
    txn.run("UPDATE salon_salons SET space = ? WHERE id = ?", space, salon_id)


def publish_rules(txn: Txn, salon_id: str, body: str, author: str, now_ms: int) -> int:
    """Write the next version of the rules; answers its number."""
    row = txn.row("SELECT rules_version FROM salon_salons WHERE id = ?", salon_id)
    assert row is not None, "the caller looked the salon up"
    version = int(row[0]) + 1
    txn.run(
        "INSERT INTO salon_rules (salon_id, version, body, author, published_ms) VALUES (?, ?, ?, ?, ?)",
        salon_id,
        version,
        body,
        author,
        now_ms,
    )
    txn.run("UPDATE salon_salons SET rules_version = ? WHERE id = ?", version, salon_id)
    return version


def insert_plan(txn: Txn, plan: Plan, now_ms: int) -> None:
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


def withdraw_plan(txn: Txn, salon_id: str, plan_id: str) -> bool:
    """Offer a plan no longer; those who have it keep it."""
    return bool(
        txn.run("UPDATE salon_plans SET is_offered = 0 WHERE id = ? AND salon_id = ?", plan_id, salon_id)
    )


def plans(txn: Txn, salon_id: str) -> tuple[Plan, ...]:
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


def roles(txn: Txn, salon_id: str, user_id: str) -> frozenset[Role]:
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

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Salons and their rules in the database."""

from typing import Any

from modules.salons.store.roles import give_role
from synapse_salon.database import Txn
from synapse_salon.people import Role
from synapse_salon.ports.salons import Salon

_SALON = (
    "SELECT s.id, s.slug, s.title, s.purpose, s.kind, s.language, s.timezone, s.owner, s.space, s.state,"
    " s.rules_version, r.body, s.minimum_age, s.this_server_only, s.currency, s.accent,"
    " c.closes_ms, s.theme FROM salon_salons s JOIN salon_rules r ON r.salon_id = s.id AND r.version = s.rules_version"
    " LEFT JOIN salon_closings c ON c.salon_id = s.id AND c.state != 'undone'"
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
        is_open=row[9] in ("open", "closing"),
        rules_version=row[10],
        rules=row[11],
        minimum_age=row[12],
        this_server_only=bool(row[13]),
        currency=row[14],
        accent=row[15],
        closes_ms=row[16],
        theme=row[17],
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

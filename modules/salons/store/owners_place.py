# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rooms in which owners meet, and who was brought there, in the database."""

from synapse_salon.database import Txn
from synapse_salon.people import Role


def rooms(txn: Txn) -> dict[str, str]:
    """The rooms that were made, by key."""
    return {str(key): str(room_id) for key, room_id in txn.rows("SELECT key, room_id FROM salon_owner_rooms")}


def keep_room(txn: Txn, key: str, room_id: str) -> None:
    """Write down a room."""
    txn.run(
        "INSERT INTO salon_owner_rooms (key, room_id) VALUES (?, ?)"
        " ON CONFLICT (key) DO UPDATE SET room_id = excluded.room_id",
        key,
        room_id,
    )


def belongs(txn: Txn, user_id: str) -> bool:
    """Whether this person owns an open salon, or reviews for the house."""
    return (
        txn.row(
            "SELECT 1 FROM salon_salons WHERE owner = ? AND state IN ('open', 'closing')"
            " UNION SELECT 1 FROM salon_roles WHERE salon_id = '' AND user_id = ? AND role = ?",
            user_id,
            user_id,
            Role.REVIEWER.value,
        )
        is not None
    )


def unseated(txn: Txn) -> list[str]:
    """Owners of open salons who were never brought there."""
    rows = txn.rows(
        "SELECT DISTINCT owner FROM salon_salons WHERE state IN ('open', 'closing')"
        " AND owner NOT IN (SELECT user_id FROM salon_owner_seats)"
    )
    return [str(row[0]) for row in rows]


def reviewers(txn: Txn) -> list[str]:
    """Who reviews for the house by a role of their own."""
    rows = txn.rows("SELECT user_id FROM salon_roles WHERE salon_id = '' AND role = ?", Role.REVIEWER.value)
    return [str(row[0]) for row in rows]


def is_seated(txn: Txn, user_id: str) -> bool:
    """Whether they were brought there."""
    return txn.row("SELECT 1 FROM salon_owner_seats WHERE user_id = ?", user_id) is not None


def seat(txn: Txn, user_id: str, now_ms: int) -> None:
    """They were brought there."""
    txn.run(
        "INSERT INTO salon_owner_seats (user_id, since_ms) VALUES (?, ?) ON CONFLICT (user_id) DO NOTHING",
        user_id,
        now_ms,
    )


def unseat(txn: Txn, user_id: str) -> None:
    """They belong there no longer."""
    txn.run("DELETE FROM salon_owner_seats WHERE user_id = ?", user_id)

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the payment provider knows people by whose cards it keeps: an opaque key each, the same in every salon."""

from synapse_salon import ids
from synapse_salon.database import Database, Txn


class Payers:
    """The customers behind kept cards."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def customer(self, user_id: str) -> str:
        """The key of a person, made at the first asking."""
        return await self._database.run("salon_payer", customer, user_id, ids.new_id())

    async def known(self, user_id: str) -> str | None:
        """The key of a person who has one."""
        return await self._database.run("salon_payer_known", known, user_id)

    async def everybody(self, after: str, limit: int) -> list[str]:
        """Who has a key, from behind `after`."""
        return await self._database.run("salon_payers", everybody, after, limit)

    async def drop(self, user_id: str) -> None:
        """Forget a person's key; its cards have to be forgotten before."""
        await self._database.run("salon_payer_drop", drop, user_id)


def customer(txn: Txn, user_id: str, fresh: str) -> str:
    """The key of a person; `fresh` becomes it where there is none."""
    txn.run(
        "INSERT INTO salon_payers (user_id, customer) VALUES (?, ?) ON CONFLICT (user_id) DO NOTHING",
        user_id,
        fresh,
    )
    found = known(txn, user_id)
    assert found is not None, "it was written above, or before"
    return found


def known(txn: Txn, user_id: str) -> str | None:
    """The key of a person who has one."""
    row = txn.row("SELECT customer FROM salon_payers WHERE user_id = ?", user_id)
    return None if row is None else str(row[0])


def everybody(txn: Txn, after: str, limit: int) -> list[str]:
    """Who has a key, from behind `after`."""
    rows = txn.rows(
        "SELECT user_id FROM salon_payers WHERE user_id > ? ORDER BY user_id LIMIT ?", after, limit
    )
    return [str(row[0]) for row in rows]


def drop(txn: Txn, user_id: str) -> None:
    """Forget a person's key."""
    txn.run("DELETE FROM salon_payers WHERE user_id = ?", user_id)

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What chats keep of a person, to take along and to forget."""

from typing import Any

from modules.chats.store import kept as store
from synapse_salon.database import Database


class Kept:
    """Hands out and forgets what is kept of one person."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def of_person(self, salon_id: str, user_id: str) -> dict[str, Any] | None:
        """The chats that somebody opened in a salon, and those they were a guest in."""
        return await self._db.run("salon_chats_kept", store.of_person, salon_id, user_id)

    async def forget(self, user_id: str) -> None:
        """Forget somebody who deleted their account."""
        await self._db.run("salon_chats_forget", store.forget, user_id)

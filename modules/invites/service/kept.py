# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What invites keep of one person, beside how they came in themself: to take along, and to forget."""

from modules.invites.store import thanks
from synapse_salon.database import Database


class Kept:
    """Hands out and forgets."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def of_person(self, salon_id: str, user_id: str) -> list[dict[str, object]] | None:
        """What a salon gave somebody, or is about to, for bringing people; None for nothing."""
        return await self._db.run("salon_thanks_kept", thanks.kept_of, salon_id, user_id) or None

    async def forget(self, user_id: str) -> None:
        """Forget somebody who deleted their account."""
        await self._db.run("salon_thanks_forget_person", thanks.forget_person, user_id)

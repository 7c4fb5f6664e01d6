# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What invites keep of one person, beside how they came in themself: to take along, and to forget."""

from modules.invites.store import thanks
from modules.invites.store.forgetting import forget_person
from synapse_salon.platform import Platform


class Kept:
    """Hands out and forgets."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._db = platform.database

    async def of_person(self, salon_id: str, user_id: str) -> list[dict[str, object]] | None:
        """What a salon gave somebody, or is about to, for bringing people; None for nothing."""
        return await self._db.run("salon_thanks_kept", thanks.kept_of, salon_id, user_id) or None

    async def forget(self, user_id: str) -> None:
        """Forget somebody who deleted their account."""
        now_ms = self._platform.clock.now_ms()
        await self._db.run("salon_invites_forget_person", forget_person, user_id, now_ms)

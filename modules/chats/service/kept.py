# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What chats keep of people: to take along, and to forget."""

from typing import Any

from modules.chats.store import kept as store
from synapse_salon.clock import DAY_MS
from synapse_salon.platform import Platform

KEPT_MS = 90 * DAY_MS
"""How long it is known after the end of a chat, or of a guest's stay, who was there."""


class Kept:
    """Hands out and forgets what is kept of people."""

    def __init__(self, platform: Platform) -> None:
        self._db = platform.database
        self._clock = platform.clock

    async def of_person(self, salon_id: str, user_id: str) -> dict[str, Any] | None:
        """The chats that somebody opened in a salon, and those they were a guest in."""
        return await self._db.run("salon_chats_kept", store.of_person, salon_id, user_id)

    async def forget(self, user_id: str) -> None:
        """Forget somebody who deleted their account."""
        await self._db.run("salon_chats_forget", store.forget, user_id)

    async def forget_old(self) -> None:
        """Forget who was in chats that are over for long. By the clock."""
        await self._db.run("salon_chats_forget_old", store.forget_old, self._clock.now_ms() - KEPT_MS)

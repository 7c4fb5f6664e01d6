# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Moves people into and out of rooms, one after the other."""

from typing import TYPE_CHECKING

from synapse_salon.crowd.wishes import Wish, WishKind
from synapse_salon.database import Txn

if TYPE_CHECKING:
    from synapse_salon.platform import Platform


class Crowd:
    """The queue of membership changes: one row per room and person, the newest wish wins."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform

    def want(self, txn: Txn, room_id: str, user_id: str, wish: WishKind, why: str) -> None:
        """Want a person in or out of a room, or invited to it, in the transaction of the reason for it."""
        raise NotImplementedError

    async def move(self) -> int:
        """Make the changes that are due, one at a time; answers how many were made."""
        return 0

    async def pending(self, user_id: str | None = None) -> list[Wish]:
        """The wishes not yet fulfilled, those given up among them; of one person or of all."""
        raise NotImplementedError

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Members whom a third one introduced to each other, in a room of their own. Provided by `modules.introductions`."""

from typing import Protocol


class Introductions(Protocol):
    """Says who belongs into the room of an introduction: the three whom it is about, until they leave it."""

    async def rooms_of(self, salon_id: str, user_id: str) -> frozenset[str]:
        """The rooms of a salon's introductions that a person belongs into, cached."""

    async def rooms_now(self, salon_id: str, user_id: str) -> frozenset[str]:
        """The same as stored now."""

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Questions to those who run a salon, each with a room of its own. Provided by `modules.messages`."""

from typing import Protocol


class Asks(Protocol):
    """Says who beside the staff belongs into the room of a question."""

    async def asking(self, salon_id: str, user_id: str) -> frozenset[str]:
        """The rooms of the questions that a person has open in a salon, cached."""

    async def asking_now(self, salon_id: str, user_id: str) -> frozenset[str]:
        """The same as stored now."""

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who accepted which version of a salon's rules. Provided by `modules.activation`."""

from typing import Protocol


class Rules(Protocol):
    """Acceptances of rules, cached."""

    async def accepted_version(self, salon_id: str, user_id: str) -> int:
        """The newest version this person accepted, 0 for none."""

    async def accept(self, salon_id: str, user_id: str, version: int) -> None:
        """Record that the person accepted a version. Raises Conflict: it is not the current one."""

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whom people take nothing from. Provided by `modules.messages`."""

from typing import Protocol


class Blocks(Protocol):
    """Knows each person's own list, which nobody else may learn anything of."""

    async def has_blocked(self, person: str, other: str) -> bool:
        """Whether a person blocked another one, or the server they are on. Cached."""

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What nobody may change in the database, and whether somebody did."""

import logging
from collections.abc import Awaitable, Callable

logger = logging.getLogger(__name__)


class Seals:
    """Sealed tables, each with what finds the first broken seal: its number, or None while all hold."""

    def __init__(self) -> None:
        self._looks: dict[str, Callable[[], Awaitable[object]]] = {}

    def add(self, what: str, look: Callable[[], Awaitable[object]]) -> None:
        """Look after `what` (the books)."""
        self._looks[what] = look

    async def broken(self) -> dict[str, str]:
        """What somebody changed: the first broken number of each."""
        found = {what: await look() for what, look in self._looks.items()}
        return {what: str(number) for what, number in found.items() if number is not None}

    async def look(self) -> None:
        """Look at all of them, and say loudly what is broken. Daily."""
        for what, number in (await self.broken()).items():
            logger.error(
                "Somebody changed %s in the database, from %s on; compare with a backup", what, number
            )

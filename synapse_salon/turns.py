# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Work that two callers may not do at once in one process."""

from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager

from synapse.logging.context import PreserveLoggingContext, make_deferred_yieldable
from twisted.internet.defer import DeferredLock


class Turns:
    """Lets one caller in at a time; the others wait, and come in the order in which they asked.

    For one process only: what several processes may not do at once is decided by a row in the database.
    """

    def __init__(self) -> None:
        self._lock = DeferredLock()

    @property
    def somebody_waits(self) -> bool:
        """Whether someone will come in after the one who is in now."""
        return bool(self._lock.waiting)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """`async with turns.turn():` waits for the turn and gives it back at the end."""
        await make_deferred_yieldable(self._lock.acquire())
        try:
            yield
        finally:
            with PreserveLoggingContext():  # the next one runs on from here, under its own log context
                self._lock.release()


class TurnsOf:
    """The same for each of many: for each person, say. Remembers those only whose turn it is, or who wait."""

    def __init__(self) -> None:
        self._turns: dict[Hashable, tuple[Turns, int]] = {}

    @asynccontextmanager
    async def turn(self, of: Hashable) -> AsyncIterator[None]:
        """`async with turns.turn(user_id):` waits for the turn of this one and gives it back at the end."""
        turns, here = self._turns.get(of, (Turns(), 0))
        self._turns[of] = turns, here + 1
        try:
            async with turns.turn():
                yield
        finally:
            _, here = self._turns.pop(of)
            if here > 1:
                self._turns[of] = turns, here - 1

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Moves the house's clock: a house that takes no real money may see next month today."""

from typing import TYPE_CHECKING

from bridges.sandbox.service.books import Books
from bridges.sandbox.store import clock as store
from synapse_salon.clock import DAY_MS
from synapse_salon.database import Txn
from synapse_salon.errors import BadInput
from synapse_salon.i18n import t

if TYPE_CHECKING:
    from synapse_salon.platform import Platform

FURTHEST_MS = 36_500 * DAY_MS


class HouseClock:
    """The clock's offset, in the database for every process and for the next start."""

    def __init__(self, platform: "Platform", books: Books) -> None:
        self._platform = platform
        self._books = books

    async def load(self) -> None:
        """Take over the offset that the database holds, which another process may have moved."""
        if self._platform.database.is_ready:
            offset_ms = await self._books.run_as_it_is("sandbox_clock", store.offset)
            self._platform.clock.set_offset(offset_ms)

    async def advance(self, by_ms: int) -> int:
        """Move the clock ahead and do what falls due by that; answers the house's new time in ms.

        In a process without background tasks the work is left to the one that has them, within a second or two.

        Raises:
            BadInput: it would be more than a hundred years ahead.
        """
        offset_ms = await self._books.run_as_it_is("sandbox_advance", _advance, by_ms)
        self._platform.clock.set_offset(offset_ms)
        now_ms = self._platform.clock.now_ms()
        if self._platform.api.should_run_background_tasks():
            await self._platform.tick()
        return now_ms


def _advance(txn: Txn, by_ms: int) -> int:
    if store.offset(txn) + by_ms > FURTHEST_MS:
        raise BadInput(t("The clock cannot be more than a hundred years ahead."))
    return store.advance(txn, by_ms)

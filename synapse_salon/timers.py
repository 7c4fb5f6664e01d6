# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What runs by the house's clock, on the one process that runs background tasks."""

import logging
from collections.abc import Awaitable, Callable

import attrs
from twisted.internet.defer import CancelledError

from synapse_salon.clock import Clock
from synapse_salon.turns import Turns

logger = logging.getLogger(__name__)


@attrs.define
class _Timer:
    name: str
    every_ms: int
    run: Callable[[], Awaitable[object]]
    next_ms: int = 0


class Timers:
    """Functions to run again and again. Each finds its own work by asking the database what is due, so a
    run that was missed, or comes twice, does no harm."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._timers: list[_Timer] = []
        self._turns = Turns()

    def every(self, every_ms: int, name: str, run: Callable[[], Awaitable[object]]) -> None:
        """Run `run` each `every_ms` of the house's time, the first time right after the start."""
        self._timers.append(_Timer(name, every_ms, run))

    async def run_due(self) -> None:
        """Run, one after the other in the order in which they were added, what is due.

        Two calls do not run at once: the second waits and then runs what is due by then. A failure is logged
        and tried again next time.
        """
        async with self._turns.turn():
            for timer in self._timers:
                now_ms = self._clock.now_ms()
                if now_ms < timer.next_ms:
                    continue
                timer.next_ms = now_ms + timer.every_ms
                try:
                    await timer.run()
                except CancelledError:  # the homeserver is going down
                    raise
                except Exception:
                    logger.exception("Timer %s failed", timer.name)

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What runs by the house's clock, on the one process that runs background tasks."""

import logging
from collections.abc import Awaitable, Callable

import attrs

from synapse_salon.clock import Clock

logger = logging.getLogger(__name__)


@attrs.define
class _Timer:
    name: str
    every_ms: int
    run: Callable[[], Awaitable[object]]
    next_ms: int = 0
    running: bool = False


class Timers:
    """Functions to run again and again. Each finds its own work by asking the database what is due, so a
    run that was missed, or comes twice, does no harm."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._timers: list[_Timer] = []

    def every(self, every_ms: int, name: str, run: Callable[[], Awaitable[object]]) -> None:
        """Run `run` each `every_ms` of the house's time, the first time right after the start."""
        self._timers.append(_Timer(name, every_ms, run))

    async def run_due(self) -> None:
        """Run, one after the other, what is due. A failure is logged and tried again next time."""
        for timer in self._timers:
            now_ms = self._clock.now_ms()
            if timer.running or now_ms < timer.next_ms:
                continue
            timer.running, timer.next_ms = True, now_ms + timer.every_ms
            try:
                await timer.run()
            except Exception:
                logger.exception("Timer %s failed", timer.name)
            finally:
                timer.running = False

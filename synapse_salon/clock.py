# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The house's clock: the only file that reads the machine's time.

Everything of ours asks this clock, so that a test, or a house that takes no real money, can move
it a month ahead in a line while Synapse keeps the real time.
"""

import time

DAY_MS = 24 * 60 * 60 * 1000
HOUR_MS = 60 * 60 * 1000
MINUTE_MS = 60 * 1000


class Clock:
    """Milliseconds since the epoch, plus an offset that only ever grows."""

    def __init__(self, offset_ms: int = 0) -> None:
        self._offset_ms = offset_ms

    @property
    def offset_ms(self) -> int:
        """How far ahead of the machine's time this clock is, in ms."""
        return self._offset_ms

    def now_ms(self) -> int:
        """The house's time in milliseconds since the epoch."""
        return int(time.time() * 1000) + self._offset_ms

    def real_ms(self) -> int:
        """The machine's time, for what lives by it elsewhere: a payment provider, a certificate."""
        return int(time.time() * 1000)

    def set_offset(self, offset_ms: int) -> None:
        """Move the clock ahead; a smaller offset than before is ignored, because time does not run back."""
        self._offset_ms = max(self._offset_ms, offset_ms)

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""When a letter is tried again, and when no more.

NotSent          the letter has not gone out; `reason` is for the operator
├── Refused      this letter will never be taken: no such address, or not with these contents
└── NotNow       this letter may be taken later: the mailbox is full, the server is busy
    └── Away     no letter goes out now: the server cannot be reached, so that the whole queue rests
        └── ShutOut   nor will one before the operator does something: sign-in, TLS, our own address
"""

import attrs

from synapse_salon.clock import DAY_MS, HOUR_MS, MINUTE_MS
from synapse_salon.ports.mail import Letter

KEEP_MS = 30 * DAY_MS
"""How long a letter's key is remembered after it was sent or given up."""

GIVE_UP_MS = 3 * DAY_MS
"""How long a letter is tried: after that, whoever waits for it should hear in another way."""


@attrs.frozen
class Waiting:
    """A letter from the queue: when (ms) it was handed over, and how often it was tried, this time included."""

    letter: Letter
    taken_ms: int
    attempts: int


class NotSent(Exception):
    """A letter has not gone out."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Refused(NotSent):
    """This letter will never be taken."""


class NotNow(NotSent):
    """This letter may be taken later."""


class Away(NotNow):
    """No letter goes out now."""


class ShutOut(Away):
    """No letter goes out before the operator does something."""


def pause_ms(attempts: int) -> int:
    """How long to wait after so many attempts: 1, 2, 4 … minutes, 4 hours at the most."""
    return min(MINUTE_MS << min(attempts - 1, 20), 4 * HOUR_MS)

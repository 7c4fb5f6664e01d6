# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a salon lets people in: pure values and rules."""

import attrs

from modules.membership.domain.questions import Question
from synapse_salon.clock import DAY_MS
from synapse_salon.ports.members import Minors

ASKED_MS = 30 * DAY_MS
"""How long an application waits for the staff's answer."""

APPROVED_MS = 7 * DAY_MS
"""How long an approved application waits to be finished."""

QUEUED_MS = 365 * DAY_MS
"""How long somebody stays on the waiting list."""

OFFERED_MS = 2 * DAY_MS
"""How long a place that became free is kept for the first of the waiting list."""


@attrs.frozen
class Entry:
    """What a salon asks of those who join. `capacity` is how many members there may be, None for any number;
    `minors` says when people under 18 need a guardian."""

    approval: bool = False
    capacity: int | None = None
    questions: tuple[Question, ...] = ()
    minors: Minors = "paid"


@attrs.frozen
class Places:
    """How many places there are and how many are taken; `queued` people wait for one."""

    capacity: int | None
    taken: int
    queued: int

    @property
    def is_full(self) -> bool:
        """Whether whoever comes now waits: nobody overtakes those who wait already."""
        return self.capacity is not None and (self.taken >= self.capacity or self.queued > 0)

    @property
    def free(self) -> int:
        """How many of the waiting list may be offered a place now."""
        free = self.queued if self.capacity is None else self.capacity - self.taken
        return max(0, min(free, self.queued))

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""When members are reminded of a renewal they owe: pure rules. Times in ms."""

from collections.abc import Sequence
from typing import Literal

import attrs

from modules.membership.domain.changes import Change, Member
from synapse_salon.clock import DAY_MS
from synapse_salon.people import Standing

Outcome = Literal["recovered", "lost"]
OWES = (Standing.PAST_DUE, Standing.READ_ONLY)
_NOT_PAID = ("salon_closing", "disputed")


@attrs.frozen
class Episode:
    """A time in which a member owes a renewal. `told` reminders are over, and the next one is due at `next_ms`."""

    id: str
    salon_id: str
    user_id: str
    since_ms: int
    told: int
    next_ms: int | None


@attrs.frozen
class Reminder:
    """What is due now: the reminder of this number to tell, or none, and the episode after it."""

    attempt: int | None
    after: Episode


def outcome(before: Member, change: Change) -> Outcome | None:
    """What came of owing, where it is over with this change."""
    after = change.member.standing
    if before.standing not in OWES or after in OWES:
        return None
    came_back = after.is_inside and change.cause not in _NOT_PAID
    return "recovered" if came_back else "lost"


def begins(before: Member, change: Change) -> bool:
    """Whether they owe from this change on."""
    return change.member.standing is Standing.PAST_DUE and before.standing is not Standing.PAST_DUE


def due(episode: Episode, member: Member, days: Sequence[int], now_ms: int) -> Reminder:
    """What to tell now, by a schedule in days. Of several that are due at once the last one is told; none where the
    member was told on this very day that they may only read: that says what a reminder would."""
    over = [number for number, day in enumerate(days, 1) if episode.since_ms + day * DAY_MS <= now_ms]
    attempt = over[-1] if over else 0
    coming = days[attempt] if attempt < len(days) else None
    next_ms = episode.since_ms + coming * DAY_MS if coming is not None else None
    after = attrs.evolve(episode, told=max(episode.told, attempt), next_ms=next_ms)
    told_today = member.standing is Standing.READ_ONLY and now_ms - member.changed_ms < DAY_MS
    owes = member.standing in OWES and member.disputed_from is None
    tells = attempt > episode.told and owes and not told_today
    return Reminder(attempt if tells else None, after)

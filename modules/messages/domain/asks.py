# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Questions to those who run a salon. Pure."""

from typing import Literal

import attrs

State = Literal["open", "answered", "closed"]
What = Literal["asked", "answered", "asked_again", "closed"]

LONGEST = 4000
"""Characters of a question."""
MOST_OPEN = 3
"""How many questions one member has open in a salon at a time; what follows belongs into one of their rooms."""
MOST_A_DAY = 10


@attrs.frozen
class Ask:
    """A question and how it stands: `open` waits for the staff, `answered` for the one who asked. Times in ms.

    `room_id` is "" until its room is there.
    """

    id: str
    salon_id: str
    user_id: str
    body: str
    state: State
    room_id: str
    asked_ms: int
    changed_ms: int

    @property
    def key(self) -> str:
        """The key of its room."""
        return f"ask-{self.id}"


@attrs.frozen
class Step:
    """Something that became of a question."""

    what: What
    by: str
    at_ms: int
    note: str = ""


def after_message(ask: Ask, by: str) -> tuple[State, What] | None:
    """How a question stands after somebody wrote in its room, and what that was; None where nothing changes."""
    if ask.state == "closed":
        return None
    after: tuple[State, What] = ("open", "asked_again") if by == ask.user_id else ("answered", "answered")
    return None if after[0] == ask.state else after

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Introductions: who is asked, when they come about, how long their room stays. Pure."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal

import attrs

from synapse_salon.clock import DAY_MS
from synapse_salon.ports.salons import Dm

State = Literal["asked", "accepted", "over"]
Part = Literal["introducer", "one", "other"]
Answer = Literal["", "accept", "decline"]

LONGEST = 500
"""Characters of why two should meet."""
KEPT_MS = 90 * DAY_MS
"""How long an introduction that is over is kept."""
THREE = 3
_YES = frozenset("👍✅🙆⭕☑✔")
_NO = frozenset("👎❌🙅✖❎")
_TWO = re.compile(r"(?P<one>[^\s,、]+)[\s,、]+(?P<other>[^\s,、]+)(?:[\s,、]+(?P<words>.*))?", re.DOTALL)


@attrs.frozen
class Introduction:
    """Two members, in the order of their accounts, and who introduces them. Times in ms.

    `asked` waits for both, `accepted` has a room or is about to, `over` is over, `why` in a stable word. `room_id` is
    "" until its room is there. `is_private` is what the two were told of the room before they answered.
    """

    id: str
    salon_id: str
    introducer: str
    one: str
    other: str
    words: str
    is_private: bool
    state: State
    why: str
    room_id: str
    asked_ms: int
    until_ms: int
    changed_ms: int

    @property
    def key(self) -> str:
        """The key of its room."""
        return f"introduction-{self.id}"

    @property
    def three(self) -> tuple[str, str, str]:
        """Everybody whom it is about."""
        return self.introducer, self.one, self.other

    def is_asked(self, now_ms: int) -> bool:
        """Whether it may be answered now."""
        return self.state == "asked" and now_ms < self.until_ms

    def meets(self, person: str) -> str:
        """Whom one of the two is introduced to."""
        return self.other if person == self.one else self.one


@attrs.frozen
class Partner:
    """One of the three. `number` is what they call the question, 0 for one that never reaches them; `event_id` is the
    house's message that asks."""

    user_id: str
    part: Part
    answer: Answer
    number: int
    event_id: str
    left_ms: int | None


def pair_of(one: str, other: str) -> tuple[str, str]:
    """Two accounts in an order that is always the same."""
    return (one, other) if one < other else (other, one)


def comes_about(people: Iterable[Partner]) -> bool:
    """Whether both said yes."""
    return all(one.answer == "accept" for one in people if one.part != "introducer")


def goes_on(is_private: bool, dm: Dm, staying: int) -> bool:
    """Whether a room stays open with so many of the three in it.

    Two go on where members write to each other anyway, in a room that nobody was promised the staff would be in.
    """
    return staying >= THREE or (staying == THREE - 1 and is_private and dm == "members")


def read_reaction(content: Mapping[str, Any]) -> tuple[str, Answer] | None:
    """What a reaction answers, and how; None for one that is neither yes nor no."""
    relation = content.get("m.relates_to")
    if not isinstance(relation, Mapping) or relation.get("rel_type") != "m.annotation":
        return None
    event_id, key = relation.get("event_id"), relation.get("key")
    if not isinstance(event_id, str) or not isinstance(key, str) or not key:
        return None
    sign = key[0]
    return (event_id, "accept") if sign in _YES else (event_id, "decline") if sign in _NO else None


def read_wish(rest: str) -> tuple[str, str, str] | None:
    """What follows `!introduce`: two accounts or names, and why they should meet; None for anything else."""
    found = _TWO.fullmatch(rest.replace("＠", "@").strip())
    return (found["one"], found["other"], (found["words"] or "").strip()) if found is not None else None

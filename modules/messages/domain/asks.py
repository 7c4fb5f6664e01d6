# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Questions to those who run a salon. Pure."""

import re
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

    `room_id` is "" until its room is there; a report tells of somebody instead of asking.
    """

    id: str
    salon_id: str
    user_id: str
    body: str
    state: State
    room_id: str
    asked_ms: int
    changed_ms: int
    is_report: bool = False

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


_THANKS = re.compile(
    "ありがとう|有難う|感謝|助かり|わかりました|分かりました|了解|承知|thank|thx|got it", re.IGNORECASE
)
_NOTHING_ELSE = re.compile(
    r"(はい|どうも|本当に|大変|とても|早速の|ご?回答|お?返事|ご?対応|ご?連絡|すみません"
    r"|助かりました|助かります|よくわかりました|わかりました|分かりました"
    r"|了解(です|しました|いたしました)?|承知(しました|いたしました)?"
    r"|ありがとう(ございました|ございます)?|有難うございま(す|した)|感謝(します|いたします)"
    r"|よろしくお願い(いた)?します|thank ?you|thanks|thx|very much|so much|a lot|got it|ok|okay|great|perfect"
    r"|for your (help|answer|reply)|[をにでのは]|[^\w?？])+",
    re.IGNORECASE,
)


def is_thanks(said: str) -> bool:
    """Whether a message thanks or says that it was understood, and nothing else: a bare yes may answer something."""
    said = said.strip()
    return len(said) <= 80 and _THANKS.search(said) is not None and _NOTHING_ELSE.fullmatch(said) is not None


def first_words(body: str, most: int = 30) -> str:
    """What a question begins with, on one line, for the name of its room."""
    line = " ".join(body.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def after_message(ask: Ask, by: str, said: str = "") -> tuple[State, What] | None:
    """How a question stands after somebody wrote in its room, and what that was; None where nothing changes. Whoever
    only thanks for an answer is not waiting for another one."""
    if ask.state == "closed" or (ask.state == "answered" and by == ask.user_id and is_thanks(said)):
        return None
    after: tuple[State, What] = ("open", "asked_again") if by == ask.user_id else ("answered", "answered")
    return None if after[0] == ask.state else after

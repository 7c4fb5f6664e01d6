# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A chat, the people of outside in it, and the rules for both. Pure."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import attrs

from synapse_salon.clock import DAY_MS
from synapse_salon.ports.salons import Guests
from synapse_salon.servers import is_server, server_of

_STRICT: tuple[Guests, ...] = ("none", "invited", "knock")
_ACCOUNT = re.compile(r"@[^\s:\x00]{1,200}:\S{1,230}")

GuestState = Literal["asked", "admitted", "ended"]
Reach = Literal["all", "invited"]
"""Which members may enter a chat: every one, or those alone who are asked in."""

Ended = Literal["", "day", "hand", "closed", "staff", "archived"]
"""Why a chat ended: on its day, by hand, with the salon, for want of staff in private talk, with its room."""

PRIVATE = ("private", "招待制")
"""What somebody writes before a chat's name so that only those who are asked in may enter it."""


@attrs.frozen
class Chat:
    """A chat. `guests` is what it asks for, which the salon's policy may narrow; `ends_ms` is None for no end."""

    room_id: str
    salon_id: str
    name: str
    host: str
    guests: Guests
    opened_ms: int
    ends_ms: int | None
    ended_ms: int | None
    members: Reach = "all"
    ended_why: Ended = ""
    ended_by: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it has not ended."""
        return self.ended_ms is None


@attrs.frozen
class Guest:
    """Somebody of outside in a chat; `until_ms` is when their stay ends, `why` a stable word for why it ended."""

    room_id: str
    user_id: str
    state: GuestState
    asked_in_by: str
    words: str
    since_ms: int
    until_ms: int | None
    joined_ms: int | None
    ended_ms: int | None
    why: str

    def is_here(self, now_ms: int) -> bool:
        """Whether they may be in the chat at this moment."""
        return self.state == "admitted" and (self.until_ms is None or now_ms < self.until_ms)


def admits(policy: Guests, wish: Guests) -> Guests:
    """What holds for a chat: the stricter of what the salon allows and what the chat asks for."""
    return min(policy, wish, key=_STRICT.index)


def stays_until(ends_ms: int | None, now_ms: int, days: int) -> int:
    """When the stay of somebody asked in now ends: with the chat, or after so many days."""
    return ends_ms if ends_ms is not None else now_ms + days * DAY_MS


def end_of(day: date, timezone: str) -> int:
    """The first moment after a day (ms)."""
    midnight = datetime.combine(day + timedelta(days=1), datetime.min.time(), ZoneInfo(timezone))
    return (midnight - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def is_account(user_id: str) -> bool:
    """Whether this reads as the id of an account, here or elsewhere."""
    return len(user_id) <= 255 and bool(_ACCOUNT.fullmatch(user_id)) and is_server(server_of(user_id))


def room_wish(rest: str) -> tuple[str, tuple[str, ...], Reach]:
    """What follows `!room`: the chat's name, the accounts of those who are asked in, and whether they alone come."""
    words = rest.split()
    people = [word.rstrip(",、") for word in words if word.startswith("@") and len(word) > 1]
    name = [word for word in words if not (word.startswith("@") and len(word) > 1)]
    is_private = len(name) > 1 and name[0].lower() in PRIVATE
    reach: Reach = "invited" if is_private else "all"
    return " ".join(name[1:] if is_private else name), tuple(dict.fromkeys(people)), reach

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Codes: what they are, and when they count."""

import re
import unicodedata
from typing import Literal

import attrs

from synapse_salon.clock import DAY_MS
from synapse_salon.errors import Conflict
from synapse_salon.i18n import t

MOST_USES = 1000
"""People one code can be made for: staff have no other limit."""

QUOTA_MS = 30 * DAY_MS
"""The time that a member's limit is for."""

State = Literal["open", "used_up", "expired", "revoked"]


@attrs.frozen
class Invite:
    """A code for `uses` people, of whom `taken` came, wait or pay. Times in ms."""

    code: str
    salon_id: str
    inviter: str
    uses: int
    taken: int
    accounts: int
    made_ms: int
    expires_ms: int
    revoked_ms: int | None

    @property
    def left(self) -> int:
        """For how many more people it is."""
        return max(0, self.uses - self.taken)

    def state(self, now_ms: int) -> State:
        """Whether it can be given now."""
        if self.revoked_ms is not None:
            return "revoked"
        if self.expires_ms <= now_ms:
            return "expired"
        return "open" if self.left else "used_up"


def normal(code: str) -> str:
    """A code as it is kept: people type capitals, blanks and hyphens, and Japanese keyboards wide letters."""
    plain = unicodedata.normalize("NFKC", code).lower()
    return "".join(sign for sign in plain if sign.isalnum())[:64]


def spent(made: list[Invite], now_ms: int) -> int:
    """How many people these codes stand for: of one that can be given no more, those who took it, or opened an account
    with it."""
    return sum(one.uses if one.state(now_ms) == "open" else max(one.taken, one.accounts) for one in made)


def check_quota(asked: int, already: int, quota: int) -> None:
    """So many more people are within the limit. Raises Conflict."""
    if already + asked <= quota:
        return
    left = max(0, quota - already)
    raise Conflict(
        t(
            "You can invite {quota} people within 30 days, and {left} of them are left.",
            quota=quota,
            left=left,
        ),
        "invite_quota",
        extra={"left": left},
    )


_PEOPLE = re.compile(r"(\d{1,9})\s*(?:人|名|people|person)?\s*(?:まで)?", re.ASCII)


def people_meant(words: str) -> int | None:
    """For how many people a code is wanted, as somebody writes it (`3`, `２人`, `3 people`; nothing is one); None for
    what says something else."""
    plain = unicodedata.normalize("NFKC", words).strip().lower()
    found = _PEOPLE.fullmatch(plain)
    return int(found[1]) if found else None if plain else 1

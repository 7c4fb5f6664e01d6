# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a salon may give to those who bring people: something in kind, for each person once, so many times a year.

Rewards for bringing others make a business a multi-level one (連鎖販売取引, 特定商取引に関する法律 33条) where people
are drawn by a profit (特定利益) from what others pay, and take a burden upon themselves (特定負担) for the chance of
it. Neither is possible here, and nothing of it can be set:

- in kind: no money and nothing that stands for it (`in_kind.py`), whatever those who were brought pay, also nothing;
- one level: for whom somebody invited themself; who invited the inviter is never looked at;
- capped: so many times in 365 days, and for one person once, also if they leave and come back;
- no burden: nobody pays for being thanked. Who left meanwhile, or never paid, is thanked as well.
"""

from typing import Literal

import attrs

from synapse_salon.clock import DAY_MS
from synapse_salon.i18n import Text, t

YEAR_MS = 365 * DAY_MS
LONGEST_DAYS = 90
MOST_PER_YEAR = 12
MOST_SIGNS = 200

GiftState = Literal["waiting", "owed", "given", "over", "ended"]


@attrs.frozen
class Thanks:
    """What a salon gives to whoever brought somebody that is inside after so many days, so often in 365 days."""

    what: str
    after_days: int
    most_per_year: int

    def due_ms(self, joined_ms: int) -> int:
        """When it is looked whether whoever joined then is still there."""
        return joined_ms + self.after_days * DAY_MS

    @property
    def promise(self) -> Text:
        """What it says, to those who may bring somebody."""
        if not self.after_days:
            return t(
                "Whoever brings somebody gets: {what}. Up to {most} in a year.",
                what=self.what,
                most=self.most_per_year,
            )
        return t(
            "Whoever brings somebody who stays for {n} day gets: {what}. Up to {most} in a year.",
            "Whoever brings somebody who stays for {n} days gets: {what}. Up to {most} in a year.",
            n=self.after_days,
            what=self.what,
            most=self.most_per_year,
        )


@attrs.frozen
class Gift:
    """What one person has coming for one whom they brought. Times in ms."""

    id: str
    salon_id: str
    inviter: str
    application_id: str
    what: str
    most_per_year: int
    due_ms: int
    state: GiftState
    owed_ms: int | None = None
    given_by: str | None = None
    given_ms: int | None = None


@attrs.frozen
class Count:
    """How many somebody has coming, and how many they were given."""

    owed: int = 0
    given: int = 0


def verdict(
    *, is_inside: bool, may_be_thanked: bool, thanked_this_year: int, most_per_year: int
) -> GiftState:
    """What becomes of a gift on its day."""
    if not is_inside or not may_be_thanked:
        return "ended"
    return "owed" if thanked_this_year < most_per_year else "over"

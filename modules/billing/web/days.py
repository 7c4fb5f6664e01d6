# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days of a salon's calendar that a search is narrowed to, as people give them."""

from datetime import date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, StringConstraints

from synapse_salon.i18n import t
from synapse_salon.ports import Salon
from synapse_salon.web import Body


def _a_day(value: str) -> str:
    try:
        day = date.fromisoformat(value) if value else None
        if day is None:
            return ""
        if not 1970 <= day.year <= 9998:
            raise ValueError
        return day.isoformat()
    except ValueError:
        raise ValueError(t("A day such as 2026-04-30 would work here.")) from None


Day = Annotated[str, StringConstraints(strip_whitespace=True, max_length=10), AfterValidator(_a_day)]
Part = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
"""A part of some words; "" for whatever they are."""


class Days(Body):
    """From the first day to the last, both included; either may be left out."""

    since: Day = ""
    """The first day."""

    until: Day = ""
    """The last day."""

    def asked(self) -> dict[str, str]:
        """What is looked for, on whichever page of it, as an address has it."""
        return self.model_dump(exclude={"from_", "before", "limit"}, exclude_defaults=True)

    def span(self, salon: Salon) -> tuple[int, int]:
        """From which moment (included) to which (not), in ms."""
        return (
            _starts(date.fromisoformat(self.since), salon) if self.since else 0,
            _starts(date.fromisoformat(self.until) + timedelta(days=1), salon) if self.until else 2**53,
        )


def _starts(day: date, salon: Salon) -> int:
    return int(datetime.combine(day, time(), ZoneInfo(salon.timezone)).timestamp() * 1000)

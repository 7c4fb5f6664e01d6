# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings of membership."""

from typing import Annotated

from pydantic import AfterValidator, Field

from modules.membership.domain.ages import Band
from synapse_salon.settings import Settings

Day = Annotated[int, Field(ge=0, le=90)]


def _rising(days: tuple[int, ...]) -> tuple[int, ...]:
    if list(days) != sorted(set(days)) or len(days) > 10:
        raise ValueError("up to 10 days would work, each later than the one before, such as [0, 3, 7]")
    return days


class MembershipSettings(Settings):
    """The `config:` of modules.membership.Membership."""

    grace_days: int = Field(default=7, ge=0, le=90)
    """How long a member whose renewal failed keeps full access, from when we learned of it."""

    read_only_days: int = Field(default=7, ge=0, le=90)
    """How long they may read, but not write, after that."""

    reminder_days: Annotated[tuple[Day, ...], AfterValidator(_rising), Field(strict=False)] = (0, 3, 7)
    """On which days a member whose renewal failed is reminded of it, counted from when we learned of it."""

    trial_notice_days: int = Field(default=3, ge=1, le=30)
    """How long before the first payment somebody on free days is told of it."""

    monthly_caps: dict[Band, Annotated[int, Field(ge=0)]] = Field(default={})
    """What memberships here may cost a month in all, in minor units, by age: `under_18`, `18_19`, `20_over`."""

    letters_per_day: int = Field(default=5, ge=1, le=100)
    """How many letters the staff of one salon may write to several members within 24 hours."""

    checkout_minutes: int = Field(default=60, ge=30, le=1440)
    """How long an application waits for its payment."""

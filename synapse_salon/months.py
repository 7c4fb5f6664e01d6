# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Months and years as subscriptions count them."""

from calendar import monthrange
from datetime import UTC, datetime, timedelta
from typing import Literal

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MONTHS: dict[str, int] = {"month": 1, "year": 12}
Recurring = Literal["month", "year"]


def months_later(anchor_ms: int, months: int) -> int:
    """The same day and time of day so many months after `anchor_ms` (ms, in UTC), or the month's last day where
    it has no such day.

    Counted from the anchor each time, so that 31 January leads to 28 February and then to 31 March.
    Source: https://docs.stripe.com/billing/subscriptions/billing-cycle
    """
    anchor = EPOCH + timedelta(milliseconds=anchor_ms)
    year, month = divmod(anchor.year * 12 + anchor.month - 1 + months, 12)
    day = min(anchor.day, monthrange(year, month + 1)[1])
    return (anchor.replace(year=year, month=month + 1, day=day) - EPOCH) // timedelta(milliseconds=1)

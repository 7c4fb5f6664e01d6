# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Money, dates and times, as templates write them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import format_date, format_datetime, format_time

from synapse_salon.i18n import Language
from synapse_salon.money import Money

TOKYO = "Asia/Tokyo"
_DATE = {"ja": "y年M月d日(E)", "en": "EEE d MMM y"}
_MONTH = {"ja": "y年M月", "en": "MMMM y"}
_MOMENT = {"ja": "y年M月d日(E) H:mm", "en": "EEE d MMM y, HH:mm"}


def money(value: Money | Mapping[str, object]) -> str:
    """`¥1,980`, from Money or from the contract's JSON."""
    if isinstance(value, Money):
        return str(value)
    amount, currency = value["amount"], value["currency"]
    if not isinstance(amount, int):
        raise TypeError(f"{amount!r} is not an amount in minor units")
    return str(Money(amount, str(currency)))


def date(ms: int, language: Language, timezone: str = TOKYO) -> str:
    """A day with its weekday: 2026年4月30日(木), Thu 30 Apr 2026."""
    return format_date(_at(ms, timezone), _DATE[language], locale=language)


def month(ms: int, language: Language, timezone: str = TOKYO) -> str:
    """A month: 2026年4月, April 2026."""
    return format_date(_at(ms, timezone), _MONTH[language], locale=language)


def moment(ms: int, language: Language, timezone: str = TOKYO) -> str:
    """A day with its weekday, and the time of the day."""
    return format_datetime(_at(ms, timezone), _MOMENT[language], locale=language)


def time_of_day(ms: int, language: Language, timezone: str = TOKYO) -> str:
    """19:30."""
    return format_time(_at(ms, timezone), "H:mm", locale=language)


def iso(ms: int) -> str:
    """For `<time datetime>`."""
    return datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def day(ms: int, timezone: str = TOKYO) -> str:
    """2026-04-30, for tables that machines read."""
    return _at(ms, timezone).strftime("%Y-%m-%d")


def _at(ms: int, timezone: str) -> datetime:
    try:
        zone = ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo(TOKYO)
    return datetime.fromtimestamp(ms / 1000, zone)

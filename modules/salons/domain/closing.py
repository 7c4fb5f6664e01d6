# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""When a salon may close: pure rules. A salon is open through its last day, and closes with the midnight after it."""

import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import attrs

from synapse_salon.errors import BadInput, Conflict, NotAllowed
from synapse_salon.i18n import t

State = Literal["announced", "undone", "closed", "done"]
LONGEST_NOTICE_DAYS = 366


@attrs.frozen
class Closing:
    """The end of a salon: announced, and later carried out or taken back. Times in ms.

    `by_platform`: those who run the service announced it. `staff_until_ms` is when the room of the staff is shut.
    """

    id: str
    salon_id: str
    state: State
    reason: str
    announced_by: str
    by_platform: bool
    announced_ms: int
    closes_ms: int
    staff_until_ms: int


def today(now_ms: int, timezone: str) -> date:
    """The day it is in a time zone."""
    return datetime.fromtimestamp(now_ms / 1000, UTC).astimezone(ZoneInfo(timezone)).date()


def last_day(closes_ms: int, timezone: str) -> date:
    """The last day on which a salon that closes then is open."""
    return today(closes_ms - 1, timezone)


def end_of(day: date, timezone: str) -> int:
    """The midnight with which a day ends in a time zone, in ms."""
    return int(datetime.combine(day + timedelta(days=1), time(), ZoneInfo(timezone)).timestamp() * 1000)


def earliest(now_ms: int, timezone: str, notice_days: int) -> date:
    """The first day that may be a salon's last one."""
    return today(now_ms, timezone) + timedelta(days=notice_days)


def check_day(day: date | None, now_ms: int, timezone: str, notice_days: int) -> date:
    """The last day of a salon; unsaid, the first one that the notice allows.

    Raises:
        BadInput: it comes too soon for its members, or is too far away.
    """
    first = earliest(now_ms, timezone, notice_days)
    latest = earliest(now_ms, timezone, LONGEST_NOTICE_DAYS)
    if day is not None and not first <= day <= latest:
        raise BadInput(
            t("The salon cannot close on that day."),
            {"closes_at": t("Please choose a day from {first} to {latest}.", first=first, latest=latest)},
        )
    return day or first


def check_name(typed: str, title: str) -> None:
    """Whoever closes a salon has typed its name. Raises BadInput."""
    if " ".join(unicodedata.normalize("NFKC", typed).split()) != " ".join(
        unicodedata.normalize("NFKC", title).split()
    ):
        raise BadInput(
            t("This is not the name of the salon."),
            {"title": t("Please type the name as it stands above.")},
        )


def check_undo(closing: Closing | None, by_platform: bool, now_ms: int) -> Closing:
    """The end that may be taken back.

    Raises:
        Conflict: none is announced, or the day has come.
        NotAllowed: those who run the service announced it.
    """
    if closing is None or closing.state != "announced" or closing.closes_ms <= now_ms:
        raise Conflict(t("No closing of this salon can be taken back."), "not_closing")
    if closing.by_platform and not by_platform:
        raise NotAllowed(
            t("The people who run this service close this salon; only they can take it back."), "by_platform"
        )
    return closing

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""On which ways people came to a salon, in the database: of each person for a while, shown as counts alone."""

import attrs

from modules.membership.domain.application import Application
from synapse_salon.clock import DAY_MS
from synapse_salon.database import Txn
from synapse_salon.database.txn import places
from synapse_salon.people import Standing
from synapse_salon.web.traces import Trace

UNPAID_MS = 30 * DAY_MS
MEMBERS_MS = 365 * DAY_MS
MOST_ROWS = 200

_WAY = "source, medium, campaign, referrer, invite"


@attrs.frozen
class Source:
    """A way on which people came: how many applied, joined, and are members now. All empty: nothing is known."""

    source: str
    medium: str
    campaign: str
    referrer: str
    invite: str
    applied: int
    joined: int
    inside: int


def note(txn: Txn, application: Application, trace: Trace | None, now_ms: int) -> None:
    """Keep with an application how its person came; the first word about it stays."""
    if trace is None or trace.is_empty:
        return
    txn.run(
        "INSERT INTO salon_traces (application_id, salon_id, user_id, source, medium, campaign, term, content,"
        " referrer, invite, noted_ms, until_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (application_id) DO NOTHING",
        application.id,
        application.salon_id,
        application.user_id,
        trace.source,
        trace.medium,
        trace.campaign,
        trace.term,
        trace.content,
        trace.referrer,
        trace.invite,
        trace.noted_ms,
        now_ms + UNPAID_MS,
    )


def move(txn: Txn, application_id: str, other_id: str) -> None:
    """Another application takes the place of one."""
    txn.run("UPDATE salon_traces SET application_id = ? WHERE application_id = ?", other_id, application_id)


def joined(txn: Txn, application_id: str, now_ms: int) -> None:
    """Its person is a member: kept for a year from now."""
    txn.run(
        "UPDATE salon_traces SET until_ms = ? WHERE application_id = ?", now_ms + MEMBERS_MS, application_id
    )


def of_person(txn: Txn, salon_id: str, user_id: str) -> list[tuple[Trace, int]]:
    """What is kept of a person's ways to a salon, oldest first, and until when each is."""
    rows = txn.rows(
        "SELECT source, medium, campaign, term, content, referrer, invite, noted_ms, until_ms FROM salon_traces"
        " WHERE salon_id = ? AND user_id = ? ORDER BY noted_ms, application_id",
        salon_id,
        user_id,
    )
    return [(Trace(*row[:8]), row[8]) for row in rows]


def counts(txn: Txn, salon_id: str, since_ms: int) -> list[Source]:
    """How many applied since then on each way, the most first."""
    inside = tuple(standing.value for standing in Standing if standing.is_inside)
    way = ", ".join(f"COALESCE(t.{name}, '')" for name in _WAY.split(", "))
    rows = txn.rows(
        f"SELECT {way}, COUNT(*), SUM(CASE WHEN a.state = 'paid' THEN 1 ELSE 0 END),"
        f" SUM(CASE WHEN m.standing IN {places(inside)} THEN 1 ELSE 0 END)"
        " FROM salon_applications a LEFT JOIN salon_traces t ON t.application_id = a.id"
        " LEFT JOIN salon_members m ON m.salon_id = a.salon_id AND m.user_id = a.user_id"
        " AND m.application_id = a.id"
        f" WHERE a.salon_id = ? AND a.created_ms >= ? GROUP BY {way}"
        f" ORDER BY COUNT(*) DESC, {way} LIMIT ?",
        *inside,
        salon_id,
        since_ms,
        MOST_ROWS,
    )
    return [Source(*row) for row in rows]


def forget(txn: Txn, now_ms: int) -> None:
    """Each has its day."""
    txn.run("DELETE FROM salon_traces WHERE until_ms < ?", now_ms)

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Times in which members owe a renewal."""

from modules.membership.domain import dunning
from modules.membership.domain.changes import Change, Member
from modules.membership.domain.dunning import Episode
from synapse_salon import ids
from synapse_salon.database import Txn
from synapse_salon.ports.members import Recovery


def follow(txn: Txn, before: Member, change: Change, now_ms: int) -> None:
    """A member stands otherwise: they begin to owe, or owe no more."""
    member = change.member
    if dunning.begins(before, change):
        txn.run(
            "INSERT INTO salon_dunning (id, salon_id, user_id, since_ms, told, next_ms, state)"
            " VALUES (?, ?, ?, ?, 0, ?, 'open') ON CONFLICT (salon_id, user_id) WHERE state = 'open' DO NOTHING",
            ids.new_id(),
            member.salon_id,
            member.user_id,
            now_ms,
            now_ms,
        )
    outcome = dunning.outcome(before, change)
    if outcome is not None:
        txn.run(
            "UPDATE salon_dunning SET state = ?, ended_ms = ?, next_ms = NULL"
            " WHERE salon_id = ? AND user_id = ? AND state = 'open'",
            outcome,
            now_ms,
            member.salon_id,
            member.user_id,
        )


def due(txn: Txn, now_ms: int, limit: int) -> list[Episode]:
    """Whose next reminder is due, longest ago first."""
    rows = txn.rows(
        "SELECT id, salon_id, user_id, since_ms, told, next_ms FROM salon_dunning"
        " WHERE next_ms <= ? AND state = 'open' ORDER BY next_ms, id LIMIT ?",
        now_ms,
        limit,
    )
    return [Episode(*row) for row in rows]


def put(txn: Txn, episode: Episode) -> None:
    """Write down what was told."""
    txn.run(
        "UPDATE salon_dunning SET told = ?, next_ms = ? WHERE id = ? AND state = 'open'",
        episode.told,
        episode.next_ms,
        episode.id,
    )


def recovery(txn: Txn, salon_id: str, from_ms: int, to_ms: int) -> Recovery:
    """What came of the renewals of a salon that failed in a time."""
    counts = dict(
        txn.rows(
            "SELECT state, COUNT(*) FROM salon_dunning WHERE salon_id = ? AND since_ms >= ? AND since_ms < ?"
            " GROUP BY state",
            salon_id,
            from_ms,
            to_ms,
        )
    )
    return Recovery(
        failed=sum(counts.values()), recovered=counts.get("recovered", 0), owed=counts.get("open", 0)
    )

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What members asked their plan to become, and what else of them changed, in the database."""

from typing import Any

import attrs

from modules.membership.domain.changes import Member
from modules.membership.domain.plan_changes import PlanChange, State
from synapse_salon import ids
from synapse_salon.database import Txn
from synapse_salon.happenings import PlanChanged, PlanChangeSettled
from synapse_salon.money import Money
from synapse_salon.ports.payments import Line

_COLUMNS = (
    "id, salon_id, user_id, from_plan, to_plan, way, subscription_ref, line_name, line_interval, price, due_now,"
    " currency, next_ms, as_of_ms, expires_ms, state, confirmation, confirmation_hash"
)


@attrs.frozen
class Detail:
    """Something of a member that changed: `what` is plan or name. Times in ms."""

    id: str
    what: str
    before: str
    after: str
    by: str
    at_ms: int


def insert(txn: Txn, new: PlanChange) -> None:
    """Write a new one; what the person looked at before, and did not confirm, goes."""
    txn.run(
        "DELETE FROM salon_plan_changes WHERE salon_id = ? AND user_id = ? AND state = 'prepared'",
        new.salon_id,
        new.user_id,
    )
    txn.run(
        f"INSERT INTO salon_plan_changes ({_COLUMNS}) VALUES ({', '.join('?' * len(_COLUMNS.split(',')))})",
        new.id,
        new.salon_id,
        new.user_id,
        new.from_plan,
        new.to_plan,
        new.way,
        new.subscription,
        new.line.name,
        new.line.interval,
        new.line.price.minor,
        new.due_now.minor,
        new.due_now.currency,
        new.next_ms,
        new.as_of_ms,
        new.expires_ms,
        new.state,
        new.confirmation,
        new.confirmation_hash,
    )


def get(txn: Txn, change_id: str) -> PlanChange | None:
    """One of them."""
    row = txn.row(f"SELECT {_COLUMNS} FROM salon_plan_changes WHERE id = ?", change_id)
    return _read(row) if row else None


def asked(txn: Txn, salon_id: str, user_id: str) -> PlanChange | None:
    """The one that is on its way."""
    row = txn.row(
        f"SELECT {_COLUMNS} FROM salon_plan_changes WHERE salon_id = ? AND user_id = ? AND state = 'asked'",
        salon_id,
        user_id,
    )
    return _read(row) if row else None


def begin(txn: Txn, change_id: str, confirmation: str, digest: str) -> bool:
    """The person confirmed; recorded before the provider is asked. False: it is not waiting for that any more, or
    another one is on its way."""
    return bool(
        txn.run(
            "UPDATE salon_plan_changes SET state = 'asked', confirmation = ?, confirmation_hash = ?"
            " WHERE id = ? AND state = 'prepared' AND NOT EXISTS (SELECT 1 FROM salon_plan_changes o"
            " WHERE o.salon_id = salon_plan_changes.salon_id AND o.user_id = salon_plan_changes.user_id"
            " AND o.state = 'asked')",
            confirmation,
            digest,
            change_id,
        )
    )


def settle(txn: Txn, change_id: str, state: State, now_ms: int) -> None:
    """What came of one that was asked; told of once."""
    wrote = txn.run(
        "UPDATE salon_plan_changes SET state = ?, settled_ms = ? WHERE id = ? AND state = 'asked'",
        state,
        now_ms,
        change_id,
    )
    row = txn.row("SELECT salon_id, user_id FROM salon_plan_changes WHERE id = ?", change_id)
    if wrote and row is not None:
        txn.say(PlanChangeSettled(salon_id=row[0], user_id=row[1], change_id=change_id))


def note(txn: Txn, member: Member, what: str, before: str, after: str, by: str, now_ms: int) -> str:
    """Put a change of a member on the books; answers its id."""
    row_id = ids.new_id()
    txn.run(
        "INSERT INTO salon_member_changes (id, salon_id, user_id, what, before, after, caused_by, at_ms)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        row_id,
        member.salon_id,
        member.user_id,
        what,
        before,
        after,
        by,
        now_ms,
    )
    return row_id


def note_plan(txn: Txn, before: Member, after: Member, by: str, now_ms: int) -> None:
    """Where a member who stays is on another plan, put that on the books and tell of it."""
    stays = before.standing.is_inside and after.standing.is_inside
    if not stays or before.plan_id == after.plan_id:
        return
    row_id = note(txn, after, "plan", before.plan_id or "", after.plan_id or "", by, now_ms)
    txn.say(
        PlanChanged(
            salon_id=after.salon_id,
            user_id=after.user_id,
            change_id=row_id,
            was_planned=before.next_plan_id is not None and before.next_plan_id == after.plan_id,
        )
    )


def count_details(txn: Txn, salon_id: str, user_id: str, what: str, since_ms: int) -> int:
    """How often something of a member changed since then."""
    row = txn.row(
        "SELECT COUNT(*) FROM salon_member_changes WHERE salon_id = ? AND user_id = ? AND what = ? AND at_ms > ?",
        salon_id,
        user_id,
        what,
        since_ms,
    )
    return int(row[0]) if row else 0


def details(txn: Txn, salon_id: str, user_id: str) -> list[Detail]:
    """What else of a member changed, oldest first."""
    rows = txn.rows(
        "SELECT id, what, before, after, caused_by, at_ms FROM salon_member_changes"
        " WHERE salon_id = ? AND user_id = ? ORDER BY at_ms, id",
        salon_id,
        user_id,
    )
    return [Detail(*row) for row in rows]


def _read(row: tuple[Any, ...]) -> PlanChange:
    return PlanChange(
        id=row[0],
        salon_id=row[1],
        user_id=row[2],
        from_plan=row[3],
        to_plan=row[4],
        way=row[5],
        subscription=row[6],
        line=Line(row[7], Money(row[9], row[11]), row[8], row[4]),
        due_now=Money(row[10], row[11]),
        next_ms=row[12],
        as_of_ms=row[13],
        expires_ms=row[14],
        state=row[15],
        confirmation=row[16],
        confirmation_hash=row[17],
    )

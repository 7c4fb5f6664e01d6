# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Members, their transitions and the rooms they had, in the database."""

from typing import Any

import attrs

from modules.membership.domain.application import Application
from modules.membership.domain.changes import Change, Member
from modules.membership.store.dunning import follow
from modules.membership.store.narrowing import EVERYBODY, Filter
from modules.membership.store.plan_changes import note_plan
from synapse_salon import ids
from synapse_salon.database import Txn
from synapse_salon.database.txn import places
from synapse_salon.happenings import StandingChanged, SubscriptionUnwanted
from synapse_salon.people import Standing

_COLUMNS = (
    "salon_id, user_id, standing, community_name, language, changed_ms, plan_id, application_id,"
    " subscription_ref, mail, joined_ms, paid_from_ms, paid_through_ms, cancel_at_end, overdue_attempts,"
    " pay_url, next_step_ms, keeps_lobby, next_plan_id, anchor_ms, disputed_from, pass_months"
)


@attrs.frozen
class Transition:
    """A change of standing, for the books. Times in ms."""

    id: str
    salon_id: str
    user_id: str
    before: Standing
    after: Standing
    cause: str
    by: str
    note: str
    at_ms: int


def _member(row: tuple[Any, ...]) -> Member:
    return Member(
        salon_id=row[0],
        user_id=row[1],
        standing=Standing(row[2]),
        community_name=row[3],
        language=row[4],
        changed_ms=row[5],
        plan_id=row[6],
        application_id=row[7],
        subscription=row[8],
        mail=row[9],
        joined_ms=row[10],
        paid_from_ms=row[11],
        paid_through_ms=row[12],
        cancel_at_end=bool(row[13]),
        overdue_attempts=row[14],
        pay_url=row[15],
        next_step_ms=row[16],
        keeps_lobby=bool(row[17]),
        next_plan_id=row[18],
        anchor_ms=row[19],
        disputed_from=row[20],
        pass_months=row[21],
    )


def get(txn: Txn, salon_id: str, user_id: str) -> Member | None:
    """A person in a salon, or None for someone who never applied."""
    row = txn.row(
        f"SELECT {_COLUMNS} FROM salon_members WHERE salon_id = ? AND user_id = ?", salon_id, user_id
    )
    return _member(row) if row else None


def hold(txn: Txn, salon_id: str, user_id: str) -> Member | None:
    """As `get`, and until this transaction has ended no other one changes the person."""
    txn.run(
        "UPDATE salon_members SET user_id = user_id WHERE salon_id = ? AND user_id = ?", salon_id, user_id
    )
    return get(txn, salon_id, user_id)


def by_subscription(txn: Txn, ref: str) -> Member | None:
    """Whose subscription this is."""
    row = txn.row(f"SELECT {_COLUMNS} FROM salon_members WHERE subscription_ref = ?", ref)
    return _member(row) if row else None


def of_person(txn: Txn, user_id: str) -> list[Member]:
    """A person in every salon they ever applied to."""
    rows = txn.rows(f"SELECT {_COLUMNS} FROM salon_members WHERE user_id = ? ORDER BY salon_id", user_id)
    return [_member(row) for row in rows]


def due(txn: Txn, now_ms: int, limit: int) -> list[Member]:
    """Members whose present step has ended, longest ago first."""
    rows = txn.rows(
        f"SELECT {_COLUMNS} FROM salon_members WHERE next_step_ms <= ? ORDER BY next_step_ms, user_id LIMIT ?",
        now_ms,
        limit,
    )
    return [_member(row) for row in rows]


def page(
    txn: Txn,
    salon_id: str,
    standings: tuple[Standing, ...],
    after: tuple[int, str] | None,
    limit: int,
    only: Filter = EVERYBODY,
) -> list[Member]:
    """A salon's members of these standings, by when they joined; `after` is the last pair seen."""
    conditions, values = only.where()
    rows = txn.rows(
        f"SELECT {_COLUMNS} FROM salon_members WHERE salon_id = ? AND standing IN {places(standings)}"
        f"{conditions} AND (COALESCE(joined_ms, 0) > ? OR (COALESCE(joined_ms, 0) = ? AND user_id > ?))"
        " ORDER BY COALESCE(joined_ms, 0), user_id LIMIT ?",
        salon_id,
        *(standing.value for standing in standings),
        *values,
        after[0] if after else -1,
        after[0] if after else -1,
        after[1] if after else "",
        limit,
    )
    return [_member(row) for row in rows]


def inside(txn: Txn, salon_id: str) -> list[str]:
    """Who is in a salon."""
    standings = tuple(standing.value for standing in Standing if standing.is_inside)
    sql = f"SELECT user_id FROM salon_members WHERE salon_id = ? AND standing IN {places(standings)}"
    return [row[0] for row in txn.rows(sql, salon_id, *standings)]


def inside_of(txn: Txn, user_id: str) -> list[str]:
    """The salons that a person is in."""
    standings = tuple(standing.value for standing in Standing if standing.is_inside)
    sql = f"SELECT salon_id FROM salon_members WHERE user_id = ? AND standing IN {places(standings)}"
    return [row[0] for row in txn.rows(sql, user_id, *standings)]


def count(txn: Txn, salon_id: str) -> dict[Standing, int]:
    """How many stand how in a salon."""
    rows = txn.rows(
        "SELECT standing, COUNT(*) FROM salon_members WHERE salon_id = ? GROUP BY standing", salon_id
    )
    return {Standing(row[0]): int(row[1]) for row in rows}


def muted(txn: Txn, salon_id: str) -> frozenset[str]:
    """Who may read but not write in a salon."""
    rows = txn.rows(
        "SELECT user_id FROM salon_members WHERE salon_id = ? AND standing = ?",
        salon_id,
        Standing.READ_ONLY.value,
    )
    return frozenset(row[0] for row in rows)


def save(txn: Txn, before: Member, change: Change, by: str, note: str, now_ms: int) -> None:
    """Write what a member became; a change of standing goes on the books and is told of.

    A subscription that the member no longer has is told of too, so that it takes no more money.
    """
    after = change.member
    if not after.standing.is_inside and after.subscription is not None:
        after = attrs.evolve(after, subscription=None, pay_url=None)
    if before.subscription is not None and after.subscription != before.subscription:
        txn.say(
            SubscriptionUnwanted(
                ref=before.subscription, order_id=before.application_id or "", reason=change.cause
            )
        )
    write(txn, after)
    note_plan(txn, before, after, by, now_ms)
    if after.standing is before.standing:
        return
    follow(txn, before, change, now_ms)
    latest = txn.row(
        "SELECT MAX(at_ms) FROM salon_transitions WHERE salon_id = ? AND user_id = ?",
        after.salon_id,
        after.user_id,
    )
    if latest is not None and latest[0] is not None:
        now_ms = max(now_ms, latest[0] + 1)  # two in one moment, or from processes whose clocks differ
    row = Transition(
        ids.new_id(),
        after.salon_id,
        after.user_id,
        before.standing,
        after.standing,
        change.cause,
        by,
        note,
        now_ms,
    )
    txn.run(
        "INSERT INTO salon_transitions (id, salon_id, user_id, before, after, cause, caused_by, note, at_ms)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        row.id,
        row.salon_id,
        row.user_id,
        row.before.value,
        row.after.value,
        row.cause,
        row.by,
        row.note,
        row.at_ms,
    )
    txn.say(
        StandingChanged(
            salon_id=after.salon_id,
            user_id=after.user_id,
            before=before.standing.value,
            after=after.standing.value,
            cause=change.cause,
            transition_id=row.id,
        )
    )


def write(txn: Txn, member: Member) -> None:
    """Write a member's row as it stands; changes of standing go through `save`."""
    row = {
        "salon_id": member.salon_id,
        "user_id": member.user_id,
        "standing": member.standing.value,
        "community_name": member.community_name,
        "language": member.language,
        "changed_ms": member.changed_ms,
        "plan_id": member.plan_id,
        "application_id": member.application_id,
        "subscription_ref": member.subscription,
        "mail": member.mail,
        "joined_ms": member.joined_ms,
        "paid_from_ms": member.paid_from_ms,
        "paid_through_ms": member.paid_through_ms,
        "cancel_at_end": int(member.cancel_at_end),
        "overdue_attempts": member.overdue_attempts,
        "pay_url": member.pay_url,
        "next_step_ms": member.next_step_ms,
        "keeps_lobby": int(member.keeps_lobby),
        "next_plan_id": member.next_plan_id,
        "anchor_ms": member.anchor_ms,
        "disputed_from": member.disputed_from,
        "pass_months": member.pass_months,
    }
    taken_over = ", ".join(f"{name} = excluded.{name}" for name in row if name not in ("salon_id", "user_id"))
    txn.run(
        f"INSERT INTO salon_members ({', '.join(row)}) VALUES {places(row)}"
        f" ON CONFLICT (salon_id, user_id) DO UPDATE SET {taken_over}",
        *row.values(),
    )


def last_cause(txn: Txn, salon_id: str, user_id: str) -> str:
    """Why a person stands as they do; "" where nothing is known of it."""
    row = txn.row(
        "SELECT cause FROM salon_transitions WHERE salon_id = ? AND user_id = ? ORDER BY at_ms DESC, id DESC LIMIT 1",
        salon_id,
        user_id,
    )
    return str(row[0]) if row else ""


def transitions(txn: Txn, salon_id: str, user_id: str) -> list[Transition]:
    """A person's changes of standing in a salon, oldest first."""
    rows = txn.rows(
        "SELECT id, salon_id, user_id, before, after, cause, caused_by, note, at_ms FROM salon_transitions"
        " WHERE salon_id = ? AND user_id = ? ORDER BY at_ms, id",
        salon_id,
        user_id,
    )
    return [
        Transition(row[0], row[1], row[2], Standing(row[3]), Standing(row[4]), row[5], row[6], row[7], row[8])
        for row in rows
    ]


def ended_ms(txn: Txn, application: Application) -> int | None:
    """When the membership that an application led to ended, for the last time; None where it did not."""
    inside = tuple(standing.value for standing in Standing if standing.is_inside)
    row = txn.row(
        "SELECT MAX(at_ms) FROM salon_transitions WHERE salon_id = ? AND user_id = ? AND at_ms >= ?"
        f" AND before IN {places(inside)} AND after NOT IN {places(inside)} AND at_ms < COALESCE((SELECT"
        " MIN(created_ms) FROM salon_applications WHERE salon_id = ? AND user_id = ? AND state = 'paid'"
        " AND created_ms > ?), ?)",
        application.salon_id,
        application.user_id,
        application.created_ms,
        *inside,
        *inside,
        application.salon_id,
        application.user_id,
        application.created_ms,
        2**62,
    )
    return row[0] if row is not None else None


def remember_rooms(txn: Txn, salon_id: str, user_id: str, rooms: frozenset[str]) -> None:
    """Keep the rooms someone is about to lose."""
    for room_id in rooms:
        txn.run(
            "INSERT INTO salon_former_rooms (salon_id, user_id, room_id) VALUES (?, ?, ?)"
            " ON CONFLICT (salon_id, user_id, room_id) DO NOTHING",
            salon_id,
            user_id,
            room_id,
        )


def former_rooms(txn: Txn, salon_id: str, user_id: str) -> frozenset[str]:
    """The rooms someone had before access was lost."""
    rows = txn.rows(
        "SELECT room_id FROM salon_former_rooms WHERE salon_id = ? AND user_id = ?", salon_id, user_id
    )
    return frozenset(row[0] for row in rows)


def forget_former_rooms(txn: Txn, salon_id: str, user_id: str) -> None:
    """They are back in their rooms, or will not come back."""
    txn.run("DELETE FROM salon_former_rooms WHERE salon_id = ? AND user_id = ?", salon_id, user_id)

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Time that is paid ahead (a pass): it begins when the money is there, never renews, and ends by itself: pure rules."""

from typing import Literal

import attrs

from modules.membership.domain.changes import Change, Member
from synapse_salon.clock import DAY_MS
from synapse_salon.money import Money
from synapse_salon.months import MONTHS, months_later
from synapse_salon.people import Standing
from synapse_salon.ports import Plan

TERMS = (1, 3, 6, 12)
"""For how many months one can pay ahead."""
NOTICE_DAYS = (7, 1)
"""So many days before the end of it members are reminded."""


def terms_of(plan: Plan) -> tuple[int, ...]:
    """For how many months a plan can be paid ahead; a plan that is paid by the year, for a year."""
    if plan.interval not in MONTHS or not plan.price:
        return ()
    return tuple(months for months in TERMS if months % MONTHS[plan.interval] == 0)


def price_of(plan: Plan, months: int) -> Money:
    """What so many months of a plan cost."""
    return Money(plan.price.minor * (months // MONTHS[plan.interval]), plan.price.currency)


def at_once(plan: Plan, months: int | None) -> Plan:
    """A plan at what is paid for it at one time; unsaid months, as it renews."""
    return plan if months is None else attrs.evolve(plan, price=price_of(plan, months))


def is_one(member: Member) -> bool:
    """Whether somebody is in on a time that they paid ahead."""
    return member.standing.is_inside and member.pass_months is not None and member.subscription is None


def may_extend(member: Member, plan_id: str) -> bool:
    """Whether somebody who is in may pay ahead for more of the same."""
    return is_one(member) and member.plan_id == plan_id


def begun(change: Change, months: int, now_ms: int) -> Change:
    """Somebody who just came in, for so many months from now."""
    return attrs.evolve(change, member=_until(change.member, months_later(now_ms, months), months))


def extended(member: Member, application_id: str, months: int, now_ms: int) -> Change:
    """They paid for more: it is added to what they have, and they stay."""
    from_ms = max(now_ms, member.paid_through_ms or 0)
    more = _until(member, months_later(from_ms, months), months)
    standing = Standing.ACTIVE if member.disputed_from is None else member.standing
    stays = attrs.evolve(
        more,
        standing=standing,
        application_id=application_id,
        cancel_at_end=False,
        changed_ms=now_ms if member.standing is not standing else member.changed_ms,
    )
    return Change(stays, "pass_extended")


def taken_back(member: Member, length_ms: int, now_ms: int) -> Change:
    """A payment was given back whole: the time it was for is taken off; nothing is left of one that is over then."""
    through_ms = (member.paid_through_ms or 0) - length_ms
    if through_ms > now_ms:
        return Change(attrs.evolve(member, paid_through_ms=through_ms, next_step_ms=through_ms), "paid")
    return _out(
        attrs.evolve(member, paid_through_ms=max(through_ms, member.paid_from_ms or 0)), "refunded", now_ms
    )


def left(member: Member, now_ms: int) -> Change:
    """They leave with the end of what they paid."""
    return Change(
        attrs.evolve(member, standing=Standing.CANCELLING, cancel_at_end=True, changed_ms=now_ms), "cancelled"
    )


def stays(member: Member, now_ms: int) -> Change:
    """They do not leave after all, as long as what they paid lasts."""
    return Change(
        attrs.evolve(member, standing=Standing.ACTIVE, cancel_at_end=False, changed_ms=now_ms),
        "cancel_undone",
    )


def step(member: Member, now_ms: int) -> Change | None:
    """What they paid is used up: the rooms rest, the lobby stays open. Who had decided to leave has left."""
    due = member.next_step_ms is not None and member.next_step_ms <= now_ms
    if not due or not is_one(member) or member.disputed_from is not None:
        return None
    return _out(member, "left" if member.standing is Standing.CANCELLING else "pass_over", now_ms)


def days_left(through_ms: int, now_ms: int) -> int | None:
    """Which reminder it is time for: the nearest of those whose day has come, or None."""
    due = [days for days in NOTICE_DAYS if now_ms >= through_ms - days * DAY_MS]
    return min(due) if due and now_ms < through_ms else None


def _until(member: Member, through_ms: int, months: int) -> Member:
    return attrs.evolve(
        member,
        paid_through_ms=through_ms,
        next_step_ms=through_ms,
        pass_months=months,
        anchor_ms=None,
    )


def _out(member: Member, cause: Literal["left", "pass_over", "refunded"], now_ms: int) -> Change:
    out = attrs.evolve(
        member,
        standing=Standing.LAPSED,
        next_step_ms=None,
        cancel_at_end=False,
        keeps_lobby=cause == "pass_over",
        changed_ms=now_ms,
    )
    return Change(out, cause)

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a member is charged, and when, as things stand: pure."""

from collections.abc import Iterator

import attrs

from modules.membership.domain.changes import Member
from modules.membership.domain.coupons import Redeemed
from synapse_salon.money import Money
from synapse_salon.months import MONTHS, months_later
from synapse_salon.people import Standing
from synapse_salon.ports.salons import Plan

MOST = 12
"""How many charges ahead are told."""


@attrs.frozen
class Charge:
    """One payment to come. `is_due`: its day has passed, and it is not paid yet."""

    at_ms: int
    amount: Money
    plan: Plan
    is_due: bool = False


def upcoming(
    member: Member,
    plan: Plan | None,
    next_plan: Plan | None,
    closes_ms: int | None,
    most: int = MOST,
    redeemed: Redeemed | None = None,
) -> list[Charge]:
    """The next payments of a member, the first first; `next_plan` begins with the next one. `redeemed` is the coupon
    that they joined with.

    A salon that closes takes no payment for a time that ends after it.
    """
    if plan is None or member.subscription is None or member.paid_through_ms is None:
        return []
    if member.disputed_from is not None:
        return []  # nothing is due while a bank decides about what was paid
    if member.standing in (Standing.PAST_DUE, Standing.READ_ONLY):
        due = _due(plan, member.paid_through_ms, redeemed)
        return [Charge(member.paid_through_ms, due, plan, is_due=True)]
    after = next_plan or plan
    if member.standing not in (Standing.ACTIVE, Standing.TRIAL) or not after.price:
        return []
    months = MONTHS.get(after.interval)
    if months is None:
        return []
    same = MONTHS.get(plan.interval) == months
    times = _times(member.anchor_ms if same else None, member.paid_through_ms, months)
    found: list[Charge] = []
    begins = next(times)
    while len(found) < most:
        ends = next(times)
        if closes_ms is not None and ends > closes_ms:
            break
        found.append(Charge(begins, _due(after, begins, redeemed), after))
        begins = ends
    return found


def _due(plan: Plan, at_ms: int, redeemed: Redeemed | None) -> Money:
    return redeemed.due(plan, at_ms) if redeemed is not None else plan.price


def _times(anchor_ms: int | None, first_ms: int, months: int) -> Iterator[int]:
    """From `first_ms` on each time a period begins, counted from the anchor where that leads there: 31 January,
    28 February, 31 March."""
    turn, anchor = 0, first_ms
    if anchor_ms is not None and anchor_ms <= first_ms:
        at = 0
        while months_later(anchor_ms, at * months) < first_ms:
            at += 1
        if months_later(anchor_ms, at * months) == first_ms:
            turn, anchor = at, anchor_ms
    while True:
        yield months_later(anchor, turn * months)
        turn += 1

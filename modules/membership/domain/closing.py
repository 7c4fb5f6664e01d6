# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What becomes of members, subscriptions and payments when their salon closes: pure rules.

From the announcement no payment is taken for a period that ends after the salon; who has paid up to a day before
that stays until the last day without paying. What was paid for the time after it is given back (`to_give_back`).
"""

import attrs

from modules.membership.domain import changes
from modules.membership.domain.changes import SLACK_MS, Change, Member, Terms
from synapse_salon.clock import DAY_MS
from synapse_salon.money import Money
from synapse_salon.months import MONTHS, months_later
from synapse_salon.people import Standing
from synapse_salon.ports.payments import PaidFor, SubscriptionState
from synapse_salon.ports.salons import Interval

ONCE_DAYS = 365
"""How long a payment that opens a salon for good is counted for, where the salon closes."""


@attrs.frozen
class Ending:
    """A member was told that their salon closes. Times in ms."""

    salon_id: str
    user_id: str
    closing_id: str
    closes_ms: int


@attrs.frozen
class Due:
    """Something that a member paid, as the provider told last. `made_ms` is when; `from_ms` to `through_ms` is the
    time it was for, as far as that is known."""

    ref: str
    order_id: str
    salon_id: str
    user_id: str
    amount: Money
    refunded: Money
    made_ms: int
    plan_id: str | None = None
    paid_for: PaidFor = "unknown"
    from_ms: int | None = None
    through_ms: int | None = None


def reaches_beyond(state: SubscriptionState, interval: Interval, closes_ms: int) -> bool:
    """Whether the next payment of a subscription would be for a period that ends after the salon."""
    return months_later(state.period_end_ms, MONTHS.get(interval, 1)) > closes_ms


def paid_time(due: Due, member: Member, interval: Interval) -> tuple[int, int]:
    """From when to when a payment lets its member be in the salon, in ms."""
    if due.from_ms is not None and due.through_ms is not None:
        return due.from_ms, due.through_ms
    if interval not in MONTHS:
        return due.made_ms, due.made_ms + ONCE_DAYS * DAY_MS
    begins, ends = member.paid_from_ms, member.paid_through_ms
    if begins is not None and ends is not None and begins < ends and due.made_ms >= begins - SLACK_MS:
        return begins, ends
    return due.made_ms, months_later(due.made_ms, MONTHS[interval])


def to_give_back(amount: Money, refunded: Money, from_ms: int, through_ms: int, closes_ms: int) -> Money:
    """What of a payment is given back by a salon that closes: the part of the days after its end.

    Days are counted whole and in the member's favour: one that had begun counts as not used, and the part is
    rounded up to the smallest coin. What was given back before is taken off.
    """
    days = -(-(through_ms - from_ms) // DAY_MS)
    unused = min(days, max(0, -(-(through_ms - closes_ms) // DAY_MS)))
    part = -(-amount.minor * unused // days) if days > 0 else 0
    return Money(max(0, min(part, amount.minor - refunded.minor)), amount.currency)


def owed(due: Due, member: Member, interval: Interval, closes_ms: int) -> Money:
    """What of a payment its member gets back when the salon closes then."""
    begins, ends = paid_time(due, member, interval)
    return to_give_back(due.amount, due.refunded, begins, ends, closes_ms)


def subscribed(
    member: Member, state: SubscriptionState, terms: Terms, now_ms: int, ending: Ending | None, by: str
) -> Change:
    """As `changes.subscribed`, where the subscription may have been ended with the salon: that is not the member's
    decision, and they stay until the last day. What the member does themselves (`by`) is."""
    if ending is None or member.cancel_at_end or by == member.user_id or not member.standing.is_inside:
        return changes.subscribed(member, state, terms, now_ms)
    if state.status == "ended":
        return stays_unbilled(member, now_ms)
    told = attrs.evolve(state, cancel_at_end=False)
    return changes.subscribed(member, told, terms, now_ms)


def stays_unbilled(member: Member, now_ms: int) -> Change:
    """Nothing more is taken from them, and they stay; a payment that was due is due no more."""
    owes = member.standing in (Standing.PAST_DUE, Standing.READ_ONLY) and member.disputed_from is None
    stays = attrs.evolve(
        member,
        subscription=None,
        pay_url=None,
        next_step_ms=None,
        overdue_attempts=0,
        standing=Standing.ACTIVE if owes else member.standing,
        changed_ms=now_ms if owes else member.changed_ms,
    )
    return Change(stays, "salon_closing")


def goes_on(member: Member, interval: Interval, now_ms: int) -> Change:
    """The closing was taken back. Whose subscription had ended meanwhile stays as long as they paid, and a week at
    the least, and may then join again."""
    if member.subscription is not None or interval not in MONTHS or not member.standing.is_inside:
        return Change(member, "salon_goes_on")
    if member.pass_months is not None:
        ends_ms = max(member.paid_through_ms or 0, now_ms + 7 * DAY_MS)
        return Change(attrs.evolve(member, paid_through_ms=ends_ms, next_step_ms=ends_ms), "salon_goes_on")
    until_ms = max(member.paid_through_ms or 0, now_ms + 7 * DAY_MS)
    leaves = attrs.evolve(
        member,
        standing=Standing.CANCELLING,
        paid_through_ms=until_ms,
        next_step_ms=until_ms,
        changed_ms=now_ms,
    )
    return Change(leaves, "salon_goes_on")


def out_of_lobby(member: Member) -> Change:
    """Nobody comes back into a closed salon."""
    return Change(attrs.evolve(member, keeps_lobby=False), "salon_closed")

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A member's standing and what changes it: pure rules.

    visitor → applied → trial → active ⇄ past_due → read_only → lapsed
                          └────────┴→ cancelling → lapsed            removed, banned

Each rule takes the member as stored and answers the member as they become, or the same one where
nothing changes. A change of standing is what is recorded and acted upon.
"""

from datetime import date
from typing import Literal

import attrs

from synapse_salon.clock import DAY_MS, HOUR_MS, MINUTE_MS
from synapse_salon.i18n import Language
from synapse_salon.people import Standing
from synapse_salon.ports.payments import SubscriptionState

# A provider's renewal and our clock may differ a little: nobody lapses before this much past the paid time.
SLACK_MS = 2 * HOUR_MS
ASK_AGAIN_MS = 10 * MINUTE_MS

Cause = Literal[
    "applied", "gave_up", "joined", "trial_began", "paid", "dues_failed", "grace_over", "read_only_over",
    "cancelled", "cancel_undone", "left", "ended", "removed", "banned", "readmitted", "account_gone", "refunded",
    "asked", "refused", "consent_refused", "salon_closing", "salon_goes_on", "salon_closed",
    "plan_changed", "disputed", "dispute_won", "dispute_lost", "pass_extended", "pass_over",
]  # fmt: skip


@attrs.frozen
class Member:
    """A person in a salon. Times in ms; see the table's comments.

    `next_plan_id` is the plan that begins with the next paid time; paid times are counted from `anchor_ms`.
    `disputed_from` is how they stood when their bank took a payment back, while that is not decided.
    `pass_months` is how long they paid ahead the last time, None for who pays otherwise.
    """

    salon_id: str
    user_id: str
    standing: Standing
    community_name: str
    language: Language
    changed_ms: int
    plan_id: str | None = None
    application_id: str | None = None
    subscription: str | None = None
    mail: str | None = None
    joined_ms: int | None = None
    paid_from_ms: int | None = None
    paid_through_ms: int | None = None
    cancel_at_end: bool = False
    overdue_attempts: int = 0
    pay_url: str | None = None
    next_step_ms: int | None = None
    keeps_lobby: bool = False
    next_plan_id: str | None = None
    anchor_ms: int | None = None
    disputed_from: str | None = None
    pass_months: int | None = None


@attrs.frozen
class Terms:
    """How patient a house is, in ms."""

    grace_ms: int
    read_only_ms: int


@attrs.frozen
class Change:
    """What a rule makes of a member, and why. `member` equals the old one where nothing changes."""

    member: Member
    cause: Cause


def applied(member: Member, now_ms: int) -> Change:
    """They began to join. Someone who had lapsed stays in the lobby meanwhile."""
    if member.standing in (Standing.VISITOR, Standing.FOLLOWER, Standing.GUEST):
        member = attrs.evolve(member, standing=Standing.APPLIED, changed_ms=now_ms)
    return Change(member, "applied")


def gave_up(member: Member, now_ms: int) -> Change:
    """Their application ended without a payment: as before."""
    if member.standing is Standing.APPLIED:
        member = attrs.evolve(member, standing=Standing.VISITOR, changed_ms=now_ms)
    return Change(member, "gave_up")


def refused(member: Member, now_ms: int) -> Change:
    """The staff did not let them go on: as before."""
    return attrs.evolve(gave_up(member, now_ms), cause="refused")


def joined(
    member: Member, plan_id: str, application_id: str, subscription: str | None, trial: bool, now_ms: int
) -> Change:
    """They paid (or nothing was due): in they come, from wherever they stood."""
    member = attrs.evolve(
        member,
        standing=Standing.TRIAL if trial else Standing.ACTIVE,
        plan_id=plan_id,
        application_id=application_id,
        subscription=subscription,
        joined_ms=now_ms,
        paid_from_ms=now_ms,
        paid_through_ms=None,
        cancel_at_end=False,
        overdue_attempts=0,
        pay_url=None,
        next_step_ms=None,
        keeps_lobby=False,
        next_plan_id=None,
        anchor_ms=None,
        disputed_from=None,
        pass_months=None,
        changed_ms=now_ms,
    )
    return Change(member, "trial_began" if trial else "joined")


def named(member: Member, community_name: str, language: Language, mail: str | None) -> Member:
    """The member under what they filled in this time."""
    return attrs.evolve(member, community_name=community_name, language=language, mail=mail)


def with_period(change: Change, state: SubscriptionState, terms: Terms, now_ms: int) -> Change:
    """Someone who just came in, with the time they paid for.

    News of a first payment may come so late that its subscription is overdue already, or was taken back.
    """
    member = attrs.evolve(
        change.member,
        paid_from_ms=state.period_start_ms,
        paid_through_ms=state.period_end_ms,
        next_step_ms=state.period_end_ms + SLACK_MS,
    )
    since = subscribed(member, state, terms, now_ms)
    return since if since.member.standing is not member.standing else attrs.evolve(change, member=member)


def paid_after_all(
    member: Member, application_id: str, state: SubscriptionState, terms: Terms, now_ms: int
) -> Change:
    """They paid in the very moment in which they went out because they had not: in they are again."""
    may_return = member.standing is Standing.LAPSED and member.application_id == application_id
    if not may_return or state.status not in ("active", "trial"):
        return Change(member, "paid")
    back = attrs.evolve(
        member, standing=Standing.PAST_DUE, subscription=state.ref, keeps_lobby=False, changed_ms=now_ms
    )
    return attrs.evolve(subscribed(back, state, terms, now_ms), cause="paid")


def pays_present_period(member: Member, made_ms: int) -> bool:
    """Whether a payment made then is the one the member's present access rests on; without a subscription there is
    only one."""
    once = member.subscription is None or member.paid_from_ms is None
    return once or made_ms >= (member.paid_from_ms or 0) - SLACK_MS


def subscribed(member: Member, state: SubscriptionState, terms: Terms, now_ms: int) -> Change:
    """What the provider says of the member's subscription now, however often and in whatever order it is told.

    A status the provider has and we do not know changes nothing.
    """
    if not member.standing.is_inside or state.status in ("pending", "unknown"):
        return Change(member, "paid")
    if state.status == "ended":
        return _out(member, "left" if member.cancel_at_end or state.cancel_at_end else "ended", now_ms)
    if member.disputed_from is not None:
        return _disputed(member, state)
    if state.status == "overdue":
        return _overdue(member, state, terms, now_ms)
    standing = Standing.TRIAL if state.status == "trial" else Standing.ACTIVE
    cause: Cause = "paid"
    if state.cancel_at_end:
        standing, cause = Standing.CANCELLING, "cancelled"
    elif member.cancel_at_end:
        cause = "cancel_undone"
    return Change(
        attrs.evolve(
            member,
            standing=standing,
            paid_from_ms=state.period_start_ms,
            paid_through_ms=state.period_end_ms,
            cancel_at_end=state.cancel_at_end,
            overdue_attempts=0,
            pay_url=None,
            next_step_ms=state.period_end_ms + SLACK_MS,
            changed_ms=now_ms if standing is not member.standing else member.changed_ms,
        ),
        cause,
    )


def _disputed(member: Member, state: SubscriptionState) -> Change:
    """Whatever is paid meanwhile: they may read, until it is decided about the payment that was taken back."""
    is_overdue = state.status == "overdue"
    told = attrs.evolve(
        member,
        paid_from_ms=member.paid_from_ms if is_overdue else state.period_start_ms,
        paid_through_ms=state.period_start_ms if is_overdue else state.period_end_ms,
        cancel_at_end=state.cancel_at_end,
        overdue_attempts=state.overdue_attempts,
        pay_url=state.pay_url,
        next_step_ms=state.period_end_ms + SLACK_MS,
    )
    return Change(told, "paid")


def _overdue(member: Member, state: SubscriptionState, terms: Terms, now_ms: int) -> Change:
    told = attrs.evolve(
        member,
        overdue_attempts=max(member.overdue_attempts, state.overdue_attempts),
        pay_url=state.pay_url,
        paid_through_ms=state.period_start_ms,
        cancel_at_end=state.cancel_at_end,
    )
    if member.standing in (Standing.PAST_DUE, Standing.READ_ONLY):
        return Change(told, "dues_failed")
    return Change(
        attrs.evolve(
            told, standing=Standing.PAST_DUE, next_step_ms=now_ms + terms.grace_ms, changed_ms=now_ms
        ),
        "dues_failed",
    )


def step(member: Member, terms: Terms, now_ms: int) -> Change | None:
    """What the clock alone changes; None where the provider is to be asked first (`asks_provider`)."""
    if member.next_step_ms is None or member.next_step_ms > now_ms:
        return None
    if member.standing is Standing.PAST_DUE:
        read_only = attrs.evolve(
            member, standing=Standing.READ_ONLY, next_step_ms=now_ms + terms.read_only_ms, changed_ms=now_ms
        )
        return Change(read_only, "grace_over")
    leaves = Standing.CANCELLING in (member.standing, member.disputed_from)
    if leaves and member.subscription is None:
        return _out(member, "left", now_ms)
    if member.standing is Standing.READ_ONLY and member.disputed_from is None:
        return _out(member, "read_only_over", now_ms)
    return None


def asks_provider(member: Member, now_ms: int) -> bool:
    """Whether the paid time is over and nothing was heard: the news may have been lost."""
    due = member.next_step_ms is not None and member.next_step_ms <= now_ms
    return due and member.subscription is not None and member.standing.is_inside


def ask_later(member: Member, now_ms: int) -> Change | None:
    """The provider had nothing new, or could not be reached: ask again in a while."""
    if not asks_provider(member, now_ms):
        return None
    return Change(attrs.evolve(member, next_step_ms=now_ms + ASK_AGAIN_MS), "asked")


def left_now(member: Member, cause: Cause, now_ms: int) -> Change:
    """They are out at once: a free or one-off membership given up, an account gone, a full refund.

    Who is out already, or barred, stays so: two things may happen to somebody in one moment.
    """
    return _out(member, cause, now_ms) if member.standing.is_inside else Change(member, cause)


def put_out(member: Member, standing: Literal[Standing.REMOVED, Standing.BANNED], now_ms: int) -> Change:
    """Staff showed them the door."""
    out = _out(member, "removed" if standing is Standing.REMOVED else "banned", now_ms)
    return attrs.evolve(out, member=attrs.evolve(out.member, standing=standing))


def readmitted(member: Member, now_ms: int) -> Change:
    """Staff took a removal or a ban back: they may join again."""
    if member.standing in (Standing.REMOVED, Standing.BANNED):
        member = attrs.evolve(member, standing=Standing.LAPSED, changed_ms=now_ms)
    return Change(member, "readmitted")


def _out(member: Member, cause: Cause, now_ms: int) -> Change:
    """Out of the rooms. Only someone whose dues ran out is kept in the lobby: who chose to leave has left."""
    out = attrs.evolve(
        member,
        standing=Standing.LAPSED,
        next_step_ms=None,
        cancel_at_end=False,
        next_plan_id=None,
        disputed_from=None,
        keeps_lobby=cause in ("read_only_over", "ended"),
        changed_ms=now_ms,
    )
    return Change(out, cause)


def lacked_a_payment(cause: str) -> bool:
    """Whether somebody who went out for this cause stays in if it turns out that they had paid."""
    return cause in ("read_only_over", "left")


def leaves_later(member: Member) -> bool:
    """Whether leaving takes effect with the end of what was paid (or of the trial), rather than at once."""
    pays_ahead = member.subscription is not None or member.pass_months is not None
    return pays_ahead and member.standing in (Standing.TRIAL, Standing.ACTIVE)


def may_join(standing: Standing) -> bool:
    """Whether someone of this standing may begin to join."""
    return not standing.is_inside and standing not in (Standing.BANNED, Standing.REMOVED)


def age_on(birth: date, today: date) -> int:
    """Full years. In Japan an age is reached on the day before the birthday; the birthday itself is the safe side."""
    had_birthday = (today.month, today.day) >= (birth.month, birth.day)
    return today.year - birth.year - (0 if had_birthday else 1)


def days(count: int) -> int:
    """Days in ms."""
    return count * DAY_MS

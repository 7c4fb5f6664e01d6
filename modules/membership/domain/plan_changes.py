# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which plan may become which, how, and what a member becomes by it: pure rules.

A plan that costs more counts at once, for the difference of the rest of the paid time, or with the next payment; one
that costs less, or is paid in other intervals, with the next payment, so that nothing that was paid is lost. Free days
go on under the other plan. Where nothing is paid again and again, now or then, it begins on a payment page.
"""

from collections.abc import Sequence
from typing import Literal

import attrs

from modules.membership.domain.changes import Change, Member
from modules.membership.domain.passes import is_one
from synapse_salon.errors import BadInput, Conflict, NotAllowed
from synapse_salon.i18n import t
from synapse_salon.money import Money
from synapse_salon.months import MONTHS
from synapse_salon.people import Standing
from synapse_salon.ports.payments import Line, SubscriptionState
from synapse_salon.ports.salons import Interval, Plan, Salon

Way = Literal["now", "period_end", "checkout"]
State = Literal["prepared", "asked", "done", "declined", "refused", "expired"]


@attrs.frozen
class PlanChange:
    """What a member asked their plan to become. The id is the order id at the payment provider.

    `prepared` until it is confirmed, `asked` until the provider did it or the payment page was paid, then `done`;
    `declined`: the card did not pay; `refused`: it was not possible any more; `expired`: nobody went on with it.
    `line` is what is asked for; `due_now` what is charged at once, as reckoned at `as_of_ms`, and `next_ms` when
    the line's price is charged after that. `confirmation` is the page that was confirmed, word for word.
    """

    id: str
    salon_id: str
    user_id: str
    from_plan: str
    to_plan: str
    way: Way
    subscription: str | None
    line: Line
    due_now: Money
    next_ms: int | None
    as_of_ms: int
    expires_ms: int
    state: State = "prepared"
    confirmation: str | None = None
    confirmation_hash: str | None = None

    @property
    def takes_back(self) -> bool:
        """Whether it takes a change back that was to come."""
        return self.from_plan == self.to_plan


def ways(member: Member, before: Plan, after: Plan) -> tuple[Way, ...]:
    """How a plan may become another one, the usual way first; nothing where it may not."""
    is_trial = member.standing is Standing.TRIAL
    pays = member.subscription is not None
    if is_one(member):
        return ()  # when what they paid is used up, they choose again
    if after.id == before.id or (before.interval in MONTHS) != pays:
        return ()
    if after.interval == "free":
        if before.interval == "once":
            return ()  # what was paid for good is not given up by a press of a button
        return ("period_end",) if pays and not is_trial else ("now",)
    if not pays or after.interval == "once":
        return ("checkout",)
    if is_trial:
        return ("now",)
    if before.interval == after.interval and after.price.minor >= before.price.minor:
        return ("now", "period_end")
    return ("period_end",)


def a_year(plan: Plan) -> int:
    """What a plan costs in a year, in minor units; what is paid once counts whole."""
    return plan.price.minor * (12 // MONTHS[plan.interval] if plan.interval in MONTHS else 1)


def check_may_change(salon: Salon, member: Member | None) -> Member:
    """Somebody who may change their plan now. Raises Conflict."""
    if member is None or not member.standing.is_inside:
        raise Conflict(t("You are not a member of this salon."), "not_a_member")
    if salon.closes_ms is not None:
        raise Conflict(t("This salon closes soon. Plans are not changed any more."), "closing")
    if member.standing in (Standing.PAST_DUE, Standing.READ_ONLY):
        refusal = Conflict(t("A payment is due. Once it is paid you can change your plan."), "payment_due")
        refusal.url = member.pay_url
        raise refusal
    if is_one(member):
        raise Conflict(
            t(
                "You have paid ahead, so your plan stays until that time is over. Then you can choose any plan, and"
                " nothing renews by itself before."
            ),
            "paid_ahead",
        )
    if member.standing is Standing.CANCELLING:
        raise Conflict(
            t("You are about to leave. Decide to stay first, and then change your plan."), "leaving"
        )
    return member


def check_way(member: Member, before: Plan | None, after: Plan | None, way: Way | None) -> tuple[Plan, Way]:
    """The plan and the way of a change. Raises BadInput."""
    possible = (
        ways(member, before, after) if before is not None and after is not None and after.is_offered else ()
    )
    if after is None or not possible:
        raise BadInput(
            t("Your plan cannot become this one."),
            {"plan": t("Please choose one of the plans that are shown.")},
        )
    chosen = way or possible[0]
    if chosen not in possible:
        raise BadInput(
            t("This change is not possible in this way."),
            {"when": t("One of these would work: {expected}.", expected=", ".join(possible))},
        )
    return after, chosen


def check_age(band: str, before: Plan, after: Plan) -> None:
    """Somebody under 18 stays within what was agreed to for them (民法 5条). Raises NotAllowed."""
    if band == "under_18" and a_year(after) > a_year(before):
        raise NotAllowed(
            t("Under 18, a plan that costs more needs the consent of a parent or guardian."),
            "guardian_needed",
        )


def line_of(salon: Salon, before: Plan, after: Plan) -> Line:
    """What is asked for at the provider. Nothing at all is a line of the present interval, too: it is ended once it
    has begun."""
    interval: Interval = after.interval
    if interval == "free":
        interval = before.interval if before.interval in MONTHS else "month"
    return Line(f"{salon.title} – {after.name}", after.price, interval, after.id)


def followed(change: Change, state: SubscriptionState, plans: Sequence[Plan]) -> Change:
    """The member with the plan that their subscription is for. Who has one that costs nothing has no subscription
    any more: it is ended."""
    member = change.member
    is_theirs = member.standing.is_inside and member.subscription == state.ref
    if not is_theirs or state.status in ("pending", "unknown", "ended"):
        return change
    known = {plan.id: plan for plan in plans}
    after = attrs.evolve(
        member,
        next_plan_id=state.next_price_key if state.next_price_key in known else None,
        anchor_ms=state.anchor_ms if state.anchor_ms is not None else member.anchor_ms,
    )
    plan = known.get(state.price_key)
    if plan is None or plan.id == member.plan_id:
        return attrs.evolve(change, member=after)
    after = attrs.evolve(after, plan_id=plan.id)
    if plan.interval == "free":
        after = without_payments(after)
    return attrs.evolve(change, member=after, cause="plan_changed")


def without_payments(member: Member) -> Member:
    """The member on a plan for which nothing is paid."""
    return attrs.evolve(
        member,
        standing=Standing.ACTIVE,
        subscription=None,
        pay_url=None,
        paid_through_ms=None,
        next_step_ms=None,
        next_plan_id=None,
        anchor_ms=None,
    )


def may_arrive(member: Member, change: PlanChange) -> bool:
    """Whether a change that was paid on a payment page still finds the member as it was asked for."""
    return member.standing in (Standing.ACTIVE, Standing.TRIAL) and member.plan_id == change.from_plan


def arrived(before: Member, change: Change) -> Change:
    """Somebody who paid on a payment page, as `changes.joined` has them: a member since they joined."""
    cause = "plan_changed" if change.cause in ("joined", "trial_began") else change.cause
    return attrs.evolve(change, member=attrs.evolve(change.member, joined_ms=before.joined_ms), cause=cause)

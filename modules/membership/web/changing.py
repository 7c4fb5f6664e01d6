# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Another plan, by the API and on pages: choose, check, confirm."""

from typing import Any, Literal

from modules.membership.domain.plan_changes import PlanChange, State, Way
from modules.membership.domain.plan_words import proposal_text, six_items
from modules.membership.service.house import MembershipHouse
from modules.membership.web.find import find_known_salon
from synapse_salon.errors import BadInput, Conflict, NotAllowed, NotFound, Unavailable
from synapse_salon.i18n import t
from synapse_salon.ports import Plan, Salon, Salons
from synapse_salon.web import Amount, Body, Call, Page, Redirect, Routes, View, Who

When = Literal["now", "period_end", "checkout"]


class PlanChoice(Body):
    """Another plan. `when` is how: `now`, `period_end` (with the next payment) or `checkout` (on a payment page);
    unsaid, the usual way."""

    plan: str
    when: When | None = None


class OptionView(View):
    """A plan that one may change to, and how, the usual way first."""

    plan: str
    name: str
    ways: list[Way]


class OptionList(View):
    """The present plan, the one to come, if any, and what one may change to."""

    plan: str | None
    next_plan: str | None
    options: list[OptionView]


class Said(View):
    """One item of what is confirmed, in words."""

    name: str
    lines: list[str]


class PlanChangeView(View):
    """A change of plan. `due_now` is charged at once, tax included, and `next` at `next_ms` (ms) and from then on.

    `status` is prepared (to be confirmed by `confirm_by_ms`), asked (on its way, or to be paid at `pay_url`), done,
    declined (the card did not pay), refused or expired. `says` is what is confirmed.
    """

    id: str
    plan_before: str
    plan: str
    when: Way
    status: State
    due_now: Amount
    next: Amount
    next_ms: int | None
    confirm_by_ms: int
    pay_url: str | None = None
    says: list[Said]


def plan_change_routes(salons: Salons, house: MembershipHouse) -> Routes:
    """Below `s/{slug}/me` and `v1/salons/{slug}/me`: plan, plan changes."""
    routes = Routes("plans of members")

    async def known(call: Call[Any, Any]) -> Salon:
        return await find_known_salon(salons, house, call.path["slug"], call.person)

    async def found(call: Call[Any, Any], salon: Salon) -> PlanChange:
        return await house.changing.get(call.path["change"], salon, call.person)

    async def view(call: Call[Any, Any], salon: Salon, change: PlanChange) -> PlanChangeView:
        proposal = await house.plan_news.proposal(salon, change, call.language)
        items = six_items(proposal)
        return PlanChangeView(
            id=change.id,
            plan_before=change.from_plan,
            plan=change.to_plan,
            when=change.way,
            status=change.state,
            due_now=Amount.of(change.due_now),
            next=Amount.of(change.line.price),
            next_ms=change.next_ms,
            confirm_by_ms=change.expires_ms,
            pay_url=await house.changing.pay_url(change) if change.state == "asked" else None,
            says=[
                Said(name=call.say(item.name), lines=[call.say(line) for line in item.lines])
                for item in items
            ],
        )

    async def confirmed(call: Call[Any, Any], salon: Salon, change: PlanChange) -> PlanChange:
        proposal = await house.plan_news.proposal(salon, change, call.language)
        return await house.changing.confirm(salon, change, proposal_text(proposal, call.say))

    @routes.get(
        "v1/salons/{slug}/me/plan",
        says="Shows the plan of the person who asks, and which ones it may become.",
        returns=OptionList,
        errors=(Conflict, NotFound),
    )
    async def options(call: Call[None]) -> OptionList:
        salon = await known(call)
        possible = await house.changing.options(salon, call.person)
        member = await house.records.get(salon.id, call.person)
        return OptionList(
            plan=member.plan_id if member is not None else None,
            next_plan=member.next_plan_id if member is not None else None,
            options=[
                OptionView(plan=option.plan.id, name=option.plan.name, ways=list(option.ways))
                for option in possible
            ],
        )

    @routes.post(
        "v1/salons/{slug}/me/plan-changes",
        says="Reckons what another plan costs, to be looked at and confirmed. Nothing is charged.",
        body=PlanChoice,
        returns=PlanChangeView,
        errors=(BadInput, Conflict, NotAllowed, NotFound, Unavailable),
    )
    async def prepare(call: Call[PlanChoice]) -> PlanChangeView:
        salon = await known(call)
        change = await house.changing.prepare(salon, call.person, call.body.plan, call.body.when)
        return await view(call, salon, change)

    @routes.get(
        "v1/salons/{slug}/me/plan-changes/{change}",
        says="Shows a change of plan of the person who asks.",
        returns=PlanChangeView,
        errors=(NotFound,),
    )
    async def show(call: Call[None]) -> PlanChangeView:
        salon = await known(call)
        return await view(call, salon, await found(call, salon))

    @routes.post(
        "v1/salons/{slug}/me/plan-changes/{change}/confirm",
        says="Confirms a change of plan; what is due now is charged, or paid at `pay_url`.",
        returns=PlanChangeView,
        errors=(BadInput, Conflict, NotFound, Unavailable),
        idempotent=True,
    )
    async def confirm(call: Call[None]) -> PlanChangeView:
        salon = await known(call)
        return await view(call, salon, await confirmed(call, salon, await found(call, salon)))

    @routes.delete(
        "v1/salons/{slug}/me/next-plan",
        says="Takes back the plan that was to begin with the next payment.",
        returns=PlanChangeView,
        errors=(Conflict, NotFound),
    )
    async def undo(call: Call[None]) -> PlanChangeView:
        salon = await known(call)
        return await view(call, salon, await house.changing.undo(salon, call.person))

    async def chosen(
        call: Call[Any, Any], problems: Any = None, given: Any = None, status: int = 200
    ) -> Page | Redirect:
        salon = await known(call)
        member = await house.records.get(salon.id, call.person)
        under_way = await house.changing.under_way(salon, call.person)
        if under_way is not None:
            return Redirect(f"s/{salon.slug}/me/plan/{under_way.id}")
        try:
            possible = await house.changing.options(salon, call.person)
            why_not = None
        except Conflict as refusal:
            if refusal.reason == "not_a_member":
                raise
            possible, why_not = [], refusal.text
        plans: dict[str, Plan] = {plan.id: plan for plan in await salons.plans(salon.id)}
        values = {
            "salon": salon,
            "member": member,
            "plan": plans.get(member.plan_id or "") if member is not None else None,
            "next_plan": plans.get(member.next_plan_id or "") if member is not None else None,
            "options": [one for one in possible if member is None or one.plan.id != member.next_plan_id],
            "why_not": why_not,
        }
        return Page("membership/plan.html", t("Your plan"), values, status=status, salon=salon)

    async def again(call: Call[Any, Any], problems: Any, given: Any) -> Page:
        page = await chosen(call)
        if isinstance(page, Redirect):
            raise Conflict(t("A change of your plan is on its way already."), "changing")
        return page

    routes.page("s/{slug}/me/plan", who=Who.SIGNED_IN)(chosen)

    @routes.form("s/{slug}/me/plan", body=PlanChoice, who=Who.SIGNED_IN, again=again)
    async def choose(call: Call[PlanChoice]) -> Redirect:
        salon = await known(call)
        try:
            change = await house.changing.prepare(salon, call.person, call.body.plan, call.body.when)
        except NotAllowed as refusal:
            if refusal.reason != "guardian_needed":
                raise
            return Redirect(f"s/{salon.slug}/me/guardian?plan={call.body.plan}")
        return Redirect(f"s/{salon.slug}/me/plan/{change.id}")

    @routes.form("s/{slug}/me/keep-plan", who=Who.SIGNED_IN)
    async def keep(call: Call[None]) -> Redirect:
        salon = await known(call)
        change = await house.changing.undo(salon, call.person)
        return Redirect(f"s/{salon.slug}/me/plan/{change.id}")

    async def shown(call: Call[Any, Any], salon: Salon, change: PlanChange) -> Page:
        proposal = await house.plan_news.proposal(salon, change, call.language)
        values = {
            "salon": salon,
            "before": proposal.before,
            "after": proposal.after,
            "change": change,
            "starts": proposal.starts,
            "items": six_items(proposal),
            "pay_url": await house.changing.pay_url(change) if change.state == "asked" else None,
        }
        template = "confirm" if change.state == "prepared" else "outcome"
        return Page(f"membership/plan_{template}.html", t("Your plan"), values, salon=salon)

    @routes.page("s/{slug}/me/plan/{change}", who=Who.SIGNED_IN)
    async def look_over(call: Call[None]) -> Page:
        salon = await known(call)
        return await shown(call, salon, await found(call, salon))

    @routes.page("s/{slug}/me/plan/{change}/done", who=Who.SIGNED_IN)
    async def done(call: Call[None]) -> Page:
        salon = await known(call)
        return await shown(call, salon, await house.changing.settled(salon, await found(call, salon)))

    @routes.form("s/{slug}/me/plan/{change}", who=Who.SIGNED_IN)
    async def go_on(call: Call[None]) -> Redirect:
        salon = await known(call)
        change = await confirmed(call, salon, await found(call, salon))
        pay_url = await house.changing.pay_url(change) if change.way == "checkout" else None
        return Redirect(pay_url or f"s/{salon.slug}/me/plan/{change.id}", saved=False)

    return routes

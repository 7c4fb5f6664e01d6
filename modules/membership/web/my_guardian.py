# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A member under 18 who wants another plan names the guardian who is asked about it."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from modules.membership.service.house import MembershipHouse
from modules.membership.web.find import find_known_salon
from modules.membership.web.views import ConsentView, consent_view
from synapse_salon.errors import BadInput, Conflict, NotAllowed, NotFound, TooMany
from synapse_salon.i18n import Text, t
from synapse_salon.ports import Salons
from synapse_salon.web import Body, Call, Page, Redirect, Routes, Who

PlanId = Annotated[str, Field(max_length=100)]
PATH = "s/{slug}/me/guardian"


class PlanQuery(Body):
    """Which plan it is about."""

    plan: PlanId = ""


class GuardianWish(Body):
    """Who is asked, and about which plan."""

    plan: PlanId
    guardian_mail: Annotated[str, Field(max_length=254)] = ""


def my_guardian_routes(salons: Salons, house: MembershipHouse) -> Routes:
    """`s/{slug}/me/guardian` and `v1/salons/{slug}/me/guardian`."""
    routes = Routes("my guardian")

    @routes.post(
        "v1/salons/{slug}/me/guardian",
        says="Asks a parent or guardian whether a member under 18 may change to another plan.",
        body=GuardianWish,
        returns=ConsentView,
        errors=(BadInput, Conflict, NotAllowed, NotFound, TooMany),
    )
    async def ask(call: Call[GuardianWish]) -> ConsentView:
        salon = await find_known_salon(salons, house, call.path["slug"], call.person)
        new = call.body
        await house.consents.ask_for_change(salon, call.person, new.plan, new.guardian_mail or None)
        asked = await house.consents.asked_of(salon, call.person)
        if asked is None:
            raise Conflict(t("This was answered already, or the application has ended."), "already_answered")
        return consent_view(asked)

    async def show(
        call: Call[Any, Any],
        plan_id: str,
        problems: Mapping[str, Text],
        given: Mapping[str, str],
        status: int,
    ) -> Page:
        salon = await find_known_salon(salons, house, call.path["slug"], call.person)
        if not (await house.members.standing(salon.id, call.person)).is_inside:
            raise Conflict(t("You are not a member of this salon."), "not_a_member")
        plans = {plan.id: plan for plan in await salons.plans(salon.id) if plan.is_offered}
        asked = await house.consents.asked_of(salon, call.person)
        plan = plans.get(plan_id or (asked.plan_id if asked is not None else ""))
        if plan is None:
            raise NotFound(t("There is no such plan."), "no_such_plan")
        values = {
            "salon": salon,
            "plan": plan,
            "asked": asked if asked is not None and asked.plan_id == plan.id else None,
            "problems": problems,
            "given": given,
        }
        return Page("membership/my_guardian.html", t("Your plan"), values, status=status, salon=salon)

    @routes.page(PATH, query=PlanQuery, who=Who.SIGNED_IN)
    async def page(call: Call[None, PlanQuery]) -> Page:
        return await show(call, call.query.plan, {}, {}, 200)

    async def again(call: Call[Any, Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await show(call, given.get("plan", ""), problems, given, 400)

    @routes.form(PATH, body=GuardianWish, who=Who.SIGNED_IN, again=again)
    async def name(call: Call[GuardianWish]) -> Redirect:
        salon = await find_known_salon(salons, house, call.path["slug"], call.person)
        new = call.body
        try:
            await house.consents.ask_for_change(salon, call.person, new.plan, new.guardian_mail or None)
        except NotAllowed as refusal:
            if refusal.reason != "guardian_needed":
                raise
            raise BadInput(refusal.text, {"guardian_mail": refusal.text}) from None
        return Redirect(f"s/{salon.slug}/me/guardian?plan={new.plan}")

    return routes

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk's page of those who want to come in."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from modules.membership.domain.words import AGES, YES_NO
from modules.membership.service.house import MembershipHouse
from synapse_salon.i18n import Text, t
from synapse_salon.ports import Salons
from synapse_salon.web import Body, Call, Page, Prose, Redirect, Routes, Who


class Answered(Body):
    """What staff decide about an application."""

    act: Literal["approve", "refuse"]
    reason: Annotated[Prose, Field(max_length=2000)] = ""


def applications_routes(salons: Salons, house: MembershipHouse) -> Routes:
    """`s/{slug}/desk/applications`."""
    routes = Routes("applications")

    async def show(call: Call[Any]) -> Page:
        salon = await salons.find(call.path["slug"])
        asked = await house.entrance.asked(salon, call.person)
        entry = await house.entrance.entry(salon.id)
        given = {application.id: await house.invited.given(application.id) for application in asked}
        values = {
            "salon": salon,
            "asked": asked,
            "inviters": {key: one.inviter for key, one in given.items() if one is not None},
            "consent": await house.entrance.at_guardians(salon, call.person),
            "queued": await house.entrance.queued(salon, call.person),
            "labels": {question.key: question.label for question in entry.questions},
            "yes_no_keys": {question.key for question in entry.questions if question.kind == "yes_no"},
            "yes_no": YES_NO,
            "plans": {plan.id: plan for plan in await salons.plans(salon.id)},
            "age_words": AGES,
        }
        title = t("Who wants to join {title}", title=salon.title)
        return Page("membership/applications.html", title, values, salon=salon)

    async def again(call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await show(call)

    @routes.page("s/{slug}/desk/applications", who=Who.SIGNED_IN)
    async def applications(call: Call[None]) -> Page:
        return await show(call)

    @routes.page("s/{slug}/desk/applications/{application}", who=Who.SIGNED_IN)
    async def back(call: Call[None]) -> Redirect:
        return Redirect(f"s/{call.path['slug']}/desk/applications")

    @routes.form("s/{slug}/desk/applications/{application}", body=Answered, who=Who.SIGNED_IN, again=again)
    async def answer(call: Call[Answered]) -> Redirect:
        salon = await salons.find(call.path["slug"])
        is_approved = call.body.act == "approve"
        await house.entrance.answer(
            salon, call.person, call.path["application"], is_approved, call.body.reason
        )
        return Redirect(f"s/{salon.slug}/desk/applications", saved=True)

    return routes

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page on which members who paid ahead pay for more."""

from collections.abc import Mapping
from typing import Any

from modules.membership.domain.passes import terms_of
from modules.membership.service.house import MembershipHouse
from modules.membership.web.find import find_known_salon
from synapse_salon.i18n import Text, t
from synapse_salon.ports import Salons
from synapse_salon.web import Body, Call, Page, Redirect, Routes, Who

PATH = "s/{slug}/me/pass"


class PassForm(Body):
    """By which means, and for how many months."""

    means: str = ""
    months: int | None = None


def pass_routes(salons: Salons, house: MembershipHouse) -> Routes:
    """`s/{slug}/me/pass`."""
    routes = Routes("passes")

    async def show(call: Call[Any]) -> Page:
        salon = await find_known_salon(salons, house, call.path["slug"], call.person)
        member, plan = await house.passes.plan_of(salon, call.person)
        values = {
            "salon": salon,
            "member": member,
            "plan": plan,
            "means": [
                (one.key, one.words, "") for one in await house.means.of_salon(salon.id) if not one.renews
            ],
            "terms": [(str(term), str(term)) for term in terms_of(plan)],
            "begun": await house.joining.open_application(salon, call.person),
        }
        return Page("membership/pass.html", t("Pay ahead for more"), values, salon=salon)

    routes.page(PATH, who=Who.SIGNED_IN)(show)

    async def again(call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await show(call)

    @routes.form(PATH, body=PassForm, who=Who.SIGNED_IN, again=again)
    async def pay_ahead(call: Call[PassForm]) -> Redirect:
        salon = await find_known_salon(salons, house, call.path["slug"], call.person)
        form = call.body
        application = await house.passes.prepare(salon, call.person, form.means or None, form.months)
        return Redirect(f"s/{salon.slug}/join/{application.id}")

    return routes

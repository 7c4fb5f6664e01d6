# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Page and API of the interests that are offered to choose from."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from modules.people.domain.profile import MOST_OFFERED, listed_in
from modules.people.service.offering import Offering
from modules.people.web.bodies import Labels
from synapse_salon.errors import BadInput, NotAllowed, NotFound
from synapse_salon.i18n import Text, t
from synapse_salon.platform import Platform
from synapse_salon.web import Body, Call, Page, Prose, Redirect, Routes, View, Who


class OfferBody(Body):
    """The interests that newcomers are offered to choose from, in their order."""

    interests: Labels


class OfferForm(Body):
    """The same from the page: one in a line, or with commas between."""

    interests: Annotated[Prose, Field(max_length=3000)] = ""


class OfferView(View):
    """What is offered."""

    interests: list[str]


def offering_routes(platform: Platform, offering: Offering) -> Routes:
    """`s/{slug}/desk/interests` and `PUT v1/salons/{slug}/interests`."""
    routes = Routes("people")
    platform.web.menus.add_on_desk(
        t("Interests to choose from"), "interests", offering.may_offer, "people", order=26
    )

    @routes.put(
        "v1/salons/{slug}/interests",
        says="Sets the interests that members of a salon are offered to choose from, by its staff.",
        body=OfferBody,
        returns=OfferView,
        errors=(BadInput, NotAllowed, NotFound),
    )
    async def offer(call: Call[OfferBody]) -> OfferView:
        kept = await offering.offer(call.path["slug"], call.person, call.body.interests)
        return OfferView(interests=list(kept))

    async def page(call: Call[Any, Any]) -> Page:
        salon = await offering.at_desk(call.path["slug"], call.person)
        values = {"salon": salon, "offered": await offering.of_salon(salon), "most": MOST_OFFERED}
        return Page("people/offered.html", t("Interests to choose from"), values, salon=salon)

    async def again(call: Call[Any, Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await page(call)

    @routes.page("s/{slug}/desk/interests", who=Who.SIGNED_IN)
    async def show(call: Call[None]) -> Page:
        return await page(call)

    @routes.form("s/{slug}/desk/interests", body=OfferForm, who=Who.SIGNED_IN, again=again)
    async def save(call: Call[OfferForm]) -> Redirect:
        await offering.offer(call.path["slug"], call.person, listed_in(call.body.interests))
        return Redirect(f"s/{call.path['slug']}/desk/interests")

    return routes

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a salon wants of private messages and guests: its API and its page at the desk."""

from collections.abc import Mapping
from typing import Any

from modules.salons.service.house import SalonsHouse
from modules.salons.web.words import DM_WORDS, GUESTS_WORDS
from synapse_salon.errors import BadInput, Conflict, NotAllowed, NotFound
from synapse_salon.i18n import Text, t
from synapse_salon.people import Act
from synapse_salon.platform import Platform
from synapse_salon.ports.asks import Asks
from synapse_salon.ports.salons import Dm, Guests, Policies, Salon
from synapse_salon.web import Body, Call, Page, Redirect, Routes, View, Who


class PoliciesWish(Body):
    """What shall hold; what is left out stays as it is."""

    dm: Dm | None = None
    guests: Guests | None = None


class PoliciesForm(Body):
    """What shall hold."""

    dm: Dm
    guests: Guests


class PoliciesView(View):
    """What holds. `dm`: who may write to whom privately; `guests`: who else may come into single rooms."""

    salon: str
    dm: Dm
    guests: Guests


def policy_routes(platform: Platform, house: SalonsHouse) -> Routes:
    """`v1/salons/{slug}/policies` and `s/{slug}/desk/policies`."""
    routes = Routes("policies")

    def view(salon: Salon, policies: Policies) -> PoliciesView:
        return PoliciesView(salon=salon.slug, dm=policies.dm, guests=policies.guests)

    @routes.get(
        "v1/salons/{slug}/policies",
        says="Shows what a salon wants of private messages and guests, to its staff.",
        returns=PoliciesView,
        errors=(NotAllowed, NotFound),
    )
    async def show(call: Call[None]) -> PoliciesView:
        salon = await house.lookups.allowed(call.path["slug"], call.person, Act.ENTER_STAFF_ROOM)
        return view(salon, await house.lookups.policies(salon))

    @routes.put(
        "v1/salons/{slug}/policies",
        says="Sets what a salon wants of private messages and guests; every change is kept with who made it.",
        body=PoliciesWish,
        returns=PoliciesView,
        errors=(BadInput, Conflict, NotAllowed, NotFound),
    )
    async def put(call: Call[PoliciesWish]) -> PoliciesView:
        wish = call.body
        return view(*await house.policies.change(call.path["slug"], call.person, wish.dm, wish.guests))

    @routes.page("s/{slug}/desk/policies", who=Who.SIGNED_IN)
    async def page(call: Call[Any]) -> Page:
        salon = await house.lookups.allowed(call.path["slug"], call.person, Act.EDIT_PAGE)
        values = {
            "salon": salon,
            "policies": await house.lookups.policies(salon),
            "changes": await house.policies.history(salon),
            "held": platform.want(Asks) is not None,  # by modules.messages, which provides it
            "dms": [(key, *words) for key, words in DM_WORDS.items()],
            "guests": [(key, *words) for key, words in GUESTS_WORDS.items()],
            "dm_words": {key: words for key, (words, _) in DM_WORDS.items()},
            "guests_words": {key: words for key, (words, _) in GUESTS_WORDS.items()},
        }
        title = t("Messages and guests of {title}", title=salon.title)
        return Page("salons/policies.html", title, values, salon=salon)

    async def page_again(call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await page(call)

    @routes.form("s/{slug}/desk/policies", body=PoliciesForm, who=Who.SIGNED_IN, again=page_again)
    async def change(call: Call[PoliciesForm]) -> Redirect:
        await house.policies.change(call.path["slug"], call.person, call.body.dm, call.body.guests)
        return Redirect(f"s/{call.path['slug']}/desk/policies")

    return routes

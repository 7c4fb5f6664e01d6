# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Another card for a membership: by the API, and by a button where a person's payments stand."""

from modules.membership.service.house import MembershipHouse
from modules.membership.web.find import find_known_salon
from synapse_salon.errors import Conflict, NotFound, Unavailable
from synapse_salon.ports import Salons
from synapse_salon.web import Call, Redirect, Routes, View, Who


class NewCardPage(View):
    """Another card is given at `pay_url`, a page of the payment service; what is due is paid there."""

    pay_url: str


def new_card_routes(salons: Salons, house: MembershipHouse) -> Routes:
    """`s/{slug}/me/card` and the same by the API."""
    routes = Routes("new_card")

    @routes.post(
        "v1/salons/{slug}/me/card",
        says="Begins to give another card for the membership of the person who asks.",
        returns=NewCardPage,
        errors=(Conflict, NotFound, Unavailable),
    )
    async def begin(call: Call[None]) -> NewCardPage:
        salon = await find_known_salon(salons, house, call.path["slug"], call.person)
        return NewCardPage(pay_url=await house.new_card.start(salon, call.person, call.language))

    @routes.form("s/{slug}/me/card", who=Who.SIGNED_IN)
    async def begin_on_page(call: Call[None]) -> Redirect:
        salon = await find_known_salon(salons, house, call.path["slug"], call.person)
        return Redirect(await house.new_card.start(salon, call.person, call.language))

    return routes

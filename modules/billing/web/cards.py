# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A person's cards: by the API and on the page of their payments."""

from modules.billing.service.cards import MyCards
from synapse_salon.errors import Conflict, NotFound, Unavailable
from synapse_salon.ports.cards import SavedCard
from synapse_salon.web import Call, Redirect, Routes, View, Who


class CardView(View):
    """A card that the payment service keeps. It is good to the end of the month `expires` (YYYY-MM)."""

    card: str
    brand: str
    last4: str
    expires: str


class CardPage(View):
    """A card is given to be kept at `pay_url`, a page of the payment service. Nothing is paid there."""

    pay_url: str


def card_view(card: SavedCard) -> CardView:
    """A card as the API tells it."""
    return CardView(card=card.ref, brand=card.brand, last4=card.last4, expires=card.expires)


def card_routes(cards: MyCards) -> Routes:
    """`v1/me/cards` and the forms of `me/billing`."""
    routes = Routes("my_cards")

    @routes.post(
        "v1/me/cards",
        says="Begins to keep a card of the person who asks: they give it at `pay_url`.",
        returns=CardPage,
        errors=(Conflict, Unavailable),
    )
    async def begin(call: Call[None]) -> CardPage:
        return CardPage(pay_url=await cards.start(call.person, call.language))

    @routes.delete(
        "v1/me/cards/{card}",
        says="Forgets a card of the person who asks.",
        errors=(Conflict, NotFound, Unavailable),
    )
    async def forget(call: Call[None]) -> None:
        await cards.forget(call.person, call.path["card"])

    @routes.form("me/billing/keep-card", who=Who.SIGNED_IN)
    async def begin_on_page(call: Call[None]) -> Redirect:
        return Redirect(await cards.start(call.person, call.language))

    @routes.form("me/billing/cards/{card}/forget", who=Who.SIGNED_IN)
    async def forget_on_page(call: Call[None]) -> Redirect:
        await cards.forget(call.person, call.path["card"])
        return Redirect("me/billing")

    return routes

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The picture that goes with a salon's address where somebody shares it."""

from modules.salons.domain.cards import draw, font_file
from modules.salons.service.house import SalonsHouse
from synapse_salon.errors import NotFound
from synapse_salon.i18n import t
from synapse_salon.platform import Platform
from synapse_salon.web import Call, Raw, Routes

_FOR_GOOD = {"Cache-Control": "public, max-age=31536000, immutable"}


def sharing_routes(platform: Platform, house: SalonsHouse) -> Routes:
    """`s/{slug}/card/{review_id}`: of the public words only, under the id of the review that approved them."""
    routes = Routes("sharing")
    font = font_file(None)

    @routes.page("s/{slug}/card/{review_id}")
    async def card(call: Call[None]) -> Raw:
        salon = await house.lookups.visible(call.path["slug"], None)
        public = await house.reviews.public(salon.id)
        if public is None or public[0] != call.path["review_id"]:
            raise NotFound(t("There is no such picture."), "no_such_card")
        picture = await platform.api.defer_to_thread(draw, public[1].title, salon.accent, font)
        return Raw("image/png", picture, headers=_FOR_GOOD)

    return routes

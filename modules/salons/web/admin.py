# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The admin API: who reviews, and the reviews."""

from typing import Literal

from modules.salons.service.house import SalonsHouse
from modules.salons.web import views
from synapse_salon.errors import BadInput, Conflict, NotAllowed, NotFound
from synapse_salon.web import Call, Routes, Who


def admin_routes(house: SalonsHouse) -> Routes:
    """Routes below v1/admin. Reviews are open to reviewers too, the rest to server administrators only."""
    routes = Routes("admin")

    @routes.get(
        "v1/admin/reviews",
        says="Lists the pages that wait for a decision, to reviewers.",
        returns=views.ReviewList,
        errors=(NotAllowed,),
    )
    async def waiting(call: Call[None]) -> views.ReviewList:
        found = await house.reviews.waiting(call.person)
        return views.ReviewList(reviews=[views.review_view(review, salon) for review, salon in found])

    async def decide(
        call: Call[views.Decision], decision: Literal["approved", "refused"]
    ) -> views.ReviewView:
        await house.reviews.decide(call.person, call.path["review_id"], decision, call.body.reason)
        review, salon, _ = await house.reviews.one(call.person, call.path["review_id"])
        return views.review_view(review, salon)

    @routes.post(
        "v1/admin/reviews/{review_id}/approve",
        says="Publishes a page. Not for those who wrote it or work for its salon.",
        body=views.Decision,
        returns=views.ReviewView,
        errors=(Conflict, NotAllowed, NotFound),
    )
    async def approve(call: Call[views.Decision]) -> views.ReviewView:
        return await decide(call, "approved")

    @routes.post(
        "v1/admin/reviews/{review_id}/refuse",
        says="Sends a page back with a reason.",
        body=views.Decision,
        returns=views.ReviewView,
        errors=(Conflict, NotAllowed, NotFound),
    )
    async def refuse(call: Call[views.Decision]) -> views.ReviewView:
        return await decide(call, "refused")

    @routes.put(
        "v1/admin/reviewers/{user_id}",
        says="Makes a person a reviewer of landing pages.",
        who=Who.SERVER_ADMIN,
        errors=(BadInput, NotFound),
    )
    async def add_reviewer(call: Call[None]) -> None:
        await house.roles.set_reviewer(call.person, call.path["user_id"], True)

    @routes.delete(
        "v1/admin/reviewers/{user_id}",
        says="Lets a person review no longer.",
        who=Who.SERVER_ADMIN,
    )
    async def remove_reviewer(call: Call[None]) -> None:
        await house.roles.set_reviewer(call.person, call.path["user_id"], False)

    return routes

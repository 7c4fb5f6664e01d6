# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk: members, as their salon's staff see them on a page."""

from modules.membership.house import MembershipHouse
from modules.membership.standings import standing_words
from modules.membership.web import views
from modules.membership.web.find import find_salon
from modules.membership.web.staff import next_place, place_in_list
from synapse_salon.i18n import t
from synapse_salon.people import Standing
from synapse_salon.ports import Salons
from synapse_salon.web import Body, Call, Page, Redirect, Routes, Who


class Act(Body):
    """What staff do about a member, and why."""

    act: str
    reason: str = ""


def desk_routes(salons: Salons, house: MembershipHouse) -> Routes:
    """`s/{slug}/desk/members`."""
    routes = Routes("desk")

    @routes.page("s/{slug}/desk/members", who=Who.SIGNED_IN, query=views.MembersQuery)
    async def members(call: Call[None, views.MembersQuery]) -> Page:
        salon = await find_salon(salons, call.path["slug"])
        query = call.query
        wanted = (query.status,) if query.status is not None else ()
        found = await house.care.members(salon, call.person, wanted, place_in_list(query.from_), query.limit)
        values = {
            "salon": salon,
            "members": found,
            "plans": {plan.id: plan for plan in await salons.plans(salon.id)},
            "counts": await house.care.counts(salon, call.person),
            "status": query.status,
            "standing_words": standing_words,
            "next": next_place(found[-1]) if len(found) == query.limit else None,
        }
        return Page(
            "membership/members.html",
            t("Members of {title}", title=salon.title),
            values,
            salon_style=salon.accent,
        )

    @routes.page("s/{slug}/desk/members/{user_id}", who=Who.SIGNED_IN)
    async def member(call: Call[None]) -> Page:
        salon = await find_salon(salons, call.path["slug"])
        history = await house.care.history(salon, call.person, call.path["user_id"])
        values = {
            "salon": salon,
            "user_id": call.path["user_id"],
            "member": await house.records.get(salon.id, call.path["user_id"]),
            "plans": {plan.id: plan for plan in await salons.plans(salon.id)},
            "history": history,
            "standing_words": standing_words,
        }
        return Page(
            "membership/member.html",
            t("Members of {title}", title=salon.title),
            values,
            salon_style=salon.accent,
        )

    @routes.form("s/{slug}/desk/members/{user_id}", body=Act, who=Who.SIGNED_IN)
    async def act(call: Call[Act]) -> Redirect:
        salon = await find_salon(salons, call.path["slug"])
        user_id, reason = call.path["user_id"], call.body.reason
        if call.body.act == "remove":
            await house.care.put_out(salon, call.person, user_id, Standing.REMOVED, reason)
        elif call.body.act == "ban":
            await house.care.put_out(salon, call.person, user_id, Standing.BANNED, reason)
        elif call.body.act == "readmit":
            await house.care.readmit(salon, call.person, user_id, reason)
        return Redirect(f"s/{salon.slug}/desk/members")

    return routes

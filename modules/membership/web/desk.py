# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk: members, as their salon's staff see them on a page."""

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import quote

from pydantic import Field

from modules.membership.domain.deeds import Deed
from modules.membership.domain.words import AGES, by_words, cause_words, standing_kind, standing_words
from modules.membership.service.house import MembershipHouse
from modules.membership.web import views
from modules.membership.web.staff import next_place, place_in_list
from synapse_salon.i18n import Text, t
from synapse_salon.people import Act, may
from synapse_salon.ports import Salons
from synapse_salon.web import Body, Call, Page, Prose, Redirect, Routes, Who


class DeedForm(Body):
    """What staff do about a member, and why."""

    act: Deed
    reason: Annotated[Prose, Field(min_length=1, max_length=2000)]


def desk_routes(salons: Salons, house: MembershipHouse) -> Routes:
    """`s/{slug}/desk/members`."""
    routes = Routes("desk")

    @routes.page("s/{slug}/desk/members", who=Who.SIGNED_IN, query=views.MembersQuery)
    async def members(call: Call[None, views.MembersQuery]) -> Page:
        salon = await salons.find(call.path["slug"])
        query = call.query
        wanted = (query.status,) if query.status is not None else ()
        only = query.only(salon.timezone)
        found = await house.care.members(
            salon, call.person, wanted, place_in_list(query.from_), query.limit, only
        )
        counts = await house.care.counts(salon, call.person)
        roles = await salons.roles(salon.id, call.person)
        values = {
            "salon": salon,
            "members": found,
            "plans": {plan.id: plan for plan in await salons.plans(salon.id)},
            "counts": counts,
            "inside": sum(count for standing, count in counts.items() if standing.is_inside),
            "status": query.status,
            "query": query,
            "kept": query.without_place(),
            "may_remove": may(roles, Act.REMOVE_MEMBERS),
            "may_write": may(roles, Act.WRITE_TO_MEMBERS)
            and (query.status is None or query.status.is_inside),
            "standing_words": standing_words,
            "standing_kind": standing_kind,
            "next": next_place(found[-1]) if len(found) == query.limit else None,
        }
        return Page(
            "membership/members.html",
            t("Members of {title}", title=salon.title),
            values,
            salon=salon,
        )

    @routes.page("s/{slug}/desk/members/{user_id}", who=Who.SIGNED_IN)
    async def member(call: Call[Any]) -> Page:
        salon = await salons.find(call.path["slug"])
        history = await house.care.history(salon, call.person, call.path["user_id"])
        values = {
            "salon": salon,
            "user_id": call.path["user_id"],
            "member": await house.records.get(salon.id, call.path["user_id"]),
            "plans": {plan.id: plan for plan in await salons.plans(salon.id)},
            "history": history,
            "invited_by": await house.invited.inviter_of(salon.id, call.path["user_id"]),
            "details": await house.care.details(salon, call.person, call.path["user_id"]),
            "notes": await house.roster.notes(salon, call.person, call.path["user_id"]),
            "may_delete": lambda note: house.roster.may_delete(salon, call.person, note),
            "applied": [
                one
                for one in await house.roster.applications(salon, call.person, call.path["user_id"])
                if one.answers
            ],
            "standing_words": standing_words,
            "standing_kind": standing_kind,
            "cause_words": cause_words,
            "by_words": by_words,
            "age": await house.consents.age_of(salon, call.person, call.path["user_id"]),
            "age_words": AGES,
            "consents": await house.consents.of_person(salon, call.person, call.path["user_id"]),
            "may_remove": may(await salons.roles(salon.id, call.person), Act.REMOVE_MEMBERS),
        }
        return Page("membership/member.html", t("Members of {title}", title=salon.title), values, salon=salon)

    async def again(call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await member(call)

    @routes.form("s/{slug}/desk/members/{user_id}", body=DeedForm, who=Who.SIGNED_IN, again=again)
    async def act(call: Call[DeedForm]) -> Redirect:
        salon = await salons.find(call.path["slug"])
        user_id, reason = call.path["user_id"], call.body.reason
        await house.care.do(salon, call.person, user_id, call.body.act, reason)
        return Redirect(f"s/{salon.slug}/desk/members/{quote(user_id, safe='')}", saved=True)

    return routes

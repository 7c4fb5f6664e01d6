# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Membership's API for the staff of a salon."""

import csv
import io
from collections.abc import Callable, Mapping

from modules.membership.domain.changes import Member
from modules.membership.domain.words import standing_words
from modules.membership.service.house import MembershipHouse
from modules.membership.web import views
from synapse_salon.errors import BadInput, Conflict, NotAllowed, NotFound
from synapse_salon.i18n import Text, t
from synapse_salon.people import Standing
from synapse_salon.ports import Salons
from synapse_salon.spreadsheets import account_cell, cell
from synapse_salon.web import Call, Raw, Routes, Who, written

_COLUMNS = (t("Account"), t("Standing"), t("Plan"), t("Name"), t("Joined on"), t("Paid until"))


def place_in_list(token: str | None) -> tuple[int, str] | None:
    """Where a list goes on. Raises BadInput."""
    if token is None:
        return None
    joined, _, user_id = token.partition("_")
    if not joined.isdecimal() or len(joined) > 15 or not user_id:
        raise BadInput(t("This is not a place in the list."), {"from": t("the next_batch of an answer")})
    return int(joined), user_id


def next_place(member: Member) -> str:
    """Where a list that ended with this member goes on."""
    return f"{member.joined_ms or 0}_{member.user_id}"


def as_csv(members: list[Member], plans: Mapping[str, str], timezone: str, say: Callable[[Text], str]) -> str:
    """Members as CSV in the words of `say`; `plans` names plans by id, days are `YYYY-MM-DD` in the time zone."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow([say(title) for title in _COLUMNS])
    for member in members:
        rows.writerow(
            [
                account_cell(member.user_id),
                say(standing_words(member.standing)),
                cell(plans.get(member.plan_id or "", "")),
                cell(member.community_name),
                _day(member.joined_ms, timezone),
                _day(member.paid_through_ms, timezone),
            ]
        )
    return text.getvalue()


def _day(ms: int | None, timezone: str) -> str:
    return "" if ms is None else written.day(ms, timezone)


def staff_routes(salons: Salons, house: MembershipHouse) -> Routes:
    """Routes of those who see and look after members."""
    routes = Routes("members")

    def wanted(query: views.MembersQuery) -> tuple[Standing, ...]:
        return (query.status,) if query.status is not None else ()

    @routes.get(
        "v1/salons/{slug}/members",
        says="Lists members, to staff.",
        query=views.MembersQuery,
        returns=views.MemberList,
        errors=(BadInput, NotAllowed, NotFound),
    )
    async def members(call: Call[None, views.MembersQuery]) -> views.MemberList:
        salon = await salons.find(call.path["slug"])
        query = call.query
        found = await house.care.members(
            salon,
            call.person,
            wanted(query),
            place_in_list(query.from_),
            query.limit,
            query.only(salon.timezone),
        )
        more = next_place(found[-1]) if len(found) == query.limit else None
        return views.MemberList(members=[views.member_view(member) for member in found], next_batch=more)

    @routes.page("s/{slug}/desk/members.csv", who=Who.SIGNED_IN, query=views.MembersQuery)
    async def members_csv(call: Call[None, views.MembersQuery]) -> Raw:
        salon = await salons.find(call.path["slug"])
        found: list[Member] = []
        only = call.query.only(salon.timezone)
        while True:
            after = (found[-1].joined_ms or 0, found[-1].user_id) if found else None
            part = await house.care.members(salon, call.person, wanted(call.query), after, 200, only)
            found += part
            if len(part) < 200:
                break
        disposition = {"Content-Disposition": f'attachment; filename="{salon.slug}-members.csv"'}
        plans = {plan.id: plan.name for plan in await salons.plans(salon.id)}
        table = as_csv(found, plans, salon.timezone, call.say)
        return Raw("text/csv; charset=utf-8", "\ufeff" + table, headers=disposition)

    @routes.get(
        "v1/salons/{slug}/members/{user_id}/history",
        says="Lists every change of a member's standing, with its cause, to staff.",
        returns=views.History,
        errors=(NotAllowed, NotFound),
    )
    async def history(call: Call[None]) -> views.History:
        salon = await salons.find(call.path["slug"])
        rows = await house.care.history(salon, call.person, call.path["user_id"])
        details = await house.care.details(salon, call.person, call.path["user_id"])
        return views.History(
            transitions=[views.transition_view(row) for row in rows],
            details=[views.detail_view(row) for row in details],
            invited_by=await house.invited.inviter_of(salon.id, call.path["user_id"]),
        )

    @routes.post(
        "v1/salons/{slug}/members/{user_id}/remove",
        says="Removes a member: out of every room, nothing billed after.",
        body=views.Reason,
        returns=views.MemberView,
        errors=(Conflict, NotAllowed, NotFound),
    )
    async def remove(call: Call[views.Reason]) -> views.MemberView:
        salon = await salons.find(call.path["slug"])
        member = await house.care.do(salon, call.person, call.path["user_id"], "remove", call.body.reason)
        return views.member_view(member)

    @routes.post(
        "v1/salons/{slug}/members/{user_id}/ban",
        says="Bars a member for good: as removing, and they cannot join again.",
        body=views.Reason,
        returns=views.MemberView,
        errors=(Conflict, NotAllowed, NotFound),
    )
    async def ban(call: Call[views.Reason]) -> views.MemberView:
        salon = await salons.find(call.path["slug"])
        member = await house.care.do(salon, call.person, call.path["user_id"], "ban", call.body.reason)
        return views.member_view(member)

    @routes.post(
        "v1/salons/{slug}/members/{user_id}/readmit",
        says="Takes a removal or a ban back: the person may join again.",
        body=views.Reason,
        returns=views.MemberView,
        errors=(NotAllowed, NotFound),
    )
    async def readmit(call: Call[views.Reason]) -> views.MemberView:
        salon = await salons.find(call.path["slug"])
        member = await house.care.do(salon, call.person, call.path["user_id"], "readmit", call.body.reason)
        return views.member_view(member)

    return routes

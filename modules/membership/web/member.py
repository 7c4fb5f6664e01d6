# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A member's own pages: one salon, all salons, leaving."""

from typing import Any

from modules.membership.domain import changes
from modules.membership.domain.parting import may_choose
from modules.membership.domain.words import POSTS, standing_kind, standing_words
from modules.membership.service.charges import merged
from modules.membership.service.house import MembershipHouse
from modules.membership.web.find import find_known_salon
from modules.membership.web.parting import LeaveRequest
from synapse_salon.errors import Conflict
from synapse_salon.i18n import t
from synapse_salon.people import Role, Standing
from synapse_salon.platform import Platform
from synapse_salon.ports import Rules, Salon, Salons
from synapse_salon.web import Body, Call, Page, Redirect, Routes, Who


class MineQuery(Body):
    """What somebody has just done: withdrawn their application, or paid."""

    withdrawn: bool = False
    paid: bool = False
    """Whether somebody comes from paying what was due, and the payment service was asked about it."""


def member_page_routes(platform: Platform, salons: Salons, house: MembershipHouse) -> Routes:
    """`s/{slug}/me`, `s/{slug}/leave` and `me`."""
    routes = Routes("me")

    async def page(call: Call[Any, Any], template: str, now: MineQuery | None = None) -> Page:
        salon = await find_known_salon(salons, house, call.path["slug"], call.person)
        member = await house.records.get(salon.id, call.person)
        membership = await house.charges.of(salon, member) if member is not None else None
        plan = membership.plan if membership is not None else None
        applied = member is not None and member.standing is Standing.APPLIED
        begun = await house.joining.open_application(salon, call.person)
        application = begun if applied else None
        waits_for_place = application is not None and application.waits_for == "place"
        staff = await salons.staff(salon.id)
        values = {
            "salon": salon,
            "member": member,
            "application": application,
            "before": await house.entrance.place_in_queue(application)
            if application and waits_for_place
            else 0,
            "awaited": begun if begun is not None and begun.is_awaited else None,
            "withdrawn": now is not None and now.withdrawn,
            "paid": now is not None and now.paid,
            "cause": await house.records.last_cause(salon.id, call.person)
            if member is not None and member.standing is Standing.LAPSED
            else "",
            "new_rules": member is not None
            and member.standing.is_inside
            and await owes_rules(salon, call.person),
            "owners": sorted(user_id for user_id, roles in staff.items() if Role.OWNER in roles),
            "once": plan is not None and plan.interval == "once",
            "person": call.person,
            "service_address": platform.base_url.rstrip("/"),
            "plan": plan,
            "next_plan": membership.next_plan if membership is not None else None,
            "charges": membership.charges if membership is not None else [],
            "later": member is not None and changes.leaves_later(member),
            "standing_words": standing_words,
            "standing_kind": standing_kind,
            "choices": POSTS,
            "may_choose_posts": may_choose(member),
            "rooms": await rooms_of(salon, call.person),
            "local": platform.api.is_mine(call.person),
            "chat_url": platform.client_url,
        }
        return Page(template, t("Your membership of {title}", title=salon.title), values, salon=salon)

    async def owes_rules(salon: Salon, person: str) -> bool:
        """Whether the rules changed since this person accepted them: until they do, they write nothing."""
        rules = platform.want(Rules)
        return rules is not None and await rules.accepted_version(salon.id, person) < salon.rules_version

    async def rooms_of(salon: Salon, user_id: str) -> list[tuple[str, bool]]:
        present = await platform.host.memberships(user_id)
        return [
            (room.name, present.get(room.room_id) == "join")
            for room in await house.access.open_to(salon.id, user_id)
            if room.kind not in ("space", "tier", "introduction")
        ]

    @routes.page("s/{slug}/me", who=Who.SIGNED_IN, query=MineQuery)
    async def mine(call: Call[None, MineQuery]) -> Page:
        return await page(call, "membership/me.html", call.query)

    @routes.page("s/{slug}/leave", who=Who.SIGNED_IN)
    async def ask(call: Call[None]) -> Page:
        return await page(call, "membership/leave.html")

    @routes.form("s/{slug}/leave", body=LeaveRequest, who=Who.SIGNED_IN)
    async def leave(call: Call[LeaveRequest]) -> Redirect:
        salon = await find_known_salon(salons, house, call.path["slug"], call.person)
        try:
            member = await house.leaving.leave(salon, call.person, call.body.posts)
        except Conflict as refusal:
            if refusal.reason != "payment_pending":
                raise
            return Redirect(f"s/{salon.slug}/me")  # which says until when, why not before, and how to pay
        if may_choose(member):
            return Redirect(f"s/{salon.slug}/left")
        withdrawn = member.standing is Standing.VISITOR
        return Redirect(f"s/{salon.slug}/me{'?withdrawn=true' if withdrawn else ''}")

    @routes.form("s/{slug}/stay", who=Who.SIGNED_IN)
    async def stay(call: Call[None]) -> Redirect:
        salon = await find_known_salon(salons, house, call.path["slug"], call.person)
        await house.leaving.undo(salon, call.person)
        return Redirect(f"s/{salon.slug}/me")

    @routes.page("me", who=Who.SIGNED_IN)
    async def everywhere(call: Call[None]) -> Page:
        known = await house.charges.everywhere(call.person)
        found = [one for one in known if one.member.standing is not Standing.VISITOR]
        values = {
            "memberships": found,
            "charges": merged(found),
            "standing_words": standing_words,
            "standing_kind": standing_kind,
        }
        return Page("membership/everywhere.html", t("Your salons"), values)

    return routes

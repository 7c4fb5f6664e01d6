# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Membership's API for the member."""

from modules.membership.domain.application import Application
from modules.membership.domain.confirmation import confirmation_text
from modules.membership.service.asking import Wishes
from modules.membership.service.house import MembershipHouse
from modules.membership.web import views
from modules.membership.web.find import find_known_salon, find_open_salon
from modules.membership.web.offers import offer_of
from modules.membership.web.parting import LeaveRequest
from synapse_salon.errors import BadInput, Conflict, NotAllowed, NotFound, Unavailable
from synapse_salon.people import Standing
from synapse_salon.platform import Platform
from synapse_salon.ports import Salons
from synapse_salon.web import Call, Routes


def api_routes(platform: Platform, salons: Salons, house: MembershipHouse) -> Routes:
    """Routes of the person who asks."""
    routes = Routes("membership")

    async def waiting(application: Application) -> views.JoinView:
        before = None
        if application.waits_for == "place":
            before = await house.entrance.place_in_queue(application)
        member = await house.records.get(application.salon_id, application.user_id)
        status = member.standing if member is not None else Standing.VISITOR
        return views.JoinView(status=status, waits_for=application.waits_for, people_before=before)

    @routes.post(
        "v1/salons/{slug}/join",
        says="Joins a salon, or goes on with an application that is open; pay at `pay_url`.",
        body=views.JoinRequest,
        returns=views.JoinView,
        errors=(BadInput, Conflict, NotAllowed, NotFound, Unavailable),
        idempotent=True,
    )
    async def join(call: Call[views.JoinRequest]) -> views.JoinView:
        salon = await find_open_salon(salons, call.path["slug"])
        new = call.body
        wishes = Wishes(
            plan_id=new.plan,
            rules_version=new.rules_version,
            birth_date=new.birth_date,
            community_name=new.community_name,
            mail=new.mail,
            guardian_mail=new.guardian_mail,
            language=new.language or call.language,
            answers=new.answers,
            coupon=new.coupon,
            invite=new.invite_code,
            invite_named=new.invite_named,
            means=new.means,
            months=new.months,
            trace=new.came_from.trace(platform.clock.now_ms()) if new.came_from is not None else None,
        )
        application = await house.joining.prepare(salon, call.person, wishes)
        if application.waits:
            return await waiting(application)
        plans = await salons.plans(salon.id)
        redeemed = await house.coupons.of(application.id)
        by = await house.means.words_of(application)
        within = await house.means.within_of(application)
        offer = offer_of(platform, salon, plans, application, call.language, redeemed, by, within)
        said = confirmation_text(offer, application.community_name, call.say)
        outcome = await house.joining.confirm(application, said)
        if outcome.waits_for is not None:
            return await waiting(await house.joining.application(application.id, salon, call.person))
        return views.JoinView(
            status=outcome.standing, pay_url=outcome.pay_url, trial_days=application.trial_days
        )

    @routes.get(
        "v1/salons/{slug}/means",
        says="Lists by which means members pay in a salon; `join` and `pass` take one by its key.",
        returns=views.MeansList,
        errors=(NotFound,),
    )
    async def means(call: Call[None]) -> views.MeansList:
        salon = await find_open_salon(salons, call.path["slug"])
        found = await house.means.of_salon(salon.id)
        return views.MeansList(
            means=[
                views.MeansView(means=one.key, words=call.say(one.words), renews=one.renews) for one in found
            ]
        )

    @routes.post(
        "v1/salons/{slug}/pass",
        says="Pays ahead for more of what was paid ahead, which is confirmed by it; pay at `pay_url`.",
        body=views.PassRequest,
        returns=views.JoinView,
        errors=(BadInput, Conflict, NotFound, Unavailable),
        idempotent=True,
    )
    async def pay_ahead(call: Call[views.PassRequest]) -> views.JoinView:
        salon = await find_open_salon(salons, call.path["slug"])
        application = await house.passes.prepare(salon, call.person, call.body.means, call.body.months)
        by = await house.means.words_of(application)
        plans, within = await salons.plans(salon.id), await house.means.within_of(application)
        offer = offer_of(platform, salon, plans, application, call.language, None, by, within)
        said = confirmation_text(offer, application.community_name, call.say)
        outcome = await house.joining.confirm(application, said)
        return views.JoinView(status=outcome.standing, pay_url=outcome.pay_url)

    @routes.get(
        "v1/salons/{slug}/me",
        says="Shows how the person who asks stands with a salon.",
        returns=views.MyMembership,
        errors=(NotFound,),
    )
    async def me(call: Call[None]) -> views.MyMembership:
        salon = await find_known_salon(salons, house, call.path["slug"], call.person)
        member = await house.records.get(salon.id, call.person)
        begun = await house.joining.open_application(salon, call.person)
        return views.mine(salon.slug, salon.title, member, begun)

    @routes.post(
        "v1/salons/{slug}/leave",
        says="Leaves a salon: with the end of what was paid, or at once where nothing is paid ahead.",
        body=LeaveRequest,
        returns=views.MyMembership,
        errors=(Conflict, NotFound, Unavailable),
        idempotent=True,
    )
    async def leave(call: Call[LeaveRequest]) -> views.MyMembership:
        salon = await find_known_salon(salons, house, call.path["slug"], call.person)
        member = await house.leaving.leave(salon, call.person, call.body.posts)
        return views.mine(salon.slug, salon.title, member)

    @routes.post(
        "v1/salons/{slug}/stay",
        says="Takes back the decision to leave.",
        returns=views.MyMembership,
        errors=(Conflict, NotFound, Unavailable),
    )
    async def stay(call: Call[None]) -> views.MyMembership:
        salon = await find_known_salon(salons, house, call.path["slug"], call.person)
        member = await house.leaving.undo(salon, call.person)
        return views.mine(salon.slug, salon.title, member)

    @routes.get(
        "v1/me",
        says="Shows who asks, and how they stand with the salons they ever applied to.",
        returns=views.Me,
    )
    async def whoami(call: Call[None]) -> views.Me:
        found = []
        for member in await house.members.everywhere(call.person):
            salon = await salons.by_id(member.salon_id)
            if salon is not None:
                found.append(views.mine(salon.slug, salon.title, member))
        return views.Me(user_id=call.person, salons=found)

    return routes

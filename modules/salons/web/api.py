# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The salons' API for founders, staff and the curious."""

from modules.salons.domain.pages import PageContent
from modules.salons.service.house import SalonsHouse
from modules.salons.web import views
from modules.salons.web.forms import WORDS_LIMIT
from modules.salons.web.link_forms import evidence_of, links_of
from modules.salons.web.viewing import view_of
from synapse_salon.errors import BadInput, Conflict, NotAllowed, NotFound
from synapse_salon.people import Act
from synapse_salon.platform import Platform
from synapse_salon.ports.salons import Salon
from synapse_salon.web import Call, Routes, Who


def api_routes(platform: Platform, house: SalonsHouse) -> Routes:
    """Routes below v1/salons."""
    routes = Routes("salons")

    async def view(salon: Salon) -> views.SalonView:
        return await view_of(platform, house, salon)

    @routes.post(
        "v1/salons",
        says="Opens a salon with the rooms of its kind.",
        body=views.NewSalon,
        returns=views.SalonView,
        errors=(BadInput, Conflict, NotAllowed),
    )
    async def found(call: Call[views.NewSalon]) -> views.SalonView:
        new = call.body
        salon = await house.founding.found(
            call.person,
            new.slug,
            new.title,
            new.purpose,
            new.kind,
            new.language,
            new.minimum_age,
            new.this_server_only,
        )
        return await view(await house.founding.furnished(salon.id))

    @routes.get(
        "v1/salons/{slug}",
        says="Shows a salon.",
        returns=views.SalonView,
        who=Who.ANYONE,
        errors=(NotFound,),
    )
    async def show(call: Call[None]) -> views.SalonView:
        return await view(await house.lookups.visible(call.path["slug"], call.person_or_none))

    @routes.post(
        "v1/salons/{slug}/plans",
        says="Offers a new plan. Its price never changes: another price is another plan.",
        body=views.NewPlan,
        returns=views.PlanView,
        errors=(BadInput, NotAllowed, NotFound),
    )
    async def add_plan(call: Call[views.NewPlan]) -> views.PlanView:
        new = call.body
        plan = await house.plans.add(
            call.path["slug"],
            call.person,
            new.name,
            new.description,
            new.price.money,
            new.interval,
            new.trial_days,
        )
        return views.PlanView.of(plan)

    @routes.delete(
        "v1/salons/{slug}/plans/{plan_id}",
        says="Offers a plan no longer; members keep it.",
        errors=(NotAllowed, NotFound),
    )
    async def withdraw_plan(call: Call[None]) -> None:
        await house.plans.withdraw(call.path["slug"], call.person, call.path["plan_id"])

    @routes.put(
        "v1/salons/{slug}/rules",
        says="Publishes the next version of the rules; members accept it before their next message.",
        body=views.NewRules,
        returns=views.RulesView,
        limit=WORDS_LIMIT,
        errors=(NotAllowed, NotFound),
    )
    async def publish_rules(call: Call[views.NewRules]) -> views.RulesView:
        version = await house.rules.publish(call.path["slug"], call.person, call.body.body)
        return views.RulesView(version=version, body=call.body.body)

    @routes.get(
        "v1/salons/{slug}/page",
        says="Shows the landing page as it is being written, to its staff.",
        returns=views.PageView,
        errors=(NotAllowed, NotFound),
    )
    async def page(call: Call[None]) -> views.PageView:
        salon = await house.lookups.find(call.path["slug"])
        content = await house.reviews.draft(salon, call.person)
        review = await house.reviews.latest(salon.id)
        evidence = await house.reviews.evidence(salon, call.person)
        seen = review if review is not None and review.content == content else None
        return views.words(content, seen, evidence)

    @routes.put(
        "v1/salons/{slug}/page",
        says="Writes the landing page. What the public sees changes when a reviewer approves it.",
        body=views.PageWords,
        returns=views.PageView,
        limit=WORDS_LIMIT,
        errors=(NotAllowed, NotFound),
    )
    async def write_page(call: Call[views.PageWords]) -> views.PageView:
        salon = await house.lookups.find(call.path["slug"])
        new = call.body
        content = PageContent(
            new.title or salon.title,
            new.purpose or salon.purpose,
            new.lead,
            tuple(new.benefits),
            new.body,
            links_of(new.links),
        )
        await house.reviews.save(salon, call.person, content, evidence_of(new.evidence))
        return views.words(content, None, await house.reviews.evidence(salon, call.person))

    @routes.post(
        "v1/salons/{slug}/page/submit",
        says="Hands the landing page in for review.",
        returns=views.ReviewView,
        errors=(Conflict, NotAllowed, NotFound),
    )
    async def submit_page(call: Call[None]) -> views.ReviewView:
        salon = await house.lookups.find(call.path["slug"])
        return views.review_view(await house.reviews.submit(salon, call.person), salon)

    @routes.get(
        "v1/salons/{slug}/rooms",
        says="Lists the rooms of a salon, to its staff.",
        returns=views.RoomList,
        errors=(NotAllowed, NotFound),
    )
    async def rooms(call: Call[None]) -> views.RoomList:
        salon = await house.lookups.find(call.path["slug"])
        await house.lookups.allow(salon, call.person, Act.SEE_MEMBERS)
        return views.RoomList(rooms=[views.RoomView.of(room) for room in await house.rooms.of(salon)])

    @routes.post(
        "v1/salons/{slug}/rooms",
        says="Opens another room, for all members or for those on some plans.",
        body=views.NewRoom,
        returns=views.RoomMade,
        errors=(BadInput, Conflict, NotAllowed, NotFound),
    )
    async def add_room(call: Call[views.NewRoom]) -> views.RoomMade:
        new = call.body
        room_id = await house.rooms.add(
            call.path["slug"],
            call.person,
            new.key,
            new.name,
            new.topic,
            new.kind,
            new.access,
            tuple(new.plans),
            new.default,
        )
        return views.RoomMade(room_id=room_id)

    @routes.get(
        "v1/salons/{slug}/roles",
        says="Lists who has which role in a salon, to its staff.",
        returns=views.StaffList,
        errors=(NotAllowed, NotFound),
    )
    async def staff(call: Call[None]) -> views.StaffList:
        salon = await house.lookups.find(call.path["slug"])
        await house.lookups.allow(salon, call.person, Act.SEE_MEMBERS)
        return views.StaffList(
            staff=[
                views.RolesView(user_id=user_id, roles=sorted(roles))
                for user_id, roles in sorted((await house.lookups.staff(salon.id)).items())
            ]
        )

    @routes.put(
        "v1/salons/{slug}/roles/{user_id}",
        says="Gives a person these roles in the salon, and no others.",
        body=views.RolesGiven,
        returns=views.RolesView,
        errors=(BadInput, Conflict, NotAllowed, NotFound),
    )
    async def set_roles(call: Call[views.RolesGiven]) -> views.RolesView:
        roles = await house.roles.give(
            call.path["slug"], call.person, call.path["user_id"], frozenset(call.body.roles)
        )
        return views.RolesView(user_id=call.path["user_id"], roles=sorted(roles))

    return routes

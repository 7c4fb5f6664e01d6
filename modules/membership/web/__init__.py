# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Membership's routes: API, pages, and the links to them."""

from modules.membership.service.house import MembershipHouse
from modules.membership.web.api import api_routes
from modules.membership.web.applications import applications_routes
from modules.membership.web.changing import plan_change_routes
from modules.membership.web.charges import charge_routes
from modules.membership.web.desk import desk_routes
from modules.membership.web.entry import entry_routes
from modules.membership.web.exits import exit_routes
from modules.membership.web.exports import export_routes
from modules.membership.web.guardian import guardian_routes
from modules.membership.web.joining import joining_routes
from modules.membership.web.leaving import leaving_routes
from modules.membership.web.member import member_page_routes
from modules.membership.web.my_guardian import my_guardian_routes
from modules.membership.web.parting import parting_routes
from modules.membership.web.profile import profile_routes
from modules.membership.web.roster import roster_routes
from modules.membership.web.sources import source_routes
from modules.membership.web.staff import staff_routes
from synapse_salon.i18n import Text, t
from synapse_salon.people import Act, Standing, may
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon, Salons
from synapse_salon.web import Routes
from synapse_salon.web.menus import Calls, signed_in


def member_routes(platform: Platform, salons: Salons, house: MembershipHouse) -> list[Routes]:
    """Every route of membership."""
    return [
        api_routes(platform, salons, house),
        staff_routes(salons, house),
        roster_routes(salons, house),
        entry_routes(salons, house),
        joining_routes(platform, salons, house),
        guardian_routes(platform, salons, house),
        my_guardian_routes(salons, house),
        member_page_routes(platform, salons, house),
        parting_routes(salons, house),
        leaving_routes(salons, house),
        exit_routes(salons, house),
        plan_change_routes(salons, house),
        charge_routes(salons, house),
        profile_routes(platform, salons, house),
        desk_routes(salons, house),
        export_routes(salons, house),
        applications_routes(salons, house),
        source_routes(salons, house),
    ]


def add_menus(platform: Platform, salons: Salons, house: MembershipHouse) -> None:
    """The links above the pages: one's own memberships, and the members for staff."""

    async def knows(salon: Salon, person: str | None) -> bool:
        return person is not None and await house.members.standing(salon.id, person) is not Standing.VISITOR

    async def cares(salon: Salon, person: str | None) -> bool:
        return person is not None and may(await salons.roles(salon.id, person), Act.SEE_MEMBERS)

    platform.web.menus.add(t("Your salons"), "me", signed_in)
    platform.web.menus.add_in_salon(t("Your membership"), "me", knows)

    async def admits(salon: Salon, person: str | None) -> bool:
        return person is not None and may(await salons.roles(salon.id, person), Act.ADMIT)

    async def members_note(salon: Salon) -> Text:
        return t("in the salon: {count}", count=await house.members.count_inside(salon.id))

    async def applications_note(salon: Salon) -> Calls | None:
        waiting = await house.entrance.waiting(salon.id)
        return Calls(t("waiting for your answer: {count}", count=waiting)) if waiting else None

    desk = platform.web.menus.add_on_desk
    desk(t("Members"), "members", cares, "people", members_note, order=10)
    desk(t("Applications"), "applications", admits, "people", applications_note, order=20)
    desk(t("Where members come from"), "sources", cares, "people")
    desk(t("Who left"), "leaving", cares, "people")

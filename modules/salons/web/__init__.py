# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The salons' routes: API, pages, and the links to them."""

from modules.salons.service.house import SalonsHouse
from modules.salons.web.admin import admin_routes
from modules.salons.web.api import api_routes
from modules.salons.web.closing import closing_routes
from modules.salons.web.desk import desk_routes
from modules.salons.web.directory import directory_routes
from modules.salons.web.disclosure import disclosure_routes
from modules.salons.web.pages import page_routes
from modules.salons.web.running import running_routes
from modules.salons.web.running_pages import running_page_routes
from modules.salons.web.sharing import sharing_routes
from synapse_salon.i18n import t
from synapse_salon.people import Act, may
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon
from synapse_salon.web import Routes
from synapse_salon.web.menus import ShownInSalon, signed_in


def salon_routes(platform: Platform, house: SalonsHouse) -> list[Routes]:
    """Every route of the salons."""
    return [
        api_routes(platform, house),
        admin_routes(house),
        directory_routes(platform, house),
        page_routes(platform, house),
        desk_routes(platform, house),
        closing_routes(house),
        disclosure_routes(platform, house),
        sharing_routes(platform, house),
        running_routes(house),
        running_page_routes(house),
    ]


def add_menus(platform: Platform, house: SalonsHouse) -> None:
    """The links above the pages: salons for those signed in, the desk for staff."""

    async def has_work(person: str | None) -> bool:
        return person is not None and (
            bool(await house.lookups.salons_served(person)) or await house.reviews.is_reviewer(person)
        )

    async def serves(salon: Salon, person: str | None) -> bool:
        return person is not None and bool(await house.lookups.roles(salon.id, person))

    async def may_close(salon: Salon, person: str | None) -> bool:
        return person is not None and may(await house.lookups.roles(salon.id, person), Act.CLOSE_SALON)

    platform.web.menus.add_on_desk(t("Close the salon"), "closing", may_close)

    def for_those_who(act: Act) -> ShownInSalon:
        async def shown(salon: Salon, person: str | None) -> bool:
            return person is not None and may(await house.lookups.roles(salon.id, person), act)

        return shown

    desk = platform.web.menus.add_on_desk
    desk(t("Rooms"), "rooms", for_those_who(Act.EDIT_ROOMS))
    desk(t("Staff"), "staff", for_those_who(Act.ENTER_STAFF_ROOM))
    desk(t("Seller's disclosure"), "disclosure", for_those_who(Act.EDIT_PLANS))
    desk(t("Settings"), "settings", for_those_who(Act.EDIT_PAGE))
    platform.web.menus.add(t("Salons"), "", signed_in)
    platform.web.menus.add(t("Running salons"), "staff", has_work, for_staff=True)
    platform.web.menus.add_in_salon(t("The desk"), "desk", serves, for_staff=True)

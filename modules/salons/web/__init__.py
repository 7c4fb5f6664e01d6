# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The salons' routes: API, pages, and the links to them."""

from modules.salons.lookups import SalonLookups
from modules.salons.review import ReviewService
from modules.salons.service import SalonsService
from modules.salons.web.admin import admin_routes
from modules.salons.web.api import api_routes
from modules.salons.web.desk import desk_routes
from modules.salons.web.pages import page_routes
from synapse_salon.i18n import t
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon
from synapse_salon.web import Routes
from synapse_salon.web.menus import signed_in


def salon_routes(
    platform: Platform, service: SalonsService, reviews: ReviewService, lookups: SalonLookups
) -> list[Routes]:
    """Every route of the salons."""
    return [
        api_routes(platform, service, reviews, lookups),
        admin_routes(service, reviews),
        page_routes(platform, service, reviews, lookups),
        desk_routes(platform, service, reviews, lookups),
    ]


def add_menus(platform: Platform, reviews: ReviewService, lookups: SalonLookups) -> None:
    """The links above the pages: salons for those signed in, the desk for staff."""

    async def has_work(person: str | None) -> bool:
        return person is not None and (
            bool(await lookups.salons_served(person)) or await reviews.is_reviewer(person)
        )

    async def serves(salon: Salon, person: str | None) -> bool:
        return person is not None and bool(await lookups.roles(salon.id, person))

    platform.web.menus.add(t("Salons"), "", signed_in)
    platform.web.menus.add(t("Running salons"), "staff", has_work, for_staff=True)
    platform.web.menus.add_in_salon(t("The desk"), "desk", serves, for_staff=True)

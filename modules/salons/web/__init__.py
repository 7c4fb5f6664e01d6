# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The salons' routes: API, pages, and the links to them."""

from modules.salons.service.house import SalonsHouse
from modules.salons.web.admin import admin_routes
from modules.salons.web.api import api_routes
from modules.salons.web.beginning import beginning_routes
from modules.salons.web.closing import closing_routes
from modules.salons.web.desk import desk_routes
from modules.salons.web.directory import directory_routes
from modules.salons.web.disclosure import disclosure_routes
from modules.salons.web.inquiries import inquiry_routes
from modules.salons.web.menus import add_menus
from modules.salons.web.opening import opening_routes
from modules.salons.web.pages import page_routes
from modules.salons.web.peek_pages import peek_page_routes
from modules.salons.web.peeking import peek_routes
from modules.salons.web.policies import policy_routes
from modules.salons.web.running import running_routes
from modules.salons.web.running_pages import running_page_routes
from modules.salons.web.sharing import sharing_routes
from modules.salons.web.staff_mail import staff_mail_routes
from modules.salons.web.wizard import wizard_routes
from synapse_salon.platform import Platform
from synapse_salon.web import Routes

__all__ = ["add_menus", "salon_routes"]


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
        inquiry_routes(house),
        sharing_routes(platform, house),
        running_routes(house),
        running_page_routes(platform, house),
        beginning_routes(platform, house),
        wizard_routes(platform, house),
        staff_mail_routes(house),
        opening_routes(platform, house),
        policy_routes(platform, house),
        peek_routes(platform, house),
        peek_page_routes(platform, house),
    ]

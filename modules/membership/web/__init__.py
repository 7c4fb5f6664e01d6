# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Membership's routes: API, pages, and the links to them."""

from modules.membership.service.house import MembershipHouse
from modules.membership.web.api import api_routes
from modules.membership.web.applications import applications_routes
from modules.membership.web.changing import plan_change_routes
from modules.membership.web.charges import charge_routes
from modules.membership.web.coupon_page import coupon_page_routes
from modules.membership.web.coupons import coupon_routes
from modules.membership.web.desk import desk_routes
from modules.membership.web.entry import entry_routes
from modules.membership.web.entry_page import entry_page_routes
from modules.membership.web.exits import exit_routes
from modules.membership.web.exports import export_routes
from modules.membership.web.guardian import guardian_routes
from modules.membership.web.joining import joining_routes
from modules.membership.web.leaving import leaving_routes
from modules.membership.web.member import member_page_routes
from modules.membership.web.menus import add_menus
from modules.membership.web.my_guardian import my_guardian_routes
from modules.membership.web.new_card import new_card_routes
from modules.membership.web.parting import parting_routes
from modules.membership.web.passes import pass_routes
from modules.membership.web.profile import profile_routes
from modules.membership.web.roster import roster_routes
from modules.membership.web.sources import source_routes
from modules.membership.web.staff import staff_routes
from synapse_salon.platform import Platform
from synapse_salon.ports import Salons
from synapse_salon.web import Routes

__all__ = ["add_menus", "member_routes"]


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
        charge_routes(platform, salons, house),
        pass_routes(salons, house),
        new_card_routes(salons, house),
        profile_routes(platform, salons, house),
        desk_routes(salons, house),
        export_routes(salons, house),
        applications_routes(salons, house),
        entry_page_routes(salons, house),
        source_routes(salons, house),
        coupon_routes(salons, house),
        coupon_page_routes(salons, house),
    ]

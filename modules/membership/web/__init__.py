# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Membership's routes: API and pages."""

from modules.membership.house import MembershipHouse
from modules.membership.web.api import api_routes
from modules.membership.web.desk import desk_routes
from modules.membership.web.joining import joining_routes
from modules.membership.web.member import member_page_routes
from modules.membership.web.staff import staff_routes
from synapse_salon.platform import Platform
from synapse_salon.ports import Salons
from synapse_salon.web import Routes


def member_routes(platform: Platform, salons: Salons, house: MembershipHouse) -> list[Routes]:
    """Every route of membership."""
    return [
        api_routes(platform, salons, house),
        staff_routes(salons, house),
        joining_routes(platform, salons, house),
        member_page_routes(platform, salons, house),
        desk_routes(salons, house),
    ]

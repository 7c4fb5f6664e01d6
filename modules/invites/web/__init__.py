# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages and API of invites."""

from modules.invites.service.house import InvitesHouse
from modules.invites.web.desk import desk_routes
from modules.invites.web.lists import list_routes
from modules.invites.web.menus import add_menus
from modules.invites.web.own import own_routes
from modules.invites.web.thanks import thanks_routes
from modules.invites.web.tree import tree_routes
from synapse_salon.platform import Platform
from synapse_salon.web import Routes


def invite_routes(platform: Platform, house: InvitesHouse) -> list[Routes]:
    """Every route of invites, with the links to their pages."""
    add_menus(platform, house)
    return [
        own_routes(platform, house),
        desk_routes(house),
        tree_routes(platform, house),
        list_routes(house),
        thanks_routes(house),
    ]

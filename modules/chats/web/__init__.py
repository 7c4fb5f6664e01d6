# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages and API of chats."""

from modules.chats.service.house import ChatsHouse
from modules.chats.web.api import api_routes
from modules.chats.web.asking import asking_routes
from modules.chats.web.desk import desk_routes
from modules.chats.web.links import link_routes
from modules.chats.web.pages import page_routes
from modules.chats.web.visit_files import visit_file_routes
from modules.chats.web.visiting import visiting_routes
from synapse_salon.platform import Platform
from synapse_salon.web import Routes


def chat_routes(platform: Platform, house: ChatsHouse) -> list[Routes]:
    """Every route of chats."""
    return [
        api_routes(platform, house),
        asking_routes(platform, house),
        desk_routes(platform, house),
        link_routes(platform, house),
        page_routes(platform, house),
        visiting_routes(platform, house),
        visit_file_routes(platform, house),
    ]

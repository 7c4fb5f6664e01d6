# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whose browser it is that asks for a link's page."""

from typing import Any

from modules.chats.domain.visits import Link, Visit
from modules.chats.service.house import ChatsHouse
from synapse_salon.platform import Platform
from synapse_salon.web import Call

COOKIE = "salon_guest"


async def visit_of(platform: Platform, house: ChatsHouse, call: Call[Any, Any], link: Link) -> Visit | None:
    """The visit of the browser that asks, if they are in the chat."""
    return await house.visits.visit(link, platform.web.remembered(call, COOKIE))

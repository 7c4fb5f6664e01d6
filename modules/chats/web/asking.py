# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page of a chat into which people ask to come: whoever looks after it gives its address to whom they like."""

from urllib.parse import quote

from modules.chats.domain.chats import Chat, admits
from modules.chats.service.house import ChatsHouse
from modules.chats.web.in_it import until
from synapse_salon.errors import NotFound
from synapse_salon.i18n import t
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon
from synapse_salon.web import Call, Page, Routes
from synapse_salon.web.in_app import in_app


async def ask_in_url(platform: Platform, house: ChatsHouse, salon: Salon, chat: Chat) -> str | None:
    """Where people read how they ask to come into a chat; None where nobody may ask."""
    policy = (await house.salons.policies(salon)).guests
    if not (salon.is_open and chat.is_open) or admits(policy, chat.guests) != "knock":
        return None
    return platform.web.url(f"s/{salon.slug}/chats/{quote(chat.room_id, safe='')}/ask-in")


def asking_routes(platform: Platform, house: ChatsHouse) -> Routes:
    """`s/{slug}/chats/{room_id}/ask-in`, which tells of no chat but those into which people may ask to come."""
    routes = Routes("chats")

    @routes.page("s/{slug}/chats/{room_id}/ask-in")
    async def ask_in(call: Call[None]) -> Page:
        salon = await house.salons.find(call.path["slug"])
        chat = await house.guests.salon_chat_of(call.path["room_id"])
        if chat is None or chat.salon_id != salon.id or not await ask_in_url(platform, house, salon, chat):
            raise NotFound(t("There is no such chat."), "no_such_chat")
        person = call.person_or_none
        values = {
            "salon": salon,
            "chat": chat,
            "is_inside": person is not None and await house.hosts.is_inside(salon.id, person),
            "until": until(call, salon, chat),
            "in_app": in_app(chat.room_id, platform.api.server_name),
        }
        return Page("chats/ask-in.html", chat.name, values, salon=salon)

    return routes

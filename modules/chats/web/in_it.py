# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is in a chat, and how somebody gets there: what the pages of everybody who may know of it show."""

import datetime
from typing import Any

from modules.chats.domain.chats import Chat, end_of
from modules.chats.service.house import ChatsHouse
from synapse_salon.naming import called_in
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon
from synapse_salon.web import Call
from synapse_salon.web.in_app import in_app
from synapse_salon.web.written import date, day, moment

MOST = 100


async def in_it(
    platform: Platform, house: ChatsHouse, salon: Salon, chat: Chat, person: str
) -> dict[str, Any]:
    """The names of who is in a chat and of members who are asked in, whether this person is, and where it opens."""
    present = await platform.host.names_present(chat.room_id, ("join", "invite"))
    joined = await platform.host.present(chat.room_id)
    guests = {guest.user_id for guest in await house.guests.of_chat(chat.room_id)}
    people = [one for one in present if one != platform.house]
    members = [one for one in people if one not in guests or await house.hosts.is_inside(salon.id, one)]
    names = await called_in(platform, salon.id, members)
    called = {one: names.get(one) or present[one] or one for one in people}
    return {
        "people": sorted((called[one], one not in names) for one in people if one in joined)[:MOST],
        "how_many": sum(one in joined for one in people),
        "invited": sorted(called[one] for one in members if one not in joined)[:MOST],
        "is_in": person in joined,
        "is_asked": person in present,
        "app": in_app(chat.room_id, platform.api.server_name),
    }


def until(call: Call[Any, Any], salon: Salon, chat: Chat) -> str:
    """When a chat ends, as its reader reads it: its last day, or the moment within a day; "" for never."""
    if chat.ends_ms is None:
        return ""
    last_ms = chat.ends_ms - 1
    if end_of(datetime.date.fromisoformat(day(last_ms, salon.timezone)), salon.timezone) == chat.ends_ms:
        return date(last_ms, call.language, salon.timezone)
    return moment(chat.ends_ms, call.language, salon.timezone)

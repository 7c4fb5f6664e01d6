# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk's page of chats, for those who look after every one of them."""

from functools import partial
from urllib.parse import quote

from modules.chats.domain.chats import Chat
from modules.chats.service.house import ChatsHouse
from modules.chats.web.words import WHYS, who_comes
from synapse_salon.i18n import t
from synapse_salon.naming import called_in
from synapse_salon.people import Act, may
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon
from synapse_salon.web import Call, Page, Routes, Who


def desk_routes(platform: Platform, house: ChatsHouse) -> Routes:
    """`s/{slug}/desk/chats`."""
    routes = Routes("chats")

    async def may_see(salon: Salon, person: str | None) -> bool:
        return person is not None and may(await house.salons.roles(salon.id, person), Act.REMOVE_MEMBERS)

    platform.web.menus.add_on_desk(t("Chats and guests"), "chats", may_see, "inside", order=79)

    @routes.page("s/{slug}/desk/chats", who=Who.SIGNED_IN)
    async def all_chats(call: Call[None]) -> Page:
        salon = await house.servers.allowed(call.path["slug"], call.person)
        found = await house.chats.seen_by_staff(salon)
        people = {who for chat, _ in found for who in (chat.host, chat.ended_by) if who}
        values = {
            "salon": salon,
            "open": [one for one in found if one[0].is_open],
            "ended": sorted((one for one in found if not one[0].is_open), key=_ended, reverse=True),
            "called": await called_in(platform, salon.id, people),
            "whys": WHYS,
            "who_comes": partial(who_comes, policy=(await house.salons.policies(salon)).guests),
            "quote": lambda segment: quote(segment, safe=""),
        }
        return Page("chats/desk.html", t("Chats and guests"), values, salon=salon)

    return routes


def _ended(one: tuple[Chat, int]) -> int:
    return one[0].ended_ms or 0

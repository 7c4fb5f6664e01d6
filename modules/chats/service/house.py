# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The services of chats, made once."""

from modules.chats.domain.chats import Chat
from modules.chats.service.asked import AskedIn
from modules.chats.service.chats import OpenChats
from modules.chats.service.farewell import Farewell
from modules.chats.service.files import VisitFiles
from modules.chats.service.guests import GuestList
from modules.chats.service.hosts import Hosts
from modules.chats.service.servers import Servers
from modules.chats.service.sign import Sign
from modules.chats.service.talks import Talks
from modules.chats.service.visits import Visits
from modules.chats.settings import ChatsSettings
from synapse_salon.clock import HOUR_MS, MINUTE_MS
from synapse_salon.platform import Platform
from synapse_salon.ports import Members, Salon, Salons
from synapse_salon.web.limiter import Limit, Limiter


class ChatsHouse:
    """What is done with chats and guests."""

    def __init__(self, platform: Platform, salons: Salons, members: Members, settings: ChatsSettings) -> None:
        self.salons = salons
        self.hosts = Hosts(platform, salons, members)
        self.asked = AskedIn(platform, salons, self.hosts)
        self.guests = GuestList(platform, salons, members, self.hosts, self.asked, settings)
        self.sign = Sign(platform, salons, self.guests)
        self.servers = Servers(platform, salons, self.hosts, self.guests)
        self.farewell = Farewell(platform, salons, self.hosts, self.guests)
        self.chats = OpenChats(
            platform, salons, self.hosts, self.asked, self.guests, self.sign, self.farewell, settings
        )
        self.visits = Visits(platform, salons, self.hosts, self.guests)
        self.talks = Talks(platform, self.guests)
        limits = {
            "message": Limit.of(settings.guest_messages_per_minute, MINUTE_MS),
            "link": Limit.of(settings.guest_links_per_hour, HOUR_MS),
            "file": Limit.of(settings.guest_files_per_hour, HOUR_MS),
        }
        self.pace = Limiter(platform.clock, limits)
        self.files = VisitFiles(platform, self.talks, self.pace, settings)

    async def ask_in(self, salon: Salon, chat: Chat, by: str, name: str) -> bool:
        """Ask somebody into a chat, or let in who waits; whether they come as a guest. See `GuestList.ask_in`."""
        return await self.visits.let_in(chat, by, name) or await self.guests.ask_in(salon, chat, by, name)

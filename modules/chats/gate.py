# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How much a guest may say. A pure rule over cached lookups.

Where our own data cannot be reached the talk goes on: who may be in the chat is membership's question, which fails
closed.
"""

from typing import cast

from synapse.module_api import EventBase
from synapse.spam_checker_api import RegistrationBehaviour

from modules.chats.domain.limits import Sort, sorts_of, too_much
from modules.chats.domain.visits import is_visitors
from modules.chats.service.asked import AskedIn
from modules.chats.service.guests import GuestList
from modules.chats.service.hosts import Hosts
from modules.chats.settings import ChatsSettings
from synapse_salon.clock import HOUR_MS, MINUTE_MS
from synapse_salon.i18n import t
from synapse_salon.platform import Platform
from synapse_salon.rooms import RoomFacts
from synapse_salon.speech import Refusal, takes_back
from synapse_salon.web.limiter import Limit, Limiter

_ALONE = t(
    "Members of this salon do not write to each other privately. Please wait until one of the staff is here."
)


class GuestGate:
    """Holds guests to their limits, and private chats to what the salon wants of private talk."""

    def __init__(
        self,
        platform: Platform,
        hosts: Hosts,
        asked: AskedIn,
        guests: GuestList,
        settings: ChatsSettings,
    ) -> None:
        self._asked = asked
        self._hosts = hosts
        self._guests = guests
        limits: dict[str, Limit] = {
            "message": Limit.of(settings.guest_messages_per_minute, MINUTE_MS),
            "link": Limit.of(settings.guest_links_per_hour, HOUR_MS),
            "file": Limit.of(settings.guest_files_per_hour, HOUR_MS),
        }
        self._limiter = Limiter(platform.clock, limits)
        platform.speech.ask("chats", self.may_speak, fails_open=True)

    async def may_speak(self, event: EventBase, room: RoomFacts) -> Refusal | None:
        """Members and staff have no limits here, but where members do not talk privately one of the staff is there."""
        is_private = room.access == "invited" and not takes_back(event)
        if is_private and not await self._asked.is_watched(room.salon_id, room.room_id):
            return Refusal(_ALONE, "dm_off")
        if not room.takes_guests or not await self._guests.admits(room.room_id, event.sender):
            return None
        if await self._hosts.is_inside(room.salon_id, event.sender):
            return None
        sorts = sorts_of(event.type, event.content)
        short = self._limiter.short_of(sorted(sorts), f"{room.room_id} {event.sender}")
        if short is None:
            return None
        sort, wait_ms = cast(Sort, short[0]), short[1]
        return Refusal(too_much(sort, wait_ms), f"guest_{sort}s", retry_after_ms=wait_ms)


async def may_register(
    mail: object, name: str | None, seen: object, provider: str | None = None
) -> RegistrationBehaviour:
    """Nobody opens an account under the id of somebody who came by a link: they could speak as them."""
    taken = name is not None and is_visitors(name)
    return RegistrationBehaviour.DENY if taken else RegistrationBehaviour.ALLOW

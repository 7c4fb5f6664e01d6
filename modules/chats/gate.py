# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How much a guest may say. A pure rule over cached lookups.

Where our own data cannot be reached the talk goes on: who may be in the chat is membership's question, which fails
closed.
"""

from typing import cast

from synapse.module_api import EventBase
from synapse.spam_checker_api import RegistrationBehaviour

from modules.chats.domain.limits import Sort, counted_as, sorts_of, too_much
from modules.chats.domain.visits import is_visitors
from modules.chats.service.asked import AskedIn
from modules.chats.service.guests import GuestList
from modules.chats.service.hosts import Hosts
from synapse_salon.i18n import t
from synapse_salon.platform import Platform
from synapse_salon.rooms import RoomFacts
from synapse_salon.speech import Refusal, takes_back
from synapse_salon.web.limiter import Limiter

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
        pace: Limiter,
    ) -> None:
        self._asked = asked
        self._hosts = hosts
        self._guests = guests
        self._pace = pace
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
        short = self._pace.short_of(sorted(sorts), counted_as(room.room_id, event.sender))
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

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Chats: rooms that members open in a moment, with guests from outside where the salon takes any."""

from modules.chats.commands import add_commands
from modules.chats.gate import GuestGate, may_register
from modules.chats.service.house import ChatsHouse
from modules.chats.service.kept import Kept
from modules.chats.settings import ChatsSettings
from modules.chats.watch import ChatsWatch
from modules.chats.web import chat_routes
from synapse_salon.clock import HOUR_MS, MINUTE_MS
from synapse_salon.feature import Feature
from synapse_salon.happenings import (
    ChatEnded,
    RoleChanged,
    RoomChanged,
    SalonChanged,
    SalonClosed,
    StandingChanged,
)
from synapse_salon.platform import Platform
from synapse_salon.ports import Members, Salons
from synapse_salon.ports.guests import Guests


class Chats(Feature[ChatsSettings]):
    """The loadable module."""

    settings_model = ChatsSettings

    def set_up(self, platform: Platform, settings: ChatsSettings) -> None:
        """Provide the port Guests; hold guests to their limits; end chats and stays on their day."""
        salons = platform.need(Salons, "modules.salons.Salons")
        members = platform.need(Members, "modules.membership.Membership")
        self.house = house = ChatsHouse(platform, salons, members, settings)
        platform.provide(Guests, house.guests)
        GuestGate(platform, house.hosts, house.asked, house.guests, house.pace)
        watch = ChatsWatch(platform, house)
        platform.watch.when("chats.people", watch.wants, watch.seen)
        platform.outbox.when(StandingChanged, "chats.standing", watch.standing_changed)
        platform.outbox.when(RoleChanged, "chats.roles", watch.role_changed)
        platform.outbox.when(SalonChanged, "chats.policies", watch.salon_changed)
        platform.outbox.when(SalonClosed, "chats.salon_closed", watch.salon_closed)
        platform.outbox.when(RoomChanged, "chats.room_changed", watch.room_changed)
        platform.outbox.when(ChatEnded, "chats.report", self._report)
        platform.api.register_spam_checker_callbacks(check_registration_for_spam=may_register)
        kept = Kept(platform)
        platform.keeping.add("chats", kept.of_person, kept.forget)
        platform.timers.every(HOUR_MS, "chats.forget", kept.forget_old)
        platform.timers.every(MINUTE_MS, "chats.ends", house.chats.reach_ends)
        platform.timers.every(MINUTE_MS, "chats.stays", house.guests.time_is_over)
        platform.timers.every(MINUTE_MS, "chats.openings", house.chats.give_up)
        platform.timers.every(MINUTE_MS, "chats.links", house.visits.keep_links)
        for routes in chat_routes(platform, house):
            platform.web.add(routes)
        add_commands(platform, house)

    async def _report(self, ended: ChatEnded) -> None:
        await self.house.farewell.report(ended.room_id)

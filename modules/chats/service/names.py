# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Under which names people without an account do not come: those of others."""

from modules.chats.domain.chats import Chat
from modules.chats.domain.visits import bare_name, may_be_called
from synapse_salon.errors import BadInput
from synapse_salon.i18n import t
from synapse_salon.naming import called_in
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon, Salons


class GuestNames:
    """Knows who could be taken for whom in a chat."""

    def __init__(self, platform: Platform, salons: Salons) -> None:
        self._platform = platform
        self._salons = salons

    async def check(self, salon: Salon, chat: Chat, name: str) -> None:
        """Raises BadInput: the name is that of somebody in the chat, of the staff, the salon or the house, or claims an
        office; it says what would work."""
        staff = await self._salons.staff(salon.id)
        present = await self._platform.host.names_present(chat.room_id)
        called = await called_in(self._platform, salon.id, staff)
        signed_in_as = [user_id[1:].partition(":")[0] for user_id in staff]
        others = [salon.title, self._platform.bot.name, *present.values(), *called.values(), *signed_in_as]
        if not may_be_called(name, others):
            words = t(
                "“{name}” is somebody else’s name here, or sounds like those who run the salon. Please add your surname"
                " or what you do, such as “Emma Tanaka, photographer”.",
                name=bare_name(name),
            )
            raise BadInput(words, {"name": words}, "name_taken")

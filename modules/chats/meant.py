# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which salon and which chat somebody means who gives a command."""

from modules.chats.domain.chats import Chat
from modules.chats.service.house import ChatsHouse
from synapse_salon.bot import Said
from synapse_salon.errors import BadInput
from synapse_salon.i18n import t
from synapse_salon.platform import Platform
from synapse_salon.ports import Members, Salon


async def salon_of(platform: Platform, house: ChatsHouse, said: Said) -> Salon:
    """The salon that is meant: that of the room, or the only one the person is inside of. Raises BadInput."""
    if said.salon_id is not None:
        found = await house.salons.by_id(said.salon_id)
    else:
        members = platform.want(Members)
        inside = await members.inside(said.user_id) if members is not None else frozenset()
        ids = inside | set(await house.salons.served(said.user_id))
        found = await house.salons.by_id(next(iter(ids))) if len(ids) == 1 else None
    if found is None:
        raise BadInput(t("Please write this in a room of the salon that you mean."))
    return found


async def chat_of(house: ChatsHouse, said: Said) -> tuple[Salon, Chat]:
    """The chat in which something is said, for whoever looks after it.

    Raises:
        BadInput: it is said in no chat.
        NotAllowed: they do not look after it.
        NotFound: it has ended.
    """
    salon = await house.salons.by_id(said.salon_id) if said.salon_id is not None else None
    if salon is None or await house.guests.salon_chat_of(said.room_id) is None:
        raise BadInput(t("Please write this in the chat that you mean."))
    return await house.hosts.chat(salon.slug, said.user_id, said.room_id)

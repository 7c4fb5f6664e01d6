# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may open chats, and who looks after one."""

from modules.chats.domain.chats import Chat
from modules.chats.store import asked, chats
from synapse_salon.errors import NotAllowed, NotFound
from synapse_salon.i18n import t
from synapse_salon.people import Act, Role, Standing, may
from synapse_salon.platform import Platform
from synapse_salon.ports import Members, Salon, Salons, no_such_salon


class Hosts:
    """Asks roles and standings before something is done with a chat."""

    def __init__(self, platform: Platform, salons: Salons, members: Members) -> None:
        self._db = platform.database
        self._salons = salons
        self._members = members

    async def roles(self, salon_id: str, user_id: str) -> frozenset[Role]:
        """A person's roles in a salon, those who may write as members among them."""
        found = await self._salons.roles(salon_id, user_id)
        card = await self._members.card(salon_id, user_id)
        return found | {Role.MEMBER} if card is not None and card.standing.may_write else found

    async def is_inside(self, salon_id: str, user_id: str) -> bool:
        """Whether somebody belongs to a salon, as a member or by working for it."""
        card = await self._members.card(salon_id, user_id)
        inside = card is not None and card.standing.is_inside
        return inside or bool(await self._salons.roles(salon_id, user_id))

    async def is_put_out(self, salon_id: str, user_id: str) -> bool:
        """Whether somebody was removed from a salon, or barred."""
        card = await self._members.card(salon_id, user_id)
        return card is not None and card.standing in (Standing.REMOVED, Standing.BANNED)

    async def salon(self, slug: str, by: str) -> Salon:
        """The salon of this short name, for somebody who may open chats there.

        Raises:
            NotAllowed: they may not.
            NotFound: there is none that they may know of.
        """
        salon = await self._salons.find(slug)
        roles = await self.roles(salon.id, by)
        if not (salon.is_open or roles):
            raise no_such_salon(slug)
        if not may(roles, Act.OPEN_CHATS):
            raise NotAllowed(t("Chats are opened by members of the salon."), "members_only")
        return salon

    async def chat(self, slug: str, by: str, room_id: str) -> tuple[Salon, Chat]:
        """A chat of this salon that has not ended, for whoever looks after it: who opened it, and moderators.

        Raises:
            NotAllowed: they do not look after it.
            NotFound: there is no such chat.
        """
        salon, chat = await self.seen(slug, by, room_id)
        if not await self.looks_after(chat, by):
            raise NotAllowed(t("Whoever opened this chat looks after it, and the staff."), "not_host")
        return salon, chat

    async def seen(self, slug: str, by: str, room_id: str) -> tuple[Salon, Chat]:
        """A chat of this salon that has not ended, for everybody who may know of it.

        Raises:
            NotAllowed: they do not belong to the salon.
            NotFound: there is no such chat that they may know of.
        """
        salon = await self.salon(slug, by)
        chat = await self._db.run("salon_chat", chats.get, room_id)
        is_there = chat is not None and chat.salon_id == salon.id and chat.is_open
        if chat is None or not is_there or not await self.is_known(chat, by):
            raise NotFound(t("There is no such chat."), "no_such_chat")
        return salon, chat

    async def is_known(self, chat: Chat, by: str) -> bool:
        """Whether a chat is to be seen by somebody of its salon."""
        if chat.members == "all" or await self.looks_after(chat, by):
            return True
        return chat.room_id in await self._db.run("salon_chat_asked_into", asked.rooms_of, by)

    async def looks_after(self, chat: Chat, by: str) -> bool:
        """Whether somebody looks after a chat."""
        roles = await self.roles(chat.salon_id, by)
        return may(roles, Act.REMOVE_MEMBERS) or (chat.host == by and may(roles, Act.OPEN_CHATS))

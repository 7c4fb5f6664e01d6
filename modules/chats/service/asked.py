# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Chats for those alone who are asked in: which members may be there, and where such a chat may be."""

from modules.chats.domain.chats import Chat
from modules.chats.service.hosts import Hosts
from modules.chats.store import asked as store
from modules.chats.store.asked import Asked
from synapse_salon.caching import forget, register, remembered
from synapse_salon.database import Txn
from synapse_salon.errors import BadInput
from synapse_salon.i18n import t
from synapse_salon.people import STAFF
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon, Salons

MANY = 200
"""So many people are nobody's private talk."""


class AskedIn:
    """Members in chats into which they are asked.

    Where members do not write to each other privately such a chat is no way round that: the staff alone open one, and
    it lasts as long as one of them is in it.
    """

    def __init__(self, platform: Platform, salons: Salons, hosts: Hosts) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons
        self._hosts = hosts
        self.server_name = platform.api.server_name  # Synapse's @cached asks for these two
        self.clock = platform.host.clock
        register(platform.api, self.salon_chat_asked_into)

    @remembered(max_entries=20_000)
    async def salon_chat_asked_into(self, user_id: str) -> frozenset[str]:
        """The chats into which somebody was asked."""
        return await self.now(user_id)

    async def now(self, user_id: str) -> frozenset[str]:
        """The same as stored now."""
        return await self._db.run("salon_chat_asked_into", store.rooms_of, user_id)

    async def forget(self, *user_ids: str) -> None:
        """Something changed for these people."""
        for user_id in user_ids:
            await forget(self._platform.api, self.salon_chat_asked_into, user_id)

    async def of_chat(self, chat: Chat) -> list[Asked]:
        """Who is asked into a chat as a member; nobody by name where every member may come."""
        if chat.members == "all":
            return []
        return await self._db.run("salon_chat_asked_of", store.of_chat, chat.room_id)

    def write(self, txn: Txn, chat: Chat, by: str, people: list[str]) -> None:
        """Note that these are asked in, where that matters, in the caller's transaction; `forget` them after it."""
        if chat.members == "invited":
            for user_id in people:
                store.add(txn, chat.salon_id, chat.room_id, user_id, by, self._platform.clock.now_ms())

    async def put_out(self, chat: Chat, user_id: str) -> bool:
        """Have somebody out of a chat; False where they were not asked into it."""

        def write(txn: Txn) -> bool:
            if not store.drop(txn, chat.room_id, user_id):
                return False
            self._platform.crowd.want(txn, chat.room_id, user_id, "out", "removed")
            return True

        was_in = await self._db.run("salon_chat_asked_out", write)
        await self.forget(user_id)
        return was_in

    async def went(self, chat: Chat, user_id: str) -> None:
        """Somebody left a chat, declined, or was put out of it in an app; to come back they are asked in anew."""
        member = await self._platform.rooms.state(chat.room_id, "m.room.member", user_id) or {}
        if member.get("membership") in ("join", "invite"):
            return
        await self._db.run("salon_chat_asked_went", store.drop, chat.room_id, user_id)
        await self.forget(user_id)

    async def put_out_of_salon(self, salon_id: str, user_id: str) -> None:
        """Somebody was put out of the salon: back in it they are asked into its chats anew."""
        await self._db.run("salon_chat_asked_left", store.drop_person, salon_id, user_id)
        await self.forget(user_id)

    async def check_policy(self, salon: Salon, by: str) -> None:
        """Raises BadInput: somebody may not open such a chat here."""
        if await self.may_open(salon, by):
            return
        words = t(
            "Members of {title} do not write to each other privately, so that every member may enter its chats."
            " The staff can open one for those alone who are asked in.",
            title=salon.title,
        )
        raise BadInput(words, {"members": words}, "dm_off")

    async def may_open(self, salon: Salon, by: str) -> bool:
        """Whether somebody who opens chats may open one for those alone who are asked in."""
        return (await self._salons.policies(salon)).dm == "members" or await self._serves(salon.id, by)

    async def may_go_on(self, chat: Chat) -> bool:
        """Whether a chat may be as it is, as far as private talk goes."""
        salon = await self._salons.by_id(chat.salon_id)
        if salon is None or chat.members == "all" or (await self._salons.policies(salon)).dm == "members":
            return True
        people = [one.user_id for one in await self.of_chat(chat)]
        return any([await self._serves(chat.salon_id, person) for person in people])

    async def is_watched(self, salon_id: str, room_id: str) -> bool:
        """Whether people may talk in the room of such a chat at this moment: one of the staff is there where members do
        not talk privately. On the path of each message: cached lookups."""
        salon = await self._salons.by_id(salon_id)
        if salon is None or (await self._salons.policies(salon)).dm == "members":
            return True
        present = await self._platform.host.people_in(room_id, MANY)
        if present is None:
            return True
        return any([await self._serves(salon_id, person) for person in present])

    async def _serves(self, salon_id: str, person: str) -> bool:
        return not STAFF.isdisjoint(await self._salons.roles(salon_id, person))

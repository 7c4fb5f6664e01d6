# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who comes into chats, goes, and asks to come."""

from modules.chats.domain.chats import Chat
from modules.chats.service.house import ChatsHouse
from synapse_salon.clock import HOUR_MS, Clock
from synapse_salon.errors import NotAllowed, TooMany
from synapse_salon.happenings import RoleChanged, RoomChanged, SalonChanged, SalonClosed, StandingChanged
from synapse_salon.i18n import t
from synapse_salon.people import Standing
from synapse_salon.platform import Platform
from synapse_salon.watch import Seen
from synapse_salon.web.limiter import Limit, Limiter, Limits


class Told:
    """How often a host is told that somebody asks: five times at once, and five more in an hour."""

    def __init__(self, clock: Clock) -> None:
        self._limiter = Limiter(clock, Limits(change=Limit(per_second=5 / 3600, burst=5)))

    def has(self, room_id: str) -> bool:
        """Count one who asks into a chat; whether its host is told of this one."""
        try:
            self._limiter.take("change", room_id)
        except TooMany:
            return False
        return True


class ChatsWatch:
    """Keeps the list of guests and the sign of each chat as things are in its room."""

    def __init__(self, platform: Platform, house: ChatsHouse) -> None:
        self._platform = platform
        self._house = house
        self._told = Told(platform.clock)

    def wants(self, seen: Seen) -> bool:
        """Memberships of people."""
        return seen.membership is not None and seen.state_key not in (None, self._platform.house)

    async def seen(self, seen: Seen) -> None:
        """Somebody came into a room, went, or asks to come."""
        chat, who = await self._house.guests.salon_chat_of(seen.room_id), seen.state_key
        if chat is None or not chat.is_open or who is None:
            return
        is_gone = seen.membership in ("leave", "ban")
        if chat.members == "invited" and is_gone and seen.sender != self._platform.house:
            await self._house.asked.went(chat, who)
            await self._house.chats.keep_or_end(chat)
        if chat.guests == "none":
            return
        if seen.membership == "knock":
            await self._knocked(chat, who, str(seen.content.get("reason") or ""))
        elif seen.membership == "join":
            if await self._house.guests.came(chat, who):
                await self._house.sign.keep(chat.room_id, who, seen.event_id)
        elif is_gone:
            # Whose stay the house ended may be asked in anew before this is seen.
            if seen.sender != self._platform.house:
                await self._house.guests.went(chat, who, "left" if seen.sender == who else "removed")
            await self._house.sign.keep(chat.room_id)
            salon = await self._house.salons.by_id(chat.salon_id)
            if salon is not None:
                await self._house.servers.keep_shut(salon)

    async def _knocked(self, chat: Chat, who: str, words: str) -> None:
        salon = await self._house.salons.by_id(chat.salon_id)
        if salon is None:
            return
        if await self._house.hosts.is_inside(salon.id, who):
            await self._house.chats.move(chat, who, "invited", "member")
            return
        try:
            if not await self._house.guests.asks(salon, chat, who, words):
                return
        except NotAllowed as refusal:
            await self._house.chats.move(chat, who, "out", refusal.reason)
            return
        if not chat.host or not await self._house.hosts.looks_after(chat, chat.host):
            return  # whoever opened it is gone; moderators see who asks on the chat's page
        url = self._platform.web.url(f"s/{salon.slug}/chats/{chat.room_id}")
        now_ms = self._platform.clock.now_ms()
        language = await self._platform.bot.language_of(chat.host, salon.id)
        if not self._told.has(chat.room_id):
            more = t("More people ask to come into the chat “{name}”: {url}", name=chat.name, url=url)
            key = f"chat-asks-more:{chat.room_id}:{now_ms // HOUR_MS}"
            await self._platform.bot.tell(chat.host, more, key, language)
            return
        asks = t("{account} asks to come into the chat “{name}” as a guest.", account=who, name=chat.name)
        if words:
            asks = t("{before}\n{after}", before=asks, after=f"「{words[:500]}」")
        bring = self._platform.bot.commands.find("bring")
        how = t(
            "To let them in, write {command} {account} in the chat, or open {url}.",
            command=bring.name_in(language) if bring is not None else "!bring",
            account=who,
            url=url,
        )
        text = t("{before}\n{after}", before=asks, after=how)
        await self._platform.bot.tell(chat.host, text, f"chat-asks:{chat.room_id}:{who}:{now_ms}", language)

    async def standing_changed(self, changed: StandingChanged) -> None:
        """Who is inside the salon is no guest; who was put out of it is none either."""
        after = Standing(changed.after)
        if after.is_inside:
            await self._house.guests.became_member(changed.salon_id, changed.user_id)
        elif after in (Standing.REMOVED, Standing.BANNED):
            await self._house.guests.put_out_of_salon(changed.salon_id, changed.user_id)
            await self._house.asked.put_out_of_salon(changed.salon_id, changed.user_id)
        else:
            return
        for chat in await self._house.chats.with_guests(changed.salon_id):
            await self._house.sign.keep(chat.room_id)

    async def role_changed(self, changed: RoleChanged) -> None:
        """Somebody runs the salon, or does not any more."""
        await self._house.chats.keep_all_or_end(changed.salon_id)

    async def salon_changed(self, changed: SalonChanged) -> None:
        """What the salon wants of guests may have changed, or a server is blocked."""
        await self._house.chats.follow(changed.salon_id)
        salon = await self._house.salons.by_id(changed.salon_id)
        if salon is not None:
            await self._house.servers.keep_shut(salon)

    async def salon_closed(self, closed: SalonClosed) -> None:
        """The salon's chats end with it."""
        for chat in await self._house.chats.of_salon_id(closed.salon_id):
            await self._house.chats.end(chat, "closed")

    async def room_changed(self, changed: RoomChanged) -> None:
        """A chat whose room the staff archived has ended."""
        room = await self._platform.rooms.facts(changed.room_id)
        chat = await self._house.guests.salon_chat_of(changed.room_id)
        if room is not None and room.is_archived and chat is not None and chat.is_open:
            await self._house.chats.end(chat, "archived")

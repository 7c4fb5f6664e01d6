# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Chats: opened in a moment, ended on their day."""

import hashlib

from modules.chats.domain.chats import Chat, Ended, Reach, admits
from modules.chats.service.asked import AskedIn
from modules.chats.service.farewell import Farewell
from modules.chats.service.guests import GuestList
from modules.chats.service.hosts import Hosts
from modules.chats.service.sign import Sign, opened_by
from modules.chats.settings import ChatsSettings
from modules.chats.store import chats as store
from modules.chats.store import openings
from synapse_salon import ids
from synapse_salon.clock import DAY_MS, HOUR_MS, MINUTE_MS
from synapse_salon.crowd.wishes import WishKind
from synapse_salon.database import Txn
from synapse_salon.errors import BadInput, Conflict, NotAllowed, TooMany
from synapse_salon.happenings import RoomChanged
from synapse_salon.i18n import t
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon, Salons
from synapse_salon.ports.salons import Guests
from synapse_salon.rooms import Access, RoomFacts, RoomOrder
from synapse_salon.turns import TurnsOf

LONGEST_MS = 366 * DAY_MS
MOST_ASKED = 50
_PATIENCE, _PAUSE_MS = 40, 50
ENDED_SHOWN_MS = 90 * DAY_MS
"""So long the staff see of a chat that it was there."""
MOST_SHOWN = 500
OPENING_MS = 10 * MINUTE_MS
"""What is not open after this long never will be."""


class OpenChats:
    """What people do with chats."""

    def __init__(
        self,
        platform: Platform,
        salons: Salons,
        hosts: Hosts,
        asked: AskedIn,
        guests: GuestList,
        sign: Sign,
        farewell: Farewell,
        settings: ChatsSettings,
    ) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons
        self._hosts = hosts
        self._asked = asked
        self._guests = guests
        self._sign = sign
        self._farewell = farewell
        self._settings = settings
        self._opening = TurnsOf()

    async def open(
        self,
        slug: str,
        by: str,
        name: str,
        wish: Guests | None,
        ends_ms: int | None,
        invite: list[str],
        key: str | None = None,
        reach: Reach = "all",
    ) -> Chat:
        """Open a chat and ask people in. The same `key` of the same person is the same chat.

        Without a `wish` it takes guests if one is asked in. By its `reach` every member of the salon may enter, or
        those alone who are asked in; who is no member comes as a guest, where the salon and the chat take any.

        Raises:
            BadInput: somebody cannot be asked in, or its end is past or too far off.
            Conflict: they have too many chats open, or the salon is closed. TooMany: too many today.
            NotAllowed, NotFound: they may not open any.
        """
        salon = await self._hosts.salon(slug, by)
        now_ms = self._platform.clock.now_ms()
        if salon.space is None or salon.is_closed:
            raise Conflict(t("This salon is closed."), "closed")
        if ends_ms is not None and not now_ms < ends_ms <= now_ms + LONGEST_MS:
            words = t("a moment within the next twelve months")
            past, late = (
                t("This day is past. Please choose a later one."),
                t("A chat lasts twelve months at most."),
            )
            raise BadInput(past if ends_ms <= now_ms else late, {"ends_at": words})
        if len(invite) > MOST_ASKED:
            words = t("at most {n} accounts at once", n=MOST_ASKED)
            raise BadInput(t("These are too many at once."), {"invite": words})
        if reach == "invited":
            await self._asked.check_policy(salon, by)
            if wish == "knock":
                words = t("Into a chat for those who are asked in nobody asks to come.")
                raise BadInput(words, {"guests": words}, "no_knocks")
        policy = (await self._salons.policies(salon)).guests
        if wish is not None and wish != "none" and policy == "none":
            words = t("This salon takes no guests.")
            raise BadInput(words, {"guests": words}, "no_guests")
        members, guests = await self._guests.sort(salon, invite, wish or "invited")
        wish = wish or ("invited" if guests else "none")
        self._guests.check_many(len(guests))
        room_key = f"chat-{_short(by, key) if key else ids.new_id()[:10]}"
        known = await self._room_of(salon, room_key)
        chat = await self._guests.salon_chat_of(known.room_id) if known is not None else None
        if chat is not None:
            return chat
        if known is not None and known.is_archived:
            room_key = f"chat-{ids.new_id()[:10]}"  # it was begun, broke off, and was given up
        async with self._opening.turn((salon.id, by)):
            await self._db.run("salon_chat_begin", self._begin, salon.id, room_key, by, now_ms)
        access: Access = "invited" if reach == "invited" else "members" if wish == "none" else "guests"
        knocks = admits(policy, wish) == "knock"
        topic = self._platform.texts.say(await opened_by(self._platform, salon.id, by), salon.language)
        order = RoomOrder(salon.id, room_key, "chat", access, name, topic, order=_AFTER_OTHERS, knocks=knocks)
        room_id = await self._platform.rooms.open_room(await self._salons.frame(salon), order)
        chat = Chat(room_id, salon.id, name, by, wish, now_ms, ends_ms, None, reach)
        await self._db.run_contended("salon_chat_open", self._write, chat, room_key, members, guests)
        await self._guests.forget(room_id, by, *members, *guests)
        await self._sign.keep(room_id)
        return chat

    async def host_is_in(self, chat: Chat) -> None:
        """Wait until whoever opened a chat is in it, so that they can write there; not for long, and not for who comes
        from elsewhere and answers an invitation."""
        for _ in range(_PATIENCE if self._platform.api.is_mine(chat.host) else 0):
            if chat.host in await self._platform.host.present(chat.room_id):
                return
            await self._platform.host.sleep_ms(_PAUSE_MS)

    def _begin(self, txn: Txn, salon_id: str, room_key: str, by: str, now_ms: int) -> None:
        others = openings.others_of(txn, salon_id, by, room_key)
        mine = store.count_of(txn, salon_id, by) + others
        most = self._settings.chats_per_person
        if mine >= most:
            raise Conflict(t("You have {n} chats open. Please end one first.", n=most), "too_many_chats")
        if store.count_since(txn, salon_id, by, now_ms - DAY_MS) + others >= self._settings.chats_per_day:
            most = self._settings.chats_per_day
            raise TooMany(t("You opened {n} chats within a day. Please try again tomorrow.", n=most), HOUR_MS)
        openings.begin(txn, salon_id, room_key, by, now_ms)

    async def give_up(self) -> None:
        """Shut the rooms of chats whose opening broke off, by a crash for one: nobody would look after them. By the
        clock."""
        before_ms = self._platform.clock.now_ms() - OPENING_MS
        for salon_id, room_key in await self._db.run("salon_chat_broken_off", openings.broken_off, before_ms):
            salon = await self._salons.by_id(salon_id)
            room = await self._room_of(salon, room_key) if salon is not None else None
            is_chat = room is not None and await self._guests.salon_chat_of(room.room_id) is not None
            nobodys = None if room is None or is_chat else room.room_id
            await self._db.run("salon_chat_give_up", self._give_up, salon_id, room_key, nobodys)
            if salon is not None and nobodys is not None:
                await self._platform.rooms.keep_archived(await self._salons.frame(salon), nobodys)

    def _give_up(self, txn: Txn, salon_id: str, room_key: str, room_id: str | None) -> None:
        openings.done(txn, salon_id, room_key)
        if room_id is not None and self._platform.rooms.set_archived(txn, room_id, True):
            txn.say(RoomChanged(salon_id=salon_id, room_id=room_id))

    async def _room_of(self, salon: Salon, room_key: str) -> RoomFacts | None:
        rooms = await self._platform.rooms.of_salon(salon.id)
        return next((room for room in rooms if room.key == room_key), None)

    def _write(self, txn: Txn, chat: Chat, room_key: str, members: list[str], guests: list[str]) -> None:
        openings.done(txn, chat.salon_id, room_key)
        if store.record(txn, chat):
            self._asked.write(txn, chat, chat.host, [chat.host])
            self._platform.crowd.want(txn, chat.room_id, chat.host, "in", "chat")
            self._guests.write(txn, chat, chat.host, members, guests)

    async def of_salon(self, salon: Salon, by: str) -> list[Chat]:
        """The chats of a salon that have not ended, as somebody who belongs to it may see them."""
        return [chat for chat in await self.of_salon_id(salon.id) if await self._hosts.is_known(chat, by)]

    async def seen_by_staff(self, salon: Salon) -> list[tuple[Chat, int]]:
        """The chats of a salon that are open, or ended not long ago, and how many guests are in each."""
        since_ms = self._platform.clock.now_ms() - ENDED_SHOWN_MS
        return await self._db.run("salon_chats_since", store.since, salon.id, since_ms, MOST_SHOWN)

    async def put_out(self, chat: Chat, user_id: str) -> bool:
        """Put somebody out of a chat, a guest or a member who was asked in, or turn them away; False where they are
        neither.

        Raises:
            Conflict: they opened it.
        """
        if await self._guests.put_out(chat, user_id):
            return True
        if chat.members == "invited" and user_id == chat.host:
            raise Conflict(t("Whoever opened a chat is in it until it ends, or they leave it."), "is_host")
        if not await self._asked.put_out(chat, user_id):
            return False
        await self.keep_or_end(chat)
        return True

    async def keep_or_end(self, chat: Chat) -> None:
        """End a chat for those alone who are asked in, where it would be a way round what the salon wants of private
        talk: nobody of the staff is asked into it any more."""
        if chat.is_open and not await self._asked.may_go_on(chat):
            await self.end(chat, "staff")

    async def keep_all_or_end(self, salon_id: str) -> None:
        """The same for every chat of a salon."""
        for chat in await self.of_salon_id(salon_id):
            await self.keep_or_end(chat)

    async def end(self, chat: Chat, why: Ended, by: str = "") -> None:
        """End a chat, and say so in it: nobody is in it any more, and nobody comes in."""
        await self._farewell.say(chat, why, by)
        await self._db.run("salon_chat_end", self._end, chat, why, by)
        stays = [(guest.room_id, guest.user_id) for guest in await self._guests.of_chat(chat.room_id)]
        await self._guests.forget(chat.room_id, *(user_id for _, user_id in stays))
        salon = await self._salons.by_id(chat.salon_id)
        if salon is not None:
            await self._platform.rooms.keep_archived(await self._salons.frame(salon), chat.room_id)

    def _end(self, txn: Txn, chat: Chat, why: Ended, by: str) -> None:
        if store.end(txn, chat, self._platform.clock.now_ms(), why, by):
            self._platform.rooms.set_archived(txn, chat.room_id, True)
            self._guests.end_all(txn, chat.room_id)

    async def reach_ends(self) -> None:
        """End the chats whose day has come, and tell the people in those that end soon. By the clock."""
        for chat in await self._db.run("salon_chats_due", store.due, self._platform.clock.now_ms()):
            await self.end(chat, "day")
        await self._farewell.warn()

    async def follow(self, salon_id: str) -> None:
        """Bring a salon's chats to what it wants of guests now: doors that open no wider, guests who stay or go."""
        salon = await self._salons.by_id(salon_id)
        if salon is None or salon.space is None:
            return
        await self.keep_all_or_end(salon_id)
        policy = (await self._salons.policies(salon)).guests
        for chat in await self.of_salon_id(salon_id):
            order = await self._platform.rooms.order_of(chat.room_id)
            if chat.guests == "none" or order is None:
                continue
            holds = admits(policy, chat.guests)
            if order.knocks != (holds == "knock"):
                await self._platform.rooms.set_knocks(chat.room_id, holds == "knock")
            gone = {"none": ("asked", "admitted"), "invited": ("asked",), "knock": ()}[holds]
            found = [g for g in await self._guests.of_chat(chat.room_id) if g.state in gone]
            if any(guest.state == "admitted" for guest in found):
                await self._farewell.say_no_guests(salon, chat)
            await self._guests.end_several([(g.room_id, g.user_id) for g in found], "no_guests")

    async def of_salon_id(self, salon_id: str) -> list[Chat]:
        """The chats of a salon that have not ended, by its id."""
        return await self._db.run("salon_chats_of", store.of_salon, salon_id)

    async def with_guests(self, salon_id: str) -> list[Chat]:
        """Those of them that take guests."""
        return [chat for chat in await self.of_salon_id(salon_id) if chat.guests != "none"]

    async def enter(self, chat: Chat, user_id: str) -> None:
        """Bring somebody of the salon into a chat that is open to them.

        Raises:
            NotAllowed: those alone come who are asked in.
        """
        if chat.members == "invited" and chat.room_id not in await self._asked.now(user_id):
            raise NotAllowed(t("Into this chat people are asked in."), "asked_in_alone")
        await self.move(chat, user_id, "in", "chat")

    async def move(self, chat: Chat, user_id: str, wish: WishKind, why: str) -> None:
        """Have somebody invited, or put out, who is no guest."""

        def write(txn: Txn) -> None:
            self._platform.crowd.want(txn, chat.room_id, user_id, wish, why)

        await self._db.run("salon_chat_move", write)


_AFTER_OTHERS = 500


def _short(by: str, key: str) -> str:
    return hashlib.sha256(f"{by}\0{key}".encode()).hexdigest()[:16]

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Guests: asked in, put out, gone when their time is over. Fulfils the port Guests."""

from collections.abc import Iterable

from modules.chats.domain.chats import Chat, Guest, admits, is_account, stays_until
from modules.chats.service.asked import AskedIn
from modules.chats.service.hosts import Hosts
from modules.chats.settings import ChatsSettings
from modules.chats.store import chats, visits
from modules.chats.store import guests as store
from synapse_salon.caching import forget, register, remembered
from synapse_salon.database import Txn
from synapse_salon.errors import BadInput, Conflict, NotAllowed, NotFound
from synapse_salon.i18n import t
from synapse_salon.people import Standing
from synapse_salon.platform import Platform
from synapse_salon.ports import Members, Salon, Salons
from synapse_salon.servers import is_among, server_of

_PUT_OUT = frozenset({Standing.REMOVED, Standing.BANNED})


class GuestList:
    """Who of outside is in which chat."""

    def __init__(
        self,
        platform: Platform,
        salons: Salons,
        members: Members,
        hosts: Hosts,
        asked: AskedIn,
        settings: ChatsSettings,
    ) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons
        self._members = members
        self._hosts = hosts
        self._asked = asked
        self._settings = settings
        self.server_name = platform.api.server_name  # Synapse's @cached asks for these two
        self.clock = platform.host.clock
        register(platform.api, self.salon_chat_guest, self.salon_chat_of)

    @remembered(max_entries=20_000)
    async def salon_chat_guest(self, room_id: str, user_id: str) -> Guest | None:
        """Somebody of outside in a chat."""
        return await self._db.run("salon_chat_guest", store.get, room_id, user_id)

    @remembered(max_entries=10_000)
    async def salon_chat_of(self, room_id: str) -> Chat | None:
        """The chat in a room, ended or not; None where the room is no chat."""
        return await self._db.run("salon_chat", chats.get, room_id)

    async def forget(self, room_id: str, *user_ids: str) -> None:
        """A chat changed, or these people's stay in it did."""
        await forget(self._platform.api, self.salon_chat_of, room_id)
        for user_id in user_ids:
            await forget(self._platform.api, self.salon_chat_guest, room_id, user_id)
        await self._asked.forget(*user_ids)

    async def admits(self, room_id: str, user_id: str) -> bool:
        """See `Guests.admits`."""
        guest = await self.salon_chat_guest(room_id, user_id)
        return guest is not None and guest.is_here(self._platform.clock.now_ms())

    async def rooms_of(self, salon_id: str, user_id: str) -> frozenset[str]:
        """See `Guests.rooms_of`."""
        now_ms = self._platform.clock.now_ms()
        return await self._db.run("salon_chat_rooms_of", store.rooms_of, salon_id, user_id, now_ms)

    async def asked_into(self, user_id: str) -> frozenset[str]:
        """See `Guests.asked_into`."""
        return await self._asked.salon_chat_asked_into(user_id)

    async def asked_into_now(self, user_id: str) -> frozenset[str]:
        """See `Guests.asked_into_now`."""
        return await self._asked.now(user_id)

    async def of_chat(self, room_id: str) -> list[Guest]:
        """Everybody of outside who is, was or would be in a chat."""
        return await self._db.run("salon_chat_guests", store.of_chat, room_id)

    async def here(self, room_id: str) -> list[Guest]:
        """The guests who are in a chat now."""
        now_ms, present = self._platform.clock.now_ms(), await self._platform.host.present(room_id)
        found = await self.of_chat(room_id)
        return [guest for guest in found if guest.is_here(now_ms) and guest.user_id in present]

    async def sort(self, salon: Salon, asked: Iterable[str], wish: str) -> tuple[list[str], list[str]]:
        """Those who are asked into a chat, members and guests apart.

        Raises:
            BadInput: one of them has no account, or would be a guest that this salon or chat does not take.
        """
        members, guests = [], []
        for number, name in enumerate(dict.fromkeys(asked)):
            user_id = name if ":" in name else self._platform.api.get_qualified_user_id(name.lstrip("@"))
            at = f"invite.{number}"
            if not is_account(user_id) or not await self._exists(user_id):
                raise BadInput(
                    t("{account} is no account that can be asked in.", account=name),
                    {at: t("accounts such as {account}", account="@aiko:example.org")},
                )
            if await self._hosts.is_inside(salon.id, user_id):
                members.append(user_id)
            else:
                await self.check(salon, user_id, wish, at)
                guests.append(user_id)
        return members, guests

    async def check(self, salon: Salon, user_id: str, wish: str, at: str = "user_id") -> None:
        """Raises BadInput: this person cannot be a guest here; its reason says why."""
        refusal = None
        card = await self._members.card(salon.id, user_id)
        server = server_of(user_id)
        if (await self._salons.policies(salon)).guests == "none":
            refusal = t("This salon takes no guests."), "no_guests"
        elif wish == "none":
            refusal = t("This chat is for members alone."), "no_guests_here"
        elif card is not None and card.standing in _PUT_OUT:
            refusal = t("{account} was put out of the salon.", account=user_id), "put_out"
        elif salon.this_server_only and not self._platform.api.is_mine(user_id):
            refusal = t("This salon is for accounts of this server alone."), "this_server_only"
        elif is_among(server, await self._db.run("salon_chat_blocked", chats.blocked_names, salon.id)):
            raise _server_blocked(server, at)
        if refusal is not None:
            raise BadInput(refusal[0], {at: refusal[0]}, refusal[1])

    async def ask_in(self, salon: Salon, chat: Chat, by: str, name: str) -> bool:
        """Ask somebody into a chat; whether they come as a guest.

        Raises:
            BadInput: they cannot come.
            Conflict: the chat has as many guests as it may have.
        """
        members, guests = await self.sort(salon, [name], chat.guests)
        await self._db.run_contended("salon_chat_ask_in", self.write, chat, by, members, guests)
        await self.forget(chat.room_id, *members, *guests)
        return bool(guests)

    def write(self, txn: Txn, chat: Chat, by: str, members: list[str], guests: list[str]) -> None:
        """Ask these people in, in the caller's transaction. Raises Conflict: there are too many; BadInput, NotFound:
        their server was blocked meanwhile, or the chat ended."""
        now_ms = self._platform.clock.now_ms()
        self.check_room(txn, chat.room_id, guests)
        blocked = chats.blocked_names(txn, chat.salon_id)
        for server in {server_of(user_id) for user_id in guests}:
            if is_among(server, blocked):
                raise _server_blocked(server)
        until_ms = stays_until(chat.ends_ms, now_ms, self._settings.guest_days)
        for user_id in guests:
            store.admit(txn, chat.salon_id, chat.room_id, user_id, by, now_ms, until_ms)
        self._asked.write(txn, chat, by, members)
        for user_id in [*members, *guests]:
            self._platform.crowd.want(txn, chat.room_id, user_id, "invited", "chat")

    def check_room(self, txn: Txn, room_id: str, guests: list[str]) -> None:
        """Raises Conflict: with these a chat would have more guests than it may have; NotFound: it has ended. Whoever
        else asks people in waits until this transaction has ended."""
        if not chats.hold(txn, room_id):
            raise NotFound(t("There is no such chat."), "no_such_chat")
        known = {guest.user_id for guest in store.of_chat(txn, room_id) if guest.state == "admitted"}
        self.check_many(len(known | set(guests)))

    def check_many(self, count: int) -> None:
        """Raises Conflict: no chat may have so many guests."""
        most = self._settings.guests_per_chat
        if count > most:
            raise Conflict(t("A chat takes at most {n} guests.", n=most), "too_many_guests")

    async def put_out(self, chat: Chat, user_id: str, why: str = "removed") -> bool:
        """End somebody's stay as a guest, or turn them away; False where they are none."""

        def write(txn: Txn) -> bool:
            return self.end(txn, chat.room_id, user_id, why)

        ended = await self._db.run("salon_chat_put_out", write)
        await self.forget(chat.room_id, user_id)
        return ended

    def end(self, txn: Txn, room_id: str, user_id: str, why: str) -> bool:
        """End somebody's stay in the caller's transaction; out they go."""
        now_ms = self._platform.clock.now_ms()
        ended = store.end(txn, room_id, user_id, why, now_ms)
        if ended and why == "removed":
            visits.ask_first(txn, user_id, now_ms)
        if ended and why not in ("left", "member"):
            self._platform.crowd.want(txn, room_id, user_id, "out", why)
        return ended

    def end_all(self, txn: Txn, room_id: str) -> None:
        """End every stay in a chat, in the caller's transaction."""
        for guest in store.of_chat(txn, room_id):
            self.end(txn, room_id, guest.user_id, "chat_ended")

    async def end_several(self, stays: Iterable[tuple[str, str]], why: str) -> int:
        """End the stays of these rooms and people; answers how many that ended."""
        found = list(stays)

        def write(txn: Txn) -> int:
            return sum(self.end(txn, room_id, user_id, why) for room_id, user_id in found)

        ended = await self._db.run("salon_chat_end_stays", write) if found else 0
        for room_id, user_id in found:
            await self.forget(room_id, user_id)
        return ended

    async def time_is_over(self) -> int:
        """Put out the guests whose time is over."""
        due = await self._db.run("salon_chat_guests_due", store.due, self._platform.clock.now_ms())
        return await self.end_several(due, "over")

    async def became_member(self, salon_id: str, user_id: str) -> None:
        """Somebody is inside the salon now: no guest any more, and not put out of where they were asked in."""

        def write(txn: Txn) -> list[str]:
            rooms = store.of_person(txn, salon_id, user_id)
            for room_id in rooms:
                chat, guest = chats.get(txn, room_id), store.get(txn, room_id, user_id)
                if chat is not None and guest is not None and guest.state == "admitted":
                    self._asked.write(txn, chat, guest.asked_in_by, [user_id])
                self.end(txn, room_id, user_id, "member")
            return rooms

        for room_id in await self._db.run("salon_chat_became_member", write):
            await self.forget(room_id, user_id)

    async def put_out_of_salon(self, salon_id: str, user_id: str) -> None:
        """Somebody was put out of the salon: no guest any more either."""
        rooms = await self._db.run("salon_chat_of_person", store.of_person, salon_id, user_id)
        await self.end_several([(room_id, user_id) for room_id in rooms], "put_out")

    async def came(self, chat: Chat, user_id: str) -> bool:
        """Somebody came into a chat; whether as a guest."""
        if await self._hosts.is_inside(chat.salon_id, user_id) or not await self.admits(
            chat.room_id, user_id
        ):
            return False
        now_ms = self._platform.clock.now_ms()
        await self._db.run("salon_chat_joined", store.joined, chat.room_id, user_id, now_ms)
        await self.forget(chat.room_id, user_id)
        return True

    async def went(self, chat: Chat, user_id: str, why: str) -> None:
        """Somebody left a chat, declined, or was put out of it in an app; to come back they are asked in anew."""
        member = await self._platform.rooms.state(chat.room_id, "m.room.member", user_id) or {}
        if member.get("membership") in ("join", "invite", "knock"):
            return  # they are back already
        if await self._db.run("salon_chat_guest", store.get, chat.room_id, user_id) is not None:
            await self.end_several([(chat.room_id, user_id)], why)

    async def asks(self, salon: Salon, chat: Chat, user_id: str, words: str) -> bool:
        """Somebody knocks; whether they are to be answered by the host, which is not so for who did before.

        Raises NotAllowed: they are turned away.
        """
        holds = admits((await self._salons.policies(salon)).guests, chat.guests)
        try:
            await self.check(salon, user_id, chat.guests)
        except BadInput as refusal:
            raise NotAllowed(refusal.text, refusal.reason) from None
        if holds != "knock" or not chat.is_open:
            raise NotAllowed(t("Into this chat people are asked in."), "no_knocks")
        now_ms = self._platform.clock.now_ms()

        def write(txn: Txn) -> bool:
            is_new = store.ask(txn, salon.id, chat.room_id, user_id, words[:500], now_ms)
            if is_new and store.count_asking(txn, chat.room_id) > self._settings.guests_per_chat:
                raise NotAllowed(t("Many people ask to come into this chat just now."), "too_many_ask")
            return is_new

        is_new = await self._db.run("salon_chat_ask", write)
        await self.forget(chat.room_id, user_id)
        return is_new

    async def _exists(self, user_id: str) -> bool:
        if not self._platform.api.is_mine(user_id):
            return True
        account = await self._platform.api.get_userinfo_by_id(user_id)
        return account is not None and not account.is_deactivated and user_id != self._platform.house


def _server_blocked(server: str, at: str = "user_id") -> BadInput:
    words = t("This salon takes no guests from {server}.", server=server)
    return BadInput(words, {at: words}, "server_blocked")

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""People without an account in a chat: they come by a link, read and write on a page, and leave no account behind.

What they write stands in the room under an id of this server that is nobody's account: no password, no device and no
token were ever made for it, and no account can be opened under it. The house brings it in and speaks for it.
"""

import hashlib

from modules.chats.domain.chats import Chat, Guest, admits
from modules.chats.domain.visits import Came, Link, Visit, localpart, shown_name
from modules.chats.service.guests import GuestList
from modules.chats.service.hosts import Hosts
from modules.chats.service.names import GuestNames
from modules.chats.store import guests as guest_store
from modules.chats.store import visits as store
from synapse_salon import ids
from synapse_salon.clock import DAY_MS, MINUTE_MS
from synapse_salon.database import Txn
from synapse_salon.errors import BadInput, NotFound
from synapse_salon.i18n import t
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon, Salons

SHORTEST_MS, LONGEST_MS = MINUTE_MS, 90 * DAY_MS


class Visits:
    """Links and who came by them."""

    def __init__(self, platform: Platform, salons: Salons, hosts: Hosts, guests: GuestList) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons
        self._hosts = hosts
        self._guests = guests
        self._names = GuestNames(platform, salons)

    async def make_link(self, chat: Chat, by: str, expires_in_ms: int, label: str = "") -> tuple[Link, str]:
        """A new link into a chat, and its address, which is told this once.

        Raises:
            BadInput: it would last too short or too long, or salon or chat take no guests.
        """
        salon = await self._salons.by_id(chat.salon_id)
        if salon is None or not SHORTEST_MS <= expires_in_ms <= LONGEST_MS:
            words = t("from one minute to {n} days, in milliseconds", n=LONGEST_MS // DAY_MS)
            raise BadInput(t("A link cannot last so long."), {"expires_in_ms": words})
        await self._check(salon, chat)
        now_ms, secret = self._platform.clock.now_ms(), ids.new_secret()
        ends_ms = min(now_ms + expires_in_ms, chat.ends_ms or now_ms + LONGEST_MS)
        link = Link(ids.new_id(), chat.room_id, by, now_ms, ends_ms, None, label)
        await self._db.run("salon_chat_link", store.add_link, link, _hash(secret))
        return link, self._platform.web.url(f"guest/{secret}")

    async def links(self, chat: Chat) -> list[Link]:
        """The links that lead into a chat now."""
        return await self._db.run(
            "salon_chat_links", store.links_of, chat.room_id, self._platform.clock.now_ms()
        )

    async def came_by(self, chat: Chat) -> dict[str, Came]:
        """How many came into a chat by each of its links."""
        return await self._db.run("salon_chat_came_by", store.came_by, chat.room_id)

    async def link(self, chat: Chat, link_id: str, secret: str | None) -> tuple[Link, str | None]:
        """A link that leads into a chat now, and its address for whoever has its secret. Raises NotFound."""
        found = await self._db.run("salon_chat_link_of", store.link_of, chat.room_id, link_id)
        if found is None or not found[0].leads_in(self._platform.clock.now_ms()):
            raise NotFound(t("There is no such link."), "no_such_link")
        is_its = secret is not None and _hash(secret) == found[1]
        return found[0], self._platform.web.url(f"guest/{secret}") if is_its else None

    async def end_link(self, chat: Chat, link_id: str) -> None:
        """End a link; who came by it is put out. Raises NotFound: there is no such link."""
        now_ms = self._platform.clock.now_ms()

        def write(txn: Txn) -> list[str] | None:
            found = store.end_link(txn, chat.room_id, link_id, now_ms)
            for user_id in found or ():
                self._guests.end(txn, chat.room_id, user_id, "link_ended")
            return found

        ended = await self._db.run("salon_chat_end_link", write)
        if ended is None:
            raise NotFound(t("There is no such link."), "no_such_link")
        await self._guests.forget(chat.room_id, *ended)

    async def keep_links(self) -> None:
        """End the links that were given out by somebody who does not look after the chat any more, and those into chats
        that take no guests now: they lead nowhere, and would again one day. By the clock."""
        for link in await self._db.run(
            "salon_chat_open_links", store.open_links, self._platform.clock.now_ms()
        ):
            chat = await self._guests.salon_chat_of(link.room_id)
            if chat is not None and not await self._leads(chat, link):
                try:
                    await self.end_link(chat, link.id)
                except NotFound:
                    continue  # its host was faster

    async def _leads(self, chat: Chat, link: Link) -> bool:
        """Whether people come into a chat by a link: for as long as both are open, and whoever made it may make one."""
        salon = await self._salons.by_id(chat.salon_id)
        if salon is None or not chat.is_open or not link.leads_in(self._platform.clock.now_ms()):
            return False
        if admits((await self._salons.policies(salon)).guests, chat.guests) == "none":
            return False
        if link.made_by == chat.host:  # whose payment is due is not gone
            return await self._hosts.is_inside(chat.salon_id, link.made_by)
        return await self._hosts.looks_after(chat, link.made_by)

    async def names(self, room_id: str) -> dict[str, str]:
        """The names of everybody who came into a chat by a link, by their id in the room."""
        return await self._db.run("salon_chat_visitors", store.visitors, room_id)

    async def door(self, secret: str) -> tuple[Salon, Chat, Link]:
        """Where an address leads. Raises NotFound: nowhere, or not any more."""
        link = await self._db.run("salon_chat_link_by", store.link_by, _hash(secret))
        chat = await self._guests.salon_chat_of(link.room_id) if link is not None else None
        salon = await self._salons.by_id(chat.salon_id) if chat is not None else None
        if link is None or chat is None or salon is None:
            raise _gone()
        if chat.is_open and (await self._salons.policies(salon)).guests == "none":
            words = t("This salon takes no guests any more. Whoever came by a link has left the chat.")
            raise NotFound(words, "no_guests")
        if not await self._leads(chat, link):
            raise _gone()
        return salon, chat, link

    async def visit(self, link: Link, secret: str | None) -> Visit | None:
        """The visit of the browser with this secret, if they are in the chat."""
        visit, guest = await self.stay(link, secret)
        return visit if guest is not None and guest.is_here(self._platform.clock.now_ms()) else None

    async def stay(self, link: Link, secret: str | None) -> tuple[Visit | None, Guest | None]:
        """The newest visit by a link of the browser with this secret, and what became of it."""
        if not secret:
            return None, None
        found = await self._db.run("salon_chat_visit", store.visit_by, link.id, _hash(secret))
        if found is None:
            return None, None
        return found, await self._guests.salon_chat_guest(found.room_id, found.user_id)

    async def come(self, chat: Chat, link: Link, name: str) -> str:
        """Bring somebody in under a name, or have them wait where the link asks; answers the secret for their browser.

        Raises:
            BadInput: the name is somebody else's.
            Conflict: the chat has as many guests as it may have, or so many who wait.
            NotFound: the link, or the chat, was ended just now.
        """
        salon = await self._salons.by_id(chat.salon_id)
        if salon is None:
            raise _gone()
        await self._names.check(salon, chat, name)
        secret, visit_id, now_ms = ids.new_secret(), ids.new_id(), self._platform.clock.now_ms()
        user_id = self._platform.api.get_qualified_user_id(localpart(visit_id))
        visit = Visit(user_id, link.id, chat.room_id, shown_name(name))

        def write(txn: Txn) -> bool:
            self._guests.check_room(txn, chat.room_id, [user_id])
            held = (
                store.link_of(txn, chat.room_id, link.id) if store.hold_link(txn, link.id, now_ms) else None
            )
            if held is None:
                raise _gone()
            store.add_visit(txn, visit, _hash(secret), now_ms)
            if held[0].asks_ms is None:
                guest_store.admit(
                    txn, chat.salon_id, chat.room_id, user_id, link.made_by, now_ms, link.expires_ms
                )
                return False
            guest_store.ask(txn, chat.salon_id, chat.room_id, user_id, "", now_ms)
            self._guests.check_many(guest_store.count_asking(txn, chat.room_id))
            return True

        asks = await self._db.run_contended("salon_chat_come", write)
        await self._guests.forget(chat.room_id, user_id)
        if asks:
            await self._tell_host(chat, visit)
        else:
            await self.bring_in(visit)
        return secret

    async def _tell_host(self, chat: Chat, visit: Visit) -> None:
        salon = await self._salons.by_id(chat.salon_id)
        if salon is None or not chat.host:
            return
        text = t(
            "{account} came by a link and asks to come into the chat “{name}” as a guest. To let them in, open {url}.",
            account=visit.name,
            name=chat.name,
            url=self._platform.web.url(f"s/{salon.slug}/chats/{chat.room_id}"),
        )
        language = await self._platform.bot.language_of(chat.host, salon.id)
        await self._platform.bot.tell(chat.host, text, f"chat-asks:{chat.room_id}:{visit.user_id}", language)

    async def let_in(self, chat: Chat, by: str, user_id: str) -> bool:
        """Let somebody in who came by a link and waits; False where they did not come by one.

        Raises:
            Conflict: the chat has as many guests as it may have.
            NotFound: the link, or the chat, has ended.
        """
        now_ms = self._platform.clock.now_ms()

        def write(txn: Txn) -> Visit | None:
            visit = store.visit_of(txn, chat.room_id, user_id)
            if visit is None:
                return None
            guest = guest_store.get(txn, chat.room_id, user_id)
            held = store.link_of(txn, chat.room_id, visit.link_id)
            if held is None or not store.hold_link(txn, visit.link_id, now_ms):
                raise _gone()
            if guest is None or guest.state == "ended":
                raise NotFound(t("There is no such guest here."), "no_such_guest")
            self._guests.check_room(txn, chat.room_id, [user_id])
            guest_store.admit(txn, chat.salon_id, chat.room_id, user_id, by, now_ms, held[0].expires_ms)
            return visit

        visit = await self._db.run_contended("salon_chat_let_in", write)
        await self._guests.forget(chat.room_id, user_id)
        if visit is not None:
            await self.bring_in(visit)
        return visit is not None

    async def bring_in(self, visit: Visit) -> None:
        """See that somebody who is admitted is in the room, also where that broke off before."""
        house, room_id, user_id = self._platform.house, visit.room_id, visit.user_id
        member = await self._platform.rooms.state(room_id, "m.room.member", user_id) or {}
        profile = {"displayname": visit.name, "avatar_url": None}
        if member.get("membership") not in ("invite", "join"):
            await self._platform.host.set_membership(house, user_id, room_id, "invite", profile)
        if member.get("membership") != "join":
            await self._platform.host.set_membership(user_id, user_id, room_id, "join", profile)

    async def leave(self, chat: Chat, visit: Visit) -> None:
        """Somebody goes."""
        await self._guests.put_out(chat, visit.user_id, "gone")

    async def _check(self, salon: Salon, chat: Chat) -> None:
        if admits((await self._salons.policies(salon)).guests, chat.guests) == "none":
            raise BadInput(t("This chat is for members alone."), None, "no_guests_here")


def _gone() -> NotFound:
    return NotFound(
        t("This link does not lead anywhere any more. Please ask who gave it to you."), "link_over"
    )


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()

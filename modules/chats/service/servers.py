# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Servers of which a salon takes no guests."""

import unicodedata

from modules.chats.service.guests import GuestList
from modules.chats.service.hosts import Hosts
from modules.chats.store import chats
from modules.chats.store import guests as store
from synapse_salon.database import Txn
from synapse_salon.errors import BadInput, NotFound
from synapse_salon.happenings import SalonChanged
from synapse_salon.i18n import t
from synapse_salon.people import Act
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon, Salons
from synapse_salon.servers import host_of, is_among, is_server, server_of


def plain(server: str) -> str:
    """A server's name as it is kept, also where it was written in full-width letters."""
    return unicodedata.normalize("NFKC", server).strip().lower()


class Servers:
    """Blocks servers: their guests leave, and nobody from there is asked in. Members from there stay members."""

    def __init__(self, platform: Platform, salons: Salons, hosts: Hosts, guests: GuestList) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons
        self._hosts = hosts
        self._guests = guests

    async def blocked(self, salon: Salon) -> list[tuple[str, str, int]]:
        """The servers a salon takes no guests of: name, who blocked it, when."""
        return await self._db.run("salon_chat_servers", chats.blocked, salon.id)

    async def block(self, slug: str, by: str, server: str) -> int:
        """Block a server; answers how many guests from there were put out.

        Raises:
            BadInput: it is no server's name, or this server's.
            NotAllowed, NotFound: they may not.
        """
        salon = await self.allowed(slug, by)
        server = plain(server)
        if is_among(server, (self._platform.api.server_name,)):
            words = t("This is this server itself, which cannot be blocked.")
            raise BadInput(words, {"server": words})
        if not is_server(server):
            words = t(
                "Write the server alone, such as example.org: what stands behind the colon of an account."
            )
            raise BadInput(words, {"server": words})
        now_ms = self._platform.clock.now_ms()

        def write(txn: Txn) -> list[tuple[str, str]]:
            if chats.block(txn, salon.id, server, by, now_ms):
                txn.say(SalonChanged(salon_id=salon.id))
            found = store.of_server(txn, salon.id, server)
            for room_id, user_id in found:
                self._guests.end(txn, room_id, user_id, "server_blocked")
            return found

        ended = await self._db.run("salon_chat_block", write)
        for room_id, user_id in ended:
            await self._guests.forget(room_id, user_id)
        return len(ended)

    async def unblock(self, slug: str, by: str, server: str) -> None:
        """Take guests of a server again. Raises NotFound: it was not blocked."""
        salon = await self.allowed(slug, by)

        def write(txn: Txn) -> bool:
            txn.say(SalonChanged(salon_id=salon.id))
            return chats.unblock(txn, salon.id, plain(server))

        if not await self._db.run("salon_chat_unblock", write):
            raise NotFound(t("This server is not blocked."), "not_blocked")

    async def keep_shut(self, salon: Salon) -> None:
        """Have each chat with guests refuse what blocked servers send, where nobody of the salon is from there."""
        servers = [server for server, _, _ in await self.blocked(salon)]
        for chat in await self._db.run("salon_chats_of", chats.of_salon, salon.id):
            if chat.guests == "none":
                continue
            present = await self._platform.host.present(chat.room_id)
            # A server whose guests are just being put out has to hear of it first; the next look shuts it out.
            here = {host_of(server_of(user_id)) for user_id in present}
            deny = sorted({host_of(server) for server in servers} - here)
            before = await self._platform.rooms.state(chat.room_id, "m.room.server_acl")
            if deny or before:
                content = {"allow": ["*"], "deny": deny, "allow_ip_literals": True}
                await self._platform.rooms.say_state(chat.room_id, "m.room.server_acl", content)

    async def allowed(self, slug: str, by: str) -> Salon:
        """The salon, for somebody who may block servers there. Raises NotAllowed, NotFound."""
        return await self._salons.allowed(slug, by, Act.REMOVE_MEMBERS)

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pictures and files of a salon's rooms are for those who may be in the room.

Synapse gives an upload to anyone signed in who knows its address. Here the message with which its uploader
shows it in a salon's room binds it: from then on it is for members (and for servers that have a member in the
room). Who may see it may show it in further rooms, except in one that everybody may read: there each shows what they
uploaded. Nobody binds what is another's, so that nobody opens a picture to other people or shuts it away from them.
An upload of this server that no room of ours shows, and pictures of people and rooms, are left to Synapse.
"""

import re

from modules.membership.service.access import Access
from synapse_salon.caching import forget, register, remembered
from synapse_salon.database import Txn
from synapse_salon.happenings import RoomForgotten
from synapse_salon.platform import Platform
from synapse_salon.watch import Seen

_MXC = re.compile(r"mxc://([A-Za-z0-9.:\[\]-]+)/([A-Za-z0-9_-]+)")
_PROFILES = frozenset({"m.room.member", "m.room.avatar"})
"""Pictures of people and rooms: they go with invitations, to people who are not in the room."""


def bind(txn: Txn, media: list[str], room_id: str) -> None:
    """Record where uploads are shown."""
    for name in media:
        txn.run(
            "INSERT INTO salon_media (media, room_id) VALUES (?, ?) ON CONFLICT (media, room_id) DO NOTHING",
            name,
            room_id,
        )


def rooms_showing(txn: Txn, media: str) -> tuple[str, ...]:
    """The rooms of ours that show an upload."""
    return tuple(row[0] for row in txn.rows("SELECT room_id FROM salon_media WHERE media = ?", media))


def only_shown_in(txn: Txn, room_id: str) -> list[str]:
    """The uploads that a room shows, and no other one."""
    rows = txn.rows(
        "SELECT media FROM salon_media m WHERE room_id = ?"
        " AND NOT EXISTS (SELECT 1 FROM salon_media o WHERE o.media = m.media AND o.room_id <> m.room_id)",
        room_id,
    )
    return [row[0] for row in rows]


def unbind(txn: Txn, room_id: str) -> None:
    """Forget what a room showed."""
    txn.run("DELETE FROM salon_media WHERE room_id = ?", room_id)


def shown(content: object, server_name: str) -> list[str]:
    """The uploads of this server that an event's content shows: picture, file, thumbnail, in formatted text."""
    found: list[str] = []
    unread = [content]
    while unread:
        value = unread.pop()
        if isinstance(value, str):
            found += [match[2] for match in _MXC.finditer(value) if match[1] == server_name]
        elif isinstance(value, dict):
            unread += value.values()
        elif isinstance(value, list):
            unread += value
    return list(dict.fromkeys(found))


class MediaDoor:
    """Binds uploads to rooms, and says who may fetch them."""

    def __init__(self, platform: Platform, access: Access) -> None:
        self._platform = platform
        self._db = platform.database
        self._access = access
        self.server_name = platform.api.server_name  # Synapse's @cached asks for these two
        self.clock = platform.host.clock
        register(platform.api, self.salon_media_rooms)

    @remembered(max_entries=20_000)
    async def salon_media_rooms(self, media: str) -> tuple[str, ...]:
        """The rooms of ours that show an upload."""
        return await self._db.run("salon_media_rooms", rooms_showing, media)

    def wants(self, seen: Seen) -> bool:
        """Messages that show an upload."""
        return seen.type not in _PROFILES and bool(shown(seen.content, self.server_name))

    async def seen(self, seen: Seen) -> None:
        """Bind what a message in a room of ours shows."""
        room = await self._platform.rooms.facts(seen.room_id)
        if room is None:
            return
        media = [
            name
            for name in shown(seen.content, self.server_name)
            if await self._may_show(seen.sender, name, room.is_public)
        ]
        if media:
            await self._db.run("salon_media_bind", bind, media, seen.room_id)
            for name in media:
                await forget(self._platform.api, self.salon_media_rooms, name)

    async def room_forgotten(self, forgotten: RoomForgotten) -> None:
        """Delete what was shown in a room that is forgotten, and nowhere else."""
        only_there = await self._db.run("salon_media_only", only_shown_in, forgotten.room_id)
        if only_there:
            await self._platform.host.delete_uploads(only_there, self._platform.house)
        await self._db.run("salon_media_unbind", unbind, forgotten.room_id)

    async def _may_show(self, user_id: str, media: str, to_all: bool) -> bool:
        """Whether showing an upload binds it, or opens it to one more room."""
        if await self._platform.host.uploader(media) == user_id:
            return True
        rooms = () if to_all else await self.salon_media_rooms(media)
        return bool(rooms) and await self.may_fetch(media, user_id, None)

    async def may_fetch(self, media: str, user_id: str | None, server: str | None) -> bool:
        """Whether a person of this server, another server, or somebody unknown may have an upload."""
        rooms = await self.salon_media_rooms(media)
        if not rooms:
            return True
        for room_id in rooms:
            room = await self._platform.rooms.facts(room_id)
            if room is None:
                continue  # it was forgotten, and nobody looks into it any more
            if room.is_public:
                return True
            if user_id is not None and await self._access.may_see(user_id, room_id):
                return True
            if server is not None and await self._platform.host.server_in_room(server, room_id):
                return True
        return False

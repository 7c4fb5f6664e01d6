# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rooms that everybody may read, as a page shows them: what somebody reads there who was never in."""

import attrs

from modules.salons.domain.peeking import SHOWN_KINDS
from modules.salons.service.lookups import SalonLookups
from modules.salons.service.samples import Samples, Writer
from synapse_salon.i18n import t
from synapse_salon.platform import Platform
from synapse_salon.ports import Members
from synapse_salon.ports.salons import Salon
from synapse_salon.posts import Post
from synapse_salon.rooms import RoomFacts
from synapse_salon.watch import Seen

MOST_POSTS = 10
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


@attrs.frozen
class Window:
    """A room that everybody may read. `address` is its name in chat apps, where others may come in."""

    room: RoomFacts
    topic: str
    address: str | None
    posts: tuple[tuple[Post, Writer], ...]


class Windows:
    """Reads such rooms the way a stranger reads them, so that a page never shows more."""

    def __init__(self, platform: Platform, lookups: SalonLookups, samples: Samples) -> None:
        self._platform = platform
        self._lookups = lookups
        self._samples = samples

    async def rooms(self, salon: Salon) -> list[RoomFacts]:
        """The rooms of an open salon that everybody may read."""
        if not salon.is_open:
            return []
        return [room for room in await self._platform.rooms.of_salon(salon.id) if room.is_public]

    async def of(self, salon: Salon) -> list[Window]:
        """What may be read in each, newest first."""
        return [await self._window(salon, room) for room in await self.rooms(salon)]

    async def picture(self, salon: Salon, event_id: str) -> str | None:
        """The upload that a post in one of them shows."""
        for room in await self.rooms(salon):
            for post in await self._posts(room):
                if post.event_id == event_id and post.media:
                    return post.media
        return None

    async def _window(self, salon: Salon, room: RoomFacts) -> Window:
        order = await self._platform.rooms.order_of(room.room_id)
        posts = [(post, await self._samples.writer(salon, post.sender)) for post in await self._posts(room)]
        found = await self._platform.rooms.state(room.room_id, "m.room.canonical_alias")
        address = str((found or {}).get("alias") or "") if room.lets_readers_in else ""
        return Window(room, order.topic if order is not None else "", address or None, tuple(posts))

    async def tell(self, seen: Seen) -> None:
        """Tell a member who goes into a room that everybody may read, once, that it is one."""
        room, user_id = await self._platform.rooms.facts(seen.room_id), seen.state_key
        if room is None or not room.is_public or room.lets_readers_in or user_id is None:
            return
        salon, members = await self._lookups.by_id(room.salon_id), self._platform.want(Members)
        if salon is None or members is None or await members.card(salon.id, user_id) is None:
            return
        text = t(
            "Everybody can read what is written in “{room}” of {title}, without being a member, and sees who is in"
            " that room.",
            room=room.name,
            title=salon.title,
        )
        language = await self._platform.bot.language_of(user_id, salon.id)
        await self._platform.bot.tell(user_id, text, f"window:{room.room_id}:{user_id}", language)

    async def _posts(self, room: RoomFacts) -> list[Post]:
        found = await self._platform.host.newest_posts(room.room_id, 2 * MOST_POSTS, None)
        posts = [await self._samples.for_everybody(post) for post in found]
        return [post for post in posts if post.kind in SHOWN_KINDS and (post.body or post.media)][:MOST_POSTS]

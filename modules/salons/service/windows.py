# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rooms that everybody may read, as a page shows them: what somebody reads there who was never in."""

import attrs

from modules.salons.domain.peeking import SHOWN_KINDS
from modules.salons.service.samples import Samples, Writer
from synapse_salon.platform import Platform
from synapse_salon.ports.salons import Salon
from synapse_salon.posts import Post
from synapse_salon.rooms import RoomFacts

MOST_POSTS = 10
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
LARGEST_PICTURE = 10 * 1024 * 1024


@attrs.frozen
class Window:
    """A room that everybody may read. `address` is its name in chat apps, where others may come in."""

    room: RoomFacts
    topic: str
    address: str | None
    posts: tuple[tuple[Post, Writer], ...]


class Windows:
    """Reads such rooms the way a stranger reads them, so that a page never shows more."""

    def __init__(self, platform: Platform, samples: Samples) -> None:
        self._platform = platform
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
        address = None
        if room.lets_readers_in:
            address = f"#{salon.slug}-{room.key}:{self._platform.api.server_name}"
        return Window(room, order.topic if order is not None else "", address, tuple(posts))

    async def _posts(self, room: RoomFacts) -> list[Post]:
        found = await self._platform.host.newest_posts(room.room_id, 2 * MOST_POSTS, None)
        posts = [await self._samples.with_own_picture(post) for post in found]
        return [post for post in posts if post.kind in SHOWN_KINDS and (post.body or post.media)][:MOST_POSTS]

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the API says of what people outside may see."""

from typing import Literal

from pydantic import Field

from modules.salons.domain.peeking import State
from modules.salons.service.samples import Chosen, Writer
from modules.salons.service.windows import Window
from synapse_salon.posts import Post
from synapse_salon.web import Body, View


class SampleWish(Body):
    """The post to show to people outside."""

    event_id: str = Field(min_length=1, max_length=255)


class SampleAnswer(Body):
    """What a post's author says: it may be shown with their name, without it, or not."""

    consent: Literal["named", "unnamed", "refused"]


class PostView(View):
    """A post that everybody may read; without a name where its author wants none. A chosen one has an `id`. Times in
    ms."""

    id: str | None
    body: str
    name: str | None
    by_staff: bool
    sent_ms: int
    picture_url: str | None

    @classmethod
    def of(
        cls, post: Post, writer: Writer | None, picture_url: str, sample_id: str | None = None
    ) -> "PostView":
        """A post as the API shows it."""
        return cls(
            id=sample_id,
            body=post.body,
            name=(writer.name or None) if writer is not None else None,
            by_staff=writer is not None and bool(writer.roles),
            sent_ms=post.sent_ms,
            picture_url=picture_url if post.media else None,
        )


class WindowView(View):
    """A room that everybody may read. `address` is where people of any server may come in, to read."""

    room_id: str
    name: str
    topic: str
    address: str | None
    posts: list[PostView]

    @classmethod
    def of(cls, window: Window, posts: list[PostView]) -> "WindowView":
        """A room as the API shows it."""
        return cls(
            room_id=window.room.room_id,
            name=window.room.name,
            topic=window.topic,
            address=window.address,
            posts=posts,
        )


class PeekView(View):
    """All that people outside may see of the inside of a salon."""

    samples: list[PostView]
    rooms: list[WindowView]


class SampleView(View):
    """A chosen post, to staff and to its author."""

    id: str
    event_id: str
    room_id: str
    author: str
    status: State
    body: str | None

    @classmethod
    def of(cls, chosen: Chosen) -> "SampleView":
        """A chosen post as the API shows it."""
        return cls(
            id=chosen.sample.id,
            event_id=chosen.sample.event_id,
            room_id=chosen.sample.room_id,
            author=chosen.sample.author,
            status=chosen.state,
            body=chosen.post.body if chosen.post is not None else None,
        )


class SampleList(View):
    """Chosen posts, newest choice first."""

    samples: list[SampleView]

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands in rooms, as it reads now."""

import os
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, TypeVar

import attrs
from synapse.api.constants import Direction
from synapse.api.errors import AuthError
from synapse.api.filtering import Filter
from synapse.media._base import FileInfo
from synapse.types import create_requester
from synapse.visibility import filter_and_transform_events_for_client

from synapse_salon.host.process import Process
from synapse_salon.posts import Post

_QUOTED = re.compile(r"\A(?:>[^\n]*\n)+\n?")
"""What older clients put before an answer: the words of somebody else."""


_SIZE = (800, 600)
R = TypeVar("R")


@attrs.frozen
class Stored:
    """An upload of this server, or a copy of it."""

    content_type: str
    content: bytes


class Reading(Process):
    """What stands in rooms, as it reads now."""

    async def posts(self, event_ids: Iterable[str]) -> dict[str, Post]:
        """Those of these messages that are there to read, by event id.

        What was taken back is not among them, nor words of somebody whose account was erased, nor what this server
        refused. The public API reads state only.
        """
        main: Any = self._hs.get_datastores().main  # Synapse's types forget `self` of what it remembers
        found = await main.get_events(list(event_ids))
        erased = await main.are_users_erased({event.sender for event in found.values()})
        kept = {
            event_id: event
            for event_id, event in found.items()
            if event.type == "m.room.message"
            and not event.is_state()
            and not event.internal_metadata.is_redacted()
            and not event.internal_metadata.is_soft_failed()
            and not erased.get(event.sender)
        }
        edits = await main.get_applicable_edits(list(kept)) if kept else {}
        posts = {}
        for event_id, event in kept.items():
            edit = edits.get(event_id)
            content: Any = event.content
            version = ""
            if edit is not None and not _is_hidden(edit):
                content, version = edit.content.get("m.new_content"), edit.event_id
            relation = event.content.get("m.relates_to")
            is_edit = isinstance(relation, Mapping) and relation.get("rel_type") == "m.replace"
            if isinstance(content, Mapping) and not is_edit:
                answers = isinstance(relation, Mapping) and "m.in_reply_to" in relation
                posts[event_id] = self._post(event, content, version, answers)
        return posts

    def _post(self, event: Any, content: Mapping[str, Any], version: str, answers: bool) -> Post:
        kind, body, url = content.get("msgtype"), content.get("body"), content.get("url")
        body = body if isinstance(body, str) else ""
        if answers:
            body = _QUOTED.sub("", body)
        ours = f"mxc://{self._api.server_name}/"
        media = ""
        if kind == "m.image":
            media = url.removeprefix(ours) if isinstance(url, str) and url.startswith(ours) else ""
            name = content.get("filename")
            body = body if isinstance(name, str) and name != body else ""  # else it is the file's name
        return Post(
            event.event_id,
            event.room_id,
            event.sender,
            event.origin_server_ts,
            kind if isinstance(kind, str) else "",
            body,
            version,
            media if media.isascii() and media.replace("-", "").replace("_", "").isalnum() else "",
        )

    async def newest_posts(self, room_id: str, most: int, reader: str | None) -> list[Post]:
        """A room's newest messages, newest first: as this person may read them, or (None) as somebody who was never
        in the room may; nothing where they may not.

        What `/messages` answers, except that other servers are not asked for what this one has not got.
        """
        who = reader or f"@:{self._api.server_name}"  # no account can have this name
        main = self._hs.get_datastores().main
        only = Filter(self._hs, {"types": ["m.room.message"]})
        try:
            await self._hs.get_auth().check_user_in_room_or_world_readable(room_id, create_requester(who))
        except AuthError:
            return []
        now = await self._hs.get_event_sources().get_current_token_for_pagination(room_id)
        events, _, _ = await main.paginate_room_events_by_topological_ordering(
            room_id=room_id,
            from_key=now.room_key,
            direction=Direction.BACKWARDS,
            limit=most,
            event_filter=only,
        )
        readable = await filter_and_transform_events_for_client(
            self._hs.get_storage_controllers(), who, events, is_peeking=reader is None
        )
        ids = [found.event.event_id for found in readable]
        posts = await self.posts(ids)
        return [posts[event_id] for event_id in ids if event_id in posts]

    async def wait_in_room(
        self, user_id: str, room_id: str, timeout_ms: int, look: Callable[[], Awaitable[R | None]]
    ) -> R | None:
        """What `look()` finds, asked now and whenever something happens in a room, for so long; None if nothing.

        `user_id` is somebody of this server who is in that room alone. The public API waits for nothing.
        """

        async def woken(before: Any, after: Any) -> R | None:
            return await look()

        notifier: Any = self._hs.get_notifier()  # Synapse's types want an answer that is never None
        found: R | None = await notifier.wait_for_events(user_id, timeout_ms, woken, room_ids=[room_id])
        return found

    async def upload(self, media_id: str, kinds: frozenset[str] | None, largest: int) -> Stored | None:
        """An upload of this server, if it is of one of these content types (None: of any), not larger, not quarantined.

        The media repository answers requests of its own only. Processes without it have none.
        """
        if not self._hs.config.media.can_load_media_repo:
            return None
        media = await self._hs.get_datastores().main.get_local_media(media_id)
        if media is None or media.quarantined_by or not media.media_length:
            return None
        if media.media_length > largest or (kinds is not None and media.media_type not in kinds):
            return None
        storage = self._hs.get_media_repository().media_storage
        async with storage.ensure_media_is_in_local_cache(FileInfo(None, media_id)) as path:
            content = await self._api.defer_to_thread(read_file, path)
        return Stored(media.media_type, content) if content else None

    async def picture(self, media_id: str, kinds: frozenset[str]) -> Stored | None:
        """A smaller copy of a picture of this server, without what cameras write into theirs; None where it is of
        another content type than these, quarantined, or no picture that can be read.

        For pages that people without an account see, as `upload`.
        """
        if not self._hs.config.media.can_load_media_repo:
            return None
        main, repository = self._hs.get_datastores().main, self._hs.get_media_repository()
        media = await main.get_local_media(media_id)
        if media is None or media.quarantined_by or media.media_type not in kinds or not media.media_length:
            return None
        copies = [
            copy
            for copy in await main.get_local_media_thumbnails(media_id)
            if copy.method == "scale" and copy.type in kinds
        ]
        if copies:
            largest = max(copies, key=lambda copy: copy.width * copy.height)
            info = FileInfo(None, media_id, thumbnail=largest)
        else:
            made = await repository.generate_local_exact_thumbnail(
                media_id, *_SIZE, "scale", "image/jpeg", url_cache=False
            )
            if made is None:
                return None
            _, info = made
        async with repository.media_storage.ensure_media_is_in_local_cache(info) as path:
            content = await self._api.defer_to_thread(read_file, path)
        kind = info.thumbnail.type if info.thumbnail is not None else ""
        return Stored(kind, content) if content else None


def _is_hidden(event: Any) -> bool:
    return bool(event.internal_metadata.is_redacted() or event.internal_metadata.is_soft_failed())


def read_file(path: str) -> bytes:
    """A file's content; nothing where there is none. In a thread."""
    if not os.path.exists(path):
        return b""
    with open(path, "rb") as file:
        return file.read()

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands in rooms, as it reads now."""

import os
import re
from collections.abc import Iterable, Mapping
from typing import Any

import attrs
from synapse.api.constants import Direction
from synapse.api.errors import AuthError
from synapse.api.filtering import Filter
from synapse.media._base import FileInfo
from synapse.streams.config import PaginationConfig
from synapse.types import create_requester

from synapse_salon.host.process import Process
from synapse_salon.posts import Post

_QUOTED = re.compile(r"\A(?:>[^\n]*\n)+\n?")
"""What older clients put before an answer: the words of somebody else."""


@attrs.frozen
class Stored:
    """An upload of this server."""

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
        in the room may; nothing where they may not."""
        who = reader or f"@:{self._api.server_name}"  # no account can have this name
        config = PaginationConfig(None, None, Direction.BACKWARDS, most)
        only = Filter(self._hs, {"types": ["m.room.message"]})
        try:
            page = await self._hs.get_pagination_handler().get_messages(
                create_requester(who), room_id, config, event_filter=only
            )
        except AuthError:
            return []
        ids = [found.event.event_id for found in page.messages_chunk]
        posts = await self.posts(ids)
        return [posts[event_id] for event_id in ids if event_id in posts]

    async def upload(self, media_id: str, kinds: frozenset[str], largest: int) -> Stored | None:
        """An upload of this server, if it is of one of these content types, not larger, and not quarantined.

        Pages show pictures to people without an account; the media repository answers requests of its own only.
        Processes without it have none.
        """
        if not self._hs.config.media.can_load_media_repo:
            return None
        media = await self._hs.get_datastores().main.get_local_media(media_id)
        if media is None or media.quarantined_by or media.media_type not in kinds or not media.media_length:
            return None
        if media.media_length > largest:
            return None
        storage = self._hs.get_media_repository().media_storage
        async with storage.ensure_media_is_in_local_cache(FileInfo(None, media_id)) as path:
            content = await self._api.defer_to_thread(_read, path)
        return Stored(media.media_type, content) if content else None


def _is_hidden(event: Any) -> bool:
    return bool(event.internal_metadata.is_redacted() or event.internal_metadata.is_soft_failed())


def _read(path: str) -> bytes:
    if not os.path.exists(path):
        return b""
    with open(path, "rb") as file:
        return file.read()

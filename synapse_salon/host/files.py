# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files that people show in rooms, for readers who have no access token."""

import re
from typing import Any

import attrs
from synapse.api.errors import SynapseError
from synapse.media._base import FileInfo
from synapse.visibility import filter_and_transform_events_for_client

from synapse_salon.host.reading import Reading, Stored, read_file

_MXC = re.compile(r"mxc://([A-Za-z0-9.:\[\]-]{1,255})/([A-Za-z0-9_-]{1,255})")
_WAIT_MS = 10_000
_SIZE = (800, 600)


@attrs.frozen
class ShownFile:
    """A file that a message shows: whose message, where the file lies, and how its sender calls it."""

    sender: str
    server: str
    media_id: str
    kind: str
    name: str


class Files(Reading):
    """Files that people show in rooms."""

    async def shown_file(self, reader: str, room_id: str, event_id: str) -> ShownFile | None:
        """The file that a message of this room shows; None where this person may not read it, it was taken back, or
        it shows none in the open."""
        main: Any = self._hs.get_datastores().main  # Synapse's types forget `self` of what it remembers
        event = await main.get_event(event_id, allow_none=True)
        if event is None or event.room_id != room_id or event_id not in await self.posts([event_id]):
            return None
        readable = await filter_and_transform_events_for_client(
            self._hs.get_storage_controllers(), reader, [event]
        )
        url, kind = event.content.get("url"), event.content.get("msgtype")
        found = _MXC.fullmatch(url) if isinstance(url, str) else None
        if not readable or found is None or not isinstance(kind, str):
            return None
        name = event.content.get("filename", event.content.get("body"))
        return ShownFile(event.sender, found[1], found[2], kind, name if isinstance(name, str) else "")

    async def file_of(self, shown: ShownFile, largest: int, asked_from: str) -> Stored | None:
        """A file as it was uploaded, if it is its sender's own, not larger, and not quarantined.

        What others uploaded is not given: who shows it opens it to nobody. `asked_from` is the address that the
        homeserver counts fetching from other servers for. Processes without the media repository have none.
        """
        if shown.server == self._api.server_name:
            if not await self._is_own(shown):
                return None
            return await self.upload(shown.media_id, None, largest)
        media = await self._fetched(shown, asked_from)
        if media is None or not 0 < media.media_length <= largest:
            return None
        return await self._read(FileInfo(shown.server, media.filesystem_id), media.media_type)

    async def small_picture_of(
        self, shown: ShownFile, kinds: frozenset[str], asked_from: str
    ) -> Stored | None:
        """As `file_of`, a smaller copy of a picture, without what cameras write into theirs."""
        if shown.server == self._api.server_name:
            return await self.picture(shown.media_id, kinds) if await self._is_own(shown) else None
        media = await self._fetched(shown, asked_from)
        if media is None or media.media_type not in kinds:
            return None
        main, repository = self._hs.get_datastores().main, self._hs.get_media_repository()
        server, file_id = shown.server, media.filesystem_id
        copies = [
            copy
            for copy in await main.get_remote_media_thumbnails(server, shown.media_id)
            if copy.method == "scale" and copy.type in kinds
        ]
        if not copies:
            made = await repository.generate_remote_exact_thumbnail(
                server, file_id, shown.media_id, *_SIZE, "scale", "image/jpeg"
            )
            if made is None:
                return None
            copies = list(await main.get_remote_media_thumbnails(server, shown.media_id))
        best = max(copies, key=lambda copy: copy.width * copy.height)
        return await self._read(FileInfo(server, file_id, thumbnail=best), best.type)

    async def _is_own(self, shown: ShownFile) -> bool:
        media = await self._hs.get_datastores().main.get_local_media(shown.media_id)
        return media is not None and media.user_id == shown.sender

    async def _fetched(self, shown: ShownFile, asked_from: str) -> Any:
        """What this server knows of a file of another, whose sender lives there; fetched if it is not here yet."""
        if shown.sender.partition(":")[2] != shown.server or not self._hs.config.media.can_load_media_repo:
            return None
        try:
            return await self._hs.get_media_repository().get_remote_media_info(
                shown.server,
                shown.media_id,
                _WAIT_MS,
                asked_from,
                use_federation=True,
                allow_authenticated=True,
            )
        except SynapseError:
            return None

    async def _read(self, info: FileInfo, content_type: str) -> Stored | None:
        storage = self._hs.get_media_repository().media_storage
        async with storage.ensure_media_is_in_local_cache(info) as path:
            content = await self._api.defer_to_thread(read_file, path)
        return Stored(content_type, content) if content else None

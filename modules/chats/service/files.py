# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pictures and files of a conversation, for people who came by a link: what they may read, while their visit lasts."""

from typing import cast

from modules.chats.domain.files import PICTURES
from modules.chats.domain.limits import Sort, counted_as, too_much
from modules.chats.domain.sent import read_sent
from modules.chats.domain.visits import Visit
from modules.chats.service.talks import Talks
from modules.chats.settings import ChatsSettings
from synapse_salon.errors import BadInput, NotFound
from synapse_salon.host import ShownFile, Stored
from synapse_salon.i18n import t
from synapse_salon.platform import Platform
from synapse_salon.turns import Turns, TurnsOf
from synapse_salon.web.limiter import Limit, Limiter

LARGEST = 20 * 1024 * 1024
"""Bytes of a file that is handed out: it is held in memory as a whole, until a browser has taken all of it."""

_LIMITS = {"visit": Limit(per_second=0.5, burst=10), "chat": Limit(per_second=1, burst=20)}
"""Files handed out at once, to one visitor and in one chat: whoever has a link does not fill the house's memory."""


class VisitFiles:
    """Hands out what is shown in a chat since somebody came. Asked anew each time: nothing outlives the visit."""

    def __init__(self, platform: Platform, talks: Talks, pace: Limiter, settings: ChatsSettings) -> None:
        self._platform = platform
        self._talks = talks
        self._pace = pace
        self._settings = settings
        self._showing, self._drawing = TurnsOf(), Turns()
        self._limiter = Limiter(platform.clock, _LIMITS)

    async def picture(self, visit: Visit, event_id: str, asked_from: str) -> Stored:
        """A smaller copy of a picture. Raises NotFound: it is none, or none for them."""
        shown = await self._shown(visit, event_id)
        if shown.kind != "m.image":
            raise _none()
        return _found(await self._platform.host.small_picture_of(shown, PICTURES, asked_from))

    async def file(self, visit: Visit, event_id: str, asked_from: str) -> tuple[str, Stored]:
        """A file, and how its sender calls it. Raises NotFound: there is none for them, or it is too large; TooMany."""
        shown = await self._shown(visit, event_id)
        self._limiter.take("visit", visit.user_id)
        self._limiter.take("chat", visit.room_id)
        return shown.name, _found(await self._platform.host.file_of(shown, LARGEST, asked_from))

    @property
    def may_show(self) -> bool:
        """Whether people who came by a link show files here."""
        return self._settings.guest_files_per_hour > 0 and self._platform.host.keeps_uploads

    async def show(self, visit: Visit, content: bytes, name: str, key: str | None) -> None:
        """Show a picture or a PDF in somebody's name.

        Raises:
            BadInput: it is neither, or too large; they show none here; or it is refused, by their limits for one.
        """
        if not self.may_show:
            words = t("People who came by a link show no files here.")
            raise BadInput(words, {"content": words}, "no_files")
        async with self._showing.turn(visit.user_id):  # or many at once were all below the limit
            short = self._pace.lacks(["file", "message"], counted_as(visit.room_id, visit.user_id))
            if short is not None:
                words = too_much(cast(Sort, short[0]), short[1])
                raise BadInput(words, {"content": words}, f"guest_{short[0]}s")
            async with self._drawing.turn():  # a large picture takes much memory, and only one at a time
                sent = await self._platform.api.defer_to_thread(read_sent, content, name)
            await self._talks.show(visit, sent, key)

    async def _shown(self, visit: Visit, event_id: str) -> ShownFile:
        shown = await self._platform.host.shown_file(visit.user_id, visit.room_id, event_id)
        if shown is None:
            raise _none()
        return shown


def _found(stored: Stored | None) -> Stored:
    if stored is None:
        raise _none()
    return stored


def _none() -> NotFound:
    return NotFound(t("There is no such file, or it is too large to be opened here."), "no_such_file")

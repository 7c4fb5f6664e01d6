# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people without an account read and say."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from typing import Any, cast, get_args

import attrs
from synapse.module_api.errors import SynapseError

from modules.chats.domain.limits import Sort, too_much
from modules.chats.domain.saying import Saying, mark_of
from modules.chats.domain.sent import Sent
from modules.chats.domain.visits import Visit, shortened
from modules.chats.service.guests import GuestList
from modules.chats.service.sign import came_as_said
from modules.chats.store import visits as store
from synapse_salon import ids
from synapse_salon.errors import BadInput, TooMany
from synapse_salon.i18n import Text, t
from synapse_salon.platform import Platform

SHOWN = 50
WAIT_MS = 25_000
MOST_WAITING = 5
"""Requests of one visitor that wait for news at once: each looks at the conversation whenever something is said."""
_PATIENCE, _PAUSE_MS = 25, 200
_LIMITS: dict[str, Sort] = {f"guest_{sort}s": sort for sort in cast("tuple[Sort, ...]", get_args(Sort))}


@attrs.frozen
class Line:
    """Something said, as a visitor's page shows it; `kind` is "" for words, else what it shows in their place."""

    id: str
    name: str
    sent_ms: int
    body: str
    kind: str
    is_own: bool
    file: str = ""
    """How its sender calls a file that it shows."""
    retold: Text | None = None
    """What the house said, to be said in the reader's language."""


@attrs.frozen
class Talk:
    """A conversation at a moment, and who is there; `version` changes with whatever changes in it."""

    version: str
    lines: tuple[Line, ...]
    people: tuple[str, ...] = ()
    is_over: bool = False


class Talks:
    """What visitors read and say."""

    def __init__(self, platform: Platform, guests: GuestList) -> None:
        self._platform = platform
        self._db = platform.database
        self._guests = guests
        self._waiting: Counter[str] = Counter()

    async def say(self, visit: Visit, body: str, key: str | None) -> None:
        """Say something in somebody's name; the same words under the same `key` are said once, unless refused.

        Raises:
            BadInput: what they wrote is refused, by their limits for one; why, and when it would work.
        """
        mark = mark_of(f"{key or ids.new_id()} {body}")
        begun = await self._begin(visit, mark)
        if begun.is_said:
            return
        is_said = False
        try:
            if not begun.is_second or not await self._stands_there(visit, body, begun.begun_ms):
                await self._send(visit, {"msgtype": "m.text", "body": body, "m.mentions": {}})
            is_said = True
        finally:
            await self._db.run_contended(
                "salon_chat_said", store.end_saying, visit.user_id, mark, is_said=is_said
            )

    async def _begin(self, visit: Visit, mark: str) -> Saying:
        for _ in range(_PATIENCE):
            now_ms = self._platform.clock.now_ms()
            begun = await self._db.run_contended(
                "salon_chat_saying", store.begin_saying, visit.user_id, mark, now_ms
            )
            if not begun.is_busy:
                return begun
            await self._platform.host.sleep_ms(_PAUSE_MS)
        words = t("This is being sent at this moment. Please try again in a minute.")
        raise BadInput(words, {"body": words}, "not_sent")

    async def show(self, visit: Visit, sent: Sent, key: str | None) -> None:
        """Show a file in somebody's name; the same file under the same `key` once, unless refused.

        Raises:
            BadInput: as `say`.
        """
        host = self._platform.host
        mark = mark_of(f"{key or ids.new_id()} {hashlib.sha256(sent.content).hexdigest()}")
        if (await self._begin(visit, mark)).is_said:
            return
        is_said = False
        try:
            url = await host.keep_upload(visit.user_id, sent.media_type, sent.content)
            try:
                await self._send(visit, sent.shown_as(url))
            except BadInput:
                await host.drop_upload(url)
                raise
            is_said = True
        finally:
            await self._db.run_contended(
                "salon_chat_said", store.end_saying, visit.user_id, mark, is_said=is_said
            )

    async def _send(self, visit: Visit, content: dict[str, Any]) -> None:
        event = {
            "type": "m.room.message",
            "room_id": visit.room_id,
            "sender": visit.user_id,
            "content": content,
        }
        try:
            await self._platform.api.create_and_send_event_into_room(event)
        except SynapseError as refusal:
            words = _why(refusal)
            raise BadInput(words, {"body": words}, "not_sent") from None

    async def _stands_there(self, visit: Visit, body: str, since_ms: int) -> bool:
        """Whether what was begun before was said, and only its end was lost."""
        posts = await self._platform.host.newest_posts(visit.room_id, SHOWN, visit.user_id)
        mine = [post for post in posts if post.sender == visit.user_id and post.body == body]
        return any(post.sent_ms >= since_ms for post in mine)

    async def talk(self, visit: Visit) -> Talk:
        """The newest of what was said since they came, oldest first."""
        if not await self._guests.admits(visit.room_id, visit.user_id):
            return Talk("over", (), is_over=True)
        posts = await self._platform.host.newest_posts(visit.room_id, SHOWN, visit.user_id)
        present = await self._platform.host.names_present(visit.room_id)
        names: dict[str, str] = {}
        lines = []
        for post in reversed(posts):
            if post.sender not in names:
                names[post.sender] = present.get(post.sender) or await self._name(visit.room_id, post.sender)
            kind = "" if post.kind in ("m.text", "m.notice", "m.emote") else post.kind
            is_own, body = post.sender == visit.user_id, shortened(post.body)
            is_house = post.sender == self._platform.house
            retold = came_as_said(self._platform.texts, post.body) if is_house else None
            name, at_ms = names[post.sender], post.sent_ms
            lines.append(Line(post.event_id, name, at_ms, body, kind, is_own, post.body[:500], retold))
        people = tuple(sorted(_called(one, present[one]) for one in present if one != self._platform.house))
        told = "\0".join([*(f"{line.id} {line.body} {line.name}" for line in lines), *people])
        return Talk(hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:16], tuple(lines), people)

    async def news(self, visit: Visit, version: str) -> Talk:
        """The conversation as soon as it is another one than at `version`, or after a while as it is.

        Raises:
            TooMany: one visitor waits in more windows than anybody has.
        """
        if self._waiting[visit.user_id] >= MOST_WAITING:
            words = t("This chat is open in many windows. Please close some of them.")
            raise TooMany(words, WAIT_MS)
        self._waiting[visit.user_id] += 1
        try:
            return await self._wait(visit, version)
        finally:
            self._waiting[visit.user_id] -= 1
            if not self._waiting[visit.user_id]:
                del self._waiting[visit.user_id]

    async def _wait(self, visit: Visit, version: str) -> Talk:
        async def changed() -> Talk | None:
            talk = await self.talk(visit)
            return talk if talk.version != version else None

        news = await self._platform.host.wait_in_room(visit.user_id, visit.room_id, WAIT_MS, changed)
        return news or await self.talk(visit)

    async def _name(self, room_id: str, user_id: str) -> str:
        member = await self._platform.rooms.state(room_id, "m.room.member", user_id) or {}
        name = member.get("displayname")
        return _called(user_id, name if isinstance(name, str) else "")


def _called(user_id: str, name: str) -> str:
    return name if name.strip() else user_id[1:].partition(":")[0]


def _why(refusal: SynapseError) -> Text:
    """What a visitor is told of a refusal: their limits in their own language, what others of us say as it stands."""
    told: Mapping[str, Any] = refusal.error_dict(None)
    ours = told.get("salon")
    if not isinstance(ours, Mapping):
        return t("The server did not take this. Please try again in a moment.")
    sort, wait_ms = _LIMITS.get(str(ours.get("reason"))), ours.get("retry_after_ms")
    if sort is not None and isinstance(wait_ms, int):
        return too_much(sort, wait_ms)
    return t("This was not sent: {why}", why=str(told.get("error", "")))

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The house speaks: each thing once, in parts that fit into events."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from synapse_salon.bot import store
from synapse_salon.clock import DAY_MS

if TYPE_CHECKING:
    from synapse_salon.platform import Platform

DEVICE_ID = "SALONHOUSE"
"""The house's only device: Synapse keeps transaction ids by device."""
PART_BYTES = 20_000
"""Of one message's text. An event may have 65,536 bytes, with the text in it twice if it is formatted."""
REMEMBERED_MS = 90 * DAY_MS


class Voice:
    """Sends notices as the house, each once per room and key."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform
        platform.timers.every(DAY_MS, "bot.forget", self._forget)

    async def say(
        self,
        room_id: str,
        text: str,
        key: str,
        html: str | None = None,
        relation: Mapping[str, Any] | None = None,
    ) -> str:
        """Say something in a room; answers the event id of its first part."""
        parts = split(text)
        sent = [
            await self._once(
                room_id, self._content(part, html if len(parts) == 1 else None, relation), f"{key}-{at}"
            )
            for at, part in enumerate(parts)
        ]
        return sent[0]

    async def once(self, room_id: str, kind: str, content: Mapping[str, Any], key: str) -> str:
        """Send an event of any type; answers its id."""
        run = self._platform.database.run
        before = await run("salon_bot_said", store.said, room_id, key)
        if before is not None:
            return before
        event = {"type": kind, "room_id": room_id, "sender": self._platform.house, "content": dict(content)}
        event_id = await self._platform.host.say_once(event, key, DEVICE_ID)
        await run(
            "salon_bot_record", store.record_said, room_id, key, event_id, self._platform.clock.now_ms()
        )
        return event_id

    async def _once(self, room_id: str, content: Mapping[str, Any], key: str) -> str:
        return await self.once(room_id, "m.room.message", content, key)

    @staticmethod
    def _content(text: str, html: str | None, relation: Mapping[str, Any] | None) -> dict[str, Any]:
        content: dict[str, Any] = {"msgtype": "m.notice", "body": text, "m.mentions": {}}
        if html is not None:
            content |= {"format": "org.matrix.custom.html", "formatted_body": html}
        if relation is not None:
            content["m.relates_to"] = dict(relation)
        return content

    async def _forget(self) -> None:
        before_ms = self._platform.clock.now_ms() - REMEMBERED_MS
        await self._platform.database.run("salon_bot_forget", store.forget_said, before_ms)


def split(text: str, most: int = PART_BYTES) -> list[str]:
    """Cut a text into parts of at most `most` bytes, between lines where there are any."""
    parts, part = [], ""
    for line in text.splitlines(keepends=True) or [""]:
        for piece in _pieces(line, most):
            if part and len((part + piece).encode()) > most:
                parts.append(part.rstrip("\n"))
                part = ""
            part += piece
    return [*parts, part.rstrip("\n")]


def _pieces(line: str, most: int) -> list[str]:
    """A line in pieces of at most `most` bytes; a character has at most four."""
    if len(line.encode()) <= most:
        return [line]
    step = most // 4
    return [line[at : at + step] for at in range(0, len(line), step)]

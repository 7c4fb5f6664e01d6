# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How much one guest may say. Pure but for what it remembers."""

import re
from collections import deque
from collections.abc import Mapping
from typing import Any, Literal

from synapse_salon.clock import HOUR_MS, MINUTE_MS

Sort = Literal["message", "link", "file"]
WITHIN_MS: dict[Sort, int] = {"message": MINUTE_MS, "link": HOUR_MS, "file": HOUR_MS}
_LINK = re.compile(r"https?://|\bwww\.|\bmatrix:|href\s*=", re.IGNORECASE)
_FILES = frozenset({"m.image", "m.file", "m.video", "m.audio"})
_MOST_REMEMBERED = 10_000


def sorts_of(kind: str, content: Mapping[str, Any]) -> frozenset[Sort]:
    """What an event counts as: a message, and one with a link or a file. Taking back counts as nothing."""
    if kind == "m.room.redaction":
        return frozenset()
    found: set[Sort] = {"message"}
    unread: list[object] = [content]
    while unread:
        value = unread.pop()
        if isinstance(value, str):
            if _LINK.search(value):
                found.add("link")
            if value.startswith("mxc://"):
                found.add("file")
        elif isinstance(value, Mapping):
            unread += value.values()
        elif isinstance(value, (list, tuple)):
            unread += value
    if content.get("msgtype") in _FILES or kind == "m.sticker":
        found.add("file")
    return frozenset(found)


class Pace:
    """Remembers what each guest said lately, in this process. What several processes must count exactly is counted in
    the database; where very many speak at once, who began first is forgotten first."""

    def __init__(self, most: Mapping[Sort, int]) -> None:
        self._most = most
        self._said: dict[tuple[str, str, Sort], deque[int]] = {}

    def __len__(self) -> int:
        return len(self._said)

    def too_much(self, room_id: str, user_id: str, sorts: frozenset[Sort], now_ms: int) -> Sort | None:
        """What somebody would say too much of; if nothing, it counts as said."""
        for sort in sorted(sorts):
            said = self._said.setdefault((room_id, user_id, sort), deque())
            while said and said[0] <= now_ms - WITHIN_MS[sort]:
                said.popleft()
            if len(said) >= self._most[sort]:
                return sort
        for sort in sorts:
            self._said[room_id, user_id, sort].append(now_ms)
        if len(self._said) > _MOST_REMEMBERED:
            self._forget(now_ms)
        return None

    def _forget(self, now_ms: int) -> None:
        old = [key for key, said in self._said.items() if not said or said[-1] <= now_ms - WITHIN_MS[key[2]]]
        for key in old:
            del self._said[key]
        if len(self._said) > _MOST_REMEMBERED:  # or each message would look through all of them again
            for key in list(self._said)[: _MOST_REMEMBERED // 2]:
                del self._said[key]

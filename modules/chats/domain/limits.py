# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What of the things that a guest says counts against which limit, and what is said of it. Pure."""

import re
from collections.abc import Mapping
from typing import Any, Literal

from synapse_salon.clock import MINUTE_MS
from synapse_salon.i18n import Text, t

Sort = Literal["message", "link", "file"]
_LINK = re.compile(r"https?://|\bwww\.|\bmatrix:|href\s*=", re.IGNORECASE)
_FILES = frozenset({"m.image", "m.file", "m.video", "m.audio"})


def sorts_of(kind: str, content: Mapping[str, Any]) -> frozenset[Sort]:
    """What an event counts as: a message, and one with a link or a file. Taking back without words is nothing."""
    if kind == "m.room.redaction" and "reason" not in content:
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


def counted_as(room_id: str, user_id: str) -> str:
    """Under what a limiter counts a guest: each chat has its own."""
    return f"{room_id} {user_id}"


def too_much(sort: Sort, wait_ms: int) -> Text:
    """Why a guest may not say this now, and when they may."""
    if sort == "message":
        n = max(1, -(-wait_ms // 1000))
        return t("These are many messages within a minute. Please send this one again in {n} seconds.", n=n)
    n = max(1, -(-wait_ms // MINUTE_MS))
    if sort == "link":
        return t("Guests send few links. Please send this without the link, or in {n} minutes.", n=n)
    return t("Guests show few pictures and files. Please try again in {n} minutes.", n=n)

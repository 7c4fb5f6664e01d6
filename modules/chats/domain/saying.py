# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a browser sends is said once, and said: which of what it sent was said, and what is under way. Pure.

All of it is one line: the marks of what was said lately, and last, where something is under way, since when and its
mark (`a1b2 c3d4 1700000000000~e5f6`).
"""

import hashlib

import attrs

from synapse_salon.clock import MINUTE_MS

LEASE_MS = MINUTE_MS
"""What is under way for so long was broken off, by a crash for one."""

_REMEMBERED = 20


@attrs.frozen
class Saying:
    """What becomes of something that was sent: it was said before, another is busy with it, or it was begun at
    `begun_ms`: now, or, if `is_second`, once before, by somebody who was broken off."""

    is_said: bool = False
    is_busy: bool = False
    is_second: bool = False
    begun_ms: int = 0


def mark_of(key: str) -> str:
    """What a browser's key, and the words that it sent under it, are remembered as."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:16]


def begin(line: str, mark: str, now_ms: int) -> tuple[Saying, str]:
    """Begin to say something; the line after it."""
    said, began = _read(line)
    if mark in said:
        return Saying(is_said=True), line
    if mark in began:
        begun_ms = began[mark]
        if now_ms - begun_ms < LEASE_MS:
            return Saying(is_busy=True), line
        return Saying(is_second=True, begun_ms=begun_ms), _written(said, {**began, mark: now_ms})
    began = {key: at_ms for key, at_ms in began.items() if now_ms - at_ms < 10 * LEASE_MS}
    return Saying(begun_ms=now_ms), _written(said, {**began, mark: now_ms})


def done(line: str, mark: str, is_said: bool) -> str:
    """The line after something was said, or refused, so that it may be sent again."""
    said, began = _read(line)
    began.pop(mark, None)
    return _written([*said, mark] if is_said and mark not in said else said, began)


def _read(line: str) -> tuple[list[str], dict[str, int]]:
    said, began = [], {}
    for word in line.split():
        at_ms, apart, mark = word.partition("~")
        if apart and at_ms.isdecimal():
            began[mark] = int(at_ms)
        elif not apart:
            said.append(word)
    return said, began


def _written(said: list[str], began: dict[str, int]) -> str:
    return " ".join([*said[-_REMEMBERED:], *(f"{at_ms}~{mark}" for mark, at_ms in began.items())])

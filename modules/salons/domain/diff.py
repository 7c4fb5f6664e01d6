# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What changed between two texts, for a reviewer's eyes: pure rules."""

import difflib
import re
from typing import Literal

import attrs

LONGEST = 40_000
"""Characters of both texts together; longer ones are compared line by line."""

_WORD = re.compile(r"[A-Za-z0-9À-ɏ]+|\s+|.", re.DOTALL)


@attrs.frozen
class Piece:
    """A stretch of text that stayed, went, or came."""

    change: Literal["same", "gone", "new"]
    text: str


def pieces(before: str, after: str) -> list[Piece]:
    """The way from one text to the other: by words (by letters in Japanese); long ones by lines."""
    if before == after:
        return [Piece("same", after)] if after else []
    is_long = len(before) + len(after) > LONGEST
    old = before.splitlines(keepends=True) if is_long else _WORD.findall(before)
    new = after.splitlines(keepends=True) if is_long else _WORD.findall(after)
    found: list[Piece] = []
    for step, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new).get_opcodes():
        if step == "equal":
            found.append(Piece("same", "".join(new[j1:j2])))
            continue
        if i2 > i1:
            found.append(Piece("gone", "".join(old[i1:i2])))
        if j2 > j1:
            found.append(Piece("new", "".join(new[j1:j2])))
    return found

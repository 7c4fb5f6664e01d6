# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What changed between two texts, for a reviewer's eyes: pure rules."""

import difflib
import re
from collections.abc import Iterator, Sequence
from typing import Literal

import attrs

MOST_PAIRS = 1_000_000
"""Up to so many pairs of words are compared: finding out takes longer than their number, for texts that are made so."""

_WORD = re.compile(r"[A-Za-z0-9À-ɏ]+|\s+|.", re.DOTALL)


@attrs.frozen
class Piece:
    """A stretch of text that stayed, went, or came."""

    change: Literal["same", "gone", "new"]
    text: str


def pieces(before: str, after: str) -> list[Piece]:
    """The way from one text to the other: by words (by letters in Japanese), in what is between the first change and
    the last; where that is long, by lines, and by words in those that changed."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    begin = _alike(old, new)
    end = _alike(old[begin:][::-1], new[begin:][::-1])
    gone, came = old[begin : len(old) - end], new[begin : len(new) - end]
    found = [Piece("same", "".join(old[:begin]))]
    if len(gone) * len(came) <= MOST_PAIRS:
        found += _compared(gone, came)
    else:
        found += _by_lines("".join(gone), "".join(came))
    found.append(Piece("same", "".join(old[len(old) - end :])))
    return [piece for piece in found if piece.text]


def _alike(old: Sequence[str], new: Sequence[str]) -> int:
    """With how many words both begin."""
    pairs = zip(old, new, strict=False)
    return next((place for place, (one, other) in enumerate(pairs) if one != other), min(len(old), len(new)))


def _by_lines(before: str, after: str) -> Iterator[Piece]:
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    if len(old) * len(new) > MOST_PAIRS:
        yield from (Piece("gone", before), Piece("new", after))
        return
    for step, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new).get_opcodes():
        gone, came = "".join(old[i1:i2]), "".join(new[j1:j2])
        if step == "equal":
            yield Piece("same", came)
            continue
        old_words, new_words = _WORD.findall(gone), _WORD.findall(came)
        if len(old_words) * len(new_words) <= MOST_PAIRS:
            yield from _compared(old_words, new_words)
        else:
            yield from (Piece("gone", gone), Piece("new", came))


def _compared(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    for step, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new).get_opcodes():
        if step == "equal":
            yield Piece("same", "".join(new[j1:j2]))
            continue
        if i2 > i1:
            yield Piece("gone", "".join(old[i1:i2]))
        if j2 > j1:
            yield Piece("new", "".join(new[j1:j2]))

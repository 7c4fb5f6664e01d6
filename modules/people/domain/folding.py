# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words as they are looked for: without case, width, accents, and the difference between the two kana. Pure."""

import unicodedata
from collections.abc import Iterator

from synapse_salon.kana import in_hiragana

_ACCENTS = range(0x0300, 0x0370)
MOST_WORDS = 5
MOST_GRAMS = 4


def folded(text: str) -> str:
    """A text as it is compared: ｶﾒﾗ, カメラ and かめら are one, and so are Ｃａｆé, CAFE and cafe."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(sign for sign in apart if ord(sign) not in _ACCENTS)
    return in_hiragana(unicodedata.normalize("NFKC", plain))


def words_of(query: str) -> tuple[str, ...]:
    """The words that somebody looks for, each once; blanks of every kind stand between them."""
    return tuple(dict.fromkeys(folded(query).split()))[:MOST_WORDS]


def grams(text: str) -> frozenset[str]:
    """What a folded text is found by: each letter, and each two letters beside each other."""
    return frozenset(gram for word in text.split() for gram in _of_word(word))


def _of_word(word: str) -> Iterator[str]:
    yield from word
    for place in range(len(word) - 1):
        yield word[place : place + 2]


def asked(word: str) -> tuple[str, ...]:
    """Of a folded word the grams to ask an index for: enough to leave few people to look at."""
    if len(word) == 1:
        return (word,)
    pairs = list(dict.fromkeys(word[place : place + 2] for place in range(len(word) - 1)))
    return tuple(pairs[:MOST_GRAMS])

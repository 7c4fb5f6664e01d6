# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names of payers as banks write them."""

import re
import unicodedata

from synapse_salon.kana import in_katakana

_SMALL = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")
"""Banks' own alphabet has no small kana. Source: 全銀協標準通信プロトコル, the signs that may stand in a record."""
_STROKES = re.compile(r"[\s\-‐‑‒–—―−ーｰ~・.,,。、()「」/*_'\"]+")


def normal(name: str) -> str:
    """A name without what differs from bank to bank: width, small kana, hiragana, spaces, strokes and signs."""
    wide = unicodedata.normalize("NFKC", name).upper()
    return _STROKES.sub("", unicodedata.normalize("NFC", in_katakana(wide)).translate(_SMALL))


def is_same(one: str, other: str) -> bool:
    """Whether two names may well be one: the same, or the one with something before or behind it."""
    first, second = sorted((normal(one), normal(other)), key=len)
    return len(first) >= 3 and first in second

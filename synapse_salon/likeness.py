# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names that look like others: pure."""

import re
import unicodedata
from collections.abc import Iterable

# Signs of other alphabets that look like Latin ones, and digits that look like letters.
# Source: https://www.unicode.org/Public/security/latest/confusables.txt, the ones people can type
_ALIKE = str.maketrans(
    "авсԁеһіјкӏмноԛрѕтԝхузαγεηικνορτυχ0135",
    "abcdehijklmhoqpstwxyzayenikvoptuxoies",
)
# One sign for several that look alike in many typefaces: a small l and a large I, and two letters side by side.
_TOGETHER = (("l", "i"), ("rn", "m"), ("vv", "w"))
# が is not か: the marks of Japanese syllables are no accents.
_SOUND_MARKS = "\u3099\u309a"
# What those who run a salon are called; nobody else ends or begins a name with it.
_OFFICES = ("運営", "公式", "事務局", "管理人", "管理者", "スタッフ", "主宰", "モデレーター")
_WORDS = frozenset(
    {"admin", "administrator", "moderator", "official", "operator", "owner", "staff", "support", "system"}
)


def folded(name: str) -> str:
    """A name as it looks: without case, width, accents, blanks and marks between the letters.

    Katakana and hiragana stay apart, since everybody reads them apart.
    """
    plain = _letters(name).translate(_ALIKE)
    for looks, like in _TOGETHER:
        plain = plain.replace(looks, like)
    return plain


def _letters(name: str) -> str:
    apart = unicodedata.normalize("NFKD", name.replace("|", "I")).casefold()
    kept = [sign for sign in apart if unicodedata.category(sign)[0] in "LN" or sign in _SOUND_MARKS]
    return unicodedata.normalize("NFKC", "".join(kept))


def sounds_official(name: str) -> bool:
    """Whether a name claims an office: `青い蓮 運営`, `Lotus Official`."""
    bare = _letters(name)
    if bare.startswith(_OFFICES) or bare.endswith(_OFFICES) or folded(name) in _FOLDED:
        return True
    plain = unicodedata.normalize("NFKC", name).casefold().translate(_ALIKE)
    words = re.findall(r"\w+", plain)
    return not _WORDS.isdisjoint(words)


_FOLDED = frozenset(folded(word) for word in _WORDS)


def passes_for(name: str, others: Iterable[str]) -> bool:
    """Whether a name would be taken for one of these."""
    mine = folded(name)
    return any(mine == folded(other) for other in others if folded(other))

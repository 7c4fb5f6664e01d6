# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The two kana: each sign of the one has its like in the other. Pure; half-width signs are for NFKC to widen first."""

_HIRAGANA = (*range(0x3041, 0x3097), 0x309D, 0x309E)
_APART = 0x60
# Source: https://www.unicode.org/charts/PDF/U3040.pdf and U30A0.pdf, which have the same order
_TO_KATAKANA = {sign: sign + _APART for sign in _HIRAGANA}
_TO_HIRAGANA = {sign + _APART: sign for sign in _HIRAGANA}


def in_katakana(text: str) -> str:
    """The text with katakana for hiragana: かめら is カメラ."""
    return text.translate(_TO_KATAKANA)


def in_hiragana(text: str) -> str:
    """The text with hiragana for katakana: カメラ is かめら."""
    return text.translate(_TO_HIRAGANA)

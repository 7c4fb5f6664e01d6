# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reference codes: seven digits that a payer puts before their name, the last of which tells a slip of the finger."""

import re
import unicodedata
from collections.abc import Iterable

LENGTH = 7
_SPAN = 10 ** (LENGTH - 1)


def code_of(number: int) -> str:
    """The code of a number: six digits of it, and one that depends on them."""
    digits = f"{number % _SPAN:0{LENGTH - 1}d}"
    return digits + _check_digit(digits)


def is_code(digits: str) -> bool:
    """Whether this is a code, rightly typed."""
    return len(digits) == LENGTH and digits.isdecimal() and _check_digit(digits[:-1]) == digits[-1]


def codes_in(text: str) -> frozenset[str]:
    """The codes that a text may hold: banks put other digits and words right beside them."""
    plain = re.sub(r"(?<=\d)[\s\-](?=\d)", "", unicodedata.normalize("NFKC", text))
    runs: Iterable[str] = re.findall(r"[0-9]+", plain)
    return frozenset(
        run[at : at + LENGTH]
        for run in runs
        for at in range(len(run) - LENGTH + 1)
        if is_code(run[at : at + LENGTH])
    )


def _check_digit(digits: str) -> str:
    """Luhn's. Source: ISO/IEC 7812-1, annex B."""
    doubled = [int(sign) * (2 - place % 2) for place, sign in enumerate(reversed(digits))]
    return str(-sum(value // 10 + value % 10 for value in doubled) % 10)

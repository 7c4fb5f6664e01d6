# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers of sellers who are registered for Japan's invoices (適格請求書発行事業者の登録番号).

T and thirteen digits: of a corporation its 法人番号, of anybody else, such as a sole proprietor, thirteen digits made
for this purpose. Source: https://www.invoice-kohyo.nta.go.jp/about-toroku/ (消費税法基本通達 1-7-2).

The first digit checks the other twelve: 9 less the remainder by 9 of their sum, in which each second digit from the
last but one on counts twice. Source: 法人番号の指定等に関する省令 2条,
https://www.houjin-bangou.nta.go.jp/documents/checkdigit.pdf. For numbers that are no 法人番号 the tax agency says
nothing of a check digit; those that sole proprietors print on their invoices hold to the same rule.
"""

import unicodedata

from synapse_salon.errors import BadInput
from synapse_salon.i18n import Text, t

_DASHES = dict.fromkeys(map(ord, " -\u2010\u2011\u2012\u2013\u2212\u30fc\uff70"))


def check_digit(twelve: str) -> int:
    """The digit that stands before these twelve."""
    total = sum(int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(twelve)))
    return 9 - total % 9


def registration_number(typed: str, field: str = "registration_number") -> str:
    """The number as invoices carry it, however it was typed: full-width, in groups, with a small t or none at all.

    Raises:
        BadInput: it is none; says what one looks like, or that a digit is wrong.
    """
    found = unicodedata.normalize("NFKC", typed).translate(_DASHES).upper().removeprefix("T")
    if len(found) != 13 or not (found.isascii() and found.isdecimal()):
        raise _refusal(field, t("T and 13 digits, as on the notice of the tax office"))
    if int(found[0]) != check_digit(found[1:]):
        raise _refusal(field, t("These 13 digits do not belong together; one of them is mistyped."))
    return f"T{found}"


def _refusal(field: str, words: Text) -> BadInput:
    return BadInput(t("This is not a registration number."), {field: words})

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Money as integers in minor units; yen has no decimals; never a float."""

import re
import unicodedata
from typing import Any

import attrs

# Digits after the point, ISO 4217. A currency that is not here is not sold in.
EXPONENTS = {"JPY": 0, "USD": 2, "EUR": 2, "GBP": 2, "KRW": 0, "TWD": 2}
SYMBOLS = {"JPY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "KRW": "₩", "TWD": "NT$"}

LEAST = 50
"""The least that can be charged by card, in yen (and the cents of others).
Source: https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts"""


def _an_integer(_: object, attribute: Any, value: Any) -> None:
    if type(value) is not int:
        raise TypeError(f"{attribute.name} is {value!r}; money is an integer in minor units")


def _a_currency(_: object, attribute: Any, value: Any) -> None:
    if value not in EXPONENTS:
        raise ValueError(f"{value!r} is not a currency we know; one of {', '.join(EXPONENTS)} would work")


@attrs.frozen(order=False)
class Money:
    """An amount in minor units (500 JPY is 500 yen; 500 USD is 5 dollars) and its currency."""

    minor: int = attrs.field(validator=_an_integer)
    currency: str = attrs.field(validator=_a_currency)

    def __add__(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be added")
        return Money(self.minor + other.minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __bool__(self) -> bool:
        return self.minor != 0

    def as_json(self) -> dict[str, int | str]:
        """The contract's form: `{"amount": 500, "currency": "JPY"}`."""
        return {"amount": self.minor, "currency": self.currency}

    def __str__(self) -> str:
        """As people read it, tax included, in every language: `¥1,980`, `$19.80`."""
        sign = "-" if self.minor < 0 else ""
        digits = EXPONENTS[self.currency]
        whole, part = divmod(abs(self.minor), 10**digits)
        tail = f".{part:0{digits}d}" if digits else ""
        return f"{sign}{SYMBOLS[self.currency]}{whole:,}{tail}"


def read_amount(text: str, currency: str) -> int | None:
    """An amount as people and banks write it, in minor units: ¥1,980 or １９８０円; None where it is none."""
    plain = re.sub(r"[\s,円¥￥\\$€£+]", "", unicodedata.normalize("NFKC", text))
    match = re.fullmatch(r"(\d{1,13})(?:\.(\d{1,4}))?", plain)
    if match is None:
        return None
    digits, part = EXPONENTS[currency], match[2] or ""
    if part[digits:].strip("0"):
        return None
    return int(match[1]) * int(10**digits) + int(part[:digits].ljust(digits, "0") or "0")

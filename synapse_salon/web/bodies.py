# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What requests and answers are made of: the models that routes declare, and the types their fields often have."""

import re
import unicodedata
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from synapse_salon.errors import BadInput
from synapse_salon.i18n import Text, t
from synapse_salon.money import EXPONENTS, Money, read_amount

# Signs that show nothing although Unicode calls them letters, and more marks on a letter than any language has.
_UNSEEN = re.compile("[\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5\u180b-\u180f]")
_MARKS = re.compile("[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{4}")


def _one_line(value: str) -> str:
    value = value.replace("\u3000", " ")  # what Japanese keyboards type between two names
    if not value.isprintable() or _UNSEEN.search(value) or _MARKS.search(value):
        raise ValueError(t("One line of text would work here, without line breaks or control characters."))
    return value


def _plain_breaks(value: object) -> object:
    return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value


def _currency(value: str) -> str:
    if value not in EXPONENTS:
        raise ValueError(t("One of these would work: {expected}.", expected=", ".join(EXPONENTS)))
    return value


OneLine = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(_one_line),
]
"""Text of one line that is not empty: a name, a title."""

Prose = Annotated[
    str, BeforeValidator(_plain_breaks), StringConstraints(strip_whitespace=True, max_length=20_000)
]
"""Text of many lines, which may be empty."""


def as_typed(value: object) -> object:
    """A number as people type it into a form: 「１，９８０」 and "¥1,980" are 1980."""
    if not isinstance(value, str):
        return value
    return unicodedata.normalize("NFKC", value).strip(" ¥$€£₩").replace(",", "")


TypedMoney = Annotated[str, StringConstraints(strip_whitespace=True, max_length=30)]
"""An amount typed into a form, read by `typed_money` once the currency is known."""


def typed_money(typed: str, currency: str, field: str, says: Text | None = None) -> Money:
    """An amount as people write it: 「１，９８０円」, "¥1,980" and "1980" are the same.

    Raises:
        BadInput: it is none of this currency; `field` is where it was typed, `says` what cannot be done therefore.
    """
    minor = read_amount(typed, currency)
    if minor is None:
        words = t("An amount such as {example} would work.", example=str(Money(500, currency)))
        raise BadInput(says or words, {field: words})
    return Money(minor, currency)


WholeNumber = Annotated[int, BeforeValidator(as_typed)]
"""A whole number typed into a form, also in full-width digits."""


class Body(BaseModel):
    """What a request brings: a JSON body (strict), a form (lax: "500" is 500, "on" is true) or a query.

    A validator refuses with `raise ValueError(t("…what would work…"))`: its words are translated.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, use_attribute_docstrings=True, allow_inf_nan=False
    )


class View(BaseModel):
    """What an API route answers. A field without a value is left out of the JSON."""

    model_config = ConfigDict(frozen=True, populate_by_name=True, use_attribute_docstrings=True)


class Amount(Body):
    """Money in JSON, in minor units: `{"amount": 500, "currency": "JPY"}`. Asked for and answered alike."""

    amount: int = Field(ge=0, le=100_000_000_000)
    currency: Annotated[str, AfterValidator(_currency)] = Field(json_schema_extra={"enum": list(EXPONENTS)})

    @property
    def money(self) -> Money:
        """The value that the code counts with."""
        return Money(self.amount, self.currency)

    @classmethod
    def of(cls, money: Money) -> Self:
        """As an answer shows it, also below zero."""
        return cls.model_construct(amount=money.minor, currency=money.currency)


class ListQuery(Body):
    """How lists are paged: `from` is the `next_batch` of the answer before."""

    from_: str | None = Field(default=None, alias="from", max_length=500)
    """The `next_batch` of the page before; left out for the first."""

    limit: int = Field(default=50, ge=1, le=200)
    """How many at the most."""

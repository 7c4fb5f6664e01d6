# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What staff fill in."""

import re
import unicodedata
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from bridges.transfer.domain.books import Kind
from synapse_salon.i18n import t
from synapse_salon.money import Money
from synapse_salon.web import Amount, Body, OneLine, TypedMoney, as_typed, typed_money

FILE_LIMIT = 3 * 1024 * 1024
"""Japanese letters are three times as long in a form as in a file."""


def _plain_number(value: object) -> object:
    typed = as_typed(value)
    if isinstance(typed, str):
        typed = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", typed)).upper()
        if not re.fullmatch(r"[0-9A-Z]{4,34}", typed):
            raise ValueError(t("The digits of the account, such as {example}.", example="1234567"))
    return typed


def _day(value: date) -> date:
    if not 2000 <= value.year <= 2200:
        raise ValueError(t("A day such as {example} would work.", example="2026-04-30"))
    return value


Day = Annotated[date, AfterValidator(_day)]
Payer = Annotated[str, BeforeValidator(as_typed), Field(max_length=200)]


class AccountBody(Body):
    """A bank account."""

    bank: OneLine
    branch: OneLine
    kind: Kind = "ordinary"
    number: Annotated[str, BeforeValidator(_plain_number)]
    holder: OneLine


class ConfirmWish(Body):
    """What came in: how much, on which of the bank's days, and under which name."""

    amount: Amount
    day: Day
    payer: Annotated[str, Field(max_length=200)] = ""


class ConfirmForm(Body):
    """The same, from the page: an amount as people write money. `received` is what the page said had come in before,
    in minor units."""

    amount: TypedMoney = ""
    day: Day
    payer: Payer = ""
    received: Annotated[int, Field(ge=0)]

    def money(self, currency: str) -> Money:
        """The amount. Raises BadInput: it is none of this currency, or nothing."""
        return typed_money(self.amount, currency, "amount") or typed_money("", currency, "amount")


class UploadForm(Body):
    """What stands in a bank's file."""

    file: Annotated[str, Field(max_length=1024 * 1024)] = ""


class ReturnForm(Body):
    """Whether money was sent back, or had never come."""

    act: Literal["sent", "never_came"] = "sent"


class LineForm(Body):
    """Which transfer a line of the bank's list is; none: none of ours."""

    transfer: str = ""

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who sells a salon's plans, and on what terms (特定商取引法に基づく表記): pure rules."""

from typing import Literal

import attrs

from synapse_salon.errors import BadInput
from synapse_salon.i18n import Text, t


@attrs.frozen
class Disclosure:
    """A seller and their terms. Empty terms are said by the house in its own words, which hold for every salon.

    `on_request`: a private person tells address and phone number only to those who ask at `mail`.
    """

    name: str = ""
    is_company: bool = False
    representative: str = ""
    address: str = ""
    phone: str = ""
    mail: str = ""
    on_request: bool = False
    extra_costs: str = ""
    payment: str = ""
    delivery: str = ""
    cancelling: str = ""


Field = Literal["name", "representative", "address", "phone", "mail", "on_request"]

_NEEDED: dict[Field, Text] = {
    "name": t("the name of the person or company that sells"),
    "representative": t("who answers for the company"),
    "address": t("a full postal address"),
    "phone": t("a phone number at which somebody can be reached"),
    "mail": t("a mail address that is read"),
    "on_request": t("only private persons may tell address and phone number on request"),
}


def missing(seller: Disclosure | None) -> dict[str, Text]:
    """What the law asks for and is not there yet: each field with what would work; empty where all is there."""
    if seller is None:
        return {field: _NEEDED[field] for field in ("name", "address", "phone", "mail")}
    needed: list[Field] = ["name", "mail"]
    if seller.is_company:
        needed.append("representative")
    if seller.is_company or not seller.on_request:
        needed += ["address", "phone"]
    lacking = {field: _NEEDED[field] for field in needed if not getattr(seller, field)}
    if seller.is_company and seller.on_request:
        lacking["on_request"] = _NEEDED["on_request"]
    return {str(field): words for field, words in lacking.items()}


def check_seller(seller: Disclosure | None) -> None:
    """Raises BadInput, with each field of the seller's disclosure that a paid plan needs."""
    lacking = missing(seller)
    if lacking:
        raise BadInput(
            t("What costs money needs a complete seller's disclosure: fill in what is named here first."),
            {f"disclosure.{field}": words for field, words in lacking.items()},
        )

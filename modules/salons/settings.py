# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings of the salons."""

from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator

from synapse_salon.settings import Settings


class Seller(Settings):
    """A seller and their terms, as `PUT v1/salons/{slug}/disclosure` takes them."""

    name: str = Field(min_length=1, max_length=200)
    """The name of the person or company."""

    is_company: bool = False
    """Whether it is a company."""

    representative: str = ""
    """Who answers for the company."""

    address: str = ""
    """The full postal address."""

    phone: str = ""
    """The phone number."""

    mail: str = Field(min_length=3, max_length=254)
    """The mail address that is read."""

    on_request: bool = False
    """A private person tells address and phone number only to those who ask by mail."""

    extra_costs: str = ""
    """What else it costs; empty: nothing."""

    payment: str = ""
    """When and how is paid; empty: by card, when joining and at each renewal."""

    delivery: str = ""
    """When it begins; empty: at once."""

    cancelling: str = ""
    """Leaving and refunds; empty: at any time, paid time runs to its end."""


class SalonsSettings(Settings):
    """The `config:` of modules.salons.Salons."""

    founders: Literal["anyone", "admins"] = "anyone"
    """Who may open a salon: anyone, who opens an account for it where they have none, or administrators only."""

    salons_per_founder: int = Field(default=5, ge=1, le=1000)
    """How many salons one account may own at a time; administrators are not counted."""

    closing_notice_days: int = Field(default=30, ge=0, le=365)
    """How many days before its last one an owner announces the end of a salon; administrators may be quicker."""

    closed_staff_days: int = Field(default=30, ge=0, le=365)
    """How long the staff of a closed salon keep their room."""

    opening_needs: list[Literal["meeting", "identity", "contents"]] = Field(default=[])
    """What reviewers do and write down before a salon opens: a talk with its owner, a check of who that is, a look
    at what the first month brings."""

    owners_place: bool = True
    """Whether owners of open salons meet in rooms of their own, and are told there and in a message how to begin."""

    country: Literal["JP", "other"] = "JP"
    """Whose law the sellers follow. JP: a salon sells for money only with a complete seller's disclosure."""

    seller: Seller | None = None
    """Who sells where a salon names no seller of its own: the operator of this house."""

    timezone: str = "Asia/Tokyo"
    """The time zone of new salons: dates on their pages are in it."""

    currency: Literal["JPY", "USD", "EUR", "GBP", "KRW", "TWD"] = "JPY"
    """The currency of new salons' plans."""

    @field_validator("timezone")
    @classmethod
    def _is_known(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError):  # unknown, not a name at all, a folder of names
            raise ValueError(
                f"no time zone is called {name!r}; write one such as Asia/Tokyo or UTC"
            ) from None
        return name

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The directory: its page and its route."""

from typing import Any
from urllib.parse import urlencode

from pydantic import Field, field_validator

from modules.salons.domain.searching import Wish, terms
from modules.salons.domain.themes import THEMES, Theme, theme_words
from modules.salons.service.directory import Found
from modules.salons.service.house import SalonsHouse
from modules.salons.web import views
from modules.salons.web.viewing import view_of
from modules.salons.web.words import kind_words
from synapse_salon.errors import BadInput
from synapse_salon.i18n import Text, t
from synapse_salon.platform import Platform
from synapse_salon.ports.salons import Kind
from synapse_salon.web import Call, ListQuery, Page, Routes, Who

_KINDS: tuple[Kind, ...] = ("fan_club", "lesson", "project")
_PRICES: tuple[tuple[str, Text], ...] = (
    ("", t("any price")),
    ("0", t("free")),
    ("1000", t("up to ¥1,000 a month")),
    ("3000", t("up to ¥3,000 a month")),
    ("5000", t("up to ¥5,000 a month")),
)


class DirectoryQuery(ListQuery):
    """What is looked for among open salons; what is left out, or empty, does not matter."""

    q: str = Field(default="", max_length=100)
    """Words that stand on the salon's public page, all of them."""

    kind: Kind | None = None
    """What sort of salon it is."""

    theme: Theme | None = None
    """What it is about."""

    price: int | None = Field(default=None, ge=0, le=100_000_000)
    """What a month may cost, tax included, in minor units; a year's price counts by the month."""

    age: int | None = Field(default=None, ge=0, le=130)
    """The age of whoever looks: salons that they are too young for are left out."""

    @field_validator("kind", "theme", "price", "age", mode="before")
    @classmethod
    def _empty_is_left_out(cls, value: object) -> object:
        return None if value == "" else value

    @property
    def wish(self) -> Wish:
        """The same as a rule to search by."""
        return Wish(terms(self.q), self.kind, self.theme, self.price, self.age)


def _place(token: str | None) -> tuple[int, str] | None:
    if token is None:
        return None
    opened, _, salon_id = token.partition("_")
    if not opened.isdecimal() or len(opened) > 15 or not salon_id.isalnum():
        raise BadInput(t("This is not a place in the list."), {"from": t("the next_batch of an answer")})
    return int(opened), salon_id


def _more(found: list[Found], limit: int) -> str | None:
    return f"{found[-1][1]}_{found[-1][0].id}" if len(found) == limit else None


def directory_routes(platform: Platform, house: SalonsHouse) -> Routes:
    """The front page and `GET v1/salons`."""
    routes = Routes("directory")

    async def find(call: Call[Any, DirectoryQuery]) -> tuple[list[Found], str | None]:
        query = call.query
        found = await house.directory.find(query.wish, _place(query.from_), query.limit)
        return found, _more(found, query.limit)

    @routes.get(
        "v1/salons",
        says="Lists open salons, newest first and in no other order, and searches among them.",
        query=DirectoryQuery,
        returns=views.SalonList,
        who=Who.ANYONE,
        errors=(BadInput,),
    )
    async def listed(call: Call[None, DirectoryQuery]) -> views.SalonList:
        found, more = await find(call)
        return views.SalonList(
            salons=[await view_of(platform, house, salon) for salon, _, _ in found], next_batch=more
        )

    @routes.page("", query=DirectoryQuery)
    async def directory(call: Call[None, DirectoryQuery]) -> Page:
        query = call.query
        found, more = await find(call)
        asked = {
            "q": query.q,
            "kind": query.kind or "",
            "theme": query.theme or "",
            "price": "" if query.price is None else str(query.price),
            "age": "" if query.age is None else str(query.age),
        }
        values = {
            "salons": [
                (salon, words, [plan for plan in await house.lookups.plans(salon.id) if plan.is_offered])
                for salon, _, words in found
            ],
            "asked": asked,
            "is_search": any(asked.values()) or query.from_ is not None,
            "kinds": [("", t("any kind")), *((kind, kind_words(kind)) for kind in _KINDS)],
            "themes": [("", t("any theme")), *THEMES],
            "theme_words": theme_words,
            "prices": _PRICES,
            "more": f"?{urlencode({**asked, 'from': more})}" if more is not None else "",
            "kind_words": kind_words,
            "may_found": await house.founding.may_found(call.person_or_none)
            if call.person_or_none is not None
            else house.wizard.opens_accounts,
        }
        return Page("salons/directory.html", t("Salons"), values)

    return routes

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The directory: its page and its route."""

import re
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
from synapse_salon.web import Call, ListQuery, Page, Routes, Who, as_typed

OLDEST = 130
_KINDS: tuple[Kind, ...] = ("fan_club", "lesson", "project")
_PRICES: tuple[tuple[str, Text], ...] = (
    ("", t("any price")),
    ("0", t("free")),
    ("1000", t("up to ¥1,000 a month")),
    ("3000", t("up to ¥3,000 a month")),
    ("5000", t("up to ¥5,000 a month")),
)


class Search(ListQuery):
    """What is looked for among open salons; what is left out, or empty, does not matter."""

    q: str = Field(default="", max_length=100)
    """Words that stand on the salon's public page, all of them."""

    kind: Kind | None = None
    """What sort of salon it is."""

    theme: Theme | None = None
    """What it is about."""

    price: int | None = Field(default=None, ge=0, le=100_000_000)
    """What a month may cost, tax included, in minor units; a year's price counts by the month."""

    @field_validator("kind", "theme", "price", mode="before")
    @classmethod
    def _empty_is_left_out(cls, value: object) -> object:
        return None if value == "" else value

    def wish(self, age: int | None) -> Wish:
        """The same as a rule to search by, for somebody of this age."""
        return Wish(terms(self.q), self.kind, self.theme, self.price, age)


class DirectoryQuery(Search):
    """The same for programs."""

    age: int | None = Field(default=None, ge=0, le=OLDEST)
    """The age of whoever looks: salons that they are too young for are left out."""

    @field_validator("age", mode="before")
    @classmethod
    def _no_age(cls, value: object) -> object:
        return None if value == "" else value


class FrontQuery(Search):
    """The same, as people type it on the front page."""

    age: str = Field(default="", max_length=40)

    @property
    def years(self) -> int | None:
        """The age, where it can be read: 「２０歳」 is 20."""
        read = re.fullmatch(r"([0-9]{1,3})[^0-9]*", str(as_typed(self.age)))
        return int(read[1]) if read is not None and int(read[1]) <= OLDEST else None


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

    async def find(query: Search, age: int | None) -> tuple[list[Found], str | None]:
        found = await house.directory.find(query.wish(age), _place(query.from_), query.limit)
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
        found, more = await find(call.query, call.query.age)
        return views.SalonList(
            salons=[await view_of(platform, house, salon) for salon, _, _ in found], next_batch=more
        )

    @routes.page("", query=FrontQuery)
    async def directory(call: Call[None, FrontQuery]) -> Page:
        query = call.query
        years = query.years
        found, more = await find(query, years)
        unread = t("Please write it in digits, such as {example}.", example="20")
        asked = {
            "q": query.q,
            "kind": query.kind or "",
            "theme": query.theme or "",
            "price": "" if query.price is None else str(query.price),
            "age": query.age.strip() if years is None else str(years),
        }
        values = {
            "salons": [
                (salon, words, [plan for plan in await house.lookups.plans(salon.id) if plan.is_offered])
                for salon, _, words in found
            ],
            "asked": asked,
            "problems": {"age": unread} if asked["age"] and years is None else {},
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

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Closing a salon: the owner's page and API, and the API of those who run the service."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from modules.salons.domain import closing as rules
from modules.salons.domain.closing import Closing
from modules.salons.service.house import SalonsHouse
from synapse_salon.errors import BadInput, Conflict, NotAllowed, NotFound
from synapse_salon.i18n import Text, t
from synapse_salon.people import Act
from synapse_salon.ports.salons import Salon
from synapse_salon.web import Body, Call, OneLine, Page, Prose, Redirect, Routes, View, Who

Day = Annotated[str, Field(max_length=10)]


class EndOfSalon(Body):
    """The end of a salon; `closes_at` is its last day, `YYYY-MM-DD` in the salon's time zone."""

    closes_at: Day | None = None
    reason: Annotated[Prose, Field(max_length=2000)] = ""


class QuickEnd(EndOfSalon):
    """As the people who run the service say it: with any notice, or at once."""

    at_once: bool = False


class ClosingForm(Body):
    """What an owner fills in."""

    title: OneLine
    closes_at: Day
    reason: Annotated[Prose, Field(max_length=2000)] = ""


class ClosingView(View):
    """Where the end of a salon stands. Times in ms; `last_day` is in the salon's time zone."""

    salon: str
    status: Literal["open", "closing", "closed"]
    closes_ms: int | None = None
    last_day: str | None = None
    announced_ms: int | None = None
    reason: str | None = None


def _view(salon: Salon, closing: Closing | None) -> ClosingView:
    if closing is None:
        return ClosingView(salon=salon.slug, status="open")
    return ClosingView(
        salon=salon.slug,
        status="closing" if closing.state == "announced" else "closed",
        closes_ms=closing.closes_ms,
        last_day=rules.last_day(closing.closes_ms, salon.timezone).isoformat(),
        announced_ms=closing.announced_ms,
        reason=closing.reason,
    )


def _day(typed: str | None) -> date | None:
    if not typed:
        return None
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise BadInput(
            t("The salon cannot close on that day."),
            {"closes_at": t("Please give year, month and day, such as 2026-04-30.")},
        ) from None


def closing_routes(house: SalonsHouse) -> Routes:
    """`s/{slug}/desk/closing`, `v1/salons/{slug}/close` and `v1/admin/salons/{slug}/close`."""
    routes = Routes("closing")

    async def view(salon: Salon) -> ClosingView:
        return _view(salon, await house.closings.of(salon))

    @routes.get(
        "v1/salons/{slug}/close",
        says="Shows whether the salon's end is announced, to its owner.",
        returns=ClosingView,
        errors=(NotAllowed, NotFound),
    )
    async def show(call: Call[None]) -> ClosingView:
        return await view(await house.lookups.allowed(call.path["slug"], call.person, Act.CLOSE_SALON))

    @routes.post(
        "v1/salons/{slug}/close",
        says="Announces the end of a salon: nobody joins any more, and nothing is charged for after its last day.",
        body=EndOfSalon,
        returns=ClosingView,
        errors=(BadInput, Conflict, NotAllowed, NotFound),
    )
    async def close(call: Call[EndOfSalon]) -> ClosingView:
        wish = call.body
        slug = call.path["slug"]
        return await view(await house.closings.announce(slug, call.person, _day(wish.closes_at), wish.reason))

    @routes.delete(
        "v1/salons/{slug}/close",
        says="Takes the announced end of a salon back, until its last day is over.",
        errors=(Conflict, NotAllowed, NotFound),
    )
    async def undo(call: Call[None]) -> None:
        await house.closings.undo(call.path["slug"], call.person)

    @routes.post(
        "v1/admin/salons/{slug}/close",
        says="Announces the end of any salon, with any notice or `at_once`.",
        body=QuickEnd,
        returns=ClosingView,
        who=Who.SERVER_ADMIN,
        errors=(BadInput, Conflict, NotFound),
    )
    async def close_for_platform(call: Call[QuickEnd]) -> ClosingView:
        wish = call.body
        return await view(
            await house.closings.announce_for_platform(
                call.path["slug"], call.person, _day(wish.closes_at), wish.at_once, wish.reason
            )
        )

    @routes.delete(
        "v1/admin/salons/{slug}/close",
        says="Takes the announced end of any salon back.",
        who=Who.SERVER_ADMIN,
        errors=(Conflict, NotFound),
    )
    async def undo_for_platform(call: Call[None]) -> None:
        await house.closings.undo_for_platform(call.path["slug"])

    @routes.page("s/{slug}/desk/closing", who=Who.SIGNED_IN)
    async def page(call: Call[Any]) -> Page:
        salon = await house.lookups.allowed(call.path["slug"], call.person, Act.CLOSE_SALON)
        values = {
            "salon": salon,
            "closing": await house.closings.of(salon),
            "last_ms": None if salon.closes_ms is None else salon.closes_ms - 1,
            "first_day": house.closings.first_day(salon),
        }
        return Page("salons/closing.html", t("Close {title}", title=salon.title), values, salon=salon)

    async def again(call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await page(call)

    @routes.form("s/{slug}/desk/closing", body=ClosingForm, who=Who.SIGNED_IN, again=again)
    async def announce(call: Call[ClosingForm]) -> Redirect:
        salon = await house.lookups.allowed(call.path["slug"], call.person, Act.CLOSE_SALON)
        wish = call.body
        rules.check_name(wish.title, salon.title)
        await house.closings.announce(salon.slug, call.person, _day(wish.closes_at), wish.reason)
        return Redirect(f"s/{salon.slug}/desk/closing", saved=False)

    # Whoever changes the language on a page that came back comes by with GET.
    @routes.page("s/{slug}/desk/closing/undo", who=Who.SIGNED_IN)
    async def back(call: Call[None]) -> Redirect:
        return Redirect(f"s/{call.path['slug']}/desk/closing")

    @routes.form("s/{slug}/desk/closing/undo", who=Who.SIGNED_IN)
    async def take_back(call: Call[None]) -> Redirect:
        salon = await house.closings.undo(call.path["slug"], call.person)
        return Redirect(f"s/{salon.slug}/desk/closing")

    return routes

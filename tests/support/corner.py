# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A feature with one route of each sort, for tests of the web part itself."""

from datetime import date
from typing import Any, Literal

from synapse_salon.errors import BadInput, Conflict, NotAllowed
from synapse_salon.feature import Feature
from synapse_salon.i18n import t
from synapse_salon.money import Money
from synapse_salon.platform import Platform
from synapse_salon.settings import Settings
from synapse_salon.web import (
    Amount,
    Body,
    Call,
    ListQuery,
    OneLine,
    Page,
    Prose,
    Raw,
    Redirect,
    Routes,
    View,
    Who,
)


class CornerSettings(Settings):
    """None."""


class Note(Body):
    """What is written on a note."""

    title: OneLine
    text: Prose = ""
    kind: Literal["plain", "bold"] = "plain"
    price: Amount | None = None
    on: date | None = None
    tags: tuple[str, ...] = ()
    seats: int = 1


class NoteView(View):
    """A note as it was understood, and by whom it was written."""

    title: str
    by: str | None = None
    key: str | None = None


class Corner(Feature[CornerSettings]):
    """Load it as `tests.support.corner.Corner`."""

    settings_model = CornerSettings

    def set_up(self, platform: Platform, settings: CornerSettings) -> None:
        """Serve the routes."""
        self.notes: list[Note] = []
        routes = Routes("corner")

        @routes.get("v1/corner/{id}", says="A note.", returns=NoteView, query=ListQuery, who=Who.ANYONE)
        async def look(call: Call[None, ListQuery]) -> NoteView:
            return NoteView(title=f"{call.path['id']} {call.query.limit}", by=call.person_or_none)

        @routes.post(
            "v1/corner", says="Write a note.", body=Note, returns=NoteView, idempotent=True, status=201
        )
        async def write(call: Call[Note]) -> NoteView:
            return NoteView(title=call.body.title, by=call.person, key=call.idempotency_key)

        @routes.post(
            "v1/corner/open", says="Write without a name.", body=Note, returns=NoteView, who=Who.ANYONE
        )
        async def write_openly(call: Call[Note]) -> NoteView:
            return NoteView(title=call.body.title)

        @routes.delete("v1/corner/{id}", says="Tear it off.", who=Who.SERVER_ADMIN, errors=(Conflict,))
        async def tear_off(call: Call[None]) -> None:
            raise Conflict(t("It is torn off already."), "gone", platform.web.url("corner"), {"when_ms": 1})

        @routes.raw("POST", "v1/corner/hook", limit=10)
        async def hook(call: Call[Any]) -> dict[str, Any]:
            return {"bytes": len(call.raw), "query": call.query, "person": call.person_or_none}

        async def show(call: Call[Any, Any]) -> Page:
            values = {"rows": [("key", call.idempotency_key or "-")]}
            return Page(
                "floor/refusal.html",
                "corner",
                {"text": "", "problem_list": [], "go_on": None, "back": None, **values},
            )

        @routes.page("corner")
        async def corner(call: Call[Any]) -> Page:
            return await form_page(call)

        @routes.page("corner/everything")
        async def everything(call: Call[Any]) -> Page:
            plans = [("ライト", Money(980, "JPY"), "month"), ("スタンダード", Money(1980, "JPY"), "month")]
            values = {
                "plans": [*plans, ("年払い", Money(19800, "JPY"), "year")],
                "now": platform.clock.now_ms(),
            }
            return Page("corner/everything.html", t("Everything"), values)

        @routes.page("corner/mine", who=Who.SIGNED_IN)
        async def mine(call: Call[Any]) -> Raw:
            return Raw("text/plain; charset=utf-8", call.person)

        @routes.page("corner/house", who=Who.SERVER_ADMIN)
        async def house(call: Call[Any]) -> Page:
            return await show(call)

        @routes.page("corner/broken")
        async def broken(call: Call[Any]) -> Page:
            raise RuntimeError("the corner's secret")

        @routes.page("corner/closed")
        async def closed(call: Call[Any]) -> Page:
            raise NotAllowed(t("Your membership has ended."), "lapsed", platform.web.url("corner"))

        async def form_page(call: Call[Any, Any]) -> Page:
            return Page("corner/note.html", t("A note"), {})

        async def again(call: Call[Any], problems: Any, given: Any) -> Page:
            return await form_page(call)

        @routes.form("corner", body=Note, again=again)
        async def pin(call: Call[Note]) -> Redirect:
            if call.body.title == "twice":
                raise BadInput(t("There is such a note already."))
            self.notes.append(call.body)
            return Redirect("corner/mine" if call.person_or_none else "https://pay.example/start")

        @routes.form("corner/signed", who=Who.SIGNED_IN)
        async def signed(call: Call[Any]) -> Redirect:
            return Redirect("corner")

        platform.web.add(routes)
        platform.web.add_templates("corner", self.folder / "corner_pages")

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages on which staff choose what people outside see, and authors say whether they agree."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from modules.salons.domain.claims import in_text, why
from modules.salons.domain.peeking import State
from modules.salons.service.house import SalonsHouse
from modules.salons.service.samples import Chosen
from synapse_salon.errors import BadInput, Conflict
from synapse_salon.i18n import Text, t
from synapse_salon.people import Act, may
from synapse_salon.platform import Platform
from synapse_salon.ports.salons import Salon
from synapse_salon.web import Body, Call, Page, Redirect, Routes, Who

_STATES: dict[State, Text] = {
    "shown": t("shown"),
    "asked": t("its author is asked"),
    "refused": t("its author does not want it"),
    "changed": t("changed since: look again"),
    "away": t("its author is away"),
    "gone": t("taken back in the room"),
}


class RoomChoice(Body):
    """The room to choose from."""

    room: str = Field(default="", max_length=100)


AS_SAID = "first"
"""What stands in a form for a post that was never changed."""


class SampleForm(Body):
    """A post to show as it was when staff looked at it, or a choice to take back."""

    act: Literal["choose", "take_back"]
    which: str = Field(min_length=1, max_length=255)
    version: str = Field(default=AS_SAID, max_length=255)
    room: str = Field(default="", max_length=100)


class ConsentForm(Body):
    """What an author says about one post."""

    which: str = Field(min_length=1, max_length=100)
    consent: Literal["named", "unnamed", "refused"]


def peek_page_routes(platform: Platform, house: SalonsHouse) -> Routes:
    """`s/{slug}/desk/peek` and `s/{slug}/peek/mine`."""
    routes = Routes("peek_pages")

    async def writes(salon: Salon, person: str | None) -> bool:
        return person is not None and may(await house.lookups.roles(salon.id, person), Act.EDIT_PAGE)

    async def note(salon: Salon) -> Text:
        return t("posts shown: {count}", count=len(await house.samples.shown(salon)))

    platform.web.menus.add_on_desk(t("A look inside"), "peek", writes, "offer", note)

    async def page_for(call: Call[Any], key: str) -> Page:
        salon, chosen = await house.samples.all(call.path["slug"], call.person)
        rooms = await house.samples.rooms(salon)
        key = key or next((room.key for room in rooms if room.kind == "announce"), "")
        is_there = key in {room.key for room in rooms}
        values = {
            "salon": salon,
            "chosen": chosen,
            "states": _STATES,
            "doubts": _doubts(chosen),
            "rooms": [(room.key, room.name) for room in rooms],
            "key": key,
            "posts": await house.samples.to_choose(salon, call.person, key) if is_there else [],
            "known": {each.sample.event_id for each in chosen if each.state != "changed"},
            "windows": await house.windows.rooms(salon),
            "as_said": AS_SAID,
        }
        title = t("A look inside {title}", title=salon.title)
        return Page("salons/peeking.html", title, values, salon=salon)

    @routes.page("s/{slug}/desk/peek", who=Who.SIGNED_IN, query=RoomChoice)
    async def desk(call: Call[None, RoomChoice]) -> Page:
        return await page_for(call, call.query.room)

    async def again(call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await page_for(call, given.get("room", ""))

    @routes.form("s/{slug}/desk/peek", body=SampleForm, who=Who.SIGNED_IN, again=again)
    async def choose(call: Call[SampleForm]) -> Redirect:
        slug, form = call.path["slug"], call.body
        if form.act == "choose":
            seen = "" if form.version == AS_SAID else form.version
            try:
                await house.samples.choose(slug, call.person, form.which, seen)
            except Conflict as refusal:
                if refusal.reason != "changed":
                    raise
                raise BadInput(refusal.text, {"": refusal.text}) from None
        else:
            await house.samples.take_back(slug, call.person, form.which)
        return Redirect(f"s/{slug}/desk/peek" + (f"?room={form.room}" if form.room.isascii() else ""))

    @routes.page("s/{slug}/peek/mine", who=Who.SIGNED_IN)
    async def mine(call: Call[Any]) -> Page:
        salon, chosen = await house.samples.of_author(call.path["slug"], call.person)
        values = {"salon": salon, "chosen": chosen, "states": _STATES}
        return Page("salons/own_samples.html", t("Your posts for people outside"), values, salon=salon)

    async def mine_again(call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await mine(call)

    @routes.form("s/{slug}/peek/mine", body=ConsentForm, who=Who.SIGNED_IN, again=mine_again)
    async def answer(call: Call[ConsentForm]) -> Redirect:
        await house.samples.answer(call.path["slug"], call.person, call.body.which, call.body.consent)
        return Redirect(f"s/{call.path['slug']}/peek/mine")

    return routes


def _doubts(chosen: list[Chosen]) -> list[tuple[str, Text]]:
    """Words of shown posts that nobody may be able to show to be true, and why: what is on the page is advertising."""
    found = [
        (finding.words, why(finding.kind))
        for each in chosen
        if each.post is not None and each.state in ("shown", "asked")
        for finding in in_text("sample", each.post.body)
    ]
    return list(dict.fromkeys(found))

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of introductions: bringing two together, and what one is asked oneself."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from urllib.parse import quote

from pydantic import Field, StringConstraints

from modules.introductions.domain import LONGEST
from modules.introductions.service.introducing import Introducing
from modules.introductions.service.people import People
from modules.introductions.service.telling import room_words
from modules.introductions.web.api import Shown, Words, shown
from synapse_salon.errors import BadInput
from synapse_salon.i18n import Text, t
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon
from synapse_salon.web import Body, Call, Page, Redirect, Routes, Who

Typed = Annotated[str, StringConstraints(strip_whitespace=True, max_length=255)]

_STATES: dict[Shown, tuple[Text, str]] = {
    "asked": (t("both are asked"), "warn"),
    "open": (t("a room is open"), "good"),
    "over": (t("over"), "plain"),
}


class IntroduceForm(Body):
    """Two members, by account or by name."""

    one: Typed = ""
    other: Typed = ""
    words: Words = ""


class IntroduceQuery(Body):
    """Whom one comes to introduce."""

    who: Annotated[str, Field(max_length=255)] = ""


class OwnForm(Body):
    """What is done with one's introductions."""

    act: Literal["accept", "decline", "take_back", "welcome", "unwelcome"]
    id: Annotated[str, Field(max_length=50)] = ""


class OwnQuery(Body):
    """What was done."""

    done: str = ""


def page_routes(routes: Routes, platform: Platform, people: People, introducing: Introducing) -> None:
    """`s/{slug}/introduce` and `s/{slug}/me/introductions`."""

    async def belongs(salon: Salon, person: str | None) -> bool:
        return person is not None and await people.belongs(salon.id, person)

    async def where(salon: Salon, viewer: str, person: str) -> str | None:
        if person == viewer or not await people.may_introduce(salon, viewer):
            return None
        return f"s/{salon.slug}/introduce?who={quote(person, safe='')}"

    platform.web.menus.add_in_salon(t("Introduce and meet"), "me/introductions", belongs)
    platform.web.menus.add_of_person(t("Introduce to somebody"), where)

    async def introduce_page(call: Call[Any, Any], who: str) -> Page:
        salon = await people.introducer(call.path["slug"], call.person)
        name = (await people.names(salon.id, [who]))[who] if who else ""
        values = {"salon": salon, "who": who, "name": name, "longest": LONGEST}
        return Page("introductions/introduce.html", t("Introduce two members"), values, salon=salon)

    @routes.page("s/{slug}/introduce", who=Who.SIGNED_IN, query=IntroduceQuery)
    async def show(call: Call[None, IntroduceQuery]) -> Page:
        salon = await people.introducer(call.path["slug"], call.person)
        who = call.query.who
        is_member = bool(who) and who != call.person and await people.belongs(salon.id, who)
        return await introduce_page(call, who if is_member else "")

    async def again(call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await introduce_page(call, "")

    @routes.form("s/{slug}/introduce", body=IntroduceForm, who=Who.SIGNED_IN, again=again)
    async def introduce(call: Call[IntroduceForm]) -> Redirect:
        slug, wish = call.path["slug"], call.body
        missing = [field for field, value in (("one", wish.one), ("other", wish.other)) if not value]
        if missing:
            words = t("Please name somebody.")
            raise BadInput(words, dict.fromkeys(missing, words))
        key, fields = call.idempotency_key, ("one", "other")
        await introducing.introduce(slug, call.person, [wish.one, wish.other], wish.words, key, fields)
        return Redirect(f"s/{slug}/me/introductions?done=introduced", saved=False)

    async def own_page(call: Call[Any, Any], done: str) -> Page:
        salon = await people.enter(call.path["slug"], call.person)
        known = await introducing.known_to(salon, call.person)
        values = {
            "salon": salon,
            "done": done,
            "questions": [(one, shown(one.introduction)) for one in known if not one.is_made],
            "made": [(one, shown(one.introduction)) for one in known if one.is_made],
            "welcome": await introducing.is_welcome(salon, call.person),
            "may_introduce": await people.may_introduce(salon, call.person),
            "states": _STATES,
            "room_words": room_words,
        }
        return Page("introductions/own.html", t("Introduce and meet"), values, salon=salon)

    @routes.page("s/{slug}/me/introductions", who=Who.SIGNED_IN, query=OwnQuery)
    async def own(call: Call[None, OwnQuery]) -> Page:
        return await own_page(call, call.query.done)

    async def own_again(call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await own_page(call, "")

    @routes.form("s/{slug}/me/introductions", body=OwnForm, who=Who.SIGNED_IN, again=own_again)
    async def act(call: Call[OwnForm]) -> Redirect:
        salon, wish = await people.enter(call.path["slug"], call.person), call.body
        match wish.act:
            case "accept" | "decline":
                await introducing.answer(call.person, wish.id, wish.act, salon.id)
            case "take_back":
                await introducing.take_back(salon, call.person, wish.id)
            case "welcome" | "unwelcome":
                await introducing.welcome(salon, call.person, wish.act == "welcome")
        return Redirect(f"s/{salon.slug}/me/introductions?done={wish.act}", saved=False)

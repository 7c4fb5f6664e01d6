# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Private messages of one's own: who asks to write, whom one takes nothing from, reports. Page and API."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from urllib.parse import quote

from pydantic import Field

from modules.messages.domain.asks import LONGEST
from modules.messages.domain.blocks import is_person
from modules.messages.service.blocks import Blocks
from modules.messages.service.letters import NOT_NOW, Letters, Request
from synapse_salon.errors import BadInput, Conflict, NotAllowed, NotFound, TooMany
from synapse_salon.i18n import Text, t
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon
from synapse_salon.web import Body, Call, Page, Redirect, Routes, View, Who
from synapse_salon.web.bodies import Prose
from synapse_salon.web.in_app import in_app

Named = Annotated[str, Field(max_length=255)]
Words = Annotated[Prose, Field(max_length=LONGEST)]


class WriteBody(Body):
    """Whom one would like to write to."""

    user_id: Named


class BlockBody(Body):
    """Whom one takes no private messages from: a user id, or the name of a server."""

    whom: Named


class ReportBody(Body):
    """What the staff of a salon that both are in are told of somebody: what one chooses to tell."""

    user_id: Named
    words: Words


class AnswerBody(Body):
    """What becomes of a request."""

    answer: Literal["accept", "refuse"]


class LettersForm(Body):
    """What is done on the page."""

    act: Literal["accept", "refuse", "block", "unblock", "report", "write"]
    room: Named = ""
    whom: Named = ""
    words: Words = ""


class LettersQuery(Body):
    """Whom one comes to write to, and what was done."""

    to: Named = ""
    about: Literal["write", "report"] = "write"
    done: Literal["", "accept", "refuse", "block", "unblock", "report", "write", "cannot"] = ""
    whom: Named = ""


class RequestView(View):
    """Somebody would like to write to one; `salon` is one that both are in."""

    room_id: str
    user_id: str
    name: str
    salon: str | None

    @classmethod
    def of(cls, request: Request) -> "RequestView":
        """As the API shows it."""
        slug = request.salon.slug if request.salon is not None else None
        return cls(room_id=request.room_id, user_id=request.sender, name=request.name, salon=slug)


class SentView(View):
    """Whom one asked, into which room, when (ms), and whether they accepted: not yet, or not at all, look the same."""

    user_id: str
    room_id: str
    asked_ms: int
    accepted: bool


class MessagesView(View):
    """Who asks to write to one, whom one asked, and whom one takes nothing from."""

    requests: list[RequestView]
    asked: list[SentView]
    blocked: list[str]


class RoomView(View):
    """A room to write in."""

    room_id: str


class ReportView(View):
    """A report, which is a question to the staff."""

    id: str
    room_id: str | None


def letter_routes(platform: Platform, letters: Letters, blocks: Blocks) -> Routes:
    """`me/messages` and `v1/me/messages`."""
    routes = Routes("private-messages")
    platform.web.menus.add_to_own(t("Private messages"), "me/messages")

    async def where(salon: Salon, viewer: str, person: str) -> str | None:
        is_offered = await letters.is_offered(salon, viewer, person)
        return f"me/messages?to={quote(person, safe='')}" if is_offered else None

    async def trouble(salon: Salon, viewer: str, person: str) -> str | None:
        if person == viewer or not platform.api.is_mine(viewer):
            return None
        return f"me/messages?to={quote(person, safe='')}&about=report"

    platform.web.menus.add_of_person(t("Ask for a private conversation"), where)
    platform.web.menus.add_of_person(t("Report or block"), trouble)

    async def standing(salon: Salon, person: str | None) -> tuple[Text, str] | None:
        count = await letters.waiting(salon, person) if person is not None else None
        if count is None:
            return None
        return (
            t("Private messages ({count})", count=count) if count else t("Private messages")
        ), "me/messages"

    platform.web.menus.add_standing(standing)

    async def view(person: str) -> MessagesView:
        found = await letters.requests(person)
        return MessagesView(
            requests=[RequestView.of(request) for request in found],
            asked=[
                SentView(
                    user_id=one.asked.asked,
                    room_id=one.asked.room_id,
                    asked_ms=one.asked.asked_ms,
                    accepted=one.is_taken,
                )
                for one, _ in await letters.sent(person)
            ],
            blocked=list(await blocks.of(person)),
        )

    @routes.get(
        "v1/me/messages",
        says="Lists who asks to write to one privately, whom one asked, and whom one takes nothing from.",
        returns=MessagesView,
    )
    async def show(call: Call[None]) -> MessagesView:
        return await view(call.person)

    @routes.post(
        "v1/me/messages",
        says="Opens an encrypted room with another member, whom it asks.",
        body=WriteBody,
        returns=RoomView,
        errors=(BadInput, Conflict, NotAllowed),
    )
    async def write(call: Call[WriteBody]) -> RoomView:
        return RoomView(room_id=await letters.write(call.person, call.body.user_id))

    @routes.post(
        "v1/me/messages/{room_id}",
        says="Takes or refuses somebody's request to write to one.",
        body=AnswerBody,
        returns=MessagesView,
        errors=(NotFound,),
    )
    async def answer(call: Call[AnswerBody]) -> MessagesView:
        act = letters.accept if call.body.answer == "accept" else letters.refuse
        await act(call.person, call.path["room_id"])
        return await view(call.person)

    @routes.post(
        "v1/me/blocks",
        says="Takes no private messages from somebody any more, or from anybody of a server.",
        body=BlockBody,
        returns=MessagesView,
        errors=(BadInput, Conflict),
    )
    async def block(call: Call[BlockBody]) -> MessagesView:
        await letters.block(call.person, call.body.whom)
        return await view(call.person)

    @routes.delete("v1/me/blocks/{whom}", says="Takes somebody off that list.", returns=MessagesView)
    async def unblock(call: Call[None]) -> MessagesView:
        await letters.unblock(call.person, call.path["whom"])
        return await view(call.person)

    @routes.post(
        "v1/me/reports",
        says="Tells the staff of a salon that both are in of somebody's private messages, in one's own words.",
        body=ReportBody,
        returns=ReportView,
        errors=(BadInput, Conflict, NotAllowed, NotFound, TooMany),
    )
    async def report(call: Call[ReportBody]) -> ReportView:
        made = await letters.report(call.person, call.body.user_id, call.body.words)
        return ReportView(id=made.id, room_id=made.room_id or None)

    async def own_page(call: Call[Any, Any], query: LettersQuery) -> Page:
        to = query.to if is_person(query.to) else ""
        values = {
            "requests": await letters.requests(call.person),
            "sent": await letters.sent(call.person),
            "in_app": lambda room_id: in_app(room_id, platform.api.server_name),
            "page_of": platform.web.menus.page_of,
            "about": query.about,
            "not_now": NOT_NOW,
            "whom": (await letters.called(call.person, query.whom))[0]
            if is_person(query.whom)
            else query.whom,
            "blocked": await blocks.of(call.person),
            "to": to,
            "name": (await letters.called(call.person, to))[0] if to else "",
            "reads_reports": bool(to) and await letters.reads_reports(call.person, to),
            "done": query.done,
            "longest": LONGEST,
        }
        return Page("messages/own.html", t("Private messages"), values)

    @routes.page("me/messages", who=Who.SIGNED_IN, query=LettersQuery)
    async def page(call: Call[None, LettersQuery]) -> Page:
        return await own_page(call, call.query)

    async def again(call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        to = given.get("whom", "") if given.get("act") in ("write", "report") else ""
        about: Literal["write", "report"] = "report" if given.get("act") == "report" else "write"
        return await own_page(call, LettersQuery(to=to[:255], about=about))

    @routes.form("me/messages", body=LettersForm, who=Who.SIGNED_IN, again=again)
    async def act(call: Call[LettersForm]) -> Redirect:
        person, wish = call.person, call.body
        match wish.act:
            case "accept":
                await letters.accept(person, wish.room)
            case "refuse":
                await letters.refuse(person, wish.room)
            case "block":
                await letters.block(person, wish.whom)
            case "unblock":
                await letters.unblock(person, wish.whom)
            case "report":
                await letters.report(person, wish.whom, wish.words)
            case "write":
                try:
                    await letters.write(person, wish.whom)
                except NotAllowed:
                    return Redirect("me/messages?done=cannot", saved=False)
        return Redirect(f"me/messages?done={wish.act}&whom={quote(wish.whom, safe='')}", saved=False)

    return routes

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Asking those who run a salon: its page for members, the staff's list, the record, and the API of all."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from modules.messages.domain.asks import LONGEST, Ask, State, What
from modules.messages.service.asks import Questions
from synapse_salon.errors import BadInput, Conflict, NotAllowed, NotFound, TooMany
from synapse_salon.i18n import Text, t
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon
from synapse_salon.web import Body, Call, ListQuery, Page, Redirect, Routes, View, Who
from synapse_salon.web.bodies import Prose
from synapse_salon.web.in_app import in_app
from synapse_salon.web.menus import Calls

STATE_WORDS: dict[State, tuple[Text, str]] = {
    "open": (t("waits for an answer"), "warn"),
    "answered": (t("answered"), "good"),
    "closed": (t("closed"), "plain"),
}
_WHAT_WORDS: dict[What, Text] = {
    "asked": t("Asked"),
    "answered": t("An answer"),
    "asked_again": t("Asked anew"),
    "closed": t("Closed"),
}


MOST_REPORTS = 100
"""How many reports stand above the questions; more wait until those are closed."""


class AskBody(Body):
    """What a member asks those who run the salon."""

    body: Annotated[Prose, Field(max_length=LONGEST)]


class AnswerBody(Body):
    """What the staff answer."""

    body: Annotated[Prose, Field(max_length=LONGEST)]


class CloseBody(Body):
    """That a question is closed; the staff may note how it ended."""

    note: Annotated[Prose, Field(max_length=1000)] = ""


class AsksQuery(ListQuery):
    """Which questions: those that are not closed, or those that are."""

    closed: bool = False


class RecordForm(Body):
    """What is done on the page of a question."""

    act: Literal["answer", "close"] = "close"
    body: Annotated[Prose, Field(max_length=LONGEST)] = ""
    note: Annotated[Prose, Field(max_length=1000)] = ""


class AskView(View):
    """A question, or a report of somebody. `room_id` is left out until its room is there. Times in ms."""

    id: str
    user_id: str
    body: str
    state: State
    room_id: str | None
    asked_ms: int
    changed_ms: int
    is_report: bool

    @classmethod
    def of(cls, ask: Ask) -> "AskView":
        """A question as the API shows it."""
        return cls(
            id=ask.id,
            user_id=ask.user_id,
            body=ask.body,
            state=ask.state,
            room_id=ask.room_id or None,
            asked_ms=ask.asked_ms,
            changed_ms=ask.changed_ms,
            is_report=ask.is_report,
        )


class AskList(View):
    """Questions, the newest first."""

    asks: list[AskView]
    next_batch: str | None = None


def _place(token: str | None) -> tuple[int, str] | None:
    if token is None:
        return None
    asked, _, ask_id = token.partition("_")
    if not asked.isascii() or not asked.isdecimal() or len(asked) > 15 or not ask_id.isalnum():
        problem = t("One of these would work: {expected}.", expected="next_batch")
        raise BadInput(problem, {"from": problem})
    return int(asked), ask_id


def _more(found: list[Ask], limit: int) -> str | None:
    return f"{found[-1].asked_ms}_{found[-1].id}" if len(found) == limit else None


def _states(closed: bool) -> tuple[State, ...]:
    return ("closed",) if closed else ("open", "answered")


def ask_routes(platform: Platform, questions: Questions) -> Routes:
    """`s/{slug}/ask`, `s/{slug}/desk/asks` and their API."""
    routes = Routes("messages")
    platform.web.menus.add_in_salon(t("Ask the staff"), "ask", questions.may_ask)

    async def note(salon: Salon) -> Calls | None:
        waiting = await questions.waiting(salon)
        return Calls(t("to be answered: {count}", count=waiting)) if waiting else None

    platform.web.menus.add_on_desk(
        t("Questions of members"), "asks", questions.may_answer, "people", note, order=45
    )

    @routes.post(
        "v1/salons/{slug}/ask",
        says="Asks those who run a salon, as its member: opens a private room with them.",
        body=AskBody,
        returns=AskView,
        errors=(BadInput, Conflict, NotAllowed, NotFound, TooMany),
        idempotent=True,
    )
    async def ask(call: Call[AskBody]) -> AskView:
        key = call.idempotency_key
        return AskView.of(await questions.ask(call.path["slug"], call.person, call.body.body, key))

    @routes.get(
        "v1/salons/{slug}/me/asks",
        says="Lists what one asked those who run a salon, the newest first.",
        returns=AskList,
        errors=(Conflict, NotAllowed, NotFound),
    )
    async def own(call: Call[None]) -> AskList:
        salon = await questions.asked_by(call.path["slug"], call.person)
        return AskList(asks=[AskView.of(found) for found in await questions.own(salon, call.person)])

    @routes.get(
        "v1/salons/{slug}/asks",
        says="Lists what members asked those who run a salon, to those who answer; the newest first.",
        query=AsksQuery,
        returns=AskList,
        errors=(BadInput, NotAllowed, NotFound),
    )
    async def listed(call: Call[None, AsksQuery]) -> AskList:
        query = call.query
        _, found = await questions.of_salon(
            call.path["slug"], call.person, _states(query.closed), _place(query.from_), query.limit
        )
        return AskList(asks=[AskView.of(ask) for ask in found], next_batch=_more(found, query.limit))

    @routes.post(
        "v1/salons/{slug}/asks/{ask_id}/close",
        says="Closes a question, as the one who asked or as staff: its room is shut, the record stays.",
        body=CloseBody,
        returns=AskView,
        errors=(BadInput, NotFound),
    )
    async def close(call: Call[CloseBody]) -> AskView:
        slug, ask_id = call.path["slug"], call.path["ask_id"]
        return AskView.of(await questions.close(slug, call.person, ask_id, call.body.note))

    @routes.post(
        "v1/salons/{slug}/asks/{ask_id}/answer",
        says="Answers a question, as staff: the house says it in the room, by the name of whoever answers.",
        body=AnswerBody,
        returns=AskView,
        errors=(BadInput, Conflict, NotAllowed, NotFound),
        idempotent=True,
    )
    async def answer(call: Call[AnswerBody]) -> AskView:
        slug, ask_id = call.path["slug"], call.path["ask_id"]
        return AskView.of(await questions.answer(slug, call.person, ask_id, call.body.body))

    async def ask_page(call: Call[Any, Any]) -> Page:
        salon = await questions.asked_by(call.path["slug"], call.person)
        found = await questions.own(salon, call.person)
        values = {"salon": salon, "asks": found, "states": STATE_WORDS, "longest": LONGEST}
        return Page(
            "messages/ask.html", t("Ask the staff of {title}", title=salon.title), values, salon=salon
        )

    @routes.page("s/{slug}/ask", who=Who.SIGNED_IN)
    async def show(call: Call[None]) -> Page:
        return await ask_page(call)

    async def again(call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await ask_page(call)

    @routes.form("s/{slug}/ask", body=AskBody, who=Who.SIGNED_IN, again=again)
    async def ask_here(call: Call[AskBody]) -> Redirect:
        slug = call.path["slug"]
        try:
            asked = await questions.ask(slug, call.person, call.body.body, call.idempotency_key)
        except (Conflict, TooMany) as refusal:  # what was written stays in its field
            raise BadInput(refusal.text, {"body": refusal.text}) from refusal
        return Redirect(f"s/{slug}/ask/{asked.id}", saved=False)

    async def record_page(call: Call[Any]) -> Page:
        found = await questions.record(call.path["slug"], call.person, call.path["ask_id"])
        values = {
            "salon": found.salon,
            "ask": found.ask,
            "steps": found.steps,
            "posts": found.posts,
            "names": found.names,
            "answers": found.answers,
            "longest": LONGEST,
            "in_app": in_app(found.ask.room_id, platform.api.server_name) if found.ask.room_id else "",
            "states": STATE_WORDS,
            "whats": _WHAT_WORDS,
        }
        name = found.names[found.ask.user_id]
        title = (
            t("A report of {name}", name=name)
            if found.ask.is_report
            else t("A question of {name}", name=name)
        )
        return Page("messages/record.html", title, values, salon=found.salon)

    @routes.page("s/{slug}/ask/{ask_id}", who=Who.SIGNED_IN)
    async def record(call: Call[None]) -> Page:
        return await record_page(call)

    async def record_again(call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await record_page(call)

    @routes.form("s/{slug}/ask/{ask_id}", body=RecordForm, who=Who.SIGNED_IN, again=record_again)
    async def act_here(call: Call[RecordForm]) -> Redirect:
        slug, ask_id = call.path["slug"], call.path["ask_id"]
        if call.body.act == "close":
            await questions.close(slug, call.person, ask_id, call.body.note)
            return Redirect(f"s/{slug}/ask/{ask_id}", saved=False)
        try:
            await questions.answer(slug, call.person, ask_id, call.body.body)
        except Conflict as refusal:  # what was written stays in its field
            raise BadInput(refusal.text, {"body": refusal.text}) from refusal
        return Redirect(f"s/{slug}/ask/{ask_id}", saved=False)

    @routes.page("s/{slug}/desk/asks", who=Who.SIGNED_IN, query=AsksQuery)
    async def desk(call: Call[None, AsksQuery]) -> Page:
        query = call.query
        slug, person, states = call.path["slug"], call.person, _states(query.closed)
        place, is_first = _place(query.from_), query.from_ is None
        salon, reports = await questions.of_salon(slug, person, states, None, MOST_REPORTS, reports=True)
        _, found = await questions.of_salon(slug, person, states, place, query.limit, reports=False)
        more = _more(found, query.limit)
        found = [*(reports if is_first else []), *found]
        values = {
            "salon": salon,
            "asks": found,
            "names": {ask.user_id: await questions.name_of(salon.id, ask.user_id) for ask in found},
            "closed": query.closed,
            "next": more,
            "states": STATE_WORDS,
        }
        title = t("Questions to those who run {title}", title=salon.title)
        return Page("messages/asks.html", title, values, salon=salon)

    return routes

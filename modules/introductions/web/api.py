# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The API of introductions."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from modules.introductions.domain import LONGEST, Introduction
from modules.introductions.service.introducing import Introducing, Known
from modules.introductions.service.people import People
from synapse_salon.errors import BadInput, Conflict, NotAllowed, NotFound, TooMany
from synapse_salon.web import Body, Call, Prose, Routes, View

Account = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)]
Words = Annotated[Prose, Field(max_length=LONGEST)]
Shown = Literal["asked", "open", "over"]


class IntroduceBody(Body):
    """Two members who should meet, and why."""

    user_ids: list[Account] = Field(min_length=2, max_length=2)
    words: Words = ""


class AnswerBody(Body):
    """What one says to being introduced."""

    answer: Literal["accept", "decline"]


class WelcomeBody(Body):
    """Whether one wants to be introduced to others in this salon."""

    welcome: bool


class StateView(View):
    """An introduction: `asked` while it may be answered, `open` when both said yes, `over`."""

    id: str
    state: Shown


class QuestionView(StateView):
    """Somebody would introduce one to another member. `answer` is one's own, left out before one gave any."""

    number: int
    by: str
    to: str
    words: str
    answer: Literal["accept", "decline"] | None = None
    is_private: bool
    """Whether the room is for the three alone and encrypted; else the staff are in it."""
    room_id: str | None = None
    until_ms: int


class MadeView(StateView):
    """Two members whom one would introduce to each other."""

    user_ids: list[str]
    words: str
    room_id: str | None = None
    asked_ms: int
    until_ms: int


class OwnView(View):
    """What one is asked, whom one introduces, and whether one wants to be introduced; the newest first."""

    welcome: bool
    questions: list[QuestionView]
    made: list[MadeView]


def shown(one: Introduction) -> Shown:
    """How an introduction stands, as far as anybody may know."""
    return "open" if one.state == "accepted" else one.state


def _question(known: Known) -> QuestionView:
    one, mine = known.introduction, known.mine
    return QuestionView(
        id=one.id,
        state=shown(one),
        number=mine.number,
        by=one.introducer,
        to=one.meets(mine.user_id),
        words=one.words,
        answer=mine.answer or None,
        is_private=one.is_private,
        room_id=one.room_id or None,
        until_ms=one.until_ms,
    )


def _made(known: Known) -> MadeView:
    one = known.introduction
    return MadeView(
        id=one.id,
        state=shown(one),
        user_ids=[person for person in (one.one, one.other) if person],
        words=one.words,
        room_id=one.room_id or None,
        asked_ms=one.asked_ms,
        until_ms=one.until_ms,
    )


def api_routes(routes: Routes, people: People, introducing: Introducing) -> None:
    """`v1/salons/{slug}/introductions` and `v1/salons/{slug}/me/introductions`."""

    async def view(slug: str, person: str) -> OwnView:
        salon = await people.enter(slug, person)
        known = await introducing.known_to(salon, person)
        return OwnView(
            welcome=await introducing.is_welcome(salon, person),
            questions=[_question(one) for one in known if not one.is_made],
            made=[_made(one) for one in known if one.is_made],
        )

    @routes.post(
        "v1/salons/{slug}/introductions",
        says="Asks two members whether they would like to meet; if both say yes, a room for the three opens.",
        body=IntroduceBody,
        returns=StateView,
        errors=(BadInput, Conflict, NotAllowed, NotFound, TooMany),
        idempotent=True,
    )
    async def introduce(call: Call[IntroduceBody]) -> StateView:
        wish, key = call.body, call.idempotency_key
        one = await introducing.introduce(call.path["slug"], call.person, wish.user_ids, wish.words, key)
        return StateView(id=one.id, state=shown(one))

    @routes.get(
        "v1/salons/{slug}/me/introductions",
        says="Lists whom one is asked to meet, and whom one introduces to each other.",
        returns=OwnView,
        errors=(NotAllowed, NotFound),
    )
    async def own(call: Call[None]) -> OwnView:
        return await view(call.path["slug"], call.person)

    @routes.put(
        "v1/salons/{slug}/me/introductions",
        says="Says whether one wants to be introduced in this salon; nobody is told.",
        body=WelcomeBody,
        returns=OwnView,
        errors=(BadInput, NotAllowed, NotFound),
    )
    async def welcome(call: Call[WelcomeBody]) -> OwnView:
        salon = await people.enter(call.path["slug"], call.person)
        await introducing.welcome(salon, call.person, call.body.welcome)
        return await view(salon.slug, call.person)

    @routes.post(
        "v1/salons/{slug}/introductions/{introduction_id}",
        says="Says yes or no to being introduced; nobody is told of a no.",
        body=AnswerBody,
        returns=StateView,
        errors=(BadInput, NotAllowed, NotFound),
    )
    async def answer(call: Call[AnswerBody]) -> StateView:
        salon = await people.enter(call.path["slug"], call.person)
        one = await introducing.answer(call.person, call.path["introduction_id"], call.body.answer, salon.id)
        return StateView(id=one.id, state=shown(one))

    @routes.delete(
        "v1/salons/{slug}/introductions/{introduction_id}",
        says="Takes back an introduction of one's own that has not come about yet.",
        returns=StateView,
        errors=(Conflict, NotAllowed, NotFound),
    )
    async def take_back(call: Call[None]) -> StateView:
        salon = await people.enter(call.path["slug"], call.person)
        one = await introducing.take_back(salon, call.person, call.path["introduction_id"])
        return StateView(id=one.id, state=shown(one))

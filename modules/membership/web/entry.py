# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The API for what a salon asks of those who join, and for answering them."""

from typing import Annotated

from pydantic import Field

from modules.membership.domain.application import Application
from modules.membership.domain.entry import Entry
from modules.membership.domain.questions import MOST_QUESTIONS, Question, QuestionKind
from modules.membership.service.house import MembershipHouse
from modules.membership.web.find import find_open_salon
from modules.membership.web.views import Reason
from synapse_salon.errors import BadInput, Conflict, NotAllowed, NotFound
from synapse_salon.ports import Salons
from synapse_salon.ports.members import Minors
from synapse_salon.web import Body, Call, OneLine, Routes, View

Key = Annotated[str, Field(pattern="^[a-z0-9_]{1,40}$")]
MOST_PLACES = 1_000_000


class QuestionBody(Body):
    """A question; its answer goes by `key` in `answers` of joining."""

    key: Key
    label: Annotated[OneLine, Field(max_length=200)]
    kind: QuestionKind = "short"
    required: bool = False
    choices: Annotated[list[Annotated[OneLine, Field(max_length=200)]], Field(max_length=20)] = Field(
        default=[]
    )


class EntryBody(Body):
    """What a salon asks of those who join; `capacity` null is any number of members. `minors`: people under 18 take
    free plans only, need a guardian for plans that cost money, or for every plan."""

    approval: bool = False
    minors: Minors = "paid"
    capacity: Annotated[int, Field(ge=1, le=MOST_PLACES)] | None = None
    questions: Annotated[list[QuestionBody], Field(max_length=MOST_QUESTIONS)] = Field(default=[])


class QuestionView(View):
    """A question, as it is asked."""

    key: str
    label: str
    kind: QuestionKind
    required: bool
    choices: list[str]


class EntryView(View):
    """What a salon asks of those who join."""

    approval: bool
    minors: Minors
    capacity: int | None
    questions: list[QuestionView]


class ApplicationView(View):
    """An application that waits, as staff see it. `state` is asked (for an answer), consent (of a guardian) or queued
    (for a place). `age_before` is there where the person said before that they are younger."""

    id: str
    user_id: str
    community_name: str
    plan: str
    state: str
    age_band: str
    age_before: str | None = None
    answers: dict[str, str]
    created_ms: int
    expires_ms: int


class ApplicationList(View):
    """Those who wait for an answer, for a guardian and for a place, each in the order in which they came."""

    asked: list[ApplicationView]
    consent: list[ApplicationView]
    queued: list[ApplicationView]


def entry_view(entry: Entry) -> EntryView:
    """What a salon asks."""
    return EntryView(
        approval=entry.approval,
        minors=entry.minors,
        capacity=entry.capacity,
        questions=[
            QuestionView(
                key=question.key,
                label=question.label,
                kind=question.kind,
                required=question.is_required,
                choices=list(question.choices),
            )
            for question in entry.questions
        ],
    )


def application_view(application: Application) -> ApplicationView:
    """An application as staff see it."""
    return ApplicationView(
        id=application.id,
        user_id=application.user_id,
        community_name=application.community_name,
        plan=application.plan_id,
        state=application.state,
        age_band=application.age_band,
        age_before=application.age_before,
        answers=dict(application.answers),
        created_ms=application.created_ms,
        expires_ms=application.expires_ms,
    )


def entry_routes(salons: Salons, house: MembershipHouse) -> Routes:
    """Below v1/salons/{slug}: entry, applications."""
    routes = Routes("entry")

    @routes.get(
        "v1/salons/{slug}/entry",
        says="Shows what a salon asks of those who join.",
        returns=EntryView,
        errors=(NotFound,),
    )
    async def show(call: Call[None]) -> EntryView:
        salon = await salons.find(call.path["slug"])
        if not salon.is_open and not await salons.roles(salon.id, call.person):
            salon = await find_open_salon(salons, call.path["slug"])
        return entry_view(await house.entrance.entry(salon.id))

    @routes.put(
        "v1/salons/{slug}/entry",
        says="Sets what a salon asks of those who join: questions, the staff's answer, how many members there may be.",
        body=EntryBody,
        returns=EntryView,
        errors=(BadInput, NotAllowed, NotFound),
    )
    async def change(call: Call[EntryBody]) -> EntryView:
        salon = await salons.find(call.path["slug"])
        new = call.body
        questions = tuple(
            Question(asked.key, asked.label, asked.kind, asked.required, tuple(asked.choices))
            for asked in new.questions
        )
        entry = Entry(new.approval, new.capacity, questions, new.minors)
        return entry_view(await house.entrance.change(salon, call.person, entry))

    @routes.get(
        "v1/salons/{slug}/applications",
        says="Lists who waits for an answer of the staff, and who waits for a place.",
        returns=ApplicationList,
        errors=(NotAllowed, NotFound),
    )
    async def waiting(call: Call[None]) -> ApplicationList:
        salon = await salons.find(call.path["slug"])
        asked = await house.entrance.asked(salon, call.person)
        consent = await house.entrance.at_guardians(salon, call.person)
        queued = await house.entrance.queued(salon, call.person)
        return ApplicationList(
            asked=[application_view(one) for one in asked],
            consent=[application_view(one) for one in consent],
            queued=[application_view(one) for one in queued],
        )

    @routes.post(
        "v1/salons/{slug}/applications/{application}/approve",
        says="Lets somebody go on with joining: they are told, and pay after that.",
        returns=ApplicationView,
        errors=(Conflict, NotAllowed, NotFound),
    )
    async def approve(call: Call[None]) -> ApplicationView:
        salon = await salons.find(call.path["slug"])
        answered = await house.entrance.answer(salon, call.person, call.path["application"], True, "")
        return application_view(answered)

    @routes.post(
        "v1/salons/{slug}/applications/{application}/refuse",
        says="Does not let somebody go on with joining; they are told, with the reason if there is one.",
        body=Reason,
        returns=ApplicationView,
        errors=(Conflict, NotAllowed, NotFound),
    )
    async def refuse(call: Call[Reason]) -> ApplicationView:
        salon = await salons.find(call.path["slug"])
        answered = await house.entrance.answer(
            salon, call.person, call.path["application"], False, call.body.reason
        )
        return application_view(answered)

    return routes

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The API for what a salon asks those who leave, and for what they answer."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from modules.membership.domain.exits import (
    MOST_EXIT_QUESTIONS,
    Answered,
    ExitAnswers,
    Tenure,
    by_plan,
    by_tenure,
)
from modules.membership.domain.parting import PostsChoice
from modules.membership.domain.questions import Question, QuestionKind
from modules.membership.service.exits import Report
from modules.membership.service.house import MembershipHouse
from modules.membership.web import views
from modules.membership.web.entry import Key
from modules.membership.web.find import find_known_salon
from synapse_salon.errors import BadInput, Conflict, NotAllowed, NotFound
from synapse_salon.people import Act
from synapse_salon.ports import Salons
from synapse_salon.web import Body, Call, OneLine, Routes, View

Choice = Annotated[OneLine, Field(max_length=200)]


class ExitQuestion(Body):
    """A question to those who leave, which nobody has to answer."""

    key: Key
    label: Annotated[OneLine, Field(max_length=200)]
    kind: QuestionKind = "short"
    choices: Annotated[list[Choice], Field(max_length=20)] = Field(default=[])


class ExitQuestions(Body):
    """What a salon asks those who leave."""

    questions: Annotated[list[ExitQuestion], Field(max_length=MOST_EXIT_QUESTIONS)] = Field(default=[])


class ExitQuestionView(View):
    """A question to those who leave."""

    key: str
    label: str
    kind: QuestionKind
    choices: list[str]


class ExitQuestionList(View):
    """What a salon asks those who leave."""

    questions: list[ExitQuestionView]


class ExitAnswersBody(Body):
    """What somebody answers on leaving, by the questions' keys; what does not fit is passed over."""

    answers: Annotated[dict[views.Question, views.Answer], Field(max_length=50)] = Field(default={})


class MyExit(View):
    """What one is asked on leaving, and what one answered."""

    questions: list[ExitQuestionView]
    answers: dict[str, str]


class AnsweredView(View):
    """A question in the words in which it was asked, and an answer."""

    label: str
    kind: QuestionKind
    answer: str


class ExitAnswersView(View):
    """What somebody answered who left. `user_id` is left out when the name has been forgotten. Time in ms."""

    user_id: str | None
    plan: str | None
    tenure_days: int
    answers: list[AnsweredView]
    answered_ms: int


class TallyView(View):
    """How often each answer was chosen."""

    label: str
    kind: QuestionKind
    counts: dict[str, int]


class ExitReport(View):
    """Those who left within a year: how many, what they wished for their posts, what they answered."""

    left: int
    posts: dict[PostsChoice, int]
    plans: dict[str, int]
    """Of those who answered, by the plan's id."""

    tenures: dict[Tenure, int]
    """Of those who answered, by how long they were members."""

    tallies: list[TallyView]
    answers: list[ExitAnswersView]


def exit_routes(salons: Salons, house: MembershipHouse) -> Routes:
    """Below v1/salons/{slug}: exit, exit/answers, me/exit."""
    routes = Routes("exits")

    @routes.get(
        "v1/salons/{slug}/exit",
        says="Shows, to staff, what a salon asks those who leave.",
        returns=ExitQuestionList,
        errors=(NotAllowed, NotFound),
    )
    async def show(call: Call[None]) -> ExitQuestionList:
        salon = await salons.find(call.path["slug"])
        await salons.allow(salon, call.person, Act.SEE_MEMBERS)
        return ExitQuestionList(questions=_questions(await house.exits.questions(salon.id)))

    @routes.put(
        "v1/salons/{slug}/exit",
        says="Sets what a salon asks those who leave. Nobody has to answer.",
        body=ExitQuestions,
        returns=ExitQuestionList,
        errors=(BadInput, NotAllowed, NotFound),
    )
    async def change(call: Call[ExitQuestions]) -> ExitQuestionList:
        salon = await salons.find(call.path["slug"])
        asked = tuple(
            Question(one.key, one.label, one.kind, False, tuple(one.choices)) for one in call.body.questions
        )
        return ExitQuestionList(questions=_questions(await house.exits.change(salon, call.person, asked)))

    @routes.get(
        "v1/salons/{slug}/exit/answers",
        says="Shows, to staff, what those who left within a year answered, with plan and time, by name for 30 days.",
        returns=ExitReport,
        errors=(NotAllowed, NotFound),
    )
    async def answers(call: Call[None]) -> ExitReport:
        salon = await salons.find(call.path["slug"])
        return _report(await house.exits.report(salon, call.person))

    @routes.get(
        "v1/salons/{slug}/me/exit",
        says="Shows what somebody who leaves is asked, and what they answered.",
        returns=MyExit,
        errors=(NotFound,),
    )
    async def mine(call: Call[None]) -> MyExit:
        salon = await find_known_salon(salons, house, call.path["slug"], call.person)
        found = await house.exits.mine(salon.id, call.person)
        return _mine(await house.exits.questions(salon.id), found)

    @routes.put(
        "v1/salons/{slug}/me/exit",
        says="Answers what somebody who leaves is asked; no answers at all take earlier ones back.",
        body=ExitAnswersBody,
        returns=MyExit,
        errors=(Conflict, NotFound),
    )
    async def answer(call: Call[ExitAnswersBody]) -> MyExit:
        salon = await find_known_salon(salons, house, call.path["slug"], call.person)
        found = await house.exits.answer(salon, call.person, call.body.answers)
        return _mine(await house.exits.questions(salon.id), found)

    return routes


def _questions(asked: Iterable[Question]) -> list[ExitQuestionView]:
    return [
        ExitQuestionView(key=one.key, label=one.label, kind=one.kind, choices=list(one.choices))
        for one in asked
    ]


def _mine(asked: Iterable[Question], found: ExitAnswers | None) -> MyExit:
    answers = {one.key: one.answer for one in found.answers} if found is not None else {}
    return MyExit(questions=_questions(asked), answers=answers)


def _answered(one: Answered) -> AnsweredView:
    return AnsweredView(label=one.label, kind=one.kind, answer=one.answer)


def _report(report: Report) -> ExitReport:
    return ExitReport(
        left=report.left,
        posts=dict(report.choices),
        plans=dict(by_plan(report.answers)),
        tenures=dict(by_tenure(report.answers)),
        tallies=[
            TallyView(label=tally.label, kind=tally.kind, counts=dict(tally.counts))
            for tally in report.tallies
        ],
        answers=[
            ExitAnswersView(
                user_id=found.user_id,
                plan=found.plan_id,
                tenure_days=found.tenure_days,
                answers=[_answered(one) for one in found.answers],
                answered_ms=found.answered_ms,
            )
            for found in report.answers
        ],
    )

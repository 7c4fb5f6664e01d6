# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages after leaving, and the desk's page of those who left."""

from collections.abc import Mapping
from typing import Any

from pydantic import create_model

from modules.membership.domain import exits as rules
from modules.membership.domain import parting
from modules.membership.domain.exits import MOST_EXIT_QUESTIONS
from modules.membership.domain.words import POSTS, TENURES, YES_NO
from modules.membership.service.house import MembershipHouse
from modules.membership.web import question_fields
from modules.membership.web.find import find_known_salon
from synapse_salon.i18n import Text, t
from synapse_salon.people import Act, may
from synapse_salon.ports import Salons
from synapse_salon.web import Body, Call, Page, Redirect, Routes, Who

AnswersForm = create_model(
    "AnswersForm",
    __base__=Body,
    __doc__="What somebody answers who leaves.",
    **question_fields.answer_fields(MOST_EXIT_QUESTIONS),
)
QuestionsForm = create_model(
    "QuestionsForm",
    __base__=Body,
    __doc__="What a salon asks those who leave, as a form.",
    **question_fields.question_fields(MOST_EXIT_QUESTIONS),
)


class AfterQuery(Body):
    """Whether somebody has just answered."""

    thanks: bool = False


def leaving_routes(salons: Salons, house: MembershipHouse) -> Routes:
    """`s/{slug}/left` and `s/{slug}/desk/leaving`."""
    routes = Routes("leaving")

    @routes.page("s/{slug}/left", who=Who.SIGNED_IN, query=AfterQuery)
    async def left(call: Call[None, AfterQuery]) -> Page | Redirect:
        salon = await find_known_salon(salons, house, call.path["slug"], call.person)
        member = await house.records.get(salon.id, call.person)
        if member is None or not parting.may_choose(member):
            return Redirect(f"s/{salon.slug}/me")
        asked = await house.exits.asked(member)
        found = await house.exits.mine(salon.id, call.person)
        wish = await house.partings.latest(salon.id, call.person)
        values = {
            "salon": salon,
            "member": member,
            "questions": [(question, question_fields.options(question)) for question in asked],
            "answers": {one.key: one.answer for one in found.answers} if found is not None else {},
            "thanks": call.query.thanks and found is not None,
            "wish": wish,
            "wish_words": next(
                words for choice, words, _ in POSTS if choice == (wish.posts if wish else "keep")
            ),
        }
        return Page("membership/left.html", t("Leaving {title}", title=salon.title), values, salon=salon)

    @routes.form("s/{slug}/left", body=AnswersForm, who=Who.SIGNED_IN)
    async def answer(call: Call[Any]) -> Redirect:
        salon = await find_known_salon(salons, house, call.path["slug"], call.person)
        asked = await house.exits.questions(salon.id)
        given = dict(question_fields.answers(call.body.model_dump(), asked))
        await house.exits.answer(salon, call.person, given)
        return Redirect(f"s/{salon.slug}/left?thanks=true")

    async def show(call: Call[Any]) -> Page:
        salon = await salons.find(call.path["slug"])
        report = await house.exits.report(salon, call.person)
        questions = await house.exits.questions(salon.id)
        values = {
            "salon": salon,
            "report": report,
            "questions": questions,
            "rows": min(len(questions) + 2, MOST_EXIT_QUESTIONS),
            "kinds": question_fields.KINDS,
            "choices": POSTS,
            "yes_no": YES_NO,
            "tenures": TENURES,
            "tenure": rules.tenure,
            "by_tenure": rules.by_tenure(report.answers),
            "by_plan": rules.by_plan(report.answers),
            "plans": {plan.id: plan for plan in await salons.plans(salon.id)},
            "may_edit": may(await salons.roles(salon.id, call.person), Act.EDIT_ENTRY),
        }
        return Page("membership/leaving.html", t("Who left {title}", title=salon.title), values, salon=salon)

    async def again(call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await show(call)

    @routes.page("s/{slug}/desk/leaving", who=Who.SIGNED_IN)
    async def desk(call: Call[None]) -> Page:
        return await show(call)

    @routes.form("s/{slug}/desk/leaving", body=QuestionsForm, who=Who.SIGNED_IN, again=again)
    async def change(call: Call[Any]) -> Redirect:
        salon = await salons.find(call.path["slug"])
        await salons.allow(salon, call.person, Act.EDIT_ENTRY)
        before = await house.exits.questions(salon.id)
        new = question_fields.written(call.body.model_dump(), before, MOST_EXIT_QUESTIONS)
        await house.exits.change(salon, call.person, new)
        return Redirect(f"s/{salon.slug}/desk/leaving")

    return routes

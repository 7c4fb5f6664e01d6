# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk's page of those who want to come in, and of what is asked of them."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, create_model

from modules.membership.domain.entry import Entry
from modules.membership.domain.questions import MOST_QUESTIONS
from modules.membership.domain.words import AGES, YES_NO
from modules.membership.service.house import MembershipHouse
from modules.membership.web.entry import MOST_PLACES
from modules.membership.web.find import find_salon
from modules.membership.web.question_fields import KINDS, question_fields, written
from synapse_salon.errors import BadInput
from synapse_salon.i18n import Text, t
from synapse_salon.people import Act, may
from synapse_salon.ports import Salons
from synapse_salon.ports.members import Minors
from synapse_salon.web import Body, Call, Page, Prose, Redirect, Routes, Who


class Answered(Body):
    """What staff decide about an application."""

    act: Literal["approve", "refuse"]
    reason: Annotated[Prose, Field(max_length=2000)] = ""


_MINORS: tuple[tuple[Minors, Text], ...] = (
    ("paid", t("for plans that cost money")),
    ("always", t("for every plan")),
    ("free_only", t("never: people under 18 take free plans only")),
)

_FIELDS: dict[str, Any] = {"approval": (bool, False), "capacity": (str, ""), "minors": (Minors, "paid")}
_FIELDS |= question_fields(MOST_QUESTIONS)
EntryForm = create_model("EntryForm", __base__=Body, __doc__="What a salon asks, as a form.", **_FIELDS)


def _capacity(typed: str) -> int | None:
    typed = typed.strip()
    if not typed:
        return None
    if not typed.isdecimal() or not 1 <= int(typed) <= MOST_PLACES:
        raise BadInput(
            t("This number of members is not possible."),
            {"capacity": t("Please give a number from 1, or leave this empty.")},
        )
    return int(typed)


def _entry(form: Body, before: Entry) -> Entry:
    """What the form says."""
    said = form.model_dump()
    questions = written(said, before.questions, MOST_QUESTIONS)
    return Entry(said["approval"], _capacity(said["capacity"]), questions, said["minors"])


def applications_routes(salons: Salons, house: MembershipHouse) -> Routes:
    """`s/{slug}/desk/applications`."""
    routes = Routes("applications")

    async def show(call: Call[Any]) -> Page:
        salon = await find_salon(salons, call.path["slug"])
        asked = await house.entrance.asked(salon, call.person)
        entry = await house.entrance.entry(salon.id)
        values = {
            "salon": salon,
            "asked": asked,
            "consent": await house.entrance.at_guardians(salon, call.person),
            "minors": _MINORS,
            "queued": await house.entrance.queued(salon, call.person),
            "entry": entry,
            "rows": min(len(entry.questions) + 2, MOST_QUESTIONS),
            "labels": {question.key: question.label for question in entry.questions},
            "yes_no_keys": {question.key for question in entry.questions if question.kind == "yes_no"},
            "yes_no": YES_NO,
            "kinds": KINDS,
            "plans": {plan.id: plan for plan in await salons.plans(salon.id)},
            "age_words": AGES,
            "may_edit": may(await salons.roles(salon.id, call.person), Act.EDIT_ENTRY),
        }
        title = t("Who wants to join {title}", title=salon.title)
        return Page("membership/applications.html", title, values, salon=salon)

    async def again(call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await show(call)

    @routes.page("s/{slug}/desk/applications", who=Who.SIGNED_IN)
    async def applications(call: Call[None]) -> Page:
        return await show(call)

    @routes.form("s/{slug}/desk/applications", body=EntryForm, who=Who.SIGNED_IN, again=again)
    async def change(call: Call[Any]) -> Redirect:
        salon = await find_salon(salons, call.path["slug"])
        await house.entrance.check_editor(salon, call.person)
        before = await house.entrance.entry(salon.id)
        await house.entrance.change(salon, call.person, _entry(call.body, before))
        return Redirect(f"s/{salon.slug}/desk/applications")

    @routes.page("s/{slug}/desk/applications/{application}", who=Who.SIGNED_IN)
    async def back(call: Call[None]) -> Redirect:
        return Redirect(f"s/{call.path['slug']}/desk/applications")

    @routes.form("s/{slug}/desk/applications/{application}", body=Answered, who=Who.SIGNED_IN, again=again)
    async def answer(call: Call[Answered]) -> Redirect:
        salon = await find_salon(salons, call.path["slug"])
        is_approved = call.body.act == "approve"
        await house.entrance.answer(
            salon, call.person, call.path["application"], is_approved, call.body.reason
        )
        return Redirect(f"s/{salon.slug}/desk/applications")

    return routes

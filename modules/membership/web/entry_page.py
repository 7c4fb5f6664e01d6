# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk's page of what is asked of those who join."""

from collections.abc import Mapping
from typing import Any

from pydantic import create_model

from modules.membership.domain.entry import Entry
from modules.membership.domain.questions import MOST_QUESTIONS
from modules.membership.service.house import MembershipHouse
from modules.membership.web.entry import MOST_PLACES
from modules.membership.web.question_fields import KINDS, question_fields, written
from synapse_salon.errors import BadInput
from synapse_salon.i18n import Text, t
from synapse_salon.ports import Salons
from synapse_salon.ports.members import Minors
from synapse_salon.web import Body, Call, Page, Redirect, Routes, Who

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


def entry_page_routes(salons: Salons, house: MembershipHouse) -> Routes:
    """`s/{slug}/desk/entry`."""
    routes = Routes("entry_page")

    @routes.page("s/{slug}/desk/entry", who=Who.SIGNED_IN)
    async def show(call: Call[Any]) -> Page:
        salon = await salons.find(call.path["slug"])
        await house.entrance.check_editor(salon, call.person)
        entry = await house.entrance.entry(salon.id)
        values = {
            "salon": salon,
            "minors": _MINORS,
            "entry": entry,
            "rows": min(len(entry.questions) + 2, MOST_QUESTIONS),
            "kinds": KINDS,
        }
        return Page(
            "membership/entry.html", t("How people join {title}", title=salon.title), values, salon=salon
        )

    async def again(call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await show(call)

    @routes.form("s/{slug}/desk/entry", body=EntryForm, who=Who.SIGNED_IN, again=again)
    async def change(call: Call[Any]) -> Redirect:
        salon = await salons.find(call.path["slug"])
        await house.entrance.check_editor(salon, call.person)
        before = await house.entrance.entry(salon.id)
        await house.entrance.change(salon, call.person, _entry(call.body, before))
        return Redirect(f"s/{salon.slug}/desk/entry")

    return routes

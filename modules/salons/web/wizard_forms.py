# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the steps of opening a salon are filled in with."""

import unicodedata
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from modules.salons.domain.themes import Theme
from modules.salons.web.disclosure import Line, Mail
from modules.salons.web.forms import PlanForm, one_a_line
from synapse_salon.i18n import Language
from synapse_salon.ports.salons import Kind
from synapse_salon.web import Body, OneLine, Prose, WholeNumber


class KindForm(Body):
    """What kind of salon it becomes, and its language."""

    kind: Kind
    language: Language


class AccountForm(Body):
    """An account for somebody who has none."""

    username: str = Field(default="", max_length=255)
    password: str = Field(default="", max_length=1000)
    mail: str = Field(default="", max_length=320)


class StepQuery(Body):
    """Whether one more plan is to follow."""

    more: bool = False


def _short_name(value: object) -> object:
    """A short name as people type it: 「Ｎｅｍｏ」 and "Nemo " are nemo."""
    return unicodedata.normalize("NFKC", value).strip().lower() if isinstance(value, str) else value


class AboutForm(Body):
    """What it is called, what it is for and what members get."""

    title: OneLine
    theme: Theme | None = None
    slug: Annotated[str, BeforeValidator(_short_name), Field(min_length=1, max_length=40)]
    purpose: Annotated[Prose, Field(min_length=1, max_length=2000)]
    benefits: Annotated[Prose, Field(min_length=1), AfterValidator(one_a_line)]
    lead: Prose = ""
    body: Prose = ""


class NewPlanForm(PlanForm):
    """A plan, and whether one more follows."""

    act: Literal["next", "more"] = "next"


class NoPlanForm(Body):
    """A plan to take off the list again, counted from 0."""

    place: Annotated[WholeNumber, Field(ge=0, le=100)]


class EntryForm(Body):
    """The rules, and who may come in."""

    rules: Annotated[Prose, Field(min_length=1)]
    entry: Literal["at_once", "asked"] = "at_once"
    minimum_age: Annotated[WholeNumber, Field(ge=0, le=120)] = 0
    this_server_only: bool = False


class SellerForm(Body):
    """Who sells."""

    name: Line = ""
    is_company: bool = False
    representative: Line = ""
    address: Annotated[Prose, Field(max_length=500)] = ""
    phone: Annotated[str, StringConstraints(strip_whitespace=True, max_length=50)] = ""
    on_request: bool = False
    mail: Mail = ""

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people fill in to join."""

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from modules.membership.domain.questions import Question, check_answers
from synapse_salon.errors import BadInput
from synapse_salon.i18n import Text, t
from synapse_salon.web import Body, OneLine, TraceQuery, as_typed


class PlanQuery(TraceQuery):
    """Which plan was chosen on the landing page."""

    plan: str | None = None


def _digits(example: str) -> BeforeValidator:
    """A part of a date as people type it; the refusal shows one that fits."""

    def read(value: object) -> object:
        typed = as_typed(value)
        if isinstance(typed, str) and not typed.isdecimal():
            raise ValueError(t("Please write it in digits, such as {example}.", example=example))
        return typed

    return BeforeValidator(read)


def _chosen(plan: str) -> str:
    if not plan:
        raise ValueError(t("Please choose a plan."))
    return plan


Answer = Annotated[str, Field(max_length=2000)]


class JoinForm(Body):
    """What a person fills in. `username` and `password` open an account, for those who have none."""

    plan: Annotated[str, AfterValidator(_chosen)] = Field(default="", validate_default=True)
    rules_version: int
    birth_year: Annotated[int, _digits("1990"), Field(ge=1890, le=2100)]
    birth_month: Annotated[int, _digits("4"), Field(ge=1, le=12)]
    birth_day: Annotated[int, _digits("1"), Field(ge=1, le=31)]
    community_name: OneLine
    mail: str = ""
    guardian_mail: str = ""
    coupon: Annotated[str, Field(max_length=60)] = ""
    invite: Annotated[str, Field(max_length=100)] = ""
    invite_named: bool = False
    means: str = ""
    months: int | None = None
    rules: bool = False
    username: str = ""
    password: str = ""
    answer_0: Answer = ""
    answer_1: Answer = ""
    answer_2: Answer = ""
    answer_3: Answer = ""
    answer_4: Answer = ""
    answer_5: Answer = ""
    answer_6: Answer = ""
    answer_7: Answer = ""
    answer_8: Answer = ""
    answer_9: Answer = ""

    def answers(self, questions: tuple[Question, ...]) -> dict[str, str]:
        """The answers by the questions' keys; the form has them in the questions' order."""
        return {
            question.key: str(getattr(self, f"answer_{number}")) for number, question in enumerate(questions)
        }


def answer_problems(questions: tuple[Question, ...], form: JoinForm) -> dict[str, Text]:
    """What is wrong with the answers, by the form's fields."""
    fields = {f"answers.{question.key}": f"answer_{number}" for number, question in enumerate(questions)}
    try:
        check_answers(questions, form.answers(questions))
    except BadInput as refusal:
        return {fields[path]: problem for path, problem in refusal.problems.items()}
    return {}

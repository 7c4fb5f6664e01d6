# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a salon asks those who join: pure rules."""

from collections.abc import Iterable, Mapping
from typing import Literal

import attrs

from synapse_salon.errors import BadInput
from synapse_salon.i18n import Text, t

QuestionKind = Literal["short", "long", "choice", "yes_no"]
MOST_QUESTIONS = 10
_LENGTHS: dict[QuestionKind, int] = {"short": 200, "long": 2000, "choice": 200, "yes_no": 3}
YES_NO = ("yes", "no")


@attrs.frozen
class Question:
    """A question and how it is answered. `key` is what its answer goes by, `choices` are the answers of a choice."""

    key: str
    label: str
    kind: QuestionKind = "short"
    is_required: bool = False
    choices: tuple[str, ...] = ()


def check_questions(questions: Iterable[Question]) -> tuple[Question, ...]:
    """Questions that can be asked. Raises BadInput: too many, twice the same key, a choice without choices."""
    found = tuple(questions)
    problems: dict[str, Text] = {}
    if len(found) > MOST_QUESTIONS:
        problems["questions"] = t("At most {most} questions.", most=MOST_QUESTIONS)
    if len({question.key for question in found}) < len(found):
        problems["questions"] = t("Please give every question a key of its own.")
    for number, question in enumerate(found):
        if question.kind == "choice" and len(question.choices) < 2:
            problems[f"questions.{number}.choices"] = t("Please give at least two answers to choose from.")
        if question.kind != "choice" and question.choices:
            problems[f"questions.{number}.choices"] = t(
                "Only questions with a choice have answers to choose from."
            )
    if problems:
        raise BadInput(t("These questions cannot be asked."), problems)
    return found


def check_answers(questions: Iterable[Question], answers: Mapping[str, str]) -> dict[str, str]:
    """The answers, without blanks around them and without empty ones.

    A salon that asks nothing takes whatever is sent. Raises BadInput, with every answer that does not fit.
    """
    asked = {question.key: question for question in questions}
    given = {key: answer.strip() for key, answer in answers.items() if answer.strip()}
    if not asked:
        return given
    problems: dict[str, Text] = {}
    for key in given.keys() - asked.keys():
        problems[f"answers.{key}"] = t("The salon does not ask this. It asks: {keys}.", keys=", ".join(asked))
    for key, question in asked.items():
        problem = _problem(question, given.get(key))
        if problem is not None:
            problems[f"answers.{key}"] = problem
    if problems:
        raise BadInput(t("Some answers are missing or do not fit."), problems)
    return given


def fitting_answers(questions: Iterable[Question], answers: Mapping[str, str]) -> dict[str, str]:
    """Those of the answers that fit, without blanks around them: for those who are asked and need not answer."""
    asked = {question.key: question for question in questions}
    given = {key: answer.strip() for key, answer in answers.items() if answer.strip() and key in asked}
    return {key: answer for key, answer in given.items() if _problem(asked[key], answer) is None}


def _problem(question: Question, answer: str | None) -> Text | None:
    if answer is None:
        return t("Please answer this.") if question.is_required else None
    if len(answer) > _LENGTHS[question.kind]:
        return t("Please use at most {most} characters.", most=_LENGTHS[question.kind])
    if question.kind == "choice" and answer not in question.choices:
        return t("Please choose one of: {choices}.", choices=" / ".join(question.choices))
    if question.kind == "yes_no" and answer not in YES_NO:
        return t("Please answer yes or no.")
    return None

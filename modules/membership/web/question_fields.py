# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Questions in forms: those that staff write, and those that people answer."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from modules.membership.domain.questions import Question
from modules.membership.domain.words import YES_NO
from synapse_salon.errors import BadInput
from synapse_salon.i18n import Text, t

KINDS: tuple[tuple[str, Text], ...] = (
    ("short", t("one line")),
    ("long", t("several lines")),
    ("choice", t("one of several answers")),
    ("yes_no", t("yes or no")),
)
"""How a question is answered, in words."""

Answer = Annotated[str, Field(max_length=2000)]


def question_fields(most: int) -> dict[str, Any]:
    """The fields of a form in which so many questions are written."""
    fields: dict[str, Any] = {}
    for number in range(most):
        fields |= {
            f"label_{number}": (Annotated[str, Field(max_length=200)], ""),
            f"kind_{number}": (Literal["short", "long", "choice", "yes_no"], "short"),
            f"choices_{number}": (Annotated[str, Field(max_length=4000)], ""),
            f"required_{number}": (bool, False),
        }
    return fields


def written(said: Mapping[str, Any], before: Iterable[Question], most: int) -> tuple[Question, ...]:
    """The questions that a form says; one keeps its key while its words stay the same. Raises BadInput."""
    keys = {question.label: question.key for question in before}
    free = (f"q{number}" for number in range(1, 100) if f"q{number}" not in keys.values())
    questions = []
    for number in range(most):
        label = " ".join(said[f"label_{number}"].split())
        if not label:
            continue
        kind = said[f"kind_{number}"]
        lines = [line.strip() for line in said[f"choices_{number}"].splitlines() if line.strip()]
        choices = tuple(lines) if kind == "choice" else ()
        if kind == "choice" and len(choices) < 2:
            problem = t("A choice needs two answers or more, one a line.")
            raise BadInput(t("These questions cannot be asked."), {f"choices_{number}": problem})
        key = keys.pop(label, None) or next(free)
        questions.append(Question(key, label, kind, said[f"required_{number}"], choices))
    return tuple(questions)


def options(question: Question) -> list[tuple[str, Text]]:
    """What one chooses from, as values and words; nothing where the answer is written."""
    if question.kind == "yes_no":
        return [("", t("Please choose")), *YES_NO.items()]
    choices = [(choice, Text(choice)) for choice in question.choices]
    return [("", t("Please choose")), *choices] if choices else []


def answer_fields(most: int) -> dict[str, Any]:
    """The fields of a form in which so many questions are answered."""
    return {f"answer_{number}": (Answer, "") for number in range(most)}


def answers(said: Mapping[str, Any], questions: Iterable[Question]) -> Iterator[tuple[str, str]]:
    """The answers by the questions' keys; a form has them in the questions' order."""
    for number, question in enumerate(questions):
        yield question.key, str(said[f"answer_{number}"])

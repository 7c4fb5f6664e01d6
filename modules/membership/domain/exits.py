# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people who leave tell of why, and what the salon learns from all of them together: pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Literal

import attrs

from modules.membership.domain.changes import Member
from modules.membership.domain.questions import Question, QuestionKind
from synapse_salon.clock import DAY_MS
from synapse_salon.people import Standing

MOST_EXIT_QUESTIONS = 5
NAMED_MS = 30 * DAY_MS
"""How long it is known whose answers they are."""
KEPT_MS = 730 * DAY_MS
"""How long answers are kept."""
COUNTED_MS = 365 * DAY_MS
"""How far back the counts reach."""

Tenure = Literal["month", "quarter", "year", "longer"]
_TENURES: tuple[tuple[int, Tenure], ...] = ((31, "month"), (92, "quarter"), (366, "year"))


@attrs.frozen
class Answered:
    """A question in the words in which it was asked, and its answer."""

    key: str
    label: str
    kind: QuestionKind
    answer: str


@attrs.frozen
class ExitAnswers:
    """What somebody answered on leaving; `user_id` is None when the name has been forgotten. Time in ms."""

    id: str
    salon_id: str
    user_id: str | None
    plan_id: str | None
    tenure_days: int
    answers: tuple[Answered, ...]
    answered_ms: int


@attrs.frozen
class Tally:
    """How often each answer was given to a question that offers some."""

    label: str
    kind: QuestionKind
    counts: tuple[tuple[str, int], ...]


def may_answer(member: Member | None, now_ms: int) -> bool:
    """Whether somebody is asked why they leave: who decided to, or went not long ago. Nobody whom the staff put out."""
    if member is None or member.joined_ms is None:
        return False
    has_just_left = member.standing is Standing.LAPSED and member.changed_ms > now_ms - NAMED_MS
    return member.standing is Standing.CANCELLING or has_just_left


def answered(questions: Iterable[Question], given: Mapping[str, str]) -> tuple[Answered, ...]:
    """The answers with the words of their questions."""
    return tuple(
        Answered(question.key, question.label, question.kind, given[question.key])
        for question in questions
        if given.get(question.key)
    )


def tenure_days(member: Member, now_ms: int) -> int:
    """How long somebody was a member, or has been."""
    until_ms = now_ms if member.standing.is_inside else member.changed_ms
    return max(0, until_ms - (member.joined_ms or until_ms)) // DAY_MS


def tenure(days: int) -> Tenure:
    """About how long that is."""
    return next((name for most, name in _TENURES if days < most), "longer")


def by_tenure(found: Iterable[ExitAnswers]) -> tuple[tuple[Tenure, int], ...]:
    """How many of them were members about how long, the shortest first."""
    counter = Counter(tenure(answers.tenure_days) for answers in found)
    names: tuple[Tenure, ...] = ("month", "quarter", "year", "longer")
    return tuple((name, counter[name]) for name in names if counter[name])


def by_plan(found: Iterable[ExitAnswers]) -> tuple[tuple[str, int], ...]:
    """How many of them were on which plan, the most frequent first."""
    return tuple(Counter(answers.plan_id or "" for answers in found).most_common())


def tallies(found: Iterable[ExitAnswers]) -> tuple[Tally, ...]:
    """The answers to questions with a choice, counted, the most frequent first."""
    by_question: dict[tuple[str, QuestionKind], Counter[str]] = {}
    for answers in found:
        for one in answers.answers:
            if one.kind in ("choice", "yes_no"):
                by_question.setdefault((one.label, one.kind), Counter())[one.answer] += 1
    return tuple(
        Tally(label, kind, tuple(counter.most_common())) for (label, kind), counter in by_question.items()
    )

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Asks those who leave why, and never holds anybody up with it."""

from collections.abc import Mapping

import attrs

from modules.membership.domain import exits as rules
from modules.membership.domain.changes import Member
from modules.membership.domain.exits import MOST_EXIT_QUESTIONS, ExitAnswers, Tally
from modules.membership.domain.parting import PostsChoice
from modules.membership.domain.questions import Question, check_questions, fitting_answers
from modules.membership.service.records import Records
from modules.membership.store import exits as store
from modules.membership.store import partings
from synapse_salon import ids
from synapse_salon.errors import BadInput, Conflict
from synapse_salon.i18n import t
from synapse_salon.people import Act
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon, Salons

MOST_READ = 1000


@attrs.frozen
class Report:
    """What staff learn of those who left within a year: how many wished what for their posts, how often which answer
    was chosen, and the answers themselves, the newest first."""

    choices: Mapping[PostsChoice, int]
    tallies: tuple[Tally, ...]
    answers: tuple[ExitAnswers, ...]

    @property
    def left(self) -> int:
        """How many left, or are about to."""
        return sum(self.choices.values())


class Exits:
    """Questions on leaving, and their answers."""

    def __init__(self, platform: Platform, salons: Salons, records: Records) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons
        self._records = records

    async def questions(self, salon_id: str) -> tuple[Question, ...]:
        """What a salon asks those who leave."""
        return await self._db.run("salon_exit_questions", store.questions, salon_id)

    async def change(self, salon: Salon, by: str, new: tuple[Question, ...]) -> tuple[Question, ...]:
        """Ask this of those who leave from now on; nobody has to answer. Raises BadInput, NotAllowed."""
        await self._salons.allow(salon, by, Act.EDIT_ENTRY)
        if len(new) > MOST_EXIT_QUESTIONS:
            raise BadInput(
                t("These questions cannot be asked."),
                {"questions": t("At most {most} questions.", most=MOST_EXIT_QUESTIONS)},
            )
        asked = tuple(attrs.evolve(question, is_required=False) for question in check_questions(new))
        await self._db.run("salon_exit_ask", store.save_questions, salon.id, asked, by, self._now())
        return asked

    async def answer(self, salon: Salon, user_id: str, given: Mapping[str, str]) -> ExitAnswers | None:
        """Keep what of these answers fits the questions; nothing at all takes earlier ones back.

        Raises Conflict: a member who stays, or somebody whom nobody asks.
        """
        member = await self._records.get(salon.id, user_id)
        if member is None or not rules.may_answer(member, self._now()):
            raise Conflict(t("You are asked why when you leave the salon."), "not_leaving")
        asked = await self.questions(salon.id)
        now_ms = self._now()
        answers = ExitAnswers(
            id=ids.new_id(),
            salon_id=salon.id,
            user_id=user_id,
            plan_id=member.plan_id,
            tenure_days=rules.tenure_days(member, now_ms),
            answers=rules.answered(asked, fitting_answers(asked, given)),
            answered_ms=now_ms,
        )
        await self._db.run("salon_exit_answer", store.put, answers)
        return await self.mine(salon.id, user_id)

    async def asked(self, member: Member) -> tuple[Question, ...]:
        """What is asked of somebody who leaves; nothing of others."""
        return await self.questions(member.salon_id) if rules.may_answer(member, self._now()) else ()

    async def mine(self, salon_id: str, user_id: str) -> ExitAnswers | None:
        """What somebody answered, as long as it is known to be theirs."""
        return await self._db.run("salon_exit_mine", store.of_person, salon_id, user_id)

    async def report(self, salon: Salon, by: str) -> Report:
        """What staff learn of those who left. Raises NotAllowed."""
        await self._salons.allow(salon, by, Act.SEE_MEMBERS)
        since_ms = self._now() - rules.COUNTED_MS
        choices = await self._db.run("salon_exit_choices", partings.count_choices, salon.id, since_ms)
        found = await self._db.run("salon_exit_answers", store.of_salon, salon.id, since_ms, MOST_READ)
        return Report(choices, rules.tallies(found), tuple(found))

    async def unname(self, user_id: str) -> None:
        """Somebody who deleted their account wants to be forgotten."""
        await self._db.run("salon_exit_unname", store.unname, user_id)

    def _now(self) -> int:
        return self._platform.clock.now_ms()

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What becomes of a choice for one's posts, and of answers on leaving: the rules."""

from typing import Any

from twisted.trial.unittest import TestCase

from modules.membership.domain import exits, parting
from modules.membership.domain.changes import Member
from modules.membership.domain.exits import Answered, ExitAnswers
from modules.membership.domain.parting import Parting
from modules.membership.domain.questions import Question, fitting_answers
from synapse_salon.clock import DAY_MS, HOUR_MS
from synapse_salon.people import Standing

NOW = 1_800_000_000_000


def wish(posts: Any = "delete", **changes: Any) -> Parting:
    values: dict[str, Any] = {"state": "chosen", "chosen_ms": NOW, **changes}
    return Parting("p", "s", "@aiko:x", posts, **values)


def member(standing: Standing, **changes: Any) -> Member:
    values: dict[str, Any] = {"changed_ms": NOW, "joined_ms": NOW - 40 * DAY_MS, **changes}
    return Member("s", "@aiko:x", standing, "Aiko", "ja", **values)


class Following(TestCase):
    """What a change of standing makes of a wish."""

    def test_each_way_out(self) -> None:
        for after, cause, state in (
            (Standing.LAPSED, "left", "working"),
            (Standing.LAPSED, "account_gone", "working"),
            (Standing.LAPSED, "salon_closed", "working"),
            (Standing.LAPSED, "refunded", "working"),
            (Standing.REMOVED, "removed", "working"),
            (Standing.BANNED, "banned", "working"),
            (Standing.LAPSED, "read_only_over", "undone"),
            (Standing.LAPSED, "ended", "undone"),
            (Standing.ACTIVE, "cancel_undone", "undone"),
            (Standing.TRIAL, "cancel_undone", "undone"),
            (Standing.CANCELLING, "cancelled", "chosen"),
            (Standing.PAST_DUE, "dues_failed", "chosen"),
            (Standing.APPLIED, "applied", "chosen"),
        ):
            after_all = parting.follows(wish(), after, cause, NOW + 1, NOW + 2)
            self.assertEqual(after_all.state, state, (after, cause))

    def test_news_from_before_the_wish_and_a_decision_long_after_it(self) -> None:
        late = parting.follows(wish(), Standing.LAPSED, "left", NOW - 1, NOW)
        self.assertEqual(late.state, "chosen")
        other = parting.follows(wish(), Standing.CANCELLING, "cancelled", NOW + 2 * HOUR_MS, NOW)
        self.assertEqual(other.state, "undone")
        for state in ("working", "done", "undone"):
            again = wish(state=state)
            self.assertIs(parting.follows(again, Standing.LAPSED, "left", NOW + 1, NOW + 1), again)

    def test_what_is_done_one_after_the_other(self) -> None:
        for posts, phases in (
            ("keep", None),
            ("anonymise", ["names"]),
            ("delete", ["posts", "names", "uploads"]),
        ):
            begun = parting.begun(wish(posts), NOW)
            if phases is None:
                self.assertEqual((begun.state, begun.done_ms), ("done", NOW))
                continue
            seen = [begun.phase]
            while (phase := parting.next_phase(wish(posts, phase=seen[-1]))) is not None:
                seen.append(phase)
            self.assertEqual(seen, phases)

    def test_who_may_choose_and_what_is_said_already(self) -> None:
        choosers = {standing for standing in Standing if parting.may_choose(member(standing))}
        self.assertEqual(choosers, {Standing.CANCELLING, Standing.LAPSED, Standing.REMOVED, Standing.BANNED})
        self.assertFalse(parting.may_choose(member(Standing.BANNED, joined_ms=None)))
        self.assertFalse(parting.may_choose(None))
        out = member(Standing.LAPSED)
        for before, posts, said in (
            (wish("delete", state="done"), "keep", True),
            (wish("delete", state="done"), "delete", True),
            (wish("anonymise", state="done"), "delete", False),
            (wish("delete"), "keep", False),
            (wish("delete", state="undone"), "delete", False),
            (wish("delete", state="done", chosen_ms=NOW - 50 * DAY_MS), "delete", False),
        ):
            self.assertEqual(parting.is_said_already(before, out, posts), said, (before, posts))
        self.assertEqual(parting.left_to_choose(wish("anonymise", state="done")), ("delete",))
        self.assertEqual(parting.left_to_choose(wish("delete", state="done")), ())
        self.assertEqual(len(parting.left_to_choose(None)), 3)


class Why(TestCase):
    """Answers on leaving."""

    def test_what_fits_is_kept_and_the_rest_holds_nobody_up(self) -> None:
        asked = (
            Question("why", "Why?", "choice", choices=("time", "money")),
            Question("more", "More?", "short", is_required=True),
            Question("back", "Back?", "yes_no"),
        )
        given = {"why": "boredom", "more": "x" * 201, "back": " yes ", "other": "x"}
        self.assertEqual(fitting_answers(asked, given), {"back": "yes"})
        self.assertEqual(
            exits.answered(asked, {"back": "yes"}), (Answered("back", "Back?", "yes_no", "yes"),)
        )

    def test_who_is_asked_and_how_long_they_were_there(self) -> None:
        self.assertTrue(exits.may_answer(member(Standing.CANCELLING), NOW))
        self.assertTrue(exits.may_answer(member(Standing.LAPSED), NOW + DAY_MS))
        self.assertFalse(exits.may_answer(member(Standing.LAPSED), NOW + 31 * DAY_MS))
        for standing in (Standing.ACTIVE, Standing.REMOVED, Standing.BANNED, Standing.VISITOR):
            self.assertFalse(exits.may_answer(member(standing), NOW), standing)
        self.assertEqual(exits.tenure_days(member(Standing.CANCELLING), NOW + DAY_MS), 41)
        self.assertEqual(exits.tenure_days(member(Standing.LAPSED), NOW + DAY_MS), 40)
        self.assertEqual(
            [exits.tenure(days) for days in (0, 30, 31, 91, 92, 365, 366)],
            ["month", "month", "quarter", "quarter", "year", "year", "longer"],
        )

    def test_counts(self) -> None:
        found = [
            ExitAnswers(str(number), "s", None, plan, days, (Answered("w", "Why?", "choice", answer),), NOW)
            for number, (plan, days, answer) in enumerate((("a", 3, "x"), ("a", 300, "y"), ("b", 400, "y")))
        ]
        (tally,) = exits.tallies(found)
        self.assertEqual((tally.label, tally.counts), ("Why?", (("y", 2), ("x", 1))))
        self.assertEqual(exits.by_plan(found), (("a", 2), ("b", 1)))
        self.assertEqual(exits.by_tenure(found), (("month", 1), ("year", 1), ("longer", 1)))

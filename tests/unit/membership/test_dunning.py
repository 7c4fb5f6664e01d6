# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""When members are reminded, what came of owing, and what banks change: the rules alone."""

import attrs
from twisted.trial.unittest import SynchronousTestCase

from modules.membership.domain import changes, disputes, dunning
from modules.membership.domain.changes import Change, Member, Terms
from modules.membership.domain.dunning import Episode
from synapse_salon.clock import DAY_MS
from synapse_salon.people import Standing
from synapse_salon.ports.payments import Ref, SubscriptionState

SINCE = 1_000 * DAY_MS
AIKO = Member("s", "@aiko:x", Standing.PAST_DUE, "Aiko", "ja", SINCE, application_id="a", subscription="sub")
OWES = Episode("e", "s", "@aiko:x", SINCE, 0, SINCE)
TERMS = Terms(7 * DAY_MS, 7 * DAY_MS)
PAID = SubscriptionState(Ref("sub"), "a", "active", SINCE, SINCE + 30 * DAY_MS, False, 0, None)


class Reminders(SynchronousTestCase):
    def told(self, days: tuple[int, ...], *at: float, member: Member = AIKO) -> list[int | None]:
        found, episode = [], OWES
        for day in at:
            reminder = dunning.due(episode, member, days, SINCE + round(day * DAY_MS))
            episode = reminder.after
            found.append(reminder.attempt)
        return found

    def test_each_once_and_of_several_the_last(self) -> None:
        self.assertEqual(self.told((0, 3, 7), 0, 0.1, 2.9, 3, 3.5, 7, 30), [1, None, None, 2, None, 3, None])
        self.assertEqual(self.told((0, 3, 7), 5), [2])
        self.assertEqual(self.told((0, 3, 7), 100, 101), [3, None])
        self.assertEqual(self.told((2,), 0, 2, 3), [None, 1, None])
        self.assertEqual(self.told((), 0, 9), [None, None])

    def test_not_on_the_day_on_which_they_may_only_read_and_not_while_it_is_disputed(self) -> None:
        reads = attrs.evolve(AIKO, standing=Standing.READ_ONLY, changed_ms=SINCE + 7 * DAY_MS)
        self.assertEqual(self.told((0, 3, 7), 7, member=reads), [None])
        self.assertEqual(self.told((0, 3, 9), 9, member=reads), [3])
        self.assertEqual(self.told((0,), 0, member=attrs.evolve(AIKO, disputed_from="active")), [None])
        self.assertEqual(self.told((0,), 0, member=attrs.evolve(AIKO, standing=Standing.ACTIVE)), [None])

    def test_what_came_of_it(self) -> None:
        for after, cause, came in (
            (Standing.ACTIVE, "paid", "recovered"),
            (Standing.CANCELLING, "cancelled", "recovered"),
            (Standing.ACTIVE, "salon_closing", "lost"),
            (Standing.LAPSED, "read_only_over", "lost"),
            (Standing.READ_ONLY, "grace_over", None),
        ):
            change = Change(attrs.evolve(AIKO, standing=after), cause)  # type: ignore[arg-type]  # one of them
            self.assertEqual(dunning.outcome(AIKO, change), came, cause)


class Banks(SynchronousTestCase):
    def test_frozen_whatever_is_told_and_back_as_before(self) -> None:
        for standing in (Standing.TRIAL, Standing.ACTIVE, Standing.CANCELLING, Standing.PAST_DUE):
            before = attrs.evolve(AIKO, standing=standing, next_step_ms=SINCE + DAY_MS)
            frozen = disputes.taken_back(before, SINCE).member
            self.assertEqual((frozen.standing, frozen.disputed_from), (Standing.READ_ONLY, standing.value))
            self.assertEqual(disputes.taken_back(frozen, SINCE).member, frozen)
            for status in ("trial", "active", "overdue"):
                state = attrs.evolve(PAID, status=status)
                self.assertEqual(
                    changes.subscribed(frozen, state, TERMS, SINCE).member.standing, Standing.READ_ONLY
                )
            self.assertIsNone(changes.step(frozen, TERMS, SINCE + 100 * DAY_MS))
            back = disputes.won(frozen, SINCE).member
            self.assertEqual((back.standing, back.disputed_from), (standing, None))
            out = disputes.lost(frozen, SINCE).member
            self.assertEqual((out.standing, out.disputed_from), (Standing.LAPSED, None))

    def test_who_is_out_or_was_never_frozen_stays_as_they_are(self) -> None:
        out = attrs.evolve(AIKO, standing=Standing.LAPSED)
        for rule in (disputes.taken_back, disputes.won, disputes.lost):
            self.assertEqual(rule(out, SINCE).member, out)
        self.assertEqual(disputes.won(AIKO, SINCE).member, AIKO)

    def test_who_was_leaving_without_a_subscription_leaves_on_their_last_day(self) -> None:
        leaves = attrs.evolve(
            AIKO, standing=Standing.CANCELLING, subscription=None, next_step_ms=SINCE + DAY_MS
        )
        frozen = disputes.taken_back(leaves, SINCE).member
        self.assertIsNone(changes.step(frozen, TERMS, SINCE))
        gone = changes.step(frozen, TERMS, SINCE + DAY_MS)
        assert gone is not None
        self.assertEqual((gone.member.standing, gone.cause), (Standing.LAPSED, "left"))

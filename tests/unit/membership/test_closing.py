# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a salon that closes gives back, and who is billed once more: to the yen and to the day."""

from datetime import UTC, datetime

import attrs
from twisted.trial.unittest import SynchronousTestCase

from modules.membership.domain import closing
from modules.membership.domain.changes import Member, Terms
from modules.membership.domain.closing import Due, Ending
from synapse_salon.clock import DAY_MS, HOUR_MS
from synapse_salon.money import Money
from synapse_salon.people import Standing
from synapse_salon.ports.payments import Ref, SubscriptionState

NO = Money(0, "JPY")


def at(year: int, month: int, day: int) -> int:
    """The start of a day in UTC, in ms."""
    return int(datetime(year, month, day, tzinfo=UTC).timestamp() * 1000)


def yen(minor: int) -> Money:
    """That many yen."""
    return Money(minor, "JPY")


AIKO = Member(
    "s", "@aiko:x", Standing.ACTIVE, "Aiko", "ja", 0, "plan", "order", "subscription_1",
    paid_from_ms=at(2026, 4, 1), paid_through_ms=at(2026, 5, 1),
)  # fmt: skip
STATE = SubscriptionState(
    Ref("subscription_1"), "order", "active", at(2026, 4, 1), at(2026, 5, 1), False, 0, None
)
ENDING = Ending("s", "@aiko:x", "closing", at(2026, 5, 15))
TERMS = Terms(7 * DAY_MS, 7 * DAY_MS)


class GivenBack(SynchronousTestCase):
    def test_the_days_after_the_end_rounded_up(self) -> None:
        april = (at(2026, 4, 1), at(2026, 5, 1))
        for closes_ms, back in (
            (at(2026, 4, 21), 660),  # ten of thirty days
            (at(2026, 4, 21) - HOUR_MS, 726),  # the eleventh had begun
            (at(2026, 4, 30), 66),
            (at(2026, 5, 1), 0),
            (at(2026, 6, 1), 0),
            (at(2026, 4, 1), 1980),
            (at(2026, 3, 1), 1980),
        ):
            self.assertEqual(closing.to_give_back(yen(1980), NO, *april, closes_ms), yen(back), closes_ms)
        year = (at(2026, 1, 1), at(2027, 1, 1))
        self.assertEqual(closing.to_give_back(yen(12_000), NO, *year, at(2026, 7, 1)), yen(6050))
        self.assertEqual(closing.to_give_back(yen(100), NO, *year, at(2026, 7, 1)), yen(51))

    def test_never_more_than_is_left_of_the_payment(self) -> None:
        april = (at(2026, 4, 1), at(2026, 5, 1))
        self.assertEqual(closing.to_give_back(yen(1980), yen(1500), *april, at(2026, 4, 11)), yen(480))
        self.assertEqual(closing.to_give_back(yen(1980), yen(1980), *april, at(2026, 4, 11)), NO)

    def test_which_time_a_payment_is_for(self) -> None:
        due = Due("p", "order", "s", "@aiko:x", yen(1980), NO, at(2026, 4, 3))
        self.assertEqual(closing.owed(due, AIKO, "month", at(2026, 4, 21)), yen(660))
        before = attrs.evolve(due, made_ms=at(2026, 3, 1))
        self.assertEqual(closing.owed(before, AIKO, "month", at(2026, 4, 21)), NO)
        once = attrs.evolve(due, made_ms=at(2026, 1, 1))
        self.assertEqual(closing.owed(once, AIKO, "once", at(2026, 7, 1)), yen(999))
        self.assertEqual(closing.owed(once, AIKO, "once", at(2028, 1, 1)), NO)


class BilledOnceMore(SynchronousTestCase):
    def test_only_for_what_ends_before_the_salon(self) -> None:
        for closes_ms, beyond in ((at(2026, 5, 15), True), (at(2026, 6, 1), False), (at(2026, 7, 1), False)):
            self.assertIs(closing.reaches_beyond(STATE, "month", closes_ms), beyond)
        self.assertTrue(closing.reaches_beyond(STATE, "year", at(2026, 7, 1)))

    def test_what_the_house_sets_to_end_is_not_the_members_decision(self) -> None:
        ends = attrs.evolve(STATE, cancel_at_end=True)
        self.assertIs(self._told(ends).standing, Standing.ACTIVE)
        self.assertIs(self._told(ends, by="@aiko:x").standing, Standing.CANCELLING)
        over = attrs.evolve(STATE, status="ended")
        self.assertEqual((self._told(over).standing, self._told(over).subscription), (Standing.ACTIVE, None))
        leaver = attrs.evolve(AIKO, standing=Standing.CANCELLING, cancel_at_end=True)
        self.assertIs(self._told(over, leaver).standing, Standing.LAPSED)
        owing = attrs.evolve(AIKO, standing=Standing.READ_ONLY, overdue_attempts=2)
        self.assertIs(self._told(over, owing).standing, Standing.ACTIVE)

    def test_taken_back_late_the_paid_time_is_kept(self) -> None:
        unbilled = attrs.evolve(AIKO, subscription=None)
        stays = closing.goes_on(unbilled, "month", at(2026, 4, 10)).member
        self.assertEqual((stays.standing, stays.next_step_ms), (Standing.CANCELLING, at(2026, 5, 1)))
        late = closing.goes_on(unbilled, "month", at(2026, 5, 10)).member
        self.assertEqual(late.next_step_ms, at(2026, 5, 17))
        for member, interval in ((AIKO, "month"), (unbilled, "once"), (unbilled, "free")):
            self.assertEqual(closing.goes_on(member, interval, 0).member, member)

    @staticmethod
    def _told(state: SubscriptionState, member: Member = AIKO, by: str = "payment") -> Member:
        return closing.subscribed(member, state, TERMS, at(2026, 4, 10), ENDING, by).member

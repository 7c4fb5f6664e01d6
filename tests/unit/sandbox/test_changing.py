# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A subscription that is to be for another line."""

import attrs
from twisted.trial.unittest import TestCase

from bridges.sandbox.domain import changing, steps
from synapse_salon.clock import DAY_MS
from synapse_salon.money import Money
from synapse_salon.months import months_later
from synapse_salon.ports.payments import Declined, Line, Rejected, When
from tests.unit.sandbox.stories import MONTHLY, NOW, PAYS_ONCE, Story

GOLD = Line("Blue Lotus, gold", Money(5080, "JPY"), "month", "gold")
BRONZE = Line("Blue Lotus, bronze", Money(500, "JPY"), "month", "bronze")
YEARLY = Line("Blue Lotus, yearly", Money(19800, "JPY"), "year", "yearly")
FREE = Line("Blue Lotus, free", Money(0, "JPY"), "month", "free")
HALF = NOW + 31 * DAY_MS // 2  # January has 31 days


class Changing(TestCase):
    def change(self, story: Story, line: Line, when: When, as_of_ms: int = HALF) -> list[str]:
        before = len(story.news)
        story.take(changing.change(story.subscription, line, when, as_of_ms, as_of_ms))
        return story.news[before:]

    def amounts(self, story: Story) -> list[int]:
        return [payment.amount.minor for payment in story.payments.values() if payment.status == "paid"]

    def test_up_at_once_costs_the_difference_for_the_rest_of_the_period(self) -> None:
        aiko = Story()
        told = changing.preview(aiko.subscription, GOLD, "now", HALF)
        self.assertEqual(
            (told.due_now.minor, told.next.minor, told.next_ms), (1550, 5080, months_later(NOW, 1))
        )
        self.assertEqual(self.change(aiko, GOLD, "now"), ["payment.succeeded", "subscription.updated"])
        self.assertEqual(aiko.subscription.seen(None).price_key, "gold")
        last = list(aiko.payments.values())[-1].seen()
        self.assertEqual((last.paid_for, last.price_key, last.from_ms), ("changed", "gold", HALF))
        self.assertEqual(last.through_ms, months_later(NOW, 1))
        aiko.pass_until(months_later(NOW, 2))
        self.assertEqual(self.amounts(aiko), [1980, 1550, 5080, 5080])
        self.assertEqual(len(aiko.payments), len({payment.ref for payment in aiko.payments.values()}))

    def test_the_rest_is_rounded_in_the_payers_favour(self) -> None:
        aiko = Story()
        line = attrs.evolve(GOLD, price=Money(1981, "JPY"))
        self.assertEqual(changing.preview(aiko.subscription, line, "now", NOW + 1).due_now.minor, 0)
        self.assertEqual(self.change(aiko, line, "now", NOW + 1), ["subscription.updated"])

    def test_a_card_that_does_not_pay_changes_nothing(self) -> None:
        ben = Story(card=PAYS_ONCE)
        self.assertRaises(Declined, self.change, ben, GOLD, "now")
        self.assertEqual((ben.subscription.price_key, self.amounts(ben)), (MONTHLY.price_key, [1980]))

    def test_later_it_counts_from_the_next_period(self) -> None:
        aiko = Story()
        self.assertEqual(self.change(aiko, BRONZE, "period_end"), ["subscription.updated"])
        self.assertEqual(self.change(aiko, BRONZE, "period_end"), [])
        seen = aiko.subscription.seen(None)
        self.assertEqual((seen.price_key, seen.next_price_key), (MONTHLY.price_key, "bronze"))
        aiko.pass_until(months_later(NOW, 1))
        seen = aiko.subscription.seen(None)
        self.assertEqual((seen.price_key, seen.next_price_key), ("bronze", None))
        self.assertEqual(self.amounts(aiko), [1980, 500])

    def test_the_line_it_has_takes_a_change_back(self) -> None:
        aiko = Story()
        self.change(aiko, BRONZE, "period_end")
        self.change(aiko, MONTHLY, "period_end")
        self.assertEqual(self.change(aiko, MONTHLY, "period_end"), [])
        aiko.pass_until(months_later(NOW, 1))
        self.assertEqual(self.amounts(aiko), [1980, 1980])

    def test_at_once_replaces_what_was_to_come(self) -> None:
        aiko = Story()
        self.change(aiko, BRONZE, "period_end")
        self.change(aiko, GOLD, "now")
        aiko.pass_until(months_later(NOW, 1))
        self.assertEqual(self.amounts(aiko), [1980, 1550, 5080])

    def test_from_months_to_years_and_back_with_the_period(self) -> None:
        aiko = Story()
        self.assertRaises(Rejected, changing.preview, aiko.subscription, YEARLY, "now", HALF)
        self.change(aiko, YEARLY, "period_end")
        first = months_later(NOW, 1)
        aiko.pass_until(first)
        self.assertEqual(aiko.subscription.period_end_ms, months_later(first, 12))
        self.change(aiko, MONTHLY, "period_end", first + DAY_MS)
        aiko.pass_until(months_later(first, 13))
        self.assertEqual(self.amounts(aiko), [1980, 19800, 1980, 1980])

    def test_a_trial_is_changed_without_a_payment_and_keeps_its_end(self) -> None:
        aiko = Story(trial_days=14)
        self.assertEqual(changing.preview(aiko.subscription, YEARLY, "now", NOW + 1).due_now.minor, 0)
        self.change(aiko, YEARLY, "now", NOW + DAY_MS)
        aiko.pass_until(NOW + 14 * DAY_MS)
        self.assertEqual(self.amounts(aiko), [19800])
        self.assertEqual(aiko.subscription.period_end_ms, months_later(NOW + 14 * DAY_MS, 12))

    def test_to_nothing_at_all(self) -> None:
        aiko = Story()
        self.change(aiko, FREE, "period_end")
        aiko.pass_until(months_later(NOW, 3))
        self.assertEqual((self.amounts(aiko), aiko.subscription.status), ([1980], "active"))

    def test_what_is_not_possible(self) -> None:
        aiko = Story()
        once = attrs.evolve(GOLD, interval="once")
        dollars = attrs.evolve(GOLD, price=Money(10, "USD"))
        for line, when in ((BRONZE, "now"), (once, "period_end"), (dollars, "period_end")):
            self.assertRaises(Rejected, self.change, aiko, line, when)
        self.assertRaises(Rejected, changing.change, aiko.subscription, GOLD, "now", NOW - 1, HALF)
        self.assertRaises(Rejected, changing.change, aiko.subscription, GOLD, "now", HALF + 1, HALF)
        aiko.take(steps.cancel_at_end(aiko.subscription, True))
        self.assertRaises(Rejected, self.change, aiko, GOLD, "now")
        ben = Story(card=PAYS_ONCE)
        ben.pass_until(months_later(NOW, 1))
        self.assertRaises(Rejected, self.change, ben, BRONZE, "period_end", months_later(NOW, 1))

    def test_who_fails_the_first_payment_of_the_new_line_owes_that(self) -> None:
        ben = Story(card=PAYS_ONCE)
        self.change(ben, BRONZE, "period_end")
        ben.pass_until(months_later(NOW, 1))
        assert ben.owed
        self.assertEqual((ben.subscription.status, ben.owed.amount.minor), ("overdue", 500))

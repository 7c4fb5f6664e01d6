# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Months as subscriptions count them."""

from datetime import UTC, datetime, timedelta

from twisted.trial.unittest import TestCase

from synapse_salon.months import EPOCH, months_later


def ms(*when: int) -> int:
    return (datetime(*when, tzinfo=UTC) - EPOCH) // timedelta(milliseconds=1)  # type: ignore[arg-type,misc]  # a test's shorthand


class Months(TestCase):
    def test_who_begins_on_the_31st_pays_on_the_last_day_of_shorter_months_and_on_the_31st_of_longer_ones(
        self,
    ) -> None:
        begun = ms(2026, 1, 31, 9, 30)
        days = [datetime.fromtimestamp(months_later(begun, n) / 1000, UTC) for n in range(1, 5)]
        self.assertEqual([(day.month, day.day) for day in days], [(2, 28), (3, 31), (4, 30), (5, 31)])
        self.assertEqual({(day.hour, day.minute) for day in days}, {(9, 30)})

    def test_a_leap_day_comes_back_every_four_years(self) -> None:
        begun = ms(2024, 2, 29)
        self.assertEqual(months_later(begun, 12), ms(2025, 2, 28))
        self.assertEqual(months_later(begun, 48), ms(2028, 2, 29))

    def test_december_leads_into_january(self) -> None:
        self.assertEqual(months_later(ms(2026, 12, 15), 1), ms(2027, 1, 15))
        self.assertEqual(months_later(ms(2026, 11, 30), 3), ms(2027, 2, 28))

    def test_no_month_is_no_time_and_not_a_millisecond_is_lost(self) -> None:
        begun = ms(2026, 3, 1) + 123
        self.assertEqual(months_later(begun, 0), begun)
        self.assertEqual(months_later(begun, 1) % 1000, 123)

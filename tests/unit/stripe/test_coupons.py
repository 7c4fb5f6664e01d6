# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How long, and how much, Stripe is told to take off."""

from datetime import UTC, datetime
from typing import Any

from twisted.trial.unittest import TestCase

from bridges.stripe.domain.coupons import coupon_of
from synapse_salon.money import Money
from synapse_salon.months import MONTHS, months_later
from synapse_salon.ports.discounts import Discount
from synapse_salon.ports.payments import CheckoutOrder, Line

YEN = Money(1980, "JPY")


def at(month: int, day: int) -> int:
    return int(datetime(2026, month, day, 9, tzinfo=UTC).timestamp() * 1000)


def order(interval: Any, trial_days: int = 0) -> CheckoutOrder:
    line = Line("a plan", YEN, interval, "a-plan")
    return CheckoutOrder("o", "s", "c", (line,), trial_days, 0, "", "", "ja")


class Coupons(TestCase):
    def test_just_so_many_payments_fall_into_its_months(self) -> None:
        for begun in (at(1, 31), at(2, 1), at(3, 5), at(11, 1), at(12, 30)):
            for interval in ("month", "year"):
                for trial_days in (0, 1, 14, 28, 30, 31, 45, 60, 90):
                    for payments in (1, 2, 3, 12):
                        off = Discount("k", "n", 10, None, payments)
                        made = coupon_of(order(interval, trial_days), off, begun)
                        first = begun + trial_days * 86_400_000
                        ends = months_later(begun, made.months or 1) if made.months is not None else 0
                        times = [months_later(first, n * MONTHS[interval]) for n in range(15)]
                        reduced = [time for time in times if time < ends]
                        days = [datetime.fromtimestamp(ms / 1000, UTC).day for ms in (begun, first)]
                        most = payments + (max(days) > 28)  # some months are too short for that
                        self.assertIn(len(reduced), (payments, most), (begun, interval, trial_days))

    def test_once_and_for_ever(self) -> None:
        words = [
            coupon_of(order(interval, trial), Discount("k", "n", 10, None, payments), at(1, 1)).duration
            for interval, trial, payments in (
                ("month", 0, 1),
                ("month", 14, 1),
                ("month", 0, 2),
                ("month", 0, None),
                ("once", 0, 3),
            )
        ]
        self.assertEqual(words, ["once", "repeating", "repeating", "forever", "once"])

    def test_parts_of_a_yen_are_told_as_an_amount(self) -> None:
        for percent, told in ((10, (10, None)), (7, (None, 139)), (33, (None, 654)), (100, (100, None))):
            made = coupon_of(order("month"), Discount("k", "n", percent, None, 1), at(1, 1))
            self.assertEqual((made.percent, made.amount), told)
            left = Discount("k", "n", percent, None, 1).reduced(YEN).minor
            off = YEN.minor * percent // 100 if made.amount is None else made.amount
            self.assertEqual(YEN.minor - off, left)

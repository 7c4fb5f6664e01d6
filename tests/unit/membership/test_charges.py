# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is charged when."""

from datetime import UTC, datetime

import attrs
from twisted.trial.unittest import TestCase

from modules.membership.domain.changes import Member
from modules.membership.domain.charges import Charge, upcoming
from synapse_salon.people import Standing
from tests.unit.membership.test_plan_changes import FREE, GOLD, ONCE, SILVER, YEARLY


def ms(year: int, month: int, day: int) -> int:
    return int(datetime(year, month, day, tzinfo=UTC).timestamp() * 1000)


def days(charges: list[Charge]) -> list[str]:
    return [datetime.fromtimestamp(one.at_ms / 1000, UTC).strftime("%m-%d") for one in charges]


AIKO = Member(
    "salon-1",
    "@aiko:x",
    Standing.ACTIVE,
    "Aiko",
    "ja",
    0,
    "silver",
    "a",
    "subscription_1",
    paid_from_ms=ms(2026, 1, 31),
    paid_through_ms=ms(2026, 2, 28),
    anchor_ms=ms(2026, 1, 31),
)


class Upcoming(TestCase):
    def test_twelve_months_on_the_day_of_the_first_payment(self) -> None:
        found = upcoming(AIKO, SILVER, None, None)
        self.assertEqual(len(found), 12)
        self.assertEqual(days(found)[:4], ["02-28", "03-31", "04-30", "05-31"])
        self.assertEqual({charge.amount for charge in found}, {SILVER.price})
        unknown = upcoming(attrs.evolve(AIKO, anchor_ms=None), SILVER, None, None)
        self.assertEqual(days(unknown)[:2], ["02-28", "03-28"])

    def test_the_next_plan_counts_from_the_next_payment(self) -> None:
        self.assertEqual({one.plan.id for one in upcoming(AIKO, SILVER, GOLD, None)}, {"gold"})
        yearly = upcoming(AIKO, SILVER, YEARLY, None)
        self.assertEqual(days(yearly)[:2], ["02-28", "02-28"])
        self.assertEqual(upcoming(AIKO, SILVER, FREE, None), [])

    def test_what_is_due_is_told_alone(self) -> None:
        for standing in (Standing.PAST_DUE, Standing.READ_ONLY):
            found = upcoming(attrs.evolve(AIKO, standing=standing), SILVER, None, None)
            self.assertEqual([(one.is_due, one.at_ms) for one in found], [(True, ms(2026, 2, 28))])

    def test_nothing_where_nothing_is_charged(self) -> None:
        for member, plan in (
            (attrs.evolve(AIKO, standing=Standing.CANCELLING), SILVER),
            (attrs.evolve(AIKO, standing=Standing.LAPSED, subscription=None), SILVER),
            (attrs.evolve(AIKO, subscription=None), ONCE),
            (attrs.evolve(AIKO, subscription=None), FREE),
            (AIKO, None),
        ):
            self.assertEqual(upcoming(member, plan, None, None), [])

    def test_a_salon_that_closes_takes_nothing_for_the_time_after(self) -> None:
        self.assertEqual(days(upcoming(AIKO, SILVER, None, ms(2026, 5, 10))), ["02-28", "03-31"])

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How movements are booked."""

import random  # noqa: TID251 # a fixed seed: the same amounts at every run

import attrs
from twisted.trial.unittest import SynchronousTestCase

from synapse_salon.ledger.postings import Before, Line, lines, tax_in
from synapse_salon.money import Money
from synapse_salon.ports.payments import Movement, MovementKind, Ref


def moved(kind: MovementKind, amount: int, fee: int = 0) -> Movement:
    return Movement(Ref("m"), kind, Money(amount, "JPY"), Money(fee, "JPY"), Ref("p"), 0)


def booked(
    kind: MovementKind, amount: int, fee: int = 0, before: Before | None = None, percent: int | None = 10
) -> dict[str, int]:
    return {
        line.account: line.amount for line in lines(moved(kind, amount, fee), percent, before or Before())
    }


class Postings(SynchronousTestCase):
    def test_a_charge_its_fee_and_the_tax_in_it(self) -> None:
        self.assertEqual(
            booked("charge", 1980, 71), {"provider": 1909, "fees": 71, "sales": -1800, "tax": -180}
        )
        self.assertEqual(booked("charge", 1080, percent=8), {"provider": 1080, "sales": -1000, "tax": -80})
        self.assertEqual(booked("charge", 500, percent=0), {"provider": 500, "sales": -500})

    def test_what_is_given_back_takes_its_tax_along(self) -> None:
        before = Before(kept=1980, tax=180)
        self.assertEqual(booked("refund", -500, before=before), {"provider": -500, "refunds": 454, "tax": 46})
        self.assertEqual(
            booked("refund", -1980, before=before), {"provider": -1980, "refunds": 1800, "tax": 180}
        )
        self.assertEqual(
            booked("dispute", -1480, 1500, Before(kept=1480, tax=134)),
            {"provider": -2980, "fees": 1500, "disputes": 1346, "tax": 134},
        )
        self.assertEqual(booked("dispute_won", 1480), {"provider": 1480, "disputes": -1346, "tax": -134})

    def test_what_the_house_keeps_of_an_owners_payment_is_no_fee_of_the_provider(self) -> None:
        charge = attrs.evolve(moved("charge", 1980, 269), application_fee=Money(198, "JPY"))
        self.assertEqual(
            {line.account: line.amount for line in lines(charge, 10, Before())},
            {"provider": 1711, "fees": 71, "application_fees": 198, "sales": -1800, "tax": -180},
        )
        self.assertEqual(booked("application_fee", 198), {"provider": 198, "application_fees": -198})

    def test_what_belongs_to_no_order_is_the_services_own(self) -> None:
        self.assertEqual(booked("payout", -9000), {"provider": -9000, "bank": 9000})
        self.assertEqual(booked("fee", -300), {"provider": -300, "fees": 300})
        self.assertEqual(booked("application_fee", 99), {"provider": 99, "application_fees": -99})
        self.assertEqual(
            booked("charge", 700, 20, percent=None), {"provider": 680, "fees": 20, "unassigned": -700}
        )
        self.assertEqual(booked("other", -5), {"provider": -5, "unassigned": 5})

    def test_every_posting_adds_up_to_nothing_and_parts_to_the_tax_of_what_is_kept(self) -> None:
        chance = random.Random(20)
        for _ in range(500):
            percent = chance.choice([0, 8, 10])
            price = chance.randrange(50, 50_000)
            kept, tax, steps = 0, 0, [("charge", price)]
            left = price
            while left and chance.random() < 0.8:
                part = chance.randrange(1, left + 1)
                steps.append((chance.choice(["refund", "dispute"]), -part))
                left -= part
            for kind, amount in steps:
                found = lines(moved(kind, amount, chance.randrange(99)), percent, Before(kept, tax))  # type: ignore[arg-type]  # one of the two
                self.assertEqual(sum(line.amount for line in found), 0, found)
                kept += amount
                tax -= sum(line.amount for line in found if line.account == "tax")
                self.assertEqual(tax, tax_in(kept, percent))
            self.assertEqual(kept, left)

    def test_no_line_is_empty(self) -> None:
        self.assertNotIn(0, [line.amount for line in lines(moved("charge", 100), 0, Before())])
        self.assertEqual(lines(moved("payout", -1), None, Before()), (Line("provider", -1), Line("bank", 1)))

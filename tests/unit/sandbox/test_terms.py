# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an order asks for, and which orders cannot be carried out."""

import attrs
from twisted.trial.unittest import TestCase

from bridges.sandbox.domain.terms import fingerprint, read_order
from synapse_salon.money import Money
from synapse_salon.ports.payments import CheckoutOrder, Line, Rejected
from tests.unit.sandbox.stories import MONTHLY, NOW, order


class Terms(TestCase):
    def test_a_month_is_due_now_and_again(self) -> None:
        terms = read_order(order(), NOW)
        self.assertEqual(
            (terms.due_now, terms.recurring, terms.interval),
            (Money(1980, "JPY"), Money(1980, "JPY"), "month"),
        )

    def test_a_trial_puts_off_what_recurs_and_not_the_joining_fee(self) -> None:
        fee = Line("Joining fee", Money(3000, "JPY"), "once", "fee")
        terms = read_order(order(lines=(MONTHLY, fee), trial_days=14), NOW)
        self.assertEqual((terms.due_now, terms.recurring), (Money(3000, "JPY"), Money(1980, "JPY")))
        self.assertTrue(terms.needs_card)

    def test_what_costs_nothing_needs_no_card(self) -> None:
        free = Line("Free", Money(0, "JPY"), "free", "free")
        terms = read_order(order(lines=(free,)), NOW)
        self.assertEqual((terms.due_now, terms.recurring, terms.needs_card), (Money(0, "JPY"), None, False))

    def test_orders_that_cannot_be_carried_out_are_rejected(self) -> None:
        yearly = attrs.evolve(MONTHLY, interval="year")
        dollars = attrs.evolve(MONTHLY, price=Money(500, "USD"))
        once = attrs.evolve(MONTHLY, interval="once")
        wrong: list[CheckoutOrder] = [
            order(lines=()),
            order(lines=(MONTHLY, yearly)),
            order(lines=(MONTHLY, dollars)),
            order(lines=(attrs.evolve(MONTHLY, price=Money(-1, "JPY")),)),
            order(lines=(once,), trial_days=7),
            order(trial_days=-1),
            order(expires_ms=NOW),
            order(order_id=""),
            order(customer_key=""),
        ]
        for one in wrong:
            self.assertRaises(Rejected, read_order, one, NOW)

    def test_only_the_same_order_has_the_same_fingerprint(self) -> None:
        self.assertEqual(fingerprint(order()), fingerprint(order()))
        for other in (order(trial_days=1), order(lines=(MONTHLY, MONTHLY)), order(success_url="http://x/")):
            self.assertNotEqual(fingerprint(order()), fingerprint(other))
        self.assertNotEqual(fingerprint("payment_1", None, ""), fingerprint("payment_1", Money(1, "JPY"), ""))

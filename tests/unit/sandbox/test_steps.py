# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What becomes of a checkout and a subscription as time passes."""

import attrs
from twisted.trial.unittest import TestCase

from bridges.sandbox.domain import steps
from bridges.sandbox.domain.cards import Card
from synapse_salon.clock import DAY_MS
from synapse_salon.money import Money
from synapse_salon.months import months_later
from synapse_salon.ports.payments import Declined, Line
from tests.unit.sandbox.stories import DECLINES, MONTHLY, NOW, PAYS, PAYS_ONCE, Story, checkout

YEN = Money(1980, "JPY")
PAID, FAILED = ["payment.succeeded", "subscription.renewed"], ["payment.failed", "subscription.overdue"]


class Paying(TestCase):
    def test_paying_a_month_begins_a_subscription(self) -> None:
        aiko = Story()
        self.assertEqual(aiko.news, ["checkout.completed", "subscription.created", "payment.succeeded"])
        state = aiko.subscription.seen("http://pay")
        self.assertEqual(
            (state.status, state.period_end_ms, state.pay_url), ("active", months_later(NOW, 1), None)
        )
        (payment,) = aiko.payments.values()
        self.assertEqual((payment.seen().status, payment.seen().amount), ("succeeded", YEN))
        self.assertEqual(payment.subscription, state.ref)

    def test_a_declined_card_changes_nothing(self) -> None:
        refusal = self.assertRaises(Declined, steps.complete, checkout(), DECLINES, "key", NOW)
        self.assertEqual(refusal.code, "card_declined")
        self.assertRaises(Declined, steps.complete, checkout(trial_days=7), DECLINES, "key", NOW)
        self.assertRaises(Declined, steps.complete, checkout(), None, "key", NOW)

    def test_what_is_bought_once_makes_no_subscription(self) -> None:
        change = steps.complete(checkout(lines=(attrs.evolve(MONTHLY, interval="once"),)), PAYS, "key", NOW)
        assert change.checkout and change.payment
        self.assertIsNone(change.subscription)
        seen = change.checkout.seen()
        self.assertEqual(
            (seen.status, seen.paid, seen.subscription, seen.amount), ("complete", "paid", None, YEN)
        )
        self.assertEqual(seen.payment, change.payment.ref)

    def test_what_is_free_needs_no_card_and_makes_no_payment(self) -> None:
        change = steps.complete(
            checkout(lines=(Line("Free", Money(0, "JPY"), "free", "f"),)), None, "key", NOW
        )
        assert change.checkout
        self.assertEqual((change.checkout.seen().paid, change.payment), ("free", None))
        self.assertEqual([news.kind for news in change.news], ["checkout.completed"])

    def test_an_expired_checkout_stays_so_and_a_paid_one_does_not_expire(self) -> None:
        expired = steps.expire(checkout())
        assert expired.checkout
        self.assertEqual(
            (expired.checkout.seen().status, expired.checkout.seen().paid), ("expired", "unpaid")
        )
        self.assertEqual(steps.expire(expired.checkout), steps.Change())
        self.assertEqual(steps.expire(attrs.evolve(checkout(), status="complete")), steps.Change())


class Renewing(TestCase):
    def test_thirteen_months_are_thirteen_renewals_in_order(self) -> None:
        aiko = Story()
        self.assertEqual(aiko.pass_until(months_later(NOW, 13)), PAID * 13)
        self.assertEqual(aiko.subscription.period_end_ms, months_later(NOW, 14))
        paid = list(aiko.payments.values())
        self.assertEqual(len(paid), 14)
        self.assertEqual([p.made_ms for p in paid], [months_later(NOW, n) for n in range(14)])

    def test_a_year_is_a_year(self) -> None:
        aiko = Story(lines=(attrs.evolve(MONTHLY, interval="year"),))
        self.assertEqual(aiko.subscription.period_end_ms, months_later(NOW, 12))
        self.assertEqual(aiko.pass_until(months_later(NOW, 24)), PAID * 2)

    def test_a_trial_is_paid_at_its_end_and_renewed_from_there(self) -> None:
        aiko = Story(trial_days=14)
        trial_end = NOW + 14 * DAY_MS
        self.assertEqual((aiko.subscription.status, aiko.subscription.period_end_ms), ("trial", trial_end))
        self.assertEqual(aiko.payments, {})
        self.assertEqual(aiko.pass_until(trial_end), PAID)
        self.assertEqual(aiko.subscription.seen(None).status, "active")
        self.assertEqual(aiko.subscription.period_end_ms, months_later(trial_end, 1))

    def test_a_month_that_costs_nothing_is_renewed_without_a_payment(self) -> None:
        aiko = Story(card=None, lines=(attrs.evolve(MONTHLY, price=Money(0, "JPY")),))
        self.assertEqual(aiko.pass_until(months_later(NOW, 2)), ["subscription.renewed"] * 2)
        self.assertEqual(aiko.payments, {})

    def test_a_joining_fee_is_paid_once_and_not_renewed(self) -> None:
        aiko = Story(lines=(MONTHLY, Line("Joining fee", Money(3000, "JPY"), "once", "fee")), trial_days=7)
        aiko.pass_until(NOW + 7 * DAY_MS)
        self.assertEqual([p.amount.minor for p in aiko.payments.values()], [3000, 1980])


class Failing(TestCase):
    def failed(self, card: Card = PAYS_ONCE) -> tuple[Story, int]:
        aiko = Story(card=card)
        renewal = months_later(NOW, 1)
        self.assertEqual(aiko.pass_until(renewal), FAILED)
        return aiko, renewal

    def test_a_failed_renewal_is_overdue_for_the_period_that_it_would_have_paid(self) -> None:
        aiko, renewal = self.failed()
        state = aiko.subscription.seen("http://pay")
        self.assertEqual((state.status, state.overdue_attempts, state.pay_url), ("overdue", 1, "http://pay"))
        self.assertEqual((state.period_start_ms, state.period_end_ms), (renewal, months_later(NOW, 2)))

    def test_it_is_tried_on_days_0_3_5_and_7_and_then_left_to_the_salon(self) -> None:
        aiko, renewal = self.failed()
        for days, attempts in ((3, 2), (5, 3), (7, 4)):
            self.assertEqual(aiko.pass_until(renewal + days * DAY_MS - 1), [])
            self.assertEqual(aiko.pass_until(renewal + days * DAY_MS), FAILED)
            self.assertEqual(aiko.subscription.attempts, attempts)
        self.assertEqual(aiko.pass_until(months_later(NOW, 30)), [])
        self.assertEqual(aiko.subscription.status, "overdue")
        self.assertEqual([p.seen().status for p in aiko.payments.values()], ["succeeded", "failed"])

    def test_a_new_card_pays_at_once_and_keeps_the_period(self) -> None:
        aiko, renewal = self.failed()
        assert aiko.owed
        self.assertRaises(Declined, steps.pay_owed, aiko.subscription, aiko.owed, DECLINES, renewal + DAY_MS)
        aiko.take(steps.pay_owed(aiko.subscription, aiko.owed, PAYS, renewal + DAY_MS))
        self.assertEqual(aiko.news[-2:], PAID)
        self.assertEqual(
            (aiko.subscription.status, aiko.subscription.attempts, aiko.owed), ("active", 0, None)
        )
        self.assertEqual(aiko.pass_until(months_later(NOW, 2)), PAID)

    def test_the_card_that_pays_once_can_pay_again_by_hand_and_fails_again(self) -> None:
        aiko, renewal = self.failed()
        assert aiko.owed
        aiko.take(steps.pay_owed(aiko.subscription, aiko.owed, PAYS_ONCE, renewal + DAY_MS))
        self.assertEqual(aiko.pass_until(months_later(NOW, 2)), FAILED)

    def test_who_pays_after_the_unpaid_period_begins_a_new_one(self) -> None:
        aiko, _ = self.failed()
        late = months_later(NOW, 5)
        aiko.pass_until(late)
        assert aiko.owed
        aiko.take(steps.pay_owed(aiko.subscription, aiko.owed, PAYS, late))
        self.assertEqual(
            (aiko.subscription.period_start_ms, aiko.subscription.period_end_ms),
            (late, months_later(late, 1)),
        )
        self.assertEqual(aiko.pass_until(months_later(late, 1)), PAID)

    def test_a_trial_with_such_a_card_is_overdue_at_its_end(self) -> None:
        aiko = Story(card=PAYS_ONCE, trial_days=7)
        self.assertEqual(aiko.pass_until(NOW + 7 * DAY_MS), FAILED)


class Ending(TestCase):
    def test_a_subscription_that_is_to_end_runs_to_its_period_s_end(self) -> None:
        aiko = Story()
        aiko.take(steps.cancel_at_end(aiko.subscription, True))
        self.assertTrue(aiko.subscription.seen(None).cancel_at_end)
        end = months_later(NOW, 1)
        self.assertEqual(aiko.pass_until(end - 1), [])
        self.assertEqual(aiko.pass_until(end), ["subscription.ended"])
        self.assertEqual(aiko.pass_until(months_later(NOW, 24)), [])

    def test_taken_back_in_time_it_is_renewed(self) -> None:
        aiko = Story()
        for on in (True, False):
            aiko.take(steps.cancel_at_end(aiko.subscription, on))
        self.assertEqual(aiko.pass_until(months_later(NOW, 1)), PAID)

    def test_a_trial_that_is_to_end_costs_nothing(self) -> None:
        aiko = Story(trial_days=7)
        aiko.take(steps.cancel_at_end(aiko.subscription, True))
        self.assertEqual(aiko.pass_until(NOW + 7 * DAY_MS), ["subscription.ended"])
        self.assertEqual(aiko.payments, {})

    def test_ended_now_nothing_is_owed_any_more(self) -> None:
        aiko = Story(card=PAYS_ONCE)
        aiko.pass_until(months_later(NOW, 1))
        aiko.take(steps.end(aiko.subscription, aiko.owed))
        self.assertEqual((aiko.subscription.status, aiko.owed), ("ended", None))
        self.assertEqual([p.status for p in aiko.payments.values()], ["paid", "void"])
        self.assertIsNone(steps.due_ms(aiko.subscription))

    def test_an_overdue_one_that_is_to_end_ends_with_the_unpaid_period(self) -> None:
        aiko = Story(card=PAYS_ONCE)
        renewal = months_later(NOW, 1)
        aiko.pass_until(renewal)
        aiko.take(steps.cancel_at_end(aiko.subscription, True))
        self.assertEqual(aiko.pass_until(months_later(NOW, 2)), FAILED * 3 + ["subscription.ended"])
        self.assertIsNone(aiko.owed)

    def test_what_has_ended_is_not_brought_back(self) -> None:
        aiko = Story()
        aiko.take(steps.end(aiko.subscription, None))
        for change in (
            steps.cancel_at_end(aiko.subscription, True),
            steps.cancel_at_end(aiko.subscription, False),
            steps.end(aiko.subscription, None),
        ):
            self.assertEqual(change, steps.Change())

    def test_what_is_wished_twice_is_news_once(self) -> None:
        aiko = Story()
        for _ in range(2):
            aiko.take(steps.cancel_at_end(aiko.subscription, True))
        self.assertEqual(aiko.news.count("subscription.updated"), 1)

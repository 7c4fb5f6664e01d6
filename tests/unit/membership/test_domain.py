# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What changes a member's standing."""

from datetime import date
from typing import Any

import attrs
from twisted.trial.unittest import SynchronousTestCase

from modules.membership.domain import ages, changes
from modules.membership.domain.changes import SLACK_MS, Change, Member, Terms
from synapse_salon.clock import DAY_MS
from synapse_salon.people import Standing
from synapse_salon.ports.payments import Ref, SubscriptionState

NOW = 1_800_000_000_000
TERMS = Terms(grace_ms=7 * DAY_MS, read_only_ms=5 * DAY_MS)
AIKO = Member("s1", "@aiko:a.example", Standing.VISITOR, "あいこ", "ja", NOW)
PAID = attrs.evolve(AIKO, standing=Standing.ACTIVE, plan_id="p1", subscription="sub1", application_id="o1")


def state(status: str, **fields: Any) -> SubscriptionState:
    """A subscription as the provider tells of it."""
    told: dict[str, Any] = {
        "ref": Ref("sub1"),
        "order_id": "o1",
        "status": status,
        "period_start_ms": NOW,
        "period_end_ms": NOW + 30 * DAY_MS,
        "cancel_at_end": False,
        "overdue_attempts": 0,
        "pay_url": None,
        **fields,
    }
    return SubscriptionState(**told)


def told(member: Member, status: str, now_ms: int = NOW, **fields: Any) -> Change:
    """What becomes of a member when the provider says this."""
    return changes.subscribed(member, state(status, **fields), TERMS, now_ms)


class Joining(SynchronousTestCase):
    """From visitor to member."""

    def test_a_visitor_applies_and_gives_up(self) -> None:
        applied = changes.applied(AIKO, NOW).member
        self.assertEqual(applied.standing, Standing.APPLIED)
        self.assertEqual(changes.gave_up(applied, NOW).member.standing, Standing.VISITOR)

    def test_a_lapsed_member_who_applies_stays_in_the_lobby_until_paid(self) -> None:
        lapsed = attrs.evolve(AIKO, standing=Standing.LAPSED, keeps_lobby=True)
        self.assertEqual(changes.applied(lapsed, NOW).member, lapsed)
        self.assertEqual(changes.gave_up(lapsed, NOW).member, lapsed)
        self.assertFalse(changes.joined(lapsed, "p1", "o2", "sub2", False, NOW).member.keeps_lobby)

    def test_a_trial_is_told_from_a_membership(self) -> None:
        self.assertEqual(changes.joined(AIKO, "p1", "o1", "sub1", True, NOW).member.standing, Standing.TRIAL)
        self.assertEqual(changes.joined(AIKO, "p1", "o1", None, False, NOW).member.standing, Standing.ACTIVE)

    def test_who_may_begin_to_join(self) -> None:
        allowed = {standing for standing in Standing if changes.may_join(standing)}
        self.assertEqual(
            allowed, {Standing.VISITOR, Standing.FOLLOWER, Standing.APPLIED, Standing.GUEST, Standing.LAPSED}
        )


class News(SynchronousTestCase):
    """What the provider says, in any order, any number of times."""

    def test_a_renewal_moves_the_paid_time_and_nothing_else(self) -> None:
        after = told(PAID, "active").member
        self.assertEqual(after.standing, Standing.ACTIVE)
        self.assertEqual(after.paid_through_ms, NOW + 30 * DAY_MS)
        self.assertEqual(after.next_step_ms, NOW + 30 * DAY_MS + SLACK_MS)
        self.assertEqual(after.changed_ms, PAID.changed_ms)

    def test_a_failed_renewal_begins_the_grace_once(self) -> None:
        first = told(PAID, "overdue", overdue_attempts=1, pay_url="http://pay").member
        self.assertEqual(first.standing, Standing.PAST_DUE)
        self.assertEqual(first.next_step_ms, NOW + TERMS.grace_ms)
        again = told(first, "overdue", NOW + 3 * DAY_MS, overdue_attempts=2, pay_url="http://pay").member
        self.assertEqual(again.next_step_ms, first.next_step_ms)
        self.assertEqual(again.overdue_attempts, 2)
        older = told(again, "overdue", NOW + 4 * DAY_MS, overdue_attempts=1).member
        self.assertEqual(older.overdue_attempts, 2)

    def test_paying_late_restores_everything_from_each_step(self) -> None:
        for standing in (Standing.PAST_DUE, Standing.READ_ONLY):
            due = attrs.evolve(PAID, standing=standing, overdue_attempts=2, pay_url="http://pay")
            after = told(due, "active").member
            self.assertEqual(
                (after.standing, after.overdue_attempts, after.pay_url), (Standing.ACTIVE, 0, None)
            )

    def test_a_trial_becomes_a_membership_when_it_is_paid(self) -> None:
        trial = attrs.evolve(PAID, standing=Standing.TRIAL)
        self.assertEqual(told(trial, "trial").member.standing, Standing.TRIAL)
        self.assertEqual(told(trial, "active").member.standing, Standing.ACTIVE)

    def test_leaving_at_the_end_and_taking_it_back(self) -> None:
        leaving = told(PAID, "active", cancel_at_end=True)
        self.assertEqual((leaving.member.standing, leaving.cause), (Standing.CANCELLING, "cancelled"))
        back = told(leaving.member, "active")
        self.assertEqual((back.member.standing, back.cause), (Standing.ACTIVE, "cancel_undone"))
        gone = told(leaving.member, "ended", cancel_at_end=True)
        self.assertEqual((gone.member.standing, gone.cause), (Standing.LAPSED, "left"))
        self.assertFalse(gone.member.keeps_lobby)

    def test_a_subscription_that_ended_by_itself_leads_to_the_lobby(self) -> None:
        after = told(PAID, "ended").member
        self.assertEqual((after.standing, after.keeps_lobby), (Standing.LAPSED, True))

    def test_what_we_do_not_know_changes_nothing(self) -> None:
        for status in ("unknown", "pending"):
            self.assertEqual(told(PAID, status).member, PAID)

    def test_news_about_somebody_who_is_out_changes_nothing(self) -> None:
        for standing in (Standing.LAPSED, Standing.REMOVED, Standing.BANNED, Standing.VISITOR):
            out = attrs.evolve(PAID, standing=standing)
            for status in ("trial", "active", "overdue", "ended"):
                self.assertEqual(told(out, status).member, out)


class TheClock(SynchronousTestCase):
    """What time alone changes."""

    def test_grace_then_reading_then_the_lobby(self) -> None:
        due = told(PAID, "overdue", overdue_attempts=1).member
        self.assertIsNone(changes.step(due, TERMS, NOW + TERMS.grace_ms - 1))
        change = changes.step(due, TERMS, NOW + TERMS.grace_ms)
        assert change is not None
        self.assertEqual((change.member.standing, change.cause), (Standing.READ_ONLY, "grace_over"))
        change = changes.step(change.member, TERMS, NOW + TERMS.grace_ms + TERMS.read_only_ms)
        assert change is not None
        self.assertEqual((change.member.standing, change.cause), (Standing.LAPSED, "read_only_over"))
        self.assertTrue(change.member.keeps_lobby)
        self.assertIsNone(change.member.next_step_ms)

    def test_paid_time_that_is_over_is_asked_about_before_anybody_is_put_out(self) -> None:
        paid = told(PAID, "active").member
        over = NOW + 30 * DAY_MS + SLACK_MS
        self.assertFalse(changes.asks_provider(paid, over - 1))
        self.assertTrue(changes.asks_provider(paid, over))
        self.assertIsNone(changes.step(paid, TERMS, over))

    def test_a_provider_that_says_nothing_new_is_asked_again_in_ten_minutes(self) -> None:
        over = NOW + 30 * DAY_MS + SLACK_MS
        paid = told(PAID, "active").member
        later = changes.ask_later(paid, over)
        assert later is not None
        self.assertFalse(changes.asks_provider(later.member, over + 9 * 60_000))
        self.assertTrue(changes.asks_provider(later.member, over + 10 * 60_000))
        self.assertIsNone(changes.ask_later(paid, over - 1))

    def test_somebody_without_a_subscription_has_no_next_step(self) -> None:
        once = changes.joined(AIKO, "p1", "o1", None, False, NOW).member
        self.assertIsNone(changes.step(once, TERMS, NOW + 10_000 * DAY_MS))


class TheDoor(SynchronousTestCase):
    """Being shown out, and let in again."""

    def test_removed_and_barred_people_come_back_only_through_staff(self) -> None:
        removed = changes.put_out(PAID, Standing.REMOVED, NOW)
        banned = changes.put_out(PAID, Standing.BANNED, NOW)
        self.assertEqual((removed.member.standing, removed.cause), (Standing.REMOVED, "removed"))
        self.assertEqual((banned.member.standing, banned.cause), (Standing.BANNED, "banned"))
        for out in (removed.member, banned.member):
            self.assertFalse(out.keeps_lobby)
            self.assertFalse(changes.may_join(out.standing))
            self.assertTrue(changes.may_join(changes.readmitted(out, NOW).member.standing))

    def test_a_refund_of_an_older_month_takes_nothing_away(self) -> None:
        paid = told(PAID, "active").member
        self.assertTrue(changes.pays_present_period(paid, NOW))
        self.assertFalse(changes.pays_present_period(paid, NOW - 30 * DAY_MS))


class Ages(SynchronousTestCase):
    """Full years."""

    def test_the_birthday_itself_is_the_day(self) -> None:
        birth = date(2008, 11, 20)
        self.assertEqual(changes.age_on(birth, date(2026, 11, 19)), 17)
        self.assertEqual(changes.age_on(birth, date(2026, 11, 20)), 18)
        self.assertEqual(changes.age_on(date(2008, 2, 29), date(2026, 2, 28)), 17)
        self.assertEqual(changes.age_on(date(2008, 2, 29), date(2026, 3, 1)), 18)

    def test_only_a_band_is_kept(self) -> None:
        self.assertEqual(
            [ages.band_of(age) for age in (0, 17, 18, 19, 20, 90)],
            ["under_18", "under_18", "18_19", "18_19", "20_over", "20_over"],
        )

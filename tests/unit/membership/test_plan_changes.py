# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which plan may become which, and what a member becomes by it."""

import attrs
from twisted.trial.unittest import TestCase

from modules.membership.domain import plan_changes
from modules.membership.domain.changes import Change, Member
from modules.membership.domain.plan_changes import Way, ways
from synapse_salon.errors import NotAllowed
from synapse_salon.money import Money
from synapse_salon.people import Standing
from synapse_salon.ports.payments import Ref, SubscriptionState
from synapse_salon.ports.salons import Interval, Plan


def plan(name: str, price: int, interval: Interval) -> Plan:
    return Plan(name, "salon-1", name, "", Money(price, "JPY"), interval, 0, True)


SILVER, GOLD = plan("silver", 1980, "month"), plan("gold", 5080, "month")
YEARLY, FREE, ONCE = plan("yearly", 19800, "year"), plan("free", 0, "free"), plan("once", 9800, "once")
TEA = plan("tea", 0, "free")
ALL = (SILVER, GOLD, YEARLY, FREE, ONCE, TEA)
AIKO = Member("salon-1", "@aiko:x", Standing.ACTIVE, "Aiko", "ja", 0, "silver", "a", "subscription_1")
BEN = attrs.evolve(AIKO, plan_id="free", subscription=None)
STATE = SubscriptionState(Ref("subscription_1"), "a", "active", 10, 20, False, 0, None, "silver", None, 10)

LATER: tuple[Way, ...] = ("period_end",)
PAID: tuple[Way, ...] = ("checkout",)
TABLE: dict[str, dict[str, tuple[Way, ...]]] = {
    "silver": {"gold": ("now", "period_end"), "yearly": LATER, "free": LATER, "once": PAID},
    "gold": {"silver": LATER, "yearly": LATER, "free": LATER, "once": PAID},
    "yearly": {"silver": LATER, "gold": LATER, "free": LATER, "once": PAID},
    "free": {"silver": PAID, "gold": PAID, "yearly": PAID, "once": PAID, "tea": ("now",)},
    "once": {"silver": PAID, "gold": PAID, "yearly": PAID},
}


class Ways(TestCase):
    def test_from_each_plan_to_each(self) -> None:
        for before in ALL[:5]:
            member = attrs.evolve(AIKO if before.interval in ("month", "year") else BEN, plan_id=before.id)
            found = {after.id: ways(member, before, after) for after in ALL}
            expected = TABLE[before.id] | ({"tea": ("period_end",)} if member.subscription else {})
            self.assertEqual({name: way for name, way in found.items() if way}, expected, before.id)

    def test_a_trial_is_changed_at_once(self) -> None:
        member = attrs.evolve(AIKO, standing=Standing.TRIAL)
        self.assertEqual(
            [ways(member, SILVER, after) for after in (GOLD, YEARLY, FREE, ONCE)],
            [("now",), ("now",), ("now",), ("checkout",)],
        )

    def test_a_plan_that_is_paid_without_a_subscription_is_left_alone(self) -> None:
        self.assertEqual(ways(attrs.evolve(AIKO, subscription=None), SILVER, GOLD), ())

    def test_under_18_no_plan_that_costs_more(self) -> None:
        plan_changes.check_age("20_over", SILVER, GOLD)
        for before, after in ((YEARLY, SILVER), (FREE, SILVER), (SILVER, GOLD)):
            refusal = self.assertRaises(NotAllowed, plan_changes.check_age, "under_18", before, after)
            self.assertEqual(refusal.reason, "guardian_needed")
        plan_changes.check_age("under_18", SILVER, YEARLY)


class Followed(TestCase):
    def follow(self, member: Member, **told: object) -> Change:
        state = attrs.evolve(STATE, **told)
        return plan_changes.followed(Change(member, "paid"), state, ALL)

    def test_the_plan_is_what_the_subscription_is_for(self) -> None:
        change = self.follow(AIKO, price_key="gold", next_price_key="silver")
        self.assertEqual((change.member.plan_id, change.member.next_plan_id), ("gold", "silver"))
        self.assertEqual((change.member.anchor_ms, change.cause), (10, "plan_changed"))
        self.assertEqual(self.follow(change.member, price_key="gold").member.next_plan_id, None)

    def test_what_is_not_known_changes_nothing(self) -> None:
        for told in ({"price_key": ""}, {"price_key": "other"}, {"next_price_key": "other"}):
            member = self.follow(AIKO, **told).member
            self.assertEqual((member.plan_id, member.next_plan_id), ("silver", None))
        for told in ({"status": "ended"}, {"status": "unknown"}, {"ref": Ref("subscription_2")}):
            self.assertEqual(self.follow(AIKO, price_key="gold", **told).member, AIKO)
        out = attrs.evolve(AIKO, standing=Standing.LAPSED)
        self.assertEqual(self.follow(out, price_key="gold").member, out)

    def test_on_a_free_plan_nothing_is_paid_any_more(self) -> None:
        member = self.follow(attrs.evolve(AIKO, paid_through_ms=20, next_step_ms=30), price_key="free").member
        self.assertEqual(
            (member.plan_id, member.subscription, member.standing), ("free", None, Standing.ACTIVE)
        )
        self.assertEqual((member.paid_through_ms, member.next_step_ms), (None, None))

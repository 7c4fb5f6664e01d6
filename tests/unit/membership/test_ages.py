# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is too young, who needs a guardian, and who said otherwise before."""

from typing import Any

import attrs
from twisted.trial.unittest import SynchronousTestCase

from modules.membership.domain import guardians
from modules.membership.domain.ages import Told, band_of, is_older, read, written
from modules.membership.domain.guardians import Consent, Minors
from synapse_salon.errors import BadInput, NotAllowed
from synapse_salon.money import Money
from synapse_salon.ports.salons import Plan

PAID = Plan("p1", "s1", "毎月", "", Money(1980, "JPY"), "month", 0, True)
FREE = attrs.evolve(PAID, id="p2", price=Money(0, "JPY"), interval="free")
DEAR = attrs.evolve(PAID, id="p3", price=Money(3000, "JPY"))


def reason(minors: Minors, age: int, plan: Plan, guardian: str | None, mail: str | None = None) -> str:
    """Why it is refused; "" where it is not."""
    try:
        guardians.check_guardian(minors, band_of(age), plan, guardian, mail)
    except (BadInput, NotAllowed) as refusal:
        return refusal.reason
    return ""


class Ages(SynchronousTestCase):
    def test_only_a_band_is_kept(self) -> None:
        bands = [band_of(age) for age in (0, 17, 18, 19, 20, 90)]
        self.assertEqual(bands, ["under_18", "under_18", "18_19", "18_19", "20_over", "20_over"])

    def test_who_makes_themselves_older(self) -> None:
        for told, age, older in (
            (Told("under_18"), 17, False),
            (Told("under_18"), 18, True),
            (Told("under_18", 16), 15, False),
            (Told("under_18", 16), 16, True),
            (Told("18_19"), 20, True),
            (Told("18_19"), 12, False),
            (Told("20_over"), 18, False),
            (Told("20_over", 30), 30, True),
        ):
            self.assertEqual(is_older(told, age), older, (told, age))

    def test_what_a_browser_keeps(self) -> None:
        for told in (Told("under_18"), Told("18_19", 20), Told("20_over", 130)):
            self.assertEqual(read(written(told)), told)
        for forged in (
            None,
            "",
            "old.0",
            "under_18",
            "under_18.x",
            "under_18.-1",
            "under_18.9999",
            "under_18.１",
        ):
            self.assertIsNone(read(forged), forged)


class Guardians(SynchronousTestCase):
    def test_when_one_is_asked(self) -> None:
        table: tuple[tuple[Minors, int, Plan, str | None, str], ...] = (
            ("paid", 17, PAID, None, "guardian_needed"),
            ("paid", 17, PAID, "m@example.org", ""),
            ("paid", 17, FREE, None, ""),
            ("paid", 18, PAID, None, ""),
            ("always", 17, FREE, None, "guardian_needed"),
            ("always", 18, FREE, None, ""),
            ("free_only", 17, PAID, "m@example.org", "adults_only"),
            ("free_only", 17, FREE, None, ""),
            ("free_only", 20, PAID, None, ""),
        )
        for minors, age, plan, guardian, expected in table:
            self.assertEqual(reason(minors, age, plan, guardian), expected, (minors, age, plan.id))

    def test_nobody_consents_for_themselves(self) -> None:
        self.assertEqual(reason("paid", 17, PAID, "Ken@example.org", "ken@example.org"), "bad_input")

    def test_a_consent_is_for_one_plan_up_to_its_price(self) -> None:
        fields: dict[str, Any] = dict.fromkeys(("id", "salon_id", "user_id", "application_id"), "x")
        fields |= {"guardian_mail": "x", "language": "ja", "ask_key": "x", "stop_key": "y", "state": "given"}
        given = Consent(plan_id="p1", price=PAID.price, interval="month", asked_ms=0, **fields)
        self.assertTrue(given.covers(PAID))
        self.assertTrue(given.covers(attrs.evolve(PAID, price=Money(980, "JPY"))))
        for other in (
            attrs.evolve(PAID, price=Money(1981, "JPY")),
            attrs.evolve(PAID, price=Money(100, "USD")),
            attrs.evolve(PAID, interval="year"),
            DEAR,
        ):
            self.assertFalse(given.covers(other), other)
        for other, is_enough in (
            (attrs.evolve(PAID, id="p9", price=Money(980, "JPY")), True),
            (attrs.evolve(PAID, id="p9", price=Money(12 * 1980, "JPY"), interval="year"), True),
            (attrs.evolve(PAID, id="p9", price=Money(12 * 1980 + 1, "JPY"), interval="year"), False),
            (attrs.evolve(PAID, price=Money(1, "USD")), False),
            (FREE, True),
            (DEAR, False),
        ):
            self.assertEqual(given.is_enough_for(other), is_enough, other)

    def test_a_month_costs_no_more_than_the_cap(self) -> None:
        guardians.check_cap(None, DEAR, [PAID, PAID])
        guardians.check_cap(4980, DEAR, [PAID])
        guardians.check_cap(0, FREE, [PAID])
        guardians.check_cap(3000, DEAR, [attrs.evolve(PAID, price=Money(9999, "USD"))])
        for cap, others in ((4979, [PAID]), (2999, []), (0, [])):
            refusal = self.assertRaises(NotAllowed, guardians.check_cap, cap, DEAR, others)
            self.assertEqual(refusal.reason, "spending_cap")

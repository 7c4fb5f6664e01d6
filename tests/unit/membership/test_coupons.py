# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What coupons take off, and what is said of it on the last page before paying."""

from typing import Any

from twisted.trial.unittest import TestCase

from modules.membership.domain.confirmation import Offer, confirmation_text
from modules.membership.domain.coupons import Coupon, Redeemed, check_code, effective, fits
from synapse_salon.errors import BadInput
from synapse_salon.money import Money
from synapse_salon.months import months_later
from synapse_salon.ports import Plan
from synapse_salon.ports.salons import Interval
from tests.unit.membership.test_confirmation import PAGE, SALON, TEXTS

NOW = 1_767_225_600_000  # 2026-01-01 00:00 UTC


def plan(yen: int = 1980, interval: Interval = "month") -> Plan:
    return Plan("p1", "s1", "毎月", "", Money(yen, "JPY"), interval, 0, True)


def coupon(**terms: Any) -> Coupon:
    known: dict[str, Any] = {
        "id": "c1",
        "salon_id": "s1",
        "code": "HARU",
        "percent": 15,
        "amount": None,
        "currency": "JPY",
        "plans": (),
        "lasts": "once",
        "months": None,
        "uses": None,
        "per_person": 1,
        "valid_until_ms": None,
        "is_on": True,
        "taken": 0,
        "made_by": "@olive:x.example",
        "made_ms": 0,
    }
    return Coupon(**{**known, **terms})


def said(given: Coupon, of: Plan, trial_days: int = 0) -> str:
    off = given.discount(of)
    offer = Offer(SALON, effective(of, off), trial_days, "2026年12月5日(土)", PAGE, off)
    return confirmation_text(offer, "あいこ", lambda text: TEXTS.say(text, "ja"))


class Coupons(TestCase):
    def test_codes_as_people_type_them(self) -> None:
        for typed, kept in (("haru", "HARU"), (" ｈａｒｕ－２０２７ ", "HARU-2027"), ("Ha Ru_1", "HARU_1")):
            self.assertEqual(check_code(typed), kept)
        for typed in ("", "ab", "春のセール", "a" * 31, "a.b.c"):
            with self.assertRaises(BadInput):
                check_code(typed)

    def test_how_many_payments(self) -> None:
        for terms, interval, payments in (
            ({}, "month", 1),
            ({"lasts": "months", "months": 3}, "month", 3),
            ({"lasts": "months", "months": 3}, "year", 1),
            ({"lasts": "months", "months": 13}, "year", 2),
            ({"lasts": "forever"}, "month", None),
            ({"lasts": "forever"}, "once", 1),
        ):
            self.assertEqual(coupon(**terms).discount(plan(interval=interval)).payments, payments)

    def test_what_is_left_is_nothing_or_can_be_charged(self) -> None:
        for terms, fit in (
            ({"percent": 100}, True),
            ({"percent": 97}, True),
            ({"percent": 98}, False),
            ({"percent": None, "amount": Money(1930, "JPY")}, True),
            ({"percent": None, "amount": Money(1931, "JPY")}, False),
            ({"percent": None, "amount": Money(9999, "JPY")}, True),
            ({"plans": ("p2",)}, False),
            ({"currency": "USD"}, False),
        ):
            self.assertEqual(fits(coupon(**terms), plan()), fit, terms)
        self.assertFalse(fits(coupon(), plan(0, "free")))

    def test_what_is_due_when(self) -> None:
        used = Redeemed(coupon(lasts="months", months=2), "p1", "used", NOW)
        due = [used.due(plan(), months_later(NOW, n)).minor for n in range(4)]
        self.assertEqual(due, [1683, 1683, 1980, 1980])
        other = Plan("p2", "s1", "年", "", Money(19800, "JPY"), "year", 0, True)
        self.assertEqual(used.due(other, NOW).minor, 19800)

    def test_the_first_payment(self) -> None:
        words = said(coupon(), plan())
        self.assertIn(
            "料金: クーポン HARU により、初回のお支払いは ¥1,683（税込）です。 その後は毎月¥1,980（税込）です。"
            " 12か月分の総額は¥23,463（税込）です。\n"
            "支払いの時期と方法: カード払い。今回¥1,683（税込）をお支払いいただきます。"
            " 以後、毎月同じ日に¥1,980（税込）が自動で請求されます。\n",
            words,
        )

    def test_some_months_after_free_days(self) -> None:
        words = said(coupon(lasts="months", months=3), plan(), 14)
        self.assertIn("2026年12月5日(土)まで無料", words)
        self.assertIn("最初の 3 回のお支払いは各 ¥1,683（税込）です。", words)
        self.assertIn("12か月分の総額は¥22,869（税込）", words)
        self.assertIn("3 回目のお支払いまでは ¥1,683、それ以降は毎月 ¥1,980 が", words)

    def test_every_payment_names_no_other_price(self) -> None:
        words = said(coupon(lasts="forever"), plan())
        self.assertIn(
            "毎月¥1,683（税込） クーポン HARU を適用した料金です。 12か月分の総額は¥20,196（税込）です。",
            words,
        )
        self.assertNotIn("1,980", words)

    def test_nothing_at_all(self) -> None:
        words = said(coupon(percent=100, lasts="forever"), plan(), 14)
        self.assertIn("料金はかかりません。", words)
        for price in ("1,980", "カード", "自動で更新"):
            self.assertNotIn(price, words)

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The last page before paying, word for word, for each kind of plan (特定商取引法 12条の6)."""

from twisted.trial.unittest import TestCase

from modules.membership.domain.confirmation import Offer, confirmation_text
from modules.membership.domain.plan_changes import PlanChange
from modules.membership.domain.plan_words import Proposal, proposal_text
from synapse_salon.i18n import Texts, t
from synapse_salon.money import Money
from synapse_salon.ports import Plan, Salon
from synapse_salon.ports.discounts import Discount
from synapse_salon.ports.payments import Line
from synapse_salon.ports.salons import Interval
from tests.support.settings import ROOT

PAGE = "https://salon.example/s/blue-lotus/me"
SALON = Salon(
    id="s1",
    slug="blue-lotus",
    title="青い蓮",
    purpose="水草を育てる",
    kind="fan_club",
    language="ja",
    timezone="Asia/Tokyo",
    owner="@olive:salon.example",
    space=None,
    is_open=True,
    rules_version=1,
    rules="ルール",
    minimum_age=0,
    this_server_only=False,
    currency="JPY",
    accent="#7a3e9d",
)
TEXTS = Texts()
TEXTS.add(ROOT / "modules" / "membership")

LEAVE = f"会員ページからいつでも退会できます。手数料はかかりません。 会員ページ：{PAGE}"
PAID = f"{LEAVE} 次の支払日の前日までに退会すれば、それ以後の請求はありません。"
SOON = "利用できる時期: お支払いが確認できしだい、すぐ。\n申し込みの期間: 期限はありません。\n"


def said(name: str, yen: int, interval: Interval, trial_days: int = 0) -> str:
    """What somebody confirms in Japanese."""
    plan = Plan("p1", "s1", name, "", Money(yen, "JPY"), interval, trial_days, True)
    offer = Offer(SALON, plan, trial_days, "2026年12月5日(土)", PAGE)
    return confirmation_text(offer, "あいこ", lambda text: TEXTS.say(text, "ja"))


class Ahead(TestCase):
    def test_paid_ahead_it_says_until_when_and_that_no_day_is_free(self) -> None:
        plan = Plan("p1", "s1", "毎月", "", Money(1980, "JPY"), "month", 14, True)
        by = t("By bank transfer")
        offer = Offer(
            SALON, plan, 0, "", PAGE, months=3, paid_by=by, paid_within=((by, 7, "2026年12月5日(土)"),)
        )
        for language, free, until in (
            ("ja", "前払いには無料期間がありません", "お申し込みから7日以内（2026年12月5日(土)まで）"),
            ("en", "Free days are for what renews by itself", "within 7 days of applying, that is by 2026"),
        ):
            told = confirmation_text(offer, "Aiko", lambda text, language=language: TEXTS.say(text, language))
            self.assertIn(free, told)
            self.assertIn(until, told)


class ForNothing(TestCase):
    def test_who_pays_nothing_now_is_not_told_to_pay_nothing(self) -> None:
        plan = Plan("p1", "s1", "Gold", "", Money(1980, "JPY"), "month", 0, True)
        offer = Offer(SALON, plan, 0, "", PAGE, discount=Discount("c1", "HARU", 100, None, 1))
        told = confirmation_text(offer, "Aiko", lambda text: TEXTS.say(text, "en"))
        self.assertIn("Nothing is charged now; a card is needed", told)
        self.assertNotIn("¥0 now", told)


class AnotherPlan(TestCase):
    def test_what_is_left_of_a_coupon_is_said_to_end(self) -> None:
        gold = Plan("p1", "s1", "Gold", "", Money(1980, "JPY"), "month", 0, True)
        line = Line("Gold", gold.price, "month", "p1")
        change = PlanChange("c", "s1", "@aiko:x", "p0", "p1", "now", "sub", line, Money(0, "JPY"), 5, 0, 9)
        for code in ("HARU-2027", ""):
            proposal = Proposal(SALON, gold, gold, change, "day", "moment", PAGE, coupon=code)
            told = proposal_text(proposal, lambda text: TEXTS.say(text, "en"))
            self.assertEqual("What is left of the coupon HARU-2027 ends" in told, bool(code))


class Confirmation(TestCase):
    maxDiff = None

    def test_every_month(self) -> None:
        self.assertEqual(
            said("毎月", 1980, "month"),
            "青い蓮 / 毎月 / あいこ\n"
            "申し込みの内容: 「青い蓮」の会員資格 1名分（プラン：毎月）"
            " 退会するまで自動で更新されます。期間の定めはありません。\n"
            "料金: 毎月¥1,980（税込） 12か月分の総額は¥23,760（税込）です。\n"
            "支払いの時期と方法: カード払い。今回¥1,980（税込）をお支払いいただきます。"
            " 以後、毎月同じ日に¥1,980（税込）が自動で請求されます。\n"
            f"{SOON}退会・申し込みの取り消し: {PAID}"
            " 退会しても、支払い済みの期間が終わるまで利用できます。日割りの返金はありません。",
        )

    def test_every_month_with_free_days_at_first(self) -> None:
        text = said("お試しつき", 1980, "month", 14)
        self.assertIn("料金: 2026年12月5日(土)まで無料です。 その後は毎月¥1,980（税込）です。", text)
        self.assertIn("2026年12月5日(土)に最初の¥1,980（税込）が請求されます。 以後、毎月同じ日に", text)
        self.assertIn("無料期間中に退会すれば、料金はかかりません。", text)
        self.assertIn("利用できる時期: カードが確認できしだい、すぐ。", text)

    def test_a_place_that_is_kept_for_a_time(self) -> None:
        plan = Plan("p1", "s1", "毎月", "", Money(1980, "JPY"), "month", 0, True)
        offer = Offer(SALON, plan, 0, "", PAGE, stands_until="2026年12月5日(土) 9:00")
        text = confirmation_text(offer, "あいこ", lambda said: TEXTS.say(said, "ja"))
        self.assertIn("申し込みの期間: 2026年12月5日(土) 9:00まで、席を確保しています。", text)

    def test_every_year(self) -> None:
        text = said("年払い", 19800, "year")
        self.assertIn("料金: 毎年¥19,800（税込）\n", text)
        self.assertIn("以後、毎年同じ日に¥19,800（税込）が自動で請求されます。", text)

    def test_once(self) -> None:
        text = said("買い切り", 30000, "once")
        self.assertIn("料金: 1回だけ¥30,000（税込）\n", text)
        self.assertIn("今回¥30,000（税込）をお支払いいただきます。以後の請求はありません。", text)
        self.assertIn(f"{LEAVE} 一度のお支払いでいただいた代金は、退会されても返金されません。", text)

    def test_free(self) -> None:
        text = said("無料", 0, "free")
        self.assertIn("支払いの時期と方法: 料金はかかりません。\n利用できる時期: 申し込み後すぐ。", text)

    def test_all_six_items(self) -> None:
        for interval in ("month", "year", "once", "free"):
            yen = 0 if interval == "free" else 1980
            self.assertEqual(said("x", yen, interval).count("\n"), 6)

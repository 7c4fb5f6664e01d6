# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Thanks for bringing people: which words are refused, what becomes of each, and that nothing else can be set."""

import re

from pydantic import ValidationError
from twisted.trial.unittest import SynchronousTestCase

from modules.invites.domain.in_kind import money_in
from modules.invites.domain.thanks import Thanks, verdict
from modules.invites.settings import InvitesSettings
from modules.invites.web.thanks_bodies import ThanksBody, ThanksForm
from synapse_salon.clock import DAY_MS
from synapse_salon.errors import BadInput
from tests.support.settings import ROOT

MONEY = """
現金 げんきん 現・金 お金 おかね 3000円 ３，０００円 千円分 五百円玉 ¥500 ￥500 $5 €5 円をお渡し 数千ドル 100マイル
金券 商品券 図書カード クオカード QUOカード Ａｍａｚｏｎギフト券 amazonギフトコード ギフトカード 電子マネー PayPayで
ポイント ﾎﾟｲﾝﾄ ぽ・い・ん・と キャッシュバック クーポン 次回10%オフ １０％引き 二割引 2割オフ 割り引き お値引き
半額 無料月 1か月無料 会費1か月分 一か月分 期間の延長 暗号資産 ビットコイン 紹介料 賞金
cash ＣＡＳＨ Cash-back a＿GIFT＿CARD gift-card a＿gift＿certificate 5＿dollars 1000yen 500＿points a＿free＿month
two＿months＿of＿membership＿free free＿of＿charge no＿dues 10＿percent half＿price 20＿off a＿discounted＿seat
a＿coupon crypto Bitcoin store＿credit we＿pay＿your＿train 会場でcashを
"""
IN_KIND = """
ステッカー 最前列の席 円卓の席 手書きのお礼状 睡蓮の株をひとつ お名前をスタッフロールに スマイルバッジ
アイドルのサイン色紙 缶バッジ10個 マイルドなお茶 主宰とのお茶会に一回 お茶会へのご招待 周年記念の色紙
a＿sticker A＿seat＿in＿the＿front＿row your＿name＿in＿the＿credits a＿pointed＿hat a＿cashew＿cake
a＿carefree＿afternoon gift＿wrapped＿seeds a＿free＿sticker a＿plant＿of＿your＿choice
"""


def said_in(list_: str) -> list[str]:
    """The entries of a list, in which ＿ is a blank."""
    return [one.replace("＿", " ") for one in list_.split()]


class Words(SynchronousTestCase):
    def test_money_in_every_dress_and_things_that_are_none(self) -> None:
        self.assertEqual([said for said in said_in(MONEY) if money_in(said) is None], [])
        self.assertEqual([(said, money_in(said)) for said in said_in(IN_KIND) if money_in(said)], [])

    def test_the_word_is_shown_as_it_was_written(self) -> None:
        for said, shown in (
            ("記念に３０００円を", "3000円"), ("ぽ・い・ん・と三つ", "ぽ・い・ん・と"), ("A Free  Month", "free month"),
        ):  # fmt: skip
            self.assertEqual(money_in(said), shown)


class Days(SynchronousTestCase):
    def test_when_it_is_looked_and_what_comes_of_it(self) -> None:
        self.assertEqual(Thanks("x", 30, 1).due_ms(5 * DAY_MS), 35 * DAY_MS)
        for inside, may_be, thanked, becomes in (
            (True, True, 0, "owed"), (True, True, 1, "owed"), (True, True, 2, "over"), (False, True, 0, "ended"),
            (True, False, 0, "ended"), (False, False, 9, "ended"),
        ):  # fmt: skip
            found = verdict(
                is_inside=inside, may_be_thanked=may_be, thanked_this_year=thanked, most_per_year=2
            )
            self.assertEqual(found, becomes)


class NothingElse(SynchronousTestCase):
    """連鎖販売取引: one level, in kind, so many times, for no purchase. There is nowhere to say anything else."""

    def test_what_can_be_set(self) -> None:
        schema = ThanksBody.model_json_schema()
        self.assertEqual(set(schema["properties"]), {"what", "after_days", "most_per_year", "off"})
        self.assertFalse(schema["additionalProperties"])
        self.assertEqual(set(ThanksForm.model_fields), {"what", "after_days", "most_per_year", "act"})
        bounds = {
            name: (schema["properties"][name]["minimum"], schema["properties"][name]["maximum"])
            for name in ("after_days", "most_per_year")
        }
        self.assertEqual(bounds, {"after_days": (0, 90), "most_per_year": (1, 12)})
        self.assertEqual(
            set(InvitesSettings.model_fields),
            {"quota", "most_days", "registration_tokens", "accounts_need_codes"},
            "the house cannot set any either",
        )

    def test_what_cannot(self) -> None:
        good = {"what": "a sticker", "after_days": 30, "most_per_year": 3}
        self.assertEqual(ThanksBody(**good).thanks(), Thanks("a sticker", 30, 3))
        for more in (
            {"levels": 2}, {"depth": 1}, {"amount": 500}, {"percent": 10}, {"currency": "JPY"}, {"plan": "gold"},
            {"least_paid": 1}, {"parents": True}, {"after_days": 91}, {"after_days": -1}, {"most_per_year": 0},
            {"most_per_year": 13}, {"most_per_year": None}, {"what": ["a", "b"]}, {"what": {"1": "a", "2": "b"}},
            {"what": "x" * 201}, {"what": " "},
        ):  # fmt: skip
            self.assertRaises(ValidationError, ThanksBody, **{**good, **more})
        for neither in ({}, {"off": True, "what": "x"}, {"off": False}):
            self.assertRaises(BadInput, ThanksBody(**neither).thanks)
        self.assertIsNone(ThanksBody(off=True).thanks())

    def test_the_tables_have_no_place_for_it(self) -> None:
        sql = (ROOT / "modules/invites/migrations/0003_thanks.sql").read_text("utf-8")
        tables = dict(re.findall(r"CREATE TABLE (\w+) \((.*?)\n\);", sql, re.DOTALL))
        columns = {name: re.findall(r"^    ([a-z_]+) ", body, re.M) for name, body in tables.items()}
        self.assertEqual(
            columns["salon_invite_thanks"],
            ["salon_id", "what", "after_days", "most_per_year", "set_by", "set_ms"],
        )
        self.assertNotIn("amount", " ".join(columns["salon_invite_gifts"]))

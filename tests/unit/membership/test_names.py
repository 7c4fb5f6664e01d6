# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names that pass for others, and names that only look a little alike."""

from twisted.trial.unittest import SynchronousTestCase

from synapse_salon import likeness


class Names(SynchronousTestCase):
    def test_what_looks_the_same_is_the_same(self) -> None:
        for name in (
            "Olive",
            "olive",
            "ＯＬＩＶＥ",
            "O l i v e",
            "0live",
            "оlivе",
            "Ólivé",
            "o.l.i.v.e",
            "Οlive",
            "OIive",
            "O1ive",
            "O|ive",
            "Olive\ufe0f",
            "Olive ✓",
            "OIive☑",
        ):
            self.assertTrue(likeness.passes_for(name, ["", "青い蓮", "olive"]), name)
        for name, other in (("Kirnura", "Kimura"), ("VVada", "Wada"), ("ｱｵｲ", "アオイ")):
            self.assertTrue(likeness.passes_for(name, [other]), name)
        for name in ("Oliver", "Aiko", "オリーブ", "", "🌿"):
            self.assertFalse(likeness.passes_for(name, ["", "青い蓮", "olive"]), name)

    def test_japanese_sounds_are_told_apart(self) -> None:
        self.assertFalse(likeness.passes_for("はら", ["ばら"]))
        self.assertTrue(likeness.passes_for("ﾊﾞﾗ", ["バラ"]))

    def test_an_office_is_not_claimed(self) -> None:
        for name in (
            "運営",
            "青い蓮　運営",
            "【公式】みき",
            "スタッフ まり",
            "事務局",
            "Lotus Official",
            "ＡＤＭＩＮ",
            "ѕtaff",
            "house-owner",
            "Adm1n",
            "5taff",
            "A d m i n",
            "O.f.f.i.c.i.a.l",
            "モデレーター✓",
        ):
            self.assertTrue(likeness.sounds_official(name), name)
        for name in ("みき", "運動会営業部", "Adminah", "Mofficial", "サポーター", "公太", "阿部管", "Owen"):
            self.assertFalse(likeness.sounds_official(name), name)

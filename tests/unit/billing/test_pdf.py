# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Receipts as PDF."""

import re
from pathlib import Path

from twisted.trial.unittest import TestCase

from modules.billing.domain.receipts import Item, Seller
from modules.billing.web.pdf import draw, shown
from modules.billing.web.sheet import sheet
from synapse_salon.i18n import Texts
from tests.support.settings import ROOT
from tests.unit.billing.test_invoicing import receipt


class Papers(TestCase):
    def setUp(self) -> None:
        self.texts = Texts()
        for folder in ("synapse_salon", "modules/billing"):
            self.texts.add(Path(ROOT) / folder)

    def test_what_stands_on_one(self) -> None:
        said = sheet(receipt(recipient="山田 花子"), "ja", self.texts.say)
        self.assertEqual((said.title, said.recipient), ("領収書（適格請求書）", "山田 花子 様"))
        self.assertEqual(
            [(rate.name, rate.total, rate.tax) for rate in said.rates],
            [("10 %", "¥3,479", "¥316"), ("8 %", "¥2,079", "¥154")],
        )
        self.assertEqual([item.mark for item in said.items], ["※", "※", "", ""])
        self.assertIn("登録番号：T7000012050002", said.seller)
        plain = receipt(rates=(), seller=Seller("蓮の会"))
        for language in ("ja", "en"):
            words = repr(sheet(plain, language, self.texts.say))  # type: ignore[arg-type]  # both are languages
            for word in ("T70", "※", "適格", "qualified", "軽減"):
                self.assertNotIn(word, words)
        stamped = sheet(receipt(total=50_000), "ja", self.texts.say)
        self.assertIn("収入印紙", stamped.notes[-1])

    def test_it_is_drawn_alike_each_time_on_as_many_pages_as_it_takes(self) -> None:
        items = tuple(Item(f"品 {n} “𠮷” 😀", 100, 8 if n % 2 else 10) for n in range(60))
        said = sheet(receipt(items=items, is_test=True), "ja", self.texts.say)
        drawn = draw(said, 1777474800000)
        self.assertEqual(drawn, draw.__wrapped__(said, 1777474800000))
        self.assertTrue(drawn.startswith(b"%PDF-"))
        self.assertGreater(len(re.findall(rb"/Type /Page\b", drawn)), 2)
        self.assertIn(b"/FontFile3", drawn)
        self.assertEqual(shown("髙﨑𠮷¥→😀"), "髙﨑𠮷¥→〓")

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is the same to somebody who searches, what is kept of what somebody types, and who sees it."""

from twisted.trial.unittest import SynchronousTestCase

from modules.people.domain.folding import asked, folded, grams, words_of
from modules.people.domain.profile import EVERYBODY, Common, Words, found_by, in_common, labels, listed_in
from modules.people.domain.search import Place, read_place
from synapse_salon.errors import BadInput


class Folding(SynchronousTestCase):
    def test_what_people_type_for_the_same_word(self) -> None:
        for one, other in (
            ("ｶﾒﾗ", "カメラ"),
            ("カメラ", "かめら"),
            ("ガーデン", "ｶﾞｰﾃﾞﾝ"),
            ("ヴァイオリン", "ゔぁいおりん"),
            ("Ｃａｆé", "CAFE"),
            ("Straße", "STRASSE"),
            ("㌔", "キロ"),
            ("山　歩き", "山 歩き"),
        ):
            self.assertEqual(folded(one), folded(other), one)
        for one, other in (("はら", "ばら"), ("カメラ", "かめ"), ("写真", "写生")):
            self.assertNotEqual(folded(one), folded(other), one)

    def test_words_stand_between_blanks_of_every_kind(self) -> None:
        self.assertEqual(words_of("　写真　　カメラ photo 写真"), ("写真", "かめら", "photo"))
        self.assertEqual(words_of(" 　"), ())
        self.assertEqual(len(words_of("a b c d e f g")), 5)

    def test_each_part_of_a_word_is_in_the_index(self) -> None:
        kept = grams(folded("水草と睡蓮\nＣＡＦＥ"))
        for word in ("水", "水草", "草と睡", "水草と睡蓮", "af", "cafe"):
            self.assertLessEqual(set(asked(word)), kept, word)
        self.assertFalse(set(asked("蓮c")) <= kept)
        self.assertEqual(asked("猫"), ("猫",))


class WhoSeesWhat(SynchronousTestCase):
    def test_each_field_for_itself(self) -> None:
        words = Words(
            ("写真",), ("簿記",), "関西", "よろしく", {**EVERYBODY, "skills": "group", "region": "nobody"}
        )
        self.assertEqual((words.at("salon").interests, words.at("salon").skills), (("写真",), ()))
        self.assertEqual(words.at("salon", "group").skills, ("簿記",))
        self.assertEqual(words.at("salon", "group").region, "")
        everybody, companions = found_by("山田 花子", words)
        for word, where in (("山田花子", everybody), ("よろしく", everybody), ("簿記", companions)):
            self.assertIn(word, where)
        self.assertNotIn("簿記", everybody)
        self.assertNotIn("関西", everybody + companions)
        self.assertTrue(Words(shown=words.shown).is_empty)

    def test_why_somebody_is_worth_knowing(self) -> None:
        mine = Words(("ｶﾒﾗ", "山歩き", "簿記"))
        theirs = Words(("かめら", "料理"), ("簿記", "カメラ"))
        self.assertEqual(in_common(mine, theirs), Common(("かめら",), ("簿記",)))
        self.assertTrue(in_common(Words(), theirs).is_empty)


class WhatIsTyped(SynchronousTestCase):
    def test_commas_of_every_kind_and_no_label_twice(self) -> None:
        typed = "写真、 #山歩き，ｶﾒﾗ,カメラ；\n, お茶　会"
        self.assertEqual(labels(listed_in(typed), "interests"), ("写真", "山歩き", "ｶﾒﾗ", "お茶 会"))

    def test_what_cannot_be_kept_is_said(self) -> None:
        for said in ([str(number) for number in range(11)], ["x" * 31], ["a\u200bb"]):
            problems = self.assertRaises(BadInput, labels, said, "skills").problems
            self.assertEqual(list(problems), ["skills"])

    def test_a_place_in_the_list_comes_back_as_it_was(self) -> None:
        for place in (Place(3, "かめら", "@a:b"), Place(2**63 - 1), Place()):
            self.assertEqual(read_place(place.written()), place)
        for odd in ("x", "é", "W10", Place(2**63).written(), Place(-1).written(), Place(0, "\0").written()):
            self.assertRaises(BadInput, read_place, odd)

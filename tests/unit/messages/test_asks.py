# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a question stands after somebody wrote in its room."""

from twisted.trial.unittest import TestCase

from modules.messages.domain.asks import Ask, after_message, first_words, is_thanks

AIKO, OLIVE = "@aiko:a.org", "@olive:a.org"
ANSWERED = Ask("q", "salon", AIKO, "いつですか", "answered", "!room:a.org", 0, 0)


class AfterAnAnswer(TestCase):
    def test_thanks_leave_it_answered_and_anything_else_opens_it_again(self) -> None:
        for said in (
            "ありがとうございます！",
            "はい、承知しました。ありがとうございました🙇",
            "早速のご回答ありがとうございます。",
            "Thank you so much!",
            "OK, got it. Thanks for your help",
            "了解です",
        ):
            self.assertTrue(is_thanks(said), said)
            self.assertIsNone(after_message(ANSWERED, AIKO, said), said)
        for said in (
            "ありがとうございます。あと一つだけ",
            "ありがとうございます？",
            "ok?",
            "わかりませんでした",
            "Thanks, but when?",
            "では…",
            "はい",
            "OK",
            "",
            "ありがとう" * 100,
        ):
            self.assertFalse(is_thanks(said), said)
            self.assertEqual(after_message(ANSWERED, AIKO, said), ("open", "asked_again"), said)

    def test_thanks_of_the_staff_answer(self) -> None:
        waits = Ask("q", "salon", AIKO, "いつですか", "open", "!room:a.org", 0, 0)
        self.assertEqual(after_message(waits, OLIVE, "ありがとうございます"), ("answered", "answered"))
        self.assertIsNone(after_message(waits, AIKO, "ありがとうございます"))


class NamesOfRooms(TestCase):
    def test_they_begin_as_the_question_does(self) -> None:
        self.assertEqual(first_words("いつ\n始まりますか"), "いつ 始まりますか")
        self.assertEqual(first_words("x" * 40), "x" * 29 + "…")

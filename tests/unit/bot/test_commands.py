# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading commands as people type them."""

from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from synapse_salon.bot.commands import Command, Commands, Said, spoken
from synapse_salon.i18n import Language, Text, Texts, t


async def nothing(said: Said) -> Text | None:
    return None


def read(body: object, **more: Any) -> tuple[str, str, bool] | None:
    heard = spoken({"msgtype": "m.text", "body": body, **more})
    return None if heard is None else (heard.word, heard.rest, heard.marked)


class Reading(SynchronousTestCase):
    def test_commands_in_all_the_ways_keyboards_write_them(self) -> None:
        self.assertEqual(read("!join lotus  now "), ("join", "lotus  now", True))
        self.assertEqual(read("！参加　lotus"), ("参加", "lotus", True))
        self.assertEqual(read("！ＪＯＩＮ　ｌｏｔｕｓ"), ("join", "ｌｏｔｕｓ", True))
        self.assertEqual(read("! help"), ("help", "", True))
        self.assertEqual(read("  !help\nmore"), ("help", "more", True))
        self.assertEqual(read("help me"), ("help", "me", False))
        self.assertEqual(read("!ﾍﾙﾌﾟ"), ("ヘルプ", "", True))

    def test_what_is_no_command(self) -> None:
        for body in ("", "   ", "!", "!!!", "!?", "！１", "!5", None, 5, ["!help"]):
            self.assertIsNone(read(body), body)
        for content in ({"msgtype": "m.notice"}, {"msgtype": "m.emote"}, {"msgtype": None}):
            self.assertIsNone(spoken({"body": "!help", **content}))
        self.assertIsNone(read("* !help", **{"m.relates_to": {"rel_type": "m.replace", "event_id": "$1"}}))

    def test_a_reply_is_read_without_what_it_repeats(self) -> None:
        relation = {"m.relates_to": {"m.in_reply_to": {"event_id": "$1"}}}
        self.assertEqual(read("> <@a:b> !leave\n> now\n\n!help", **relation), ("help", "", True))
        self.assertEqual(read("> !leave"), (">", "!leave", False))


class Table(SynchronousTestCase):
    def setUp(self) -> None:
        self.commands = Commands()
        self.texts = Texts()
        self.commands.add(Command("join", ("参加", "入会"), t("Joins a salon."), nothing, usage=t("<salon>")))
        self.commands.add(Command("help", (), t("Shows this."), nothing))

    def test_finding(self) -> None:
        for word in ("join", "参加", "入会"):
            found = self.commands.find(word)
            assert found is not None
            self.assertEqual(found.word, "join")
        self.assertIsNone(self.commands.find("leave"))
        self.assertEqual([command.word for command in self.commands], ["join", "help"])

    def test_what_was_probably_meant(self) -> None:
        self.assertEqual(self.commands.closest("jion", "en"), "!join")
        self.assertEqual(self.commands.closest("入会する", "ja"), "!参加")
        self.assertEqual(self.commands.closest("hlep", "ja"), "!help")
        self.assertIsNone(self.commands.closest("important", "en"))

    def test_help_speaks_the_language(self) -> None:
        def said(language: Language) -> str:
            return self.texts.say(self.commands.help(language, self.texts.say), language)

        self.assertIn("!join <salon> – Joins a salon.", said("en"))
        self.assertIn("!参加 <salon> –", said("ja"))

    def test_what_is_for_staff_is_told_to_staff(self) -> None:
        self.commands.add(Command("bar", (), t("Bars somebody."), nothing, for_staff=True))
        for with_staff in (False, True):
            told = self.texts.say(self.commands.help("en", self.texts.say, with_staff), "en")
            self.assertEqual("!bar" in told, with_staff)

    def test_a_word_is_taken_once(self) -> None:
        for word, also in (("join", ()), ("x", ("参加",)), ("ＪＯＩＮ", ())):
            with self.assertRaises(ValueError):
                self.commands.add(Command(word, also, t("x"), nothing))

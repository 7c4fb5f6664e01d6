# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What each kind of salon begins with: rooms, who writes there, policies, helpers, and words to begin with."""

from pathlib import Path
from typing import get_args

from twisted.trial.unittest import TestCase

from modules import salons
from modules.salons.domain.claims import in_page
from modules.salons.domain.examples import EXAMPLES
from modules.salons.domain.pages import PageContent, check_complete
from modules.salons.domain.plans import check_price
from modules.salons.domain.policies import Policies
from modules.salons.domain.presets import FIRST_RULES, PRESETS
from synapse_salon.errors import BadInput
from synapse_salon.i18n import Language, Text, Texts
from synapse_salon.money import Money
from synapse_salon.people import STAFF, Act, power_needed
from synapse_salon.ports.salons import Kind
from synapse_salon.rooms.rules import join_rules, power_levels

EVERYWHERE = (
    ("news", "announce", "members", True),
    ("lounge", "chat", "members", True),
    ("hello", "chat", "members", False),
    ("staff", "staff", "staff", False),
    ("lobby", "lobby", "lobby", False),
)
TABLE: dict[Kind, tuple[tuple[tuple[str, str], ...], Policies]] = {
    "fan_club": ((("off-shots", "chat"), ("live", "stream")), Policies("off", "none")),
    "lesson": (
        (("lessons", "announce"), ("questions", "forum"), ("seminars", "gathering"), ("library", "announce")),
        Policies("operator", "none"),
    ),
    "project": (
        (("ideas", "forum"), ("work", "project"), ("tasks", "project"), ("meets", "gathering")),
        Policies("members", "invited"),
    ),
}
"""Kind of salon → the rooms that are its own, for members, and its policies."""


class Presets(TestCase):
    def test_each_kind_has_the_rooms_policies_and_helpers_of_the_table(self) -> None:
        self.assertEqual(set(TABLE), set(get_args(Kind)))
        self.assertEqual(set(TABLE), set(PRESETS))
        for kind, (own, policies) in TABLE.items():
            preset = PRESETS[kind]
            found = [(room.key, room.kind, room.access, room.is_default) for room in preset.rooms]
            wanted = [*EVERYWHERE, *((key, room, "members", False) for key, room in own)]
            self.assertEqual(sorted(found), sorted(wanted), kind)
            self.assertEqual(len({room.key for room in preset.rooms}), len(preset.rooms), kind)
            self.assertEqual(preset.policies, policies, kind)
            self.assertTrue(preset.helpers and set(preset.helpers) <= STAFF, kind)

    def test_who_comes_in_and_who_begins_to_speak(self) -> None:
        for kind, preset in PRESETS.items():
            for room in preset.rooms:
                levels = power_levels(room.kind, {}, frozenset(), "@salon:x")
                begins = levels["events_default"]
                self.assertEqual(begins, power_needed(Act.ANNOUNCE) if room.kind == "announce" else 0)
                # In announcements members answer and react; whether they begin is asked message by message.
                self.assertEqual(levels["events"].get("m.reaction", begins), 0, (kind, room.key))
                door = join_rules(room.kind, room.access, ["!space"])["join_rule"]
                self.assertEqual(door, "restricted" if room.access == "members" else "invite", room.key)


class Examples(TestCase):
    def setUp(self) -> None:
        self.texts = Texts()
        self.texts.add(Path(salons.__file__).parent)

    def said(self, text: Text, language: Language) -> str:
        words = self.texts.say(text, language)
        has_japanese = any("\u3040" <= letter <= "\u9fff" for letter in words)
        self.assertEqual(has_japanese, language == "ja", words)
        return words

    def test_each_kind_gives_a_page_that_may_be_handed_in_as_it_is_and_a_plan(self) -> None:
        for kind in get_args(Kind):
            example = EXAMPLES[kind]
            for language in get_args(Language):
                page = PageContent(
                    "x",
                    self.said(example.purpose, language),
                    self.said(example.lead, language),
                    tuple(self.said(words, language) for words in example.benefits),
                    self.said(example.body, language),
                )
                check_complete(page)
                self.assertEqual(in_page(page, self.said(FIRST_RULES, language)), [], (kind, language))
                self.assertGreaterEqual(len(page.benefits), 3)
                self.said(example.plan.name, language)
                self.said(example.plan.description, language)
                for room in PRESETS[kind].rooms:
                    self.said(room.name, language)
                    self.said(room.topic, language)
            plan = example.plan
            check_price(plan.interval, Money(plan.yen, "JPY"), plan.trial_days)

    def test_a_plan_costs_nothing_or_what_a_card_can_be_charged(self) -> None:
        check_price("free", Money(0, "JPY"), 0)
        check_price("month", Money(50, "JPY"), 7)
        for interval, price, trial_days in (
            ("free", 1, 0),
            ("month", 49, 0),
            ("once", 0, 0),
            ("once", 50, 7),
        ):
            with self.assertRaises(BadInput, msg=(interval, price)):
                check_price(interval, Money(price, "JPY"), trial_days)  # type: ignore[arg-type]  # intervals

    def test_what_to_say_in_the_first_month_has_a_room_to_say_it_in(self) -> None:
        for kind, example in EXAMPLES.items():
            rooms = {room.key for room in PRESETS[kind].rooms}
            self.assertLessEqual({post.room for post in example.posts}, rooms)
            self.assertGreaterEqual(len(example.posts), 5)
            for language in get_args(Language):
                for post in example.posts:
                    self.said(post.when, language)
                    self.said(post.words, language)

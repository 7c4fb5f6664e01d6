# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which posts people outside see."""

import attrs
from twisted.trial.unittest import SynchronousTestCase

from modules.salons.domain.peeking import Sample, may_give_samples, state_of, without_accounts
from synapse_salon.posts import Post
from synapse_salon.rooms.kinds import RoomFacts

SAMPLE = Sample("s", "s1", "!r", "$e", "@aiko:a.example", "", "named", "@olive:a.example", 1)
POST = Post("$e", "!r", "@aiko:a.example", 1, "m.text", "hello", "")
ROOM = RoomFacts("!r", "s1", "lounge", "chat", "members", "Lounge", (), True, False)


class Samples(SynchronousTestCase):
    """Aiko is a member, and Olive chose a post of hers."""

    def test_of_a_member(self) -> None:
        for consent, state in (
            ("asked", "asked"),
            ("refused", "refused"),
            ("named", "shown"),
            ("unnamed", "shown"),
            ("staff", "away"),
        ):
            sample = attrs.evolve(SAMPLE, consent=consent)
            self.assertEqual(state_of(sample, POST, False, True), state, consent)
        self.assertEqual(state_of(SAMPLE, attrs.evolve(POST, version="$edit"), False, True), "changed")
        chosen_again = attrs.evolve(SAMPLE, version="$edit")
        self.assertEqual(state_of(chosen_again, attrs.evolve(POST, version="$edit"), False, True), "shown")
        self.assertEqual(state_of(chosen_again, POST, False, True), "changed")
        self.assertEqual(state_of(SAMPLE, POST, False, False), "away")

    def test_of_staff(self) -> None:
        sample = attrs.evolve(SAMPLE, consent="staff")
        for post in (POST, attrs.evolve(POST, version="$edit")):
            self.assertEqual(state_of(sample, post, True, False), "shown")
        self.assertEqual(state_of(attrs.evolve(sample, consent="asked"), POST, True, False), "asked")
        self.assertEqual(state_of(attrs.evolve(sample, consent="refused"), POST, True, False), "refused")

    def test_what_is_not_there_to_read(self) -> None:
        for post in (None, attrs.evolve(POST, body=""), attrs.evolve(POST, kind="m.file")):
            self.assertEqual(state_of(SAMPLE, post, True, True), "gone")

    def test_rooms_that_posts_are_chosen_from(self) -> None:
        for kind in ("chat", "announce", "forum", "project", "stream", "gathering", "group"):
            self.assertTrue(may_give_samples(attrs.evolve(ROOM, kind=kind)), kind)
        for kind in ("space", "tier", "staff", "lobby", "ask", "introduction"):
            self.assertFalse(may_give_samples(attrs.evolve(ROOM, kind=kind)), kind)
        for access in ("staff", "lobby", "guests"):
            self.assertFalse(may_give_samples(attrs.evolve(ROOM, access=access)), access)

    def test_accounts_are_left_out(self) -> None:
        self.assertEqual(without_accounts("ask @aiko:a.example:8448, please"), "ask @…, please")
        self.assertEqual(without_accounts("mail me: x@y.example"), "mail me: x@y.example")

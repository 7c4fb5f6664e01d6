# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""When an introduction comes about, how long its room stays, and what people write and press."""

from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from modules.introductions.domain import (
    Answer,
    Part,
    Partner,
    comes_about,
    goes_on,
    pair_of,
    read_reaction,
    read_wish,
)
from modules.membership.domain.placing import Place, why_not, wishes
from synapse_salon.people import Role, Standing
from synapse_salon.rooms import RoomFacts, rules

PRIVATE = RoomFacts("!i", "s1", "introduction-x", "introduction", "private", "A", (), False, False)
WATCHED = RoomFacts("!w", "s1", "introduction-y", "introduction", "staff", "B", (), False, False)


def partner(part: Part, answer: Answer) -> Partner:
    return Partner(f"@{part}:a", part, answer, 1, "", None)


class Rules(SynchronousTestCase):
    def test_two_yes_are_needed(self) -> None:
        introducer = partner("introducer", "")
        for one in ("", "accept", "decline"):
            for other in ("", "accept", "decline"):
                people = [introducer, partner("one", one), partner("other", other)]  # type: ignore[arg-type]  # mypy reads str
                self.assertEqual(comes_about(people), one == other == "accept")

    def test_two_go_on_only_where_they_write_to_each_other_anyway(self) -> None:
        for is_private in (True, False):
            for dm in ("off", "operator", "members"):
                self.assertTrue(goes_on(is_private, dm, 3))  # type: ignore[arg-type]  # mypy reads str
                self.assertEqual(goes_on(is_private, dm, 2), is_private and dm == "members")  # type: ignore[arg-type]  # mypy reads str
                self.assertFalse(goes_on(is_private, dm, 1))  # type: ignore[arg-type]  # mypy reads str

    def test_a_pair_is_the_same_whoever_is_named_first(self) -> None:
        self.assertEqual(pair_of("@b:x", "@a:x"), pair_of("@a:x", "@b:x"))

    def test_what_follows_the_command(self) -> None:
        wishes_: tuple[tuple[str, tuple[str, str, str] | None], ...] = (
            ("@a:x @b:y", ("@a:x", "@b:y", "")),
            ("@a、＠b 二人とも\n睡蓮", ("@a", "@b", "二人とも\n睡蓮")),
            ("  @a,@b why not ", ("@a", "@b", "why not")),
            ("@a", None),
            ("芽衣　ベン 二人とも睡蓮", ("芽衣", "ベン", "二人とも睡蓮")),
            ("", None),
        )
        for said, wish in wishes_:
            self.assertEqual(read_wish(said), wish, said)

    def test_reactions(self) -> None:
        def content(key: Any) -> dict[str, Any]:
            return {"m.relates_to": {"rel_type": "m.annotation", "event_id": "$e", "key": key}}

        for key, answer in (
            ("👍", "accept"),
            ("👍🏽", "accept"),
            ("✅", "accept"),
            ("👎", "decline"),
            ("❌", "decline"),
        ):
            self.assertEqual(read_reaction(content(key)), ("$e", answer), key)
        for odd in (content("🎉"), content(""), content(3), {}, {"m.relates_to": "x"}):
            self.assertIsNone(read_reaction(odd))


class Doors(SynchronousTestCase):
    def test_who_may_be_in_their_rooms(self) -> None:
        owner, nobody = frozenset({Role.OWNER}), frozenset[Role]()
        here = frozenset({PRIVATE.room_id, WATCHED.room_id})
        for place, private, watched in (
            (Place(Standing.ACTIVE, None, nobody, by_name=here), True, True),
            (Place(Standing.READ_ONLY, None, nobody, by_name=here), True, True),
            (Place(Standing.ACTIVE, None, nobody), False, False),
            (Place(Standing.LAPSED, None, nobody, by_name=here), False, False),
            (Place(Standing.BANNED, None, nobody, by_name=here), False, False),
            (Place(Standing.VISITOR, None, owner), False, True),
            (Place(Standing.VISITOR, None, owner, by_name=here), True, True),
            (Place(Standing.VISITOR, None, frozenset({Role.EVENT_STAFF})), False, False),
        ):
            found = [why_not(place, room) is None for room in (PRIVATE, WATCHED)]
            self.assertEqual(found, [private, watched], place)
            wanted = wishes(place, (PRIVATE, WATCHED), frozenset())
            self.assertEqual(set(wanted.values()) <= {"in", "out"}, True)
            self.assertEqual(wanted["!i"] == "in", private)

    def test_nobody_has_power_in_a_private_room_and_none_is_listed(self) -> None:
        levels = rules.power_levels(
            "introduction", {"@o:a": frozenset({Role.OWNER})}, frozenset(), "@s:a", "private"
        )
        self.assertEqual((levels["users"], levels["events"]["m.room.encrypted"]), ({}, 0))
        self.assertGreater(levels["invite"], 90)
        for access in ("private", "staff"):
            self.assertEqual(rules.join_rules("introduction", access, ["!space"]), {"join_rule": "invite"})  # type: ignore[arg-type]  # mypy reads str
            self.assertFalse(rules.is_listed("introduction", access))  # type: ignore[arg-type]  # mypy reads str
        self.assertEqual(rules.history_visibility("private"), {"history_visibility": "shared"})

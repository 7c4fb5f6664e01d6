# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who belongs into which room."""

import attrs
from twisted.trial.unittest import SynchronousTestCase

from modules.membership.domain.placing import Place, why_not, why_silent, wishes
from synapse_salon.people import Role, Standing
from synapse_salon.rooms import RoomFacts

SPACE = RoomFacts("!space", "s1", "space", "space", "members", "Blue Lotus", (), False, False)
NEWS = RoomFacts("!news", "s1", "news", "announce", "members", "News", (), True, False)
IDEAS = RoomFacts("!ideas", "s1", "ideas", "chat", "members", "Ideas", (), False, False)
GOLD_TIER = RoomFacts("!tier", "s1", "tier-gold", "tier", "members", "Gold", ("gold",), False, False)
GOLD = RoomFacts("!gold", "s1", "gold", "chat", "members", "Gold", ("gold",), False, False)
STAFF = RoomFacts("!staff", "s1", "staff", "staff", "staff", "Staff", (), False, False)
LOBBY = RoomFacts("!lobby", "s1", "lobby", "lobby", "lobby", "Lobby", (), False, False)
OLD = RoomFacts("!old", "s1", "old", "chat", "members", "Old", (), False, True)
ROOMS = (SPACE, NEWS, IDEAS, GOLD_TIER, GOLD, STAFF, LOBBY, OLD)
NONE: frozenset[Role] = frozenset()


def open_to(place: Place) -> set[str]:
    """The keys of the rooms a person may be in."""
    return {room.key for room in ROOMS if why_not(place, room) is None}


class Doors(SynchronousTestCase):
    """Which doors are open to whom."""

    def test_each_standing(self) -> None:
        for standing in Standing:
            expected = {"space", "news", "ideas"} if standing.is_inside else set()
            self.assertEqual(open_to(Place(standing, "silver", NONE)), expected, standing)

    def test_a_plan_opens_its_rooms(self) -> None:
        self.assertEqual(
            open_to(Place(Standing.ACTIVE, "gold", NONE)), {"space", "news", "ideas", "tier-gold", "gold"}
        )

    def test_staff_need_no_membership(self) -> None:
        for role in (Role.OWNER, Role.OPERATOR, Role.COMMUNITY_MANAGER, Role.MODERATOR, Role.EVENT_STAFF):
            found = open_to(Place(Standing.VISITOR, None, frozenset({role})))
            self.assertEqual(found, {room.key for room in ROOMS} - {"old"}, role)

    def test_sellers_and_reviewers_are_not_staff_of_rooms(self) -> None:
        for role in (Role.SELLER, Role.REVIEWER, Role.PLATFORM_ADMIN):
            self.assertEqual(open_to(Place(Standing.VISITOR, None, frozenset({role}))), set(), role)

    def test_the_lobby_is_for_those_whose_dues_ran_out(self) -> None:
        self.assertEqual(open_to(Place(Standing.LAPSED, None, NONE, keeps_lobby=True)), {"lobby"})
        self.assertEqual(open_to(Place(Standing.LAPSED, None, NONE)), set())

    def test_a_room_that_everybody_may_read(self) -> None:
        window, garden = attrs.evolve(NEWS, access="public"), attrs.evolve(IDEAS, access="public")
        for standing in Standing:
            place = Place(standing, "silver", NONE)
            is_out = standing in (Standing.REMOVED, Standing.BANNED)
            self.assertEqual(why_not(place, window) is None, not is_out, standing)
            self.assertIsNotNone(why_silent(place, window), standing)
            self.assertEqual(why_not(place, garden) is None, standing.is_inside, standing)
            self.assertEqual(why_silent(place, garden) is None, standing.may_write, standing)
        staff = Place(Standing.VISITOR, None, frozenset({Role.OPERATOR}))
        self.assertIsNone(why_silent(staff, window))
        self.assertIsNotNone(
            why_not(Place(Standing.VISITOR, None, NONE), attrs.evolve(window, is_archived=True))
        )
        self.assertNotIn("!ideas", wishes(Place(Standing.ACTIVE, "gold", NONE), (SPACE, garden), frozenset()))

    def test_the_reason_is_told(self) -> None:
        self.assertEqual(why_not(Place(Standing.LAPSED, None, NONE), NEWS), "lapsed")
        self.assertEqual(why_not(Place(Standing.ACTIVE, "silver", NONE), GOLD), "other_plan")
        self.assertEqual(why_not(Place(Standing.ACTIVE, "gold", NONE), STAFF), "staff_only")


class Wishes(SynchronousTestCase):
    """Where the house brings people."""

    def test_a_new_member_is_placed_and_enters_the_rest_alone(self) -> None:
        found = wishes(Place(Standing.ACTIVE, "gold", NONE), ROOMS, frozenset())
        self.assertEqual({room for room, wish in found.items() if wish == "in"}, {"!space", "!news", "!tier"})
        self.assertNotIn("!ideas", found)
        self.assertNotIn("!gold", found)

    def test_someone_who_comes_back_finds_their_former_rooms(self) -> None:
        found = wishes(Place(Standing.ACTIVE, "silver", NONE), ROOMS, frozenset({"!ideas", "!gold"}))
        self.assertEqual(found["!ideas"], "in")
        self.assertEqual(found["!gold"], "out")

    def test_someone_who_lapsed_is_out_of_everything_but_the_lobby(self) -> None:
        found = wishes(Place(Standing.LAPSED, "gold", NONE, keeps_lobby=True), ROOMS, frozenset())
        self.assertEqual({room for room, wish in found.items() if wish == "in"}, {"!lobby"})
        self.assertEqual(len([wish for wish in found.values() if wish == "out"]), len(ROOMS) - 1)

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Our own event types, written and read."""

from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from synapse_salon.events import RoomState, SalonState


class Events(SynchronousTestCase):
    def test_what_is_written_is_read(self) -> None:
        salon = SalonState("lotus", "fan_club", "ja", "https://a.example/s/lotus")
        self.assertEqual(SalonState.parse(salon.render()), salon)
        room = RoomState("!space", "chat", "members", ("gold",))
        self.assertEqual(RoomState.parse(room.render()), room)
        self.assertNotIn("plans", RoomState("!space", "chat", "members").render())
        self.assertIn("lotus", salon.readable)
        self.assertIn("chat", room.readable)

    def test_what_anybody_may_have_written_is_read_with_care(self) -> None:
        salon: dict[str, Any] = {"slug": "x", "kind": "fan_club", "language": "ja", "url": "u"}
        room: dict[str, Any] = {"salon": "!s", "kind": "chat", "access": "members"}
        self.assertIsNotNone(SalonState.parse({**salon, "more": 1}))
        for wrong in ({}, {**salon, "kind": "cult"}, {**salon, "url": None}, {**salon, "slug": ["x"]}):
            self.assertIsNone(SalonState.parse(wrong))
        for wrong in (
            {},
            {**room, "salon": 1},
            {**room, "kind": "dungeon"},
            {**room, "access": ["members"]},
            {**room, "plans": "gold"},
            {**room, "plans": [1]},
        ):
            self.assertIsNone(RoomState.parse(wrong), wrong)

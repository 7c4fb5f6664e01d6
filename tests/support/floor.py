# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The floor alone on a test server: the foundation, a salon made of rooms only, and ways to ask the platform."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import attrs

from synapse_salon.crowd import WishKind
from synapse_salon.database import Txn
from synapse_salon.people import Role
from synapse_salon.platform import Platform
from synapse_salon.rooms import RoomOrder, SalonFrame
from tests.support.homeserver import Homeserver
from tests.support.settings import NO_LIMITS, Modules
from tests.support.waiting import eventually

R = TypeVar("R")
FOUNDATION: Modules = [{"module": "modules.foundation.Foundation", "config": {"limits": NO_LIMITS}}]

CHAT = RoomOrder("s1", "chat", "chat", "members", "Talk", "About everything", is_default=True, order=1)
NEWS = RoomOrder("s1", "news", "announce", "members", "News", "From the staff", is_default=True, order=0)
GARDEN = RoomOrder("s1", "garden", "chat", "members", "Garden", "", plans=("gold",), order=2)
STAFF_ROOM = RoomOrder("s1", "staff", "staff", "staff", "Staff", "", order=3)
LOBBY = RoomOrder("s1", "lobby", "lobby", "lobby", "Lobby", "", order=4)


@attrs.frozen
class House:
    """The platform of a running test server."""

    server: Homeserver

    @property
    def platform(self) -> Platform:
        """The one object all features share."""
        return Platform.of(self.server.module_api)

    async def ready(self) -> "House":
        """Wait until the house has moved in."""
        await eventually(lambda: self.platform.trouble is None, "the house has started")
        return self

    async def do(self, work: Callable[..., Awaitable[R]], *args: Any, **kwargs: Any) -> R:
        """Run one of the platform's coroutine functions as a request would."""
        return await self.server.inside(work, *args, **kwargs)

    def frame(self, roles: dict[str, frozenset[Role]] | None = None, **changes: Any) -> SalonFrame:
        """A salon called Blue Lotus."""
        frame = SalonFrame(
            id="s1",
            slug="blue-lotus",
            title="Blue Lotus",
            purpose="Growing water plants",
            kind="fan_club",
            language="ja",
            url="http://salon.example/s/blue-lotus",
            this_server_only=False,
            roles=roles or {},
        )
        return attrs.evolve(frame, **changes)

    async def want(self, room_id: str, user_id: str, wish: WishKind) -> None:
        """Want a person in or out of a room, as a feature would."""

        def write(txn: Txn) -> None:
            self.platform.crowd.want(txn, room_id, user_id, wish, "test")

        await self.do(self.platform.database.run, "test_want", write)

    async def moved(self) -> None:
        """Wait until nobody is to be moved any more."""

        async def nobody() -> bool:
            return not await self.do(self.platform.crowd.pending)

        await eventually(nobody, "everybody is where they shall be")

    async def place(self, room_id: str, *user_ids: str) -> None:
        """Bring people into a room and wait until they are in."""
        for user_id in user_ids:
            await self.want(room_id, user_id, "in")
        await self.moved()

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes a room once, whatever breaks in between.

Synapse's room creation is several transactions, and ours that records the room comes after them. So each
room of ours has an alias that follows from its salon and key, and says in its create event which it is:
whoever finds the alias taken can tell a room that was finished, one that broke off, and a stranger's.
"""

from typing import TYPE_CHECKING, Any

from synapse.module_api.errors import SynapseError

from synapse_salon import ids
from synapse_salon.database import Txn
from synapse_salon.rooms import store
from synapse_salon.rooms.kinds import SPACE_KEY, RoomOrder, SalonFrame
from synapse_salon.rooms.rules import ROOM_VERSION

if TYPE_CHECKING:
    from synapse_salon.platform import Platform

SALON_FIELD = "io.synapse_salon.salon"
KEY_FIELD = "io.synapse_salon.key"
State = dict[tuple[str, str], dict[str, Any]]
"""Contents by event type and state key."""


class Opening:
    """Makes rooms for `Rooms`."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform
        self._process = platform.api.worker_name or "main"
        self._holder = ids.new_id()

    async def hold(self, order: RoomOrder) -> None:
        """Wait for the sole right to make this room; `release` gives it back.

        A process that died while it held the right loses it when it is started again.
        """
        while not await self._platform.database.run("salon_rooms_hold", self._begin, order):
            await self._platform.host.sleep_ms(100)

    def _begin(self, txn: Txn, order: RoomOrder) -> bool:
        now_ms = self._platform.clock.now_ms()
        return store.begin_opening(txn, order.salon_id, order.key, self._process, self._holder, now_ms)

    async def release(self, order: RoomOrder) -> None:
        """Give back the right to make this room."""
        await self._platform.database.run(
            "salon_rooms_release", store.end_opening, order.salon_id, order.key, self._holder
        )

    async def make(self, salon: SalonFrame, order: RoomOrder, state: State, mark: str) -> str:
        """The room of this order: found by its alias, or created with `state`, of which `mark` is one type.

        The first state is written as a whole, so a room that has the mark was finished. The caller holds
        the right to make the room.
        """
        plain = salon.slug if order.key == SPACE_KEY else f"{salon.slug}-{order.key}"
        for localpart in (plain, f"{plain}-{salon.id}"):
            found = await self._find(order, localpart, mark)
            if isinstance(found, str):
                return found
            if found:
                return await self._create(salon, order, state, localpart)
        raise SynapseError(409, f"The aliases {plain} and {plain}-{salon.id} belong to other rooms")

    async def _find(self, order: RoomOrder, localpart: str, mark: str) -> str | bool:
        """The finished room at this alias; else whether the alias may be used."""
        alias = f"#{localpart}:{self._platform.api.server_name}"
        owner = await self._platform.host.alias_owner(alias)
        if owner is None:
            return True
        room_id, _ = await self._platform.api.lookup_room_alias(alias)
        state = await self._platform.api.get_room_state(room_id, [("m.room.create", ""), (mark, "")])
        create = state.get(("m.room.create", ""))
        if owner != self._platform.house:
            return False
        if create is not None:
            is_this = create.content.get(SALON_FIELD), create.content.get(KEY_FIELD)
            if create.sender != self._platform.house or is_this != (order.salon_id, order.key):
                return False
            if (mark, "") in state:
                return room_id
        await self._platform.host.drop_alias(self._platform.house, alias)
        return True

    async def _create(self, salon: SalonFrame, order: RoomOrder, state: State, localpart: str) -> str:
        creation: dict[str, Any] = {SALON_FIELD: order.salon_id, KEY_FIELD: order.key}
        if order.kind in ("space", "tier"):
            creation["type"] = "m.space"
        if salon.this_server_only:
            creation["m.federate"] = False
        config = {
            "room_version": ROOM_VERSION,
            "preset": "private_chat",
            "visibility": "private",
            "room_alias_name": localpart,
            "creation_content": creation,
            "initial_state": [
                {"type": kind, "state_key": state_key, "content": content}
                for (kind, state_key), content in state.items()
            ],
        }
        room_id, _ = await self._platform.api.create_room(self._platform.house, config, ratelimit=False)
        return room_id

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rooms of a salon."""

from modules.salons.domain.slugs import check_room_key
from modules.salons.service.frames import frame_of
from modules.salons.service.lookups import SalonLookups
from synapse_salon.database import Txn
from synapse_salon.errors import BadInput, Conflict
from synapse_salon.happenings import RoomOpened
from synapse_salon.i18n import t
from synapse_salon.people import Act
from synapse_salon.platform import Platform
from synapse_salon.ports.salons import Salon
from synapse_salon.rooms import Access, RoomFacts, RoomKind, RoomOrder


class SalonRooms:
    """What staff do with rooms."""

    def __init__(self, platform: Platform, lookups: SalonLookups) -> None:
        self._platform = platform
        self._db = platform.database
        self._lookups = lookups

    async def add(
        self,
        slug: str,
        by: str,
        key: str,
        name: str,
        topic: str,
        kind: RoomKind,
        access: Access,
        plans: tuple[str, ...],
        is_default: bool,
    ) -> str:
        """Open another room; `plans` limits it to members on these plans."""
        salon = await self._lookups.allowed(slug, by, Act.EDIT_ROOMS)
        check_room_key(key)
        known = {plan.id for plan in await self._lookups.plans(salon.id)}
        if not set(plans) <= known:
            raise BadInput(
                t("This room cannot be opened as it is."), {"plans": t("ids of plans of this salon")}
            )
        if any(room.key == key for room in await self._platform.rooms.of_salon(salon.id)):
            raise Conflict(t("There is a room {key} already.", key=key), "room_exists")
        order = RoomOrder(
            salon_id=salon.id,
            key=key,
            kind=kind,
            access=access,
            name=name,
            topic=topic,
            plans=plans,
            is_default=is_default,
        )
        room_id = await self._platform.rooms.open_room(
            await frame_of(self._platform, self._lookups, salon), order
        )
        await self._db.run("salon_room_opened", _say, RoomOpened(salon_id=salon.id, room_id=room_id))
        return room_id

    async def of(self, salon: Salon) -> tuple[RoomFacts, ...]:
        """The rooms of a salon."""
        return await self._platform.rooms.of_salon(salon.id)


def _say(txn: Txn, happening: RoomOpened) -> None:
    txn.say(happening)

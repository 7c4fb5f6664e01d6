# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rooms of a salon."""

from collections.abc import Mapping

import attrs

from modules.salons.domain.peeking import check_public
from modules.salons.domain.slugs import check_room_key
from modules.salons.service.lookups import SalonLookups
from synapse_salon.database import Txn
from synapse_salon.errors import BadInput, Conflict, NotFound
from synapse_salon.happenings import RoomChanged, RoomOpened
from synapse_salon.i18n import t
from synapse_salon.people import Act
from synapse_salon.platform import Platform
from synapse_salon.ports.salons import Salon
from synapse_salon.rooms import Access, RoomFacts, RoomKind, RoomOrder

FIXED = frozenset({"space", "tier", "staff", "lobby"})
"""Kinds of rooms that every salon needs as they are."""


@attrs.frozen
class RoomChange:
    """What shall be different of a room; None leaves it."""

    name: str | None = None
    topic: str | None = None
    access: Access | None = None
    plans: tuple[str, ...] | None = None
    is_default: bool | None = None
    order: int | None = None
    is_archived: bool | None = None


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
        """Open another room; `plans` limits it to members on these plans.

        Raises:
            BadInput: its key or a plan would not work, or everybody may read it and it is for some only.
            Conflict: there is one of that key, or everybody may read it and the salon is not open.
        """
        salon = await self._lookups.allowed(slug, by, Act.EDIT_ROOMS)
        check_room_key(key)
        if access == "public":
            check_public(salon, plans, is_default)
        await self._check_plans(salon, plans)
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
        room_id = await self._platform.rooms.open_room(await self._lookups.frame(salon), order)
        await self._db.run("salon_room_opened", _say, RoomOpened(salon_id=salon.id, room_id=room_id))
        return room_id

    async def change(self, slug: str, by: str, key: str, change: RoomChange) -> RoomFacts:
        """Change a room; who is in it follows.

        Raises:
            BadInput: a plan is not one of this salon.
            Conflict: the salon needs this room as it is, its people did not choose to be seen, or the salon is closed.
            NotFound: there is no such room.
        """
        salon = await self._lookups.allowed(slug, by, Act.EDIT_ROOMS)
        room, order = await self.one(salon, key)
        reaches = (change.access, change.plans, change.is_default, change.is_archived)
        if room.kind in FIXED and any(value is not None for value in reaches):
            raise Conflict(t("Every salon needs this room as it is."), "room_needed")
        if salon.is_closed:
            raise Conflict(t("This salon is closed."), "closed")
        is_wider = change.access not in (None, "invited") or change.is_default or change.plans
        if room.access == "invited" and is_wider:
            raise Conflict(
                t("This chat is for those who are asked in, and stays so. Open another room for others."),
                "room_was_private",
            )
        if change.access == "public" and room.access != "public":
            raise Conflict(
                t("Who is in this room did not choose to be seen by everybody. Open another room for that."),
                "room_was_private",
            )
        if room.access == "public" and change.access in (None, "public"):
            check_public(salon, change.plans or (), bool(change.is_default))
        await self._check_plans(salon, change.plans or ())
        wanted = {
            name: value
            for name, value in attrs.asdict(change, recurse=False).items()
            if value is not None and name != "is_archived"
        }
        after = attrs.evolve(order, **wanted)
        if after != order:
            if room.is_archived and change.is_archived is not False:
                raise Conflict(t("This room is archived. Bring it back first."), "room_archived")
            await self._platform.rooms.open_room(await self._lookups.frame(salon), after)
        await self._db.run("salon_room_changed", self._write, room, change.is_archived)
        await self.keep(salon.id, room.room_id)
        changed, _ = await self.one(salon, key)
        return changed

    def _write(self, txn: Txn, room: RoomFacts, is_archived: bool | None) -> None:
        if is_archived is not None:
            self._platform.rooms.set_archived(txn, room.room_id, is_archived)
        txn.say(RoomChanged(salon_id=room.salon_id, room_id=room.room_id))

    async def keep(self, salon_id: str, room_id: str) -> None:
        """Bring a room to what is written of it."""
        salon = await self._lookups.by_id(salon_id)
        if salon is not None:
            frame = await self._lookups.frame(salon)
            await self._platform.rooms.keep_archived(frame, room_id)

    async def rename(self, salon_id: str) -> None:
        """Bring what the rooms tell of their salon to what it is called now."""
        salon = await self._lookups.by_id(salon_id)
        if salon is None or salon.space is None:
            return
        frame = await self._lookups.frame(salon)
        await self._platform.rooms.open_space(frame)
        for room in await self._platform.rooms.of_salon(salon_id):
            if room.kind == "tier":
                await self._platform.rooms.open_tier(frame, room.plans[0])

    async def of(self, salon: Salon) -> tuple[RoomFacts, ...]:
        """The rooms of a salon; those of questions and introductions stand in no list of rooms."""
        rooms = await self._platform.rooms.of_salon(salon.id)
        return tuple(room for room in rooms if room.kind not in ("ask", "introduction"))

    async def one(self, salon: Salon, key: str) -> tuple[RoomFacts, RoomOrder]:
        """A room of a salon, and how it was ordered. Raises NotFound."""
        room = next((room for room in await self.of(salon) if room.key == key), None)
        order = await self._platform.rooms.order_of(room.room_id) if room is not None else None
        if room is None or order is None or room.kind in ("space", "tier"):
            raise NotFound(t("There is no such room."), "no_such_room")
        return room, order

    async def names_in_chat(self, salon: Salon) -> Mapping[str, str]:
        """By room id, the rooms that somebody renamed in an app."""
        found = {}
        for room in await self.of(salon):
            if room.kind not in ("space", "tier"):
                said = await self._platform.rooms.state(room.room_id, "m.room.name")
                name = str((said or {}).get("name") or "")
                if name != room.name:
                    found[room.room_id] = name
        return found

    async def _check_plans(self, salon: Salon, plans: tuple[str, ...]) -> None:
        known = {plan.id for plan in await self._lookups.plans(salon.id)}
        if not set(plans) <= known:
            raise BadInput(
                t("This room cannot be opened as it is."), {"plans": t("ids of plans of this salon")}
            )


def _say(txn: Txn, happening: RoomOpened) -> None:
    txn.say(happening)

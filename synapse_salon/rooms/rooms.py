# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opens the rooms of salons and keeps them as they should be."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from synapse_salon.caching import forget, register, remembered
from synapse_salon.database import Txn
from synapse_salon.events import RoomState, SalonState
from synapse_salon.happenings import RoomForgotten, RoomOpened
from synapse_salon.people import STAFF, Role
from synapse_salon.ports.members import Members
from synapse_salon.ports.salons import Salons
from synapse_salon.rooms import rules, store
from synapse_salon.rooms.archived import SHUT_JOIN_RULES, silenced
from synapse_salon.rooms.kinds import SPACE_KEY, RoomFacts, RoomOrder, SalonFrame, tier_key
from synapse_salon.rooms.opening import Opening, State

if TYPE_CHECKING:
    from synapse_salon.platform import Platform


class Rooms:
    """The rooms of every salon. The house account creates each and stays in it."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform
        self._opening = Opening(platform)
        self.server_name = platform.api.server_name  # this and `clock` are what Synapse's `cached` asks for
        self.clock = platform.host.clock
        register(platform.api, self.salon_room_facts, self.salon_rooms_of)

    async def open_space(self, salon: SalonFrame) -> str:
        """The salon's Space, made if there is none yet; answers its room id.

        Called again it brings name, topic and what the Space tells of the salon up to date.
        """
        order = RoomOrder(salon.id, SPACE_KEY, "space", "members", salon.title, salon.purpose, order=-1)
        about = SalonState(salon.slug, salon.kind, salon.language, salon.url)
        return await self._open(salon, order, [], {(SalonState.type, ""): about.render()})

    async def open_tier(self, salon: SalonFrame, plan_id: str) -> str:
        """The hidden space of a plan, made if there is none yet. Who is in it may enter the plan's rooms."""
        space = await self.open_space(salon)
        order = RoomOrder(salon.id, tier_key(plan_id), "tier", "members", salon.title, "", (plan_id,))
        return await self._open(salon, order, [], _tells_of(order, space))

    async def open_room(self, salon: SalonFrame, order: RoomOrder) -> str:
        """A room of the salon, made if there is none of that key, also when an earlier try broke off.

        Called again with another name, topic, access, plans or order, it brings the room to these; a name that
        staff gave it in their client stays until its order names it anew.
        """
        space = await self.open_space(salon)
        doors = [await self.open_tier(salon, plan) for plan in order.plans] or [space]
        parent = {("m.space.parent", space): {"via": [self.server_name], "canonical": True}}
        return await self._open(salon, order, doors, _tells_of(order, space) | parent)

    async def facts(self, room_id: str) -> RoomFacts | None:
        """What we know of a room; None for rooms that are not ours. Cached."""
        return await self.salon_room_facts(room_id)

    @remembered(max_entries=10_000)
    async def salon_room_facts(self, room_id: str) -> RoomFacts | None:
        """`facts` behind its cache; the name is the cache's own on the whole homeserver."""
        return await self._platform.database.run("salon_room_facts", store.facts, room_id)

    async def of_salon(self, salon_id: str) -> tuple[RoomFacts, ...]:
        """Every room of a salon in its order, the Space and tiers among them, and not those of questions that were
        closed, and of introductions that ended: they only become more. Cached."""
        return await self.salon_rooms_of(salon_id)

    @remembered(max_entries=1_000)
    async def salon_rooms_of(self, salon_id: str) -> tuple[RoomFacts, ...]:
        """`of_salon` behind its cache."""
        return await self._platform.database.run("salon_rooms_of", store.of_salon, salon_id)

    async def space_of(self, salon_id: str) -> str | None:
        """The room id of a salon's Space."""
        return next((room.room_id for room in await self.of_salon(salon_id) if room.kind == "space"), None)

    async def salons(self) -> dict[str, str]:
        """The ids of the salons that have a Space, by slug."""
        return await self._platform.database.run("salon_rooms_salons", store.salons)

    async def salon_at(self, localpart: str) -> str | None:
        """The slug of the salon to which an alias of this localpart would belong (`slug` or `slug-…`)."""
        parts = localpart.split("-")
        starts = ["-".join(parts[: count + 1]) for count in range(len(parts))]
        return await self._platform.database.run("salon_rooms_slug", store.slug_of, starts)

    async def keep_powers(self, salon_id: str, room_id: str | None = None) -> None:
        """Bring powers, in every room of a salon or in one, to what roles and standings say now.

        Staff are not muted by a membership of their own. Without the features that know of either there is
        nothing to hold them against.
        """
        salons, members = self._platform.want(Salons), self._platform.want(Members)
        if salons is None:
            return
        roles = await salons.staff(salon_id)
        muted = await members.muted(salon_id) if members is not None else frozenset()
        serving = {user for user, held in roles.items() if held & STAFF}
        await self.set_powers(salon_id, roles, muted - serving, room_id)

    async def set_powers(
        self,
        salon_id: str,
        roles: Mapping[str, frozenset[Role]],
        muted: frozenset[str] = frozenset(),
        room_id: str | None = None,
    ) -> None:
        """Bring the power levels of every room of the salon (or of one) to what the permission table says.

        Whoever is in `muted` may read and not write. Rooms that are so already are left alone.
        """
        one = await self.facts(room_id) if room_id is not None else None
        for room in [one] if one is not None else await self.of_salon(salon_id):
            content = rules.power_levels(room.kind, roles, muted, self._platform.house, room.access)
            content = silenced(content) if room.is_archived else content
            await self.say_state(room.room_id, "m.room.power_levels", content)

    async def shut(self, salon_id: str) -> None:
        """Shut the rooms of a salon that were archived (`archived.archive`): nobody comes in, nobody speaks."""
        await forget(self._platform.api, self.salon_rooms_of, salon_id)
        for room in await self.of_salon(salon_id):
            await forget(self._platform.api, self.salon_room_facts, room.room_id)
            if room.is_archived:
                await self.keep_doors(room.room_id)
        await self.keep_powers(salon_id)

    async def order_of(self, room_id: str) -> RoomOrder | None:
        """A room as it was ordered last; None for rooms that are not ours."""
        return await self._platform.database.run("salon_rooms_order", store.order_of, room_id)

    def set_archived(self, txn: Txn, room_id: str, is_archived: bool) -> bool:
        """Archive one room, or bring it back, in the caller's transaction; False where it is so already. What follows
        from it is for `keep_archived`."""
        return store.set_archived(txn, room_id, is_archived)

    async def keep_archived(self, salon: SalonFrame, room_id: str) -> None:
        """Shut a room that was archived (`set_archived`) and take it off the list, or open it again."""
        await forget(self._platform.api, self.salon_room_facts, room_id)
        await forget(self._platform.api, self.salon_rooms_of, salon.id)
        order, room = await self.order_of(room_id), await self.facts(room_id)
        if order is None or room is None:
            return
        if room.is_archived:
            space = await self.open_space(salon)
            await self.keep_doors(room_id)
            if await self.state(space, "m.space.child", room_id):
                await self.say_state(space, "m.space.child", {}, room_id)
        else:
            await self.open_room(salon, order)
        await self.keep_powers(salon.id, room_id)

    async def forget_room(self, room_id: str) -> bool:
        """Forget an archived room that nobody is in any more, with all that was said in it; servers that had somebody
        in it keep their copies. Done again nothing happens. False: it is not archived yet, or not empty.
        """
        room = await self.facts(room_id)
        if room is None:
            return True
        present = await self._platform.host.present(room_id, ("join", "invite", "knock"))
        if not room.is_archived or set(present) - {self._platform.house}:
            return False
        await self._platform.host.delete_room(room_id)
        await self._platform.database.run("salon_rooms_forget", self._forget, room)
        await forget(self._platform.api, self.salon_room_facts, room_id)
        await forget(self._platform.api, self.salon_rooms_of, room.salon_id)
        return True

    def _forget(self, txn: Txn, room: RoomFacts) -> None:
        if store.drop(txn, room.room_id):
            txn.say(RoomForgotten(salon_id=room.salon_id, room_id=room.room_id))

    async def set_knocks(self, room_id: str, knocks: bool) -> None:
        """Have people from outside ask to come into a room that admits guests, or not any more."""
        await self._platform.database.run("salon_rooms_knocks", store.set_knocks, room_id, knocks)
        await forget(self._platform.api, self.salon_room_facts, room_id)
        if (room := await self.facts(room_id)) is not None:
            await forget(self._platform.api, self.salon_rooms_of, room.salon_id)
            await self.keep_doors(room_id)

    async def keep_doors(self, room_id: str) -> None:
        """Bring who may enter a room, and who may read it from outside, to what its order says."""
        room = await self.facts(room_id)
        if room is None:
            return
        doors: list[str] = []
        if room.kind not in rules.DOORS:
            keys = [tier_key(plan) for plan in room.plans] or [SPACE_KEY]
            found = {other.key: other.room_id for other in await self.of_salon(room.salon_id)}
            doors = [found[key] for key in keys if key in found]
        content = (
            SHUT_JOIN_RULES
            if room.is_archived
            else rules.join_rules(room.kind, room.access, doors, room.knocks)
        )
        await self.say_state(room_id, "m.room.join_rules", content)
        history = rules.history_visibility(
            "members" if room.access == "public" and room.is_archived else room.access
        )
        await self.say_state(room_id, "m.room.history_visibility", history)

    async def say_state(
        self, room_id: str, kind: str, content: Mapping[str, Any], state_key: str = ""
    ) -> None:
        """Set a piece of room state as the house, if it differs from what is there."""
        if await self.state(room_id, kind, state_key) == dict(content):
            return
        await self._platform.api.create_and_send_event_into_room(
            {
                "type": kind,
                "room_id": room_id,
                "sender": self._platform.house,
                "state_key": state_key,
                "content": dict(content),
            }
        )

    async def shown_name(self, salon_id: str, user_id: str) -> str:
        """What somebody who is in a salon's Space is called there, else the name of their account."""
        space = next((room for room in await self.of_salon(salon_id) if room.kind == "space"), None)
        member = await self.state(space.room_id, "m.room.member", user_id) if space is not None else None
        named = (member or {}).get("displayname")
        return named if isinstance(named, str) and named else user_id[1:].partition(":")[0]

    async def state(self, room_id: str, kind: str, state_key: str = "") -> dict[str, Any] | None:
        """The content of one piece of a room's state, None where there is none."""
        found = await self._platform.api.get_room_state(room_id, [(kind, state_key)])
        event = found.get((kind, state_key))
        return None if event is None else dict(event.content)

    async def _open(self, salon: SalonFrame, order: RoomOrder, doors: list[str], tells: State) -> str:
        run = self._platform.database.run
        state = tells | _doors(order, doors)
        room_id = await run("salon_rooms_find", store.room_of, order.salon_id, order.key)
        if room_id is None:
            await self._opening.hold(order)
            try:
                room_id = await run("salon_rooms_find", store.room_of, order.salon_id, order.key)
                room_id = room_id or await self._opening.make(
                    salon, order, state | self._first_state(salon, order), mark=next(iter(tells))[0]
                )
            finally:
                await self._opening.release(order)
        before = await run("salon_rooms_said", store.said, room_id)
        if before is not None:  # first, or whoever holds the room against its order takes back what follows
            await self._write_down(room_id, salon.slug, order)
        for (kind, state_key), content in state.items():
            await self.say_state(room_id, kind, content, state_key)
        if before is not None and before != (order.name, order.topic):
            for (kind, state_key), content in _names(order).items():
                await self.say_state(room_id, kind, content, state_key)
        await self._keep_listed(room_id, order)
        if before is None:
            await self._write_down(room_id, salon.slug, order)
        return room_id

    async def _write_down(self, room_id: str, slug: str, order: RoomOrder) -> None:
        await self._platform.database.run("salon_rooms_record", self._record, room_id, slug, order)
        await forget(self._platform.api, self.salon_room_facts, room_id)
        await forget(self._platform.api, self.salon_rooms_of, order.salon_id)

    def _first_state(self, salon: SalonFrame, order: RoomOrder) -> State:
        house = self._platform.house
        powers = rules.power_levels(order.kind, salon.roles, frozenset(), house, order.access)
        first: State = {("m.room.power_levels", ""): powers, **_names(order)}
        if order.access == "private":
            first["m.room.encryption", ""] = dict(rules.ENCRYPTION)
        return first

    async def _keep_listed(self, room_id: str, order: RoomOrder) -> None:
        if order.kind == "space":
            return
        space = await self._platform.database.run(
            "salon_rooms_find", store.room_of, order.salon_id, SPACE_KEY
        )
        assert space is not None, "the Space is opened before its rooms"
        if rules.is_listed(order.kind, order.access):
            child = rules.child_of_space(self.server_name, order.is_default, order.order)
            await self.say_state(space, "m.space.child", child, room_id)
        elif await self.state(space, "m.space.child", room_id):
            await self.say_state(space, "m.space.child", {}, room_id)

    def _record(self, txn: Txn, room_id: str, slug: str, order: RoomOrder) -> None:
        is_new = store.record(txn, room_id, slug, order, self._platform.clock.now_ms())
        if is_new and order.kind not in rules.DOORS:
            txn.say(RoomOpened(salon_id=order.salon_id, room_id=room_id))


def _tells_of(order: RoomOrder, space: str) -> State:
    """What a room tells of itself to whoever reads its state."""
    return {(RoomState.type, ""): RoomState(space, order.kind, order.access, order.plans).render()}


def _doors(order: RoomOrder, doors: list[str]) -> State:
    return {
        ("m.room.join_rules", ""): rules.join_rules(order.kind, order.access, doors, order.knocks),
        ("m.room.history_visibility", ""): rules.history_visibility(order.access),
        ("m.room.guest_access", ""): {"guest_access": "forbidden"},
    }


def _names(order: RoomOrder) -> State:
    names: State = {("m.room.name", ""): {"name": order.name}}
    if order.topic:
        body = [{"body": order.topic}]
        names["m.room.topic", ""] = {"topic": order.topic, "m.topic": {"m.text": body}}
    return names

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The etiquette of a room: pinned in it, and told to everybody who enters before they write."""

from modules.activation import etiquette_store as store
from modules.activation.etiquette_store import Etiquette
from synapse_salon.errors import Conflict, NotFound
from synapse_salon.happenings import EtiquetteWritten, RoomChanged
from synapse_salon.i18n import t
from synapse_salon.people import Act, may
from synapse_salon.platform import Platform
from synapse_salon.ports import Members, Salon, Salons
from synapse_salon.rooms import RoomFacts
from synapse_salon.watch import Seen


class Etiquettes:
    """What staff ask of those who write in a room."""

    def __init__(self, platform: Platform, salons: Salons, members: Members) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons
        self._members = members

    async def rooms(self, slug: str, by: str) -> tuple[Salon, list[tuple[RoomFacts, Etiquette]]]:
        """The rooms of a salon and what is in force in each, for those who may change it."""
        salon = await self._allowed(slug, by)
        found = []
        for room in await self._platform.rooms.of_salon(salon.id):
            if _may_have_one(room):
                found.append((room, await self._newest(room.room_id)))
        return salon, found

    async def may_write(self, salon: Salon, person: str | None) -> bool:
        """Whether somebody may change what is in force."""
        return person is not None and may(await self._salons.roles(salon.id, person), Act.EDIT_RULES)

    async def show(self, slug: str, by: str, key: str) -> Etiquette:
        """What is in force in a room."""
        return await self._newest((await self._room(await self._allowed(slug, by), key)).room_id)

    async def write(self, slug: str, by: str, key: str, body: str) -> Etiquette:
        """Set it, or take it away with an empty body. The same words again are no new version.

        Raises:
            Conflict: somebody else wrote at the same time, or the room is archived.
            NotFound: there is no such room.
        """
        salon = await self._allowed(slug, by)
        room = await self._room(salon, key)
        if room.is_archived:
            raise Conflict(t("This room is archived. Bring it back first."), "room_archived")
        now_ms = self._platform.clock.now_ms()
        written = await self._db.run(
            "salon_etiquette_write", store.write, salon.id, room.room_id, body, now_ms
        )
        if written is None:
            raise Conflict(t("Somebody else wrote this at the same time. Please look again."), "changed")
        return written

    async def post(self, written: EtiquetteWritten) -> None:
        """Say a new version in its room and pin it there in the place of the one before."""
        room_id, now = written.room_id, await self._newest(written.room_id)
        salon, room = await self._salons.by_id(written.salon_id), await self._platform.rooms.facts(room_id)
        if now.version != written.version or salon is None or room is None or room.is_archived:
            return
        event_id = ""
        if now.body:
            words = t("How we treat each other in {room}:\n\n{words}", room=room.name, words=now.body)
            said = self._platform.texts.say(words, salon.language)
            event_id = await self._platform.bot.say(room_id, said, f"etiquette:{now.version}")
            present = await self._platform.host.present(room_id)
            now_ms = self._platform.clock.now_ms()
            await self._db.run(
                "salon_etiquette_told", store.tell, room_id, list(present), now.version, now_ms
            )
        await self._pin(room_id, now.version, event_id)

    async def room_changed(self, changed: RoomChanged) -> None:
        """A room that is brought back tells what was written while nobody was in it."""
        now = await self._newest(changed.room_id)
        if now.version and not await self._db.run(
            "salon_etiquette_is_posted", store.is_posted, changed.room_id, now.version
        ):
            await self.post(
                EtiquetteWritten(salon_id=changed.salon_id, room_id=changed.room_id, version=now.version)
            )

    async def _pin(self, room_id: str, version: int, event_id: str) -> None:
        before = await self._db.run("salon_etiquette_posted", store.posted, room_id, version, event_id)
        said = (await self._platform.rooms.state(room_id, "m.room.pinned_events") or {}).get("pinned")
        pinned = said if isinstance(said, list | tuple) else []
        kept = [pin for pin in pinned if pin not in before and pin != event_id]
        after = [*kept, event_id] if event_id else kept
        if after != list(pinned):
            await self._platform.rooms.say_state(room_id, "m.room.pinned_events", {"pinned": after})

    def wants(self, seen: Seen) -> bool:
        """Somebody entered a room."""
        return seen.membership == "join" and seen.state_key != self._platform.house

    async def seen(self, seen: Seen) -> None:
        """Tell who entered what is in force, once for each version."""
        room, user_id = await self._platform.rooms.facts(seen.room_id), seen.state_key
        if room is None or user_id is None or not _may_have_one(room) or room.lets_readers_in:
            return
        now, salon = await self._newest(room.room_id), await self._salons.by_id(room.salon_id)
        if not now.body or salon is None:
            return
        if await self._db.run("salon_etiquette_was_told", store.was_told, room.room_id, user_id, now.version):
            return
        card = await self._members.card(salon.id, user_id)
        text = t(
            "Before you write in “{room}” of {title}:\n\n{words}",
            room=room.name,
            title=salon.title,
            words=now.body,
        )
        key = f"etiquette:{room.room_id}:{now.version}:{user_id}"
        language = card.language if card is not None else salon.language
        await self._platform.bot.tell(user_id, text, key, language)
        now_ms = self._platform.clock.now_ms()
        await self._db.run("salon_etiquette_told", store.tell, room.room_id, [user_id], now.version, now_ms)

    async def _newest(self, room_id: str) -> Etiquette:
        return await self._db.run("salon_etiquette_newest", store.newest, room_id)

    async def _allowed(self, slug: str, by: str) -> Salon:
        return await self._salons.allowed(slug, by, Act.EDIT_RULES)

    async def _room(self, salon: Salon, key: str) -> RoomFacts:
        for room in await self._platform.rooms.of_salon(salon.id):
            if room.key == key and _may_have_one(room):
                return room
        raise NotFound(t("There is no such room."), "no_such_room")


def _may_have_one(room: RoomFacts) -> bool:
    return room.kind not in ("space", "tier", "ask", "introduction")

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rooms of introductions: opened for three, shut when one of them is no longer there. Fulfils the port."""

from modules.introductions.domain import Introduction, goes_on
from modules.introductions.service.introducing import Introducing
from modules.introductions.service.people import People
from modules.introductions.service.telling import Telling
from modules.introductions.store import introductions as store
from modules.introductions.store import kept
from synapse_salon.caching import forget, register, remembered
from synapse_salon.database import Txn
from synapse_salon.happenings import IntroductionAccepted, IntroductionOver, SalonChanged
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon, Salons
from synapse_salon.ports.salons import Dm
from synapse_salon.rooms import RoomOrder

_GONE = ("leave", "ban")


class IntroductionRooms:
    """Who belongs into which room, and when it is shut."""

    def __init__(
        self, platform: Platform, salons: Salons, people: People, introducing: Introducing, telling: Telling
    ) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons
        self._people = people
        self._introducing = introducing
        self._telling = telling
        self.server_name = platform.api.server_name  # Synapse's @cached asks for these two
        self.clock = platform.host.clock
        register(platform.api, self.salon_introduced, self.salon_introduction_in)

    @remembered(max_entries=20_000)
    async def salon_introduced(self, salon_id: str, user_id: str) -> frozenset[str]:
        """See `Introductions.rooms_of`."""
        return await self.rooms_now(salon_id, user_id)

    async def rooms_of(self, salon_id: str, user_id: str) -> frozenset[str]:
        """See `Introductions.rooms_of`."""
        return await self.salon_introduced(salon_id, user_id)

    async def rooms_now(self, salon_id: str, user_id: str) -> frozenset[str]:
        """See `Introductions.rooms_now`."""
        return frozenset(await self._db.run("salon_introduced", store.rooms_of, salon_id, user_id))

    @remembered(max_entries=10_000)
    async def salon_introduction_in(self, room_id: str) -> Introduction | None:
        """The introduction that a room is for."""
        return await self._db.run("salon_introduction_in", store.in_room, room_id)

    async def _forget(self, one: Introduction) -> None:
        for person in one.three:
            await forget(self._platform.api, self.salon_introduced, one.salon_id, person)
        if one.room_id:
            await forget(self._platform.api, self.salon_introduction_in, one.room_id)

    async def accepted(self, happening: IntroductionAccepted) -> None:
        """Open the room of an introduction, bring the three in and say who is who. Asked again nothing happens twice.

        Where one of them has gone meanwhile, or the salon wants no such room any more, it does not come about.
        """
        one = await self._get(happening.introduction_id)
        salon = await self._salons.by_id(happening.salon_id)
        if one is None or salon is None or one.state != "accepted":
            return
        why = await self._why_not(salon, one)
        if why is not None:
            await self._db.run("salon_introduction_end", self._end, one.id, why)
            return
        names = await self._people.names(salon.id, list(one.three))
        order = RoomOrder(
            salon_id=salon.id,
            key=one.key,
            kind="introduction",
            access="private" if one.is_private else "staff",
            name=self._platform.texts.say(self._telling.room_name(one, names), salon.language),
            topic="",
            order=10_000,
        )
        room_id = one.room_id or await self._platform.rooms.open_room(await self._salons.frame(salon), order)
        await self._telling.first_line(salon, one, names, room_id)
        await self._db.run("salon_introduction_opened", self._opened, one.id, room_id)
        now = await self._get(one.id)
        if now is not None:
            await self._forget(now)
            if now.state == "over":
                await self._platform.rooms.keep_archived(await self._salons.frame(salon), room_id)

    async def _why_not(self, salon: Salon, one: Introduction) -> str | None:
        if one.is_private and (await self._salons.policies(salon)).dm != "members":
            return "policy"
        belong = [await self._people.belongs(salon.id, person) for person in one.three]
        return None if all(belong) and not salon.is_closed else "gone"

    def _opened(self, txn: Txn, introduction_id: str, room_id: str) -> None:
        now = store.hold(txn, introduction_id, self._platform.clock.now_ms())
        if now is None or now.state == "over":
            self._platform.rooms.set_archived(txn, room_id, True)
            return
        if now.room_id:
            return
        store.opened(txn, introduction_id, room_id)
        for person in now.three:
            self._platform.crowd.want(txn, room_id, person, "in", "introduction")

    def _end(self, txn: Txn, introduction_id: str, why: str) -> None:
        now = store.hold(txn, introduction_id, self._platform.clock.now_ms())
        if now is not None and now.state != "over":
            self._shut(txn, now)
            self._introducing.end(txn, now, why)

    async def left(self, one: Introduction, person: str) -> None:
        """One of the three is out of the room, or is to be. What was not answered yet is over with them."""
        salon = await self._salons.by_id(one.salon_id)
        dm: Dm = (await self._salons.policies(salon)).dm if salon is not None else "off"
        await self._db.run("salon_introduction_left", self._left, one.id, person, dm)
        await self._forget(one)

    def _left(self, txn: Txn, introduction_id: str, person: str, dm: Dm) -> None:
        now_ms = self._platform.clock.now_ms()
        now = store.hold(txn, introduction_id, now_ms)
        if now is None or now.state == "over":
            return
        store.left(txn, now.id, person, now_ms)
        if not now.room_id:
            self._introducing.end(txn, now, "gone")
            return
        self._platform.crowd.want(txn, now.room_id, person, "out", "introduction")
        staying = [other for other in store.people(txn, now.id) if other.left_ms is None]
        if not goes_on(now.is_private, dm, len(staying)):
            self._shut(txn, now)
            self._introducing.end(txn, now, "left")

    def _shut(self, txn: Txn, now: Introduction) -> None:
        if now.room_id:
            self._platform.rooms.set_archived(txn, now.room_id, True)

    async def over(self, happening: IntroductionOver) -> None:
        """Put everybody out of the room, if there is one, and tell those who wait. Nothing is said twice."""
        one = await self._get(happening.introduction_id)
        salon = await self._salons.by_id(happening.salon_id)
        if one is None or salon is None:
            return
        await self._forget(one)
        if one.room_id:
            await self._platform.rooms.keep_archived(await self._salons.frame(salon), one.room_id)
            present = await self._platform.host.present(one.room_id, ("join", "invite"))
            people = {*present, *one.three, *await self._salons.staff(salon.id)} - {self._platform.house, ""}
            await self._db.run("salon_introduction_out", self._out, one.room_id, people)
        partners = await self._db.run("salon_introduction_people", store.people, one.id)
        await self._telling.over(salon, one, partners)

    def _out(self, txn: Txn, room_id: str, people: set[str]) -> None:
        for person in sorted(people):
            self._platform.crowd.want(txn, room_id, person, "out", "introduction")

    async def follow(self, salon_id: str, user_id: str) -> None:
        """Somebody's standing or role changed: who belongs to the salon no more has no part in its introductions."""
        if await self._people.belongs(salon_id, user_id):
            return
        for one in await self._db.run("salon_introductions_of", store.of_person, salon_id, user_id):
            await self.left(one, user_id)

    async def policy_changed(self, changed: SalonChanged) -> None:
        """A salon may want no private messages any more: rooms that two are alone in are shut."""
        salon = await self._salons.by_id(changed.salon_id)
        if salon is None or (await self._salons.policies(salon)).dm == "members":
            return
        for one in await self._db.run("salon_introductions_open", store.not_over, salon.id):
            if one.is_private:
                await self._db.run("salon_introduction_policy", self._follow_policy, one.id)

    def _follow_policy(self, txn: Txn, introduction_id: str) -> None:
        now = store.hold(txn, introduction_id, self._platform.clock.now_ms())
        if now is None or now.state == "over":
            return
        staying = [one for one in store.people(txn, now.id) if one.left_ms is None]
        if not now.room_id or not goes_on(now.is_private, "off", len(staying)):
            self._shut(txn, now)
            self._introducing.end(txn, now, "policy")

    async def salon_closed(self, salon_id: str) -> None:
        """A salon ended, and so do its introductions."""
        for one in await self._db.run("salon_introductions_open", store.not_over, salon_id):
            await self._db.run("salon_introduction_end", self._end, one.id, "gone")

    async def look(self) -> None:
        """Look whether somebody is out of a room without having been seen to leave it. Hourly."""
        for one in await self._db.run("salon_introductions_rooms", store.with_rooms):
            for person in one.three:
                member = await self._platform.rooms.state(one.room_id, "m.room.member", person) or {}
                if member.get("membership") in _GONE:
                    await self.left(one, person)

    async def kept_of(self, salon_id: str, user_id: str) -> object:
        """What is kept of somebody in a salon."""
        return await self._db.run("salon_introductions_kept", kept.of_person, salon_id, user_id)

    async def forget_person(self, user_id: str) -> None:
        """Forget somebody who deleted their account: what they have a part in is over, and names them no more."""
        for introduction_id in await self._db.run("salon_introductions_all", kept.everything_of, user_id):
            one = await self._get(introduction_id)
            if one is not None and one.state != "over":
                await self.left(one, user_id)
                await self._db.run("salon_introduction_end", self._end, one.id, "gone")
        await self._db.run("salon_introductions_unname", kept.unname, user_id)

    async def _get(self, introduction_id: str) -> Introduction | None:
        return await self._db.run("salon_introduction", store.get, introduction_id)

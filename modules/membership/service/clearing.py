# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Takes away what somebody who left wished away: what they wrote, their name, their uploads."""

import logging

import attrs
from synapse.module_api.errors import SynapseError
from twisted.internet.defer import CancelledError

from modules.membership.domain import parting as rules
from modules.membership.domain.parting import Parting
from modules.membership.service.access import Access
from modules.membership.store import partings as store
from modules.membership.store.partings import Kind, Post
from synapse_salon.bot.voice import DEVICE_ID
from synapse_salon.clock import MINUTE_MS
from synapse_salon.database import Txn
from synapse_salon.happenings import PostsCleared
from synapse_salon.i18n import t
from synapse_salon.platform import Platform
from synapse_salon.ports import Salons
from synapse_salon.rooms import RoomFacts

logger = logging.getLogger(__name__)

FORMER = t("Former member")
"""What somebody is called in the rooms they left, where they wished to be named no longer."""
TURN = 20
"""How many posts of one person are taken away before it is the next one's turn."""
PAGE = 500
TRIES = 5
AGAIN_MS = 2000


class Clearing:
    """Works through partings, at a pace that leaves room for the talk.

    Each post is noted before it is redacted and marked after it; redacting twice changes nothing, so that whatever
    breaks in between is gone on with.
    """

    def __init__(self, platform: Platform, salons: Salons, access: Access) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons
        self._access = access
        self._working = False
        self.per_second = 10.0

    async def begin(self) -> None:
        """Go on with what there is to do, aside: its pauses hold up nobody else. By the clock."""
        self._platform.host.background("salon_clearing", self.work)

    async def work(self) -> None:
        """Take turns at every parting that is due, until there is none."""
        if self._working:
            return
        self._working = True
        try:
            while not self._platform.host.is_going_down:
                now_ms = self._platform.clock.now_ms()
                parting = await self._db.run("salon_parting_next", store.next_working, now_ms)
                if parting is None:
                    return
                await self._turn(parting)
        finally:
            self._working = False

    async def _turn(self, parting: Parting) -> None:
        try:
            rooms = await self._platform.rooms.of_salon(parting.salon_id)
            match parting.phase:
                case "posts":
                    await self._posts(parting, rooms)
                case "names":
                    await self._names(parting, rooms)
                case "uploads":
                    await self._uploads(parting, rooms)
        except CancelledError:  # the homeserver is going down; it is gone on with after the next start
            raise
        except Exception:
            if self._platform.host.is_going_down:
                return
            logger.exception("Parting %s broke off in its phase %s", parting.id, parting.phase)
            await self._later(parting, MINUTE_MS)

    async def _posts(self, parting: Parting, rooms: tuple[RoomFacts, ...]) -> None:
        if await self._take_some(parting, "post"):
            return
        place = await self._access.place(parting.salon_id, parting.user_id)
        if parting.is_listed and (
            place.serves or place.standing.is_inside
        ):  # what they write now is nothing left
            await self._go_on(parting)
            return
        is_out = not await self._still_in(parting, rooms)
        await (
            self._platform.watch.settle()
        )  # where uploads are shown is heard with their message, while it has its words
        found = 0
        for room in rooms:
            found += await self._list_posts(parting, room.room_id)
        parting = attrs.evolve(parting, is_listed=True)
        if found:
            await self._later(parting, 0)
        elif is_out or self._has_waited(parting):
            await self._go_on(parting)
        else:
            await self._later(parting, AGAIN_MS)

    async def _list_posts(self, parting: Parting, room_id: str) -> int:
        found, after = 0, -(2**62)
        while True:
            page = await self._platform.host.posts_by(
                parting.user_id, room_id, after, PAGE, self._platform.house
            )
            event_ids = [event_id for _, event_id in page]
            found += await self._db.run(
                "salon_parting_list", store.list_posts, parting, room_id, event_ids, "post"
            )
            if len(page) < PAGE:
                return found
            after = page[-1][0]

    async def _names(self, parting: Parting, rooms: tuple[RoomFacts, ...]) -> None:
        if await self._take_some(parting, "name"):
            return
        if await self._still_in(parting, rooms) and not self._has_waited(parting):
            await self._later(parting, AGAIN_MS)
            return
        found = 0
        for room in await self._left_rooms(parting, rooms):
            events = await self._platform.host.names_of(parting.user_id, room.room_id, self._platform.house)
            found += await self._db.run(
                "salon_parting_list", store.list_posts, parting, room.room_id, events, "name"
            )
        if found:
            await self._later(parting, 0)
            return
        salon = await self._salons.by_id(parting.salon_id)
        name = self._platform.texts.say(FORMER, salon.language if salon is not None else "ja")
        for room in await self._left_rooms(parting, rooms):
            await self._rename(parting.user_id, room.room_id, name)
        await self._go_on(parting)

    async def _rename(self, user_id: str, room_id: str, name: str) -> None:
        """Clients show the name of somebody's last member event beside what they wrote."""
        member = await self._platform.rooms.state(room_id, "m.room.member", user_id)
        if member is None or member.get("membership") != "leave" or member.get("displayname") == name:
            return
        house, named = self._platform.house, {"displayname": name}
        try:
            await self._platform.host.set_membership(house, user_id, room_id, "leave", named)
        except SynapseError as refusal:
            logger.warning("%s keeps their account's name in %s: %s", user_id, room_id, refusal)
        await self._platform.host.sleep_ms(round(1000 / self.per_second))

    async def _uploads(self, parting: Parting, rooms: tuple[RoomFacts, ...]) -> None:
        if self._platform.api.is_mine(parting.user_id):
            uploads = await self._platform.host.uploads_by(parting.user_id)
            room_ids = [room.room_id for room in rooms]
            only_here = await self._db.run("salon_parting_media", store.shown_only_in, uploads, room_ids)
            if only_here:
                await self._platform.host.delete_uploads(only_here, self._platform.house)
        await self._go_on(parting)

    async def _take_some(self, parting: Parting, kind: Kind) -> bool:
        """Redact a turn's worth of what was noted; answers whether there was anything."""
        posts = await self._db.run("salon_parting_left", store.left, parting, kind, TURN)
        pause_ms = 0
        for post in posts:
            if self._platform.host.is_going_down:
                return True
            began_ms = self._platform.clock.now_ms()
            pause_ms = max(pause_ms, await self._take_away(parting, post))
            spent_ms = self._platform.clock.now_ms() - began_ms
            await self._platform.host.sleep_ms(max(0, round(1000 / self.per_second) - spent_ms))
        if posts:
            await self._later(parting, pause_ms)
        return bool(posts)

    async def _take_away(self, parting: Parting, post: Post) -> int:
        """Redact one event; answers how long to pause, in ms, where that did not work."""
        try:
            await self._platform.host.redact_once(
                self._platform.house, post.room_id, post.event_id, DEVICE_ID
            )
        except Exception as failure:
            if self._platform.host.is_going_down or isinstance(failure, CancelledError):
                raise
            is_last = post.tries + 1 >= TRIES
            say = logger.error if is_last else logger.warning
            say(
                "%s of %s cannot be redacted, try %s: %s",
                post.event_id,
                post.room_id,
                post.tries + 1,
                failure,
            )
            why = f"{type(failure).__name__}: {failure}"
            await self._db.run(
                "salon_parting_mark", store.mark, parting, post, "failed" if is_last else "left", why
            )
            return int(1000 * 2**post.tries)
        await self._db.run("salon_parting_mark", store.mark, parting, post, "gone", "")
        return 0

    async def _still_in(self, parting: Parting, rooms: tuple[RoomFacts, ...]) -> bool:
        """Whether the person is in a room that they are to be put out of."""
        present = await self._platform.host.memberships(parting.user_id)
        for room in rooms:
            if room.room_id in present and await self._access.why_not(parting.user_id, room) is not None:
                return True
        return False

    async def _left_rooms(self, parting: Parting, rooms: tuple[RoomFacts, ...]) -> list[RoomFacts]:
        present = await self._platform.host.memberships(parting.user_id)
        return [room for room in rooms if room.room_id not in present]

    def _has_waited(self, parting: Parting) -> bool:
        return self._platform.clock.now_ms() > (parting.begun_ms or 0) + rules.WAITS_MS

    async def _later(self, parting: Parting, pause_ms: int) -> None:
        due_ms = self._platform.clock.now_ms() + pause_ms
        await self._db.run("salon_parting_later", self._write, attrs.evolve(parting, due_ms=due_ms))

    async def _go_on(self, parting: Parting) -> None:
        await self._db.run("salon_parting_go_on", self._next_phase, parting)

    def _next_phase(self, txn: Txn, parting: Parting) -> None:
        now_ms, phase = self._platform.clock.now_ms(), rules.next_phase(parting)
        if phase is not None:
            self._write(txn, attrs.evolve(parting, phase=phase, due_ms=now_ms))
            return
        self._write(txn, attrs.evolve(parting, state="done", done_ms=now_ms))
        txn.say(PostsCleared(salon_id=parting.salon_id, user_id=parting.user_id, parting_id=parting.id))

    @staticmethod
    def _write(txn: Txn, parting: Parting) -> None:
        store.put(txn, store.counted(txn, parting))

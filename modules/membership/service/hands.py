# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What staff do to people by hand, in their apps: taken into the books, taken back, or shown at the desk."""

import attrs

from modules.membership.domain.hands import Hand, said_to_staff, what_it_is
from modules.membership.service.access import Access
from modules.membership.service.care import Care
from modules.membership.service.lookups import MemberLookups
from modules.membership.store import hands as store
from synapse_salon.database import Txn
from synapse_salon.errors import Conflict, NotFound
from synapse_salon.happenings import DoneByHand, StandingChanged
from synapse_salon.i18n import t
from synapse_salon.people import Act, Standing
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon, Salons
from synapse_salon.rooms import RoomFacts
from synapse_salon.watch import Seen

MOST_LISTED = 100
_HERE = ("join", "invite")
_OPEN_OR_OWN = ("public", "invited")
"""For everybody, or for whom its host chose: who is put out of such a room is not put out of the salon."""


@attrs.frozen
class Shown:
    """Something done by hand, with the names of the room and the person as far as they are known."""

    hand: Hand
    room: str
    name: str


class Hands:
    """Kicks, bans and their end that the house did not make."""

    def __init__(
        self, platform: Platform, salons: Salons, members: MemberLookups, access: Access, care: Care
    ) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons
        self._members = members
        self._access = access
        self._care = care

    def wants(self, seen: Seen) -> bool:
        """Somebody other than the house puts another one out, bars them, or lets them in again."""
        by_hand = seen.sender not in (seen.state_key, self._platform.house)
        return by_hand and seen.membership in ("leave", "ban") and seen.state_key != self._platform.house

    async def seen(self, seen: Seen) -> None:
        """Say what it means for the salon, write it down, and act."""
        room, user_id = await self._platform.rooms.facts(seen.room_id), seen.state_key
        if room is None or user_id is None or seen.membership not in ("leave", "ban"):
            return
        before = await self._db.run("salon_hand", store.get, seen.event_id)
        hand = before or await self._read(room, user_id, seen)
        if hand is None:
            return
        if before is None:
            await self._db.run("salon_hand_add", self._add, hand)
        salon = await self._salons.by_id(hand.salon_id)
        if salon is None:
            return
        standing = await self._members.standing(hand.salon_id, user_id)
        if hand.deed == "barred" and standing is not Standing.BANNED:
            note = self._platform.texts.say(
                t("In an app, in “{room}”. {reason}", room=room.name, reason=hand.reason), salon.language
            )
            await self._care.do(salon, hand.done_by, user_id, "ban", note.strip())
        elif hand.deed == "held":
            await self._db.run("salon_hand_back", self._want_back, hand)

    async def _read(self, room: RoomFacts, user_id: str, seen: Seen) -> Hand | None:
        now = (await self._platform.rooms.state(room.room_id, "m.room.member", user_id) or {}).get(
            "membership"
        )
        if now in _HERE or (seen.membership == "ban" and now != "ban"):
            return None  # something else happened since
        place = await self._access.place(room.salon_id, user_id)
        belongs = await self._access.why_not(user_id, room) is None
        by = await self._salons.roles(room.salon_id, seen.sender)
        deed = what_it_is(seen.membership == "ban", place, belongs and room.access not in _OPEN_OR_OWN, by)
        if deed is None:
            return None
        said = seen.content.get("reason")
        reason = said[:500] if isinstance(said, str) else ""
        now_ms = self._platform.clock.now_ms()
        settled = None if deed == "put_out" else now_ms
        return Hand(
            seen.event_id, room.salon_id, room.room_id, user_id, seen.sender, deed, reason, now_ms, settled
        )

    def _add(self, txn: Txn, hand: Hand) -> None:
        if store.add(txn, hand):
            txn.say(DoneByHand(salon_id=hand.salon_id, hand_id=hand.id))

    def _want_back(self, txn: Txn, hand: Hand) -> None:
        self._platform.crowd.want(txn, hand.room_id, hand.user_id, "in", "by_hand")

    async def tell(self, happening: DoneByHand) -> None:
        """Tell the staff, in their room, once."""
        salon = await self._salons.by_id(happening.salon_id)
        hand = await self._db.run("salon_hand", store.get, happening.hand_id)
        rooms = await self._platform.rooms.of_salon(happening.salon_id)
        staff = next((room for room in rooms if room.kind == "staff" and not room.is_archived), None)
        if salon is None or hand is None or staff is None:
            return
        shown = await self._shown(hand)
        said = said_to_staff(
            hand, shown.name, shown.room, self._platform.web.url(f"s/{salon.slug}/desk/by-hand")
        )
        text = self._platform.texts.say(said, salon.language)
        await self._platform.bot.say(staff.room_id, text, f"hand:{hand.id}")

    async def listed(self, salon: Salon, by: str) -> tuple[list[Shown], list[Shown]]:
        """What waits for the staff, oldest first; and what was settled, newest first."""
        await self._salons.allow(salon, by, Act.REMOVE_MEMBERS)
        waiting = await self._unsettled(salon.id)
        settled = await self._db.run("salon_hands_newest", store.newest, salon.id, MOST_LISTED)
        return [await self._shown(hand) for hand in waiting], [await self._shown(hand) for hand in settled]

    async def waiting(self, salon_id: str) -> int:
        """How many wait for the staff, up to the length of their list."""
        return len(await self._unsettled(salon_id))

    async def _unsettled(self, salon_id: str) -> list[Hand]:
        """Who came back of their own accord waits for nobody."""
        found = []
        for hand in await self._db.run("salon_hands_unsettled", store.unsettled, salon_id, MOST_LISTED):
            member = await self._platform.rooms.state(hand.room_id, "m.room.member", hand.user_id) or {}
            if member.get("membership") == "join":
                now_ms = self._platform.clock.now_ms()
                await self._db.run("salon_hand_settle", store.settle, hand.id, hand.user_id, now_ms)
            else:
                found.append(hand)
        return found

    async def settle(self, salon: Salon, by: str, hand_id: str, brings_back: bool) -> None:
        """Bring somebody back into the room they were put out of, or leave it so.

        Raises:
            Conflict: it was settled before, or they do not belong into the room any more.
            NotFound: nothing like this was done.
        """
        await self._salons.allow(salon, by, Act.REMOVE_MEMBERS)
        hand = await self._db.run("salon_hand", store.get, hand_id)
        room = await self._platform.rooms.facts(hand.room_id) if hand is not None else None
        if hand is None or room is None or hand.salon_id != salon.id:
            raise NotFound(t("Nothing like this was done here."), "no_such_hand")
        if brings_back and await self._access.why_not(hand.user_id, room) is not None:
            raise Conflict(t("They do not belong into this room any more."), "not_theirs")
        if not await self._db.run("salon_hand_settle", self._settle, hand, by, brings_back):
            raise Conflict(t("Somebody settled this before."), "already_decided")

    def _settle(self, txn: Txn, hand: Hand, by: str, brings_back: bool) -> bool:
        if not store.settle(txn, hand.id, by, self._platform.clock.now_ms()):
            return False
        if brings_back:
            self._want_back(txn, hand)
        return True

    async def readmitted(self, changed: StandingChanged) -> None:
        """Who is no longer barred from the salon is not barred from its rooms either."""
        if changed.before != Standing.BANNED or changed.after == Standing.BANNED:
            return
        if await self._members.standing(changed.salon_id, changed.user_id) is Standing.BANNED:
            return
        for room in await self._platform.rooms.of_salon(changed.salon_id):
            member = await self._platform.rooms.state(room.room_id, "m.room.member", changed.user_id) or {}
            if member.get("membership") == "ban":
                house = self._platform.house
                await self._platform.host.set_membership(house, changed.user_id, room.room_id, "leave", {})

    async def forget(self) -> None:
        """Forget what is a year old. Daily."""
        await self._db.run("salon_hands_forget", store.forget, self._platform.clock.now_ms())

    async def _shown(self, hand: Hand) -> Shown:
        room = await self._platform.rooms.facts(hand.room_id)
        card = await self._members.card(hand.salon_id, hand.user_id)
        name = card.community_name if card is not None and card.community_name else hand.user_id
        return Shown(hand, room.name if room is not None else "", name)

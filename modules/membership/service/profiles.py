# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who a member is in one salon: name, language and picture. No other salon learns of them."""

import attrs

from modules.membership.domain import conditions
from modules.membership.domain.changes import Member
from modules.membership.domain.pictures import KINDS, MOST_BYTES, Picture, read_picture
from modules.membership.service.access import Access
from modules.membership.service.lookups import MemberLookups
from modules.membership.service.names import Names
from modules.membership.service.records import Records
from modules.membership.store import members, plan_changes
from modules.membership.store import profiles as store
from synapse_salon import ids
from synapse_salon.clock import DAY_MS
from synapse_salon.database import Txn
from synapse_salon.errors import Conflict, TooMany
from synapse_salon.happenings import PictureChosen, PictureDropped, ProfileChanged
from synapse_salon.i18n import Language, t
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon
from synapse_salon.rooms import RoomFacts
from synapse_salon.turns import Turns

NAMES_A_DAY = 5


class Profiles:
    """What members are called and look like in the rooms of a salon."""

    def __init__(
        self, platform: Platform, records: Records, lookups: MemberLookups, names: Names, access: Access
    ) -> None:
        self._platform = platform
        self._db = platform.database
        self._records = records
        self._lookups = lookups
        self._names = names
        self._access = access
        self._turns = Turns()

    async def member(self, salon: Salon, user_id: str) -> Member:
        """The member whose profile it is. Raises Conflict: they are none now."""
        return _inside(await self._db.run("salon_member", members.get, salon.id, user_id))

    async def change(
        self, salon: Salon, user_id: str, community_name: str | None, language: Language | None
    ) -> Member:
        """Go by another name in this salon, or be written to in another language. None stays as it is.

        Raises:
            BadInput: the name cannot be used.
            Conflict: no member.
            TooMany: the name was changed often today.
        """
        member = await self.member(salon, user_id)
        if community_name is not None and community_name != member.community_name:
            conditions.check_community_name(community_name)
            await self._names.check(salon, user_id, community_name)
        after = await self._db.run(
            "salon_profile_change", self._change, salon, user_id, community_name, language
        )
        await self._lookups.forget(salon.id, user_id)
        return after

    def _change(
        self, txn: Txn, salon: Salon, user_id: str, name: str | None, language: Language | None
    ) -> Member:
        before = _inside(members.hold(txn, salon.id, user_id))
        after = attrs.evolve(
            before, community_name=name or before.community_name, language=language or before.language
        )
        if after.community_name != before.community_name:
            now_ms = self._platform.clock.now_ms()
            since_ms = now_ms - DAY_MS
            if plan_changes.count_details(txn, salon.id, user_id, "name", since_ms) >= NAMES_A_DAY:
                raise TooMany(t("You changed your name often today. Please try again tomorrow."), DAY_MS)
            before_name, new_name = before.community_name, after.community_name
            plan_changes.note(txn, after, "name", before_name, new_name, user_id, now_ms)
            txn.say(ProfileChanged(salon_id=salon.id, user_id=user_id))
        self._records.rewrite_in(txn, after)
        return after

    async def choose_picture(self, salon: Salon, user_id: str, content: bytes) -> None:
        """Show this picture beside one's name in this salon's rooms.

        Raises BadInput: it is no picture; Conflict: no member, or an account from elsewhere, whose own server says
        what it looks like.
        """
        await self.member(salon, user_id)
        self._check_ours(user_id)
        async with (
            self._turns.turn()
        ):  # one at a time: a large one takes some hundred megabytes while it is read
            picture = await self._platform.api.defer_to_thread(read_picture, content)
        await self._db.run("salon_picture_put", self._choose, salon, user_id, picture)
        await self._lookups.forget(salon.id, user_id)

    async def show_account_picture(self, salon: Salon, user_id: str) -> None:
        """Show a copy of what the person's account looks like. Raises BadInput, Conflict as `choose_picture`, and
        Conflict where the account has no picture that its person uploaded: others may be of rooms they are not in."""
        self._check_ours(user_id)
        profile = await self._platform.api.get_profile_for_user(user_id[1:].partition(":")[0])
        ours = f"mxc://{self._platform.api.server_name}/"
        mxc = profile.avatar_url or ""
        stored = None
        if mxc.startswith(ours) and await self._platform.host.uploader(mxc.removeprefix(ours)) == user_id:
            stored = await self._platform.host.upload(mxc.removeprefix(ours), KINDS, MOST_BYTES)
        if stored is None:
            raise Conflict(t("Your account has no picture that could be shown here."), "no_account_picture")
        await self.choose_picture(salon, user_id, stored.content)

    def _choose(self, txn: Txn, salon: Salon, user_id: str, picture: Picture) -> None:
        _inside(members.hold(txn, salon.id, user_id))
        new_id = ids.new_id()
        store.put_picture(txn, salon.id, user_id, new_id, picture, self._platform.clock.now_ms())
        txn.say(PictureChosen(salon_id=salon.id, user_id=user_id, picture_id=new_id))

    async def remove_picture(self, salon: Salon, user_id: str) -> None:
        """Have no picture in this salon's rooms."""
        await self._db.run("salon_picture_drop", self._remove, salon, user_id)
        await self._lookups.forget(salon.id, user_id)

    @staticmethod
    def _remove(txn: Txn, salon: Salon, user_id: str) -> None:
        if store.drop_picture(txn, salon.id, user_id):
            txn.say(ProfileChanged(salon_id=salon.id, user_id=user_id))

    async def picture(self, salon: Salon, user_id: str) -> Picture | None:
        """The picture that somebody chose for a salon."""
        found = await self._db.run("salon_picture", store.picture, salon.id, user_id)
        return found.picture if found is not None else None

    async def keep(self, chosen: PictureChosen) -> None:
        """Hand a picture to the homeserver, and show it. One that was handed over twice is kept once."""
        found = await self._db.run("salon_picture", store.picture, chosen.salon_id, chosen.user_id)
        if found is None or found.id != chosen.picture_id:
            return
        if found.mxc is None:
            mxc = await self._platform.host.keep_upload(
                self._platform.house, found.picture.media_type, found.picture.content
            )
            if not await self._db.run("salon_picture_kept", store.kept_at, found.id, mxc):
                await self._platform.host.drop_upload(mxc)
                return
        await self.spread(ProfileChanged(salon_id=chosen.salon_id, user_id=chosen.user_id))

    async def drop(self, dropped: PictureDropped) -> None:
        """Have the homeserver forget a picture that nobody shows any more."""
        await self._platform.host.drop_upload(dropped.mxc)

    async def spread(self, changed: ProfileChanged) -> None:
        """Show the name and the picture in the rooms that the person is in. Other servers name their own people."""
        await self._lookups.forget(changed.salon_id, changed.user_id)
        if not self._platform.api.is_mine(changed.user_id):
            return
        present = await self._platform.host.memberships(changed.user_id)
        rooms = [
            room
            for room in await self._platform.rooms.of_salon(changed.salon_id)
            if present.get(room.room_id) == "join"
            and await self._access.why_not(changed.user_id, room) is None
        ]
        await self._db.run("salon_profile_spread", self._wish, rooms, changed.user_id)

    def _wish(self, txn: Txn, rooms: list[RoomFacts], user_id: str) -> None:
        for room in rooms:
            self._platform.crowd.want(txn, room.room_id, user_id, "in", "profile")

    def _check_ours(self, user_id: str) -> None:
        if not self._platform.api.is_mine(user_id):
            raise Conflict(
                t("You chat with an account from elsewhere. Set your picture in your chat app."), "elsewhere"
            )


def _inside(member: Member | None) -> Member:
    if member is None or not member.standing.is_inside:
        raise Conflict(t("You are not a member of this salon."), "not_a_member")
    return member

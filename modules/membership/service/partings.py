# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody who leaves wishes for their posts: written down before they leave, begun when they are out."""

import attrs

from modules.membership.domain import parting as rules
from modules.membership.domain.changes import Member
from modules.membership.domain.parting import Parting, PostsChoice
from modules.membership.service.records import Records
from modules.membership.store import exits, members
from modules.membership.store import partings as store
from synapse_salon import ids
from synapse_salon.database import Txn
from synapse_salon.errors import Conflict
from synapse_salon.happenings import StandingChanged
from synapse_salon.i18n import t
from synapse_salon.people import Standing
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon


class Partings:
    """Choices for posts. What is to be done of them `Clearing` does."""

    def __init__(self, platform: Platform, records: Records) -> None:
        self._platform = platform
        self._db = platform.database
        self._records = records

    async def latest(self, salon_id: str, user_id: str) -> Parting | None:
        """What somebody wished last, and how far it is done; None where they wished nothing, or took it back."""
        return await self._db.run("salon_parting", store.latest, salon_id, user_id)

    async def intend(self, member: Member, posts: PostsChoice | None) -> None:
        """Write down what somebody who is about to leave wishes; None leaves it as it was, or keeps their posts."""
        await self._db.run("salon_parting_intend", self._intend, member, posts)

    def _intend(self, txn: Txn, member: Member, posts: PostsChoice | None) -> None:
        before = store.waiting(txn, member.salon_id, member.user_id)
        if before is None:
            store.put(txn, self._new(member, posts or "keep"))
        elif posts is not None:
            store.put(txn, attrs.evolve(before, posts=posts, chosen_ms=self._now()))

    async def take_back(self, salon_id: str, user_id: str) -> None:
        """Somebody stays, or leaving did not work: nothing becomes of what they wished."""
        await self._db.run("salon_parting_undo", self._take_back, salon_id, user_id)

    @staticmethod
    def _take_back(txn: Txn, salon_id: str, user_id: str) -> None:
        before = store.waiting(txn, salon_id, user_id)
        if before is not None:
            store.put(txn, attrs.evolve(before, state="undone"))
            exits.remove(txn, salon_id, user_id)

    async def choose(self, salon: Salon, user_id: str, posts: PostsChoice) -> Parting:
        """Say what becomes of one's posts, on the way out or afterwards; who is out already has it begun at once.

        Raises:
            Conflict: a member who stays, somebody who never was one, or another wish is being fulfilled.
        """
        member = await self._records.get(salon.id, user_id)
        if member is None or member.joined_ms is None:
            raise Conflict(t("You are not a member of this salon."), "not_a_member")
        if not rules.may_choose(member):
            raise Conflict(
                t("You choose what becomes of your posts when you leave the salon."), "still_a_member"
            )
        after = await self._db.run("salon_parting_choose", self._choose, member, posts)
        if after is None:
            raise Conflict(
                t("Your posts are being worked on just now. Please choose again when that is done."),
                "already_begun",
            )
        return after

    def _choose(self, txn: Txn, seen: Member, posts: PostsChoice) -> Parting | None:
        member = members.hold(txn, seen.salon_id, seen.user_id)
        if member is None or not rules.may_choose(member):
            return None
        before = store.latest(txn, member.salon_id, member.user_id)
        if before is not None and rules.is_said_already(before, member, posts):
            return before
        if before is not None and before.state == "working":
            return None
        if before is not None and before.state == "chosen":
            wish = attrs.evolve(before, posts=posts, chosen_ms=self._now())
        else:
            wish = self._new(member, posts)
        if member.standing is not Standing.CANCELLING:
            wish = rules.begun(wish, self._now())
        store.put(txn, wish)
        return wish

    async def standing_changed(self, changed: StandingChanged) -> None:
        """Begin what was chosen when its person is out, or drop it when they stay."""
        await self._db.run("salon_parting_follow", self._follow, changed)

    def _follow(self, txn: Txn, changed: StandingChanged) -> None:
        wish = store.waiting(txn, changed.salon_id, changed.user_id)
        if wish is None:
            return
        moves = members.transitions(txn, changed.salon_id, changed.user_id)
        at_ms = next((move.at_ms for move in moves if move.id == changed.transition_id), self._now())
        after = rules.follows(wish, Standing(changed.after), changed.cause, at_ms, self._now())
        store.put(txn, after)
        if after.state == "undone":
            exits.remove(txn, changed.salon_id, changed.user_id)

    async def erase(self, user_id: str, found: list[Member]) -> None:
        """Somebody deleted their account and wants to be forgotten: their posts go, in every salon they were in."""
        await self._db.run("salon_parting_erase", self._erase, user_id, found)

    def _erase(self, txn: Txn, user_id: str, found: list[Member]) -> None:
        for member in found:
            if member.joined_ms is None:
                continue
            before = store.latest(txn, member.salon_id, user_id)
            waits = before is not None and before.state == "chosen"
            if rules.is_said_already(before, member, "delete") and not waits:
                continue
            if before is None or not waits:
                before = self._new(member, "delete")
            store.put(txn, rules.begun(attrs.evolve(before, posts="delete"), self._now()))

    def _new(self, member: Member, posts: PostsChoice) -> Parting:
        return Parting(ids.new_id(), member.salon_id, member.user_id, posts, "chosen", self._now())

    def _now(self) -> int:
        return self._platform.clock.now_ms()

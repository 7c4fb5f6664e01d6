# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Changes members in one place: load, apply a rule, save with the books and the news."""

from collections.abc import Callable

from modules.membership.domain.changes import Change, Member
from modules.membership.service.lookups import MemberLookups
from modules.membership.store import members
from synapse_salon.database import Txn
from synapse_salon.platform import Platform

Rule = Callable[[Member], Change | None]


class Records:
    """The only writer of members."""

    def __init__(self, platform: Platform, lookups: MemberLookups) -> None:
        self._platform = platform
        self._db = platform.database
        self._lookups = lookups

    async def last_cause(self, salon_id: str, user_id: str) -> str:
        """Why a person stands as they do; "" where nothing is known of it."""
        return await self._db.run("salon_member_cause", members.last_cause, salon_id, user_id)

    async def get(self, salon_id: str, user_id: str) -> Member | None:
        """A person in a salon, as stored now."""
        return await self._db.run("salon_member", members.get, salon_id, user_id)

    async def change(self, salon_id: str, user_id: str, rule: Rule, by: str, note: str = "") -> Member | None:
        """Apply a rule to a member, in one transaction with what follows from it.

        `by` is a user id, or a word for what acted by itself (payment, clock). Answers the member after it;
        None where there is none.
        """
        after = await self._db.run("salon_member_change", self.change_in, salon_id, user_id, rule, by, note)
        await self._lookups.forget(salon_id, user_id)
        return after

    def change_in(
        self, txn: Txn, salon_id: str, user_id: str, rule: Rule, by: str, note: str = ""
    ) -> Member | None:
        """As `change`, in the caller's transaction; the caller has the cache forget the member."""
        before = members.get(txn, salon_id, user_id)
        if before is None:
            return None
        return self.save_in(txn, before, rule(before), by, note)

    def save_in(self, txn: Txn, before: Member, change: Change | None, by: str, note: str = "") -> Member:
        """Write what a rule made of a member."""
        if change is None or change.member == before:
            return before
        members.save(txn, before, change, by, note, self._platform.clock.now_ms())
        return change.member

    def rewrite_in(self, txn: Txn, member: Member) -> None:
        """Write what else of a member changed: name, language, mail address. Who stands how is changed by rules."""
        members.write(txn, member)

    async def forget(self, salon_id: str, user_id: str) -> None:
        """Have every process forget a member that `change_in` or `save_in` changed."""
        await self._lookups.forget(salon_id, user_id)

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Follows who is inside of which salon, by which name, and forgets who is not."""

from typing import Any

from modules.people.store import profiles
from synapse_salon.clock import DAY_MS
from synapse_salon.database import Txn
from synapse_salon.happenings import ProfileChanged, StandingChanged
from synapse_salon.platform import Platform
from synapse_salon.ports import Members

BATCH = 500
WAITED_FOR_MS = 30 * DAY_MS
"""How long the words of somebody who lost access, and is kept in the lobby, wait for them."""


class Presence:
    """Keeps the list of people as the members are."""

    def __init__(self, platform: Platform, members: Members) -> None:
        self._platform = platform
        self._db = platform.database
        self._members = members

    async def standing_changed(self, changed: StandingChanged) -> None:
        """Somebody may have come in or gone out."""
        await self.follow(changed.salon_id, changed.user_id)

    async def profile_changed(self, changed: ProfileChanged) -> None:
        """Somebody may go by another name."""
        await self.follow(changed.salon_id, changed.user_id)

    async def follow(self, salon_id: str, user_id: str) -> None:
        """Have somebody stand in the list as they stand in the salon now. May be done twice."""
        insider = await self._members.insider(salon_id, user_id)
        if insider is not None:
            await self._db.run("salon_people_came", profiles.came_in, insider)
            return
        card = await self._members.card(salon_id, user_id)
        if card is not None and card.keeps_lobby:
            now_ms = self._platform.clock.now_ms()
            await self._db.run("salon_people_went", profiles.went_out, salon_id, user_id, now_ms)
        else:
            await self._db.run("salon_people_forget", profiles.forget, salon_id, user_id)

    async def catch_up(self) -> None:
        """Follow everybody who came, left or changed their name while this module was not there."""
        after = ("", "")
        while True:
            found = await self._members.insiders(after, BATCH)
            is_last = len(found) < BATCH
            until = None if is_last else (found[-1].salon_id, found[-1].user_id)
            for key in await self._db.run("salon_people_differing", profiles.differing, found, after, until):
                await self.follow(*key)
            if until is None:
                return
            after = until

    async def forget(self) -> None:
        """Forget who did not come back. Daily."""
        before_ms = self._platform.clock.now_ms() - WAITED_FOR_MS
        await self._db.run("salon_people_forget_gone", profiles.forget_gone, before_ms)

    async def forget_person(self, user_id: str) -> None:
        """Somebody deleted their account and wants to be forgotten."""
        await self._db.run("salon_people_forget_person", profiles.forget_person, user_id)

    async def kept_of(self, salon_id: str, user_id: str) -> dict[str, Any] | None:
        """What somebody said of themself in a salon, for them to take along."""
        return await self._db.run("salon_people_kept", _kept, salon_id, user_id)


def _kept(txn: Txn, salon_id: str, user_id: str) -> dict[str, Any] | None:
    found = profiles.get(txn, salon_id, user_id, also_gone=True)
    if found is None:
        return None
    words = found.words
    return {
        "interests": list(words.interests),
        "skills": list(words.skills),
        "region": words.region,
        "about": words.about,
        "shown": dict(words.shown),
        "listed": words.is_listed,
    }

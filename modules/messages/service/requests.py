# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who asked whom for a private conversation: one at a time, and not again for a while after a refusal."""

import attrs

from modules.messages.domain.requests import REFUSED_MS, Asked
from modules.messages.store import requests as store
from synapse_salon.database import Txn
from synapse_salon.happenings import MessageAsked
from synapse_salon.platform import Platform

BATCH = 200


@attrs.frozen
class Sent:
    """What somebody asked, as they see it: a refusal looks like no answer."""

    asked: Asked
    is_taken: bool


class Requests:
    """Held against every app and server: the gate asks before each invitation into a small room."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._db = platform.database

    async def claim(self, asker: str, asked: str, room_id: str) -> bool:
        """Whether somebody may ask now. If so it is written down, before anybody else asks for the same."""
        before = await self._db.run("salon_request_get", store.get, asker, asked)
        now_ms = self._platform.clock.now_ms()
        if before is not None:
            had = await self._had(before)
            is_this = before.room_id == room_id and not had
            if before.stands(had, now_ms) and not is_this:
                return False
        new = Asked(asker, asked, room_id, now_ms)
        return await self._db.run_contended("salon_request_claim", self._write, new, before)

    def _write(self, txn: Txn, new: Asked, before: Asked | None) -> bool:
        if not store.claim(txn, new, before):
            return False
        if self._platform.api.is_mine(new.asked):
            txn.say(MessageAsked(asker=new.asker, asked=new.asked, room_id=new.room_id))
        return True

    async def standing(self, asker: str, asked: str) -> str | None:
        """The room into which somebody asked, and which is neither taken nor to be asked for again."""
        before = await self._db.run("salon_request_get", store.get, asker, asked)
        if before is None or not before.stands(await self._had(before), self._platform.clock.now_ms()):
            return None
        return before.room_id

    async def is_settled(self, asker: str, asked: str, room_id: str) -> bool:
        """Whether a request was answered, or another one took its place."""
        found = await self._db.run("salon_request_get", store.get, asker, asked)
        return found is None or found.room_id != room_id or not await self._had(found) <= {"invite"}

    async def sent(self, asker: str) -> list[Sent]:
        """Whom somebody asked, the last one first: what was taken, and what stands."""
        found, now_ms = [], self._platform.clock.now_ms()
        for asked in await self._db.run("salon_requests_of", store.of_asker, asker):
            had = await self._had(asked)
            if "join" in had or asked.stands(had, now_ms):
                found.append(Sent(asked, "join" in had))
        return found

    async def forget(self, asker: str, asked: str) -> None:
        """Somebody may ask anew: they were taken off the other's list."""
        await self._db.run("salon_request_forget", store.forget, asker, asked)

    async def forget_settled(self) -> None:
        """Forget who asked whom where it makes no difference any more: what was taken, old refusals. Hourly."""
        before_ms, after = self._platform.clock.now_ms() - REFUSED_MS, ("", "")
        while found := await self._db.run("salon_requests_old", store.old, before_ms, after, BATCH):
            for asked in found:
                if not asked.stands(await self._had(asked), self._platform.clock.now_ms()):
                    await self._db.run("salon_request_forget", store.forget_one, asked)
            after = (found[-1].asker, found[-1].asked)

    async def _had(self, asked: Asked) -> frozenset[str]:
        return await self._platform.host.had_memberships(asked.asked, asked.room_id)

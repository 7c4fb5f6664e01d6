# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is signed in on pages, and the one-time links that sign in."""

import hashlib
import re
from typing import Literal

import attrs

from synapse_salon.clock import DAY_MS, MINUTE_MS, Clock
from synapse_salon.database import Database
from synapse_salon.ids import new_secret
from synapse_salon.web import store
from synapse_salon.web.store import Link

LASTS_MS = 30 * DAY_MS
"""How long a session lasts after its last use."""

LINK_LASTS_MS = 10 * MINUTE_MS
Way = Literal["opened", "password", "sso", "link", "openid"]
"""How somebody signed in: they opened the account here, gave its password, came by the homeserver's single sign-on,
by a link that the house had sent them, or by the token that a widget was given."""

OWNERS_WAYS: frozenset[Way] = frozenset({"opened", "password", "sso"})
"""Ways that only the account's owner can go. A widget's token goes through other hands."""

_SECRET = re.compile(r"[a-z2-7]{52}")


@attrs.frozen
class Found:
    """A session that holds, since when and by which way. `prolonged`: it was just given more time, and its cookie
    is due for the same."""

    user_id: str
    prolonged: bool
    begun_ms: int
    way: str


class Sessions:
    """Sessions and one-time links; secrets are given out once and kept as hashes."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def begin(self, user_id: str, way: Way) -> str:
        """Sign somebody in; answers the secret for their cookie."""
        secret, now_ms = new_secret(), self._clock.now_ms()
        await self._database.run(
            "salon_web_begin", store.add_session, _hash(secret), user_id, way, now_ms, now_ms + LASTS_MS
        )
        return secret

    async def find(self, secret: str) -> Found | None:
        """Whose session this is, if it holds."""
        if not _SECRET.fullmatch(secret):
            return None
        now_ms = self._clock.now_ms()
        found = await self._database.run("salon_web_session", store.session, _hash(secret), now_ms)
        if found is None:
            return None
        is_due = now_ms - found.seen_ms >= DAY_MS
        if is_due:
            await self._database.run(
                "salon_web_prolong", store.prolong, _hash(secret), now_ms, now_ms + LASTS_MS
            )
        return Found(found.user_id, is_due, found.created_ms, found.way)

    async def end(self, secret: str) -> None:
        """Sign out here."""
        await self._database.run("salon_web_end", store.end_session, _hash(secret))

    async def end_all(self, user_id: str) -> int:
        """Sign somebody out everywhere; answers how many sessions that ended."""
        return await self._database.run("salon_web_end_all", store.end_sessions, user_id)

    async def make_link(self, user_id: str, next_path: str) -> str:
        """The secret of a new one-time link."""
        secret = new_secret()
        await self._database.run(
            "salon_web_link",
            store.add_link,
            _hash(secret),
            user_id,
            next_path,
            self._clock.now_ms() + LINK_LASTS_MS,
        )
        return secret

    async def link(self, secret: str) -> Link | None:
        """What a link would do, without using it up."""
        return await self._database.run("salon_web_link", store.link, _hash(secret), self._clock.now_ms())

    async def use_link(self, secret: str) -> Link | None:
        """Use a link up; None where it was used before or has expired."""
        return await self._database.run(
            "salon_web_use_link", store.use_link, _hash(secret), self._clock.now_ms()
        )

    async def sweep(self) -> None:
        """Forget what has expired."""
        await self._database.run("salon_web_sweep", store.sweep, self._clock.now_ms())


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whom people take no private messages from."""

from collections.abc import Mapping
from typing import Any

from modules.messages.domain.blocks import MOST_BLOCKED, is_blocked, is_person
from modules.messages.store import blocks as store
from synapse_salon.caching import forget, register, remembered
from synapse_salon.errors import BadInput, Conflict
from synapse_salon.i18n import t
from synapse_salon.platform import Platform
from synapse_salon.servers import is_among, is_server, server_of

_IGNORED = "m.ignored_user_list"


class Blocks:
    """Each person's own list, which nobody else sees. Clients of people of this server are told it too."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._db = platform.database
        self.server_name = platform.api.server_name  # Synapse's @cached asks for these two
        self.clock = platform.host.clock
        register(platform.api, self.salon_blocked_by)

    @remembered(max_entries=50_000)
    async def salon_blocked_by(self, user_id: str) -> tuple[str, ...]:
        """Whom a person blocked, the newest first."""
        return tuple(await self._db.run("salon_blocked_by", store.of_person, user_id))

    async def of(self, person: str) -> tuple[str, ...]:
        """Whom a person blocked, the newest first. Cached."""
        return await self.salon_blocked_by(person)

    async def are_apart(self, one: str, other: str) -> bool:
        """Whether one of two people blocked the other, or the other's server. Cached."""
        return is_blocked(one, await self.of(other)) or is_blocked(other, await self.of(one))

    async def has_blocked(self, person: str, other: str) -> bool:
        """See the port `Blocks`."""
        return is_blocked(other, await self.of(person))

    async def block(self, person: str, whom: str) -> None:
        """Take nothing more from somebody, or from anybody of a server. Done again nothing happens.

        Raises:
            BadInput: this is neither a user id nor a server's name, or it is oneself, the house or this server.
            Conflict: there are too many on the list.
        """
        whom = whom.strip()
        api = self._platform.api
        if not (is_person(whom) or is_server(whom)):
            problem = t("An account like @name:example.org would work here, or a server like example.org.")
            raise BadInput(problem, {"whom": problem})
        is_near = is_server(whom) and is_among(whom, (api.server_name, server_of(person)))
        if is_near or whom in (person, self._platform.house):
            problem = t("You cannot block yourself, the house or your own server.")
            raise BadInput(problem, {"whom": problem})
        before = await self.of(person)
        if len(before) >= MOST_BLOCKED and whom not in before:
            raise Conflict(t("Your list is full. Take somebody off first."), "list_full")
        await self._db.run("salon_block", store.add, person, whom, self._platform.clock.now_ms())
        await forget(api, self.salon_blocked_by, person)
        await self._tell_clients(person, whom, True)

    async def unblock(self, person: str, whom: str) -> None:
        """Take somebody, or a server, off one's list. Who is not on it is off it."""
        await self._db.run("salon_unblock", store.remove, person, whom)
        await forget(self._platform.api, self.salon_blocked_by, person)
        await self._tell_clients(person, whom, False)

    async def _tell_clients(self, person: str, whom: str, is_ignored: bool) -> None:
        """Have a person's clients hide what somebody says, as when they had been told to ignore them there."""
        if not self._platform.api.is_mine(person) or not is_person(whom):
            return
        accounts = self._platform.api.account_data_manager
        listed = (await accounts.get_global(person, _IGNORED) or {}).get("ignored_users")
        ignored: dict[str, Any] = {who: {} for who in listed} if isinstance(listed, Mapping) else {}
        if (whom in ignored) != is_ignored:
            if is_ignored:
                ignored[whom] = {}
            else:
                del ignored[whom]
            await accounts.put_global(person, _IGNORED, {"ignored_users": ignored})

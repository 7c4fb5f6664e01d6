# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The homeserver's process: its clock, reactor, database and way down."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from synapse.appservice import ApplicationService
from synapse.logging.context import make_deferred_yieldable
from synapse.storage.engines._base import IsolationLevel
from twisted.internet.defer import Deferred

from synapse_salon.checks import HomeserverSettings, read_settings
from synapse_salon.host.held import Held
from synapse_salon.host.threads import Threads

R = TypeVar("R")

_TRIES = 5
_PAUSE_MS = 20
_IN_THE_WAY = frozenset({"40001", "40P01", "23505"})
"""PostgreSQL's codes: it could not be serialised, it waited for one that waited for it, such a row is there now."""


class Process(Held):
    """The homeserver's process: its clock, reactor, database and way down."""

    @property
    def clock(self) -> Any:
        """The homeserver's own clock. Synapse's `@cached` and web resources ask for it; no public name."""
        return self._hs.get_clock()

    @property
    def reactor(self) -> Any:
        """The homeserver's reactor, for a bridge that opens connections of its own. No public name."""
        return self._hs.get_reactor()

    @property
    def is_going_down(self) -> bool:
        """Whether the homeserver is being shut down and takes no new background work. No public name."""
        return self._hs._is_shutdown

    @property
    def has_other_processes(self) -> bool:
        """Whether other processes share the database and may write down work for this one. No public name."""
        return bool(self._hs.config.redis.redis_enabled)

    def background(self, name: str, work: Callable[..., Awaitable[object]], *args: object) -> None:
        """Do something aside, with a log context of its own; nothing is begun while the homeserver goes down.

        The public `run_as_background_process` raises then, in whoever came last.
        """
        if not self.is_going_down:
            self._api.run_as_background_process(name, work, *args)

    def threads(self, name: str, most: int) -> Threads:
        """Up to `most` threads of one's own, until the homeserver goes down."""
        return Threads(self._api, self._hs, name, most)

    async def sleep_ms(self, ms: int) -> None:
        """Wait by the machine's time."""
        await self._api.sleep(ms / 1000)

    async def yieldable(self, deferred: "Deferred[R]") -> R:
        """Wait for a deferred that something else fires, keeping Synapse's log context."""
        return await make_deferred_yieldable(deferred)

    async def interact(self, name: str, function: Callable[[Any], R], contended: bool) -> R:
        """Run `function(cursor)` in a transaction; `contended` runs it at READ COMMITTED.

        Where another one was in its way, on PostgreSQL, it is begun anew: Synapse tries some times at once, which is
        too few for a button that was pressed many times, and does not where both wrote the first row of its kind.
        """
        for number in range(_TRIES):
            try:
                return await self._try(name, function, contended)
            except Exception as failure:
                if getattr(failure, "pgcode", None) not in _IN_THE_WAY:
                    raise
                await self.sleep_ms(_PAUSE_MS * (number + 1))
        return await self._try(name, function, contended)

    async def _try(self, name: str, function: Callable[[Any], R], contended: bool) -> R:
        """The public method passes `isolation_level` on, but its types do not say so."""
        if contended:
            return await self._api.run_db_interaction(
                name,
                function,
                isolation_level=IsolationLevel.READ_COMMITTED,  # type: ignore[call-arg]  # passed on to runInteraction
            )
        return await self._api.run_db_interaction(name, function)

    @property
    def settings(self) -> HomeserverSettings:
        """What of homeserver.yaml matters to a salon, in this process."""
        return read_settings(self._hs.config)

    def application_service(self, service_id: str) -> ApplicationService | None:
        """The registered application service of this id. Modules are not told which are registered."""
        for service in self._hs.get_datastores().main.get_app_services():
            if service.id == service_id:
                return service
        return None

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Takes in what Synapse pushes and hands it to the watchers that want it."""

import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import attrs

from synapse_salon.clock import DAY_MS, HOUR_MS
from synapse_salon.database import Txn
from synapse_salon.watch import store
from synapse_salon.watch.resource import routes
from synapse_salon.watch.seen import Seen, read

if TYPE_CHECKING:
    from synapse_salon.platform import Platform

logger = logging.getLogger(__name__)

BATCH = 50
TRIES = 12
"""How often a watcher is tried with one event: with the growing pauses, over an hour."""
CATCH_UP = 1000
"""How many of the homeserver's newest events are looked through at the start: some seconds of a busy one."""
REMEMBERED_MS = 7 * DAY_MS
"""How long an event's id is remembered. Synapse repeats a push until it was answered, within hours."""


@attrs.frozen
class _Watcher:
    wants: Callable[[Seen], bool]
    handler: Callable[[Seen], Awaitable[None]]


class Watch:
    """Watchers by name, and the deliveries to them.

    Events are written down before the push is answered, in any process, and handled in the one that runs
    background tasks: in the order in which they came, each by every watcher at least once. A watcher that
    fails on an event gets it again with growing pauses, while later events go on to it.
    """

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform
        self._watchers: dict[str, _Watcher] = {}
        self._handling = False
        self._again = False
        platform.timers.every(1000, "watch.handle", self.handle)
        platform.timers.every(HOUR_MS, "watch.forget", self._forget)

    def serve(self) -> None:
        """Take pushes at `watch/…`, below the house's prefix."""
        self._platform.web.add(routes(self._platform, self.take))

    def when(
        self, name: str, wants: Callable[[Seen], bool], handler: Callable[[Seen], Awaitable[None]]
    ) -> None:
        """Call `handler` for each event that `wants` says yes to.

        `wants` is pure and fast: it is asked for every event of every room the house is in. `name`
        (`feature.verb`) stays the same over releases. Raises ValueError: the name is taken.
        """
        if name in self._watchers:
            raise ValueError(f"There is a watcher {name} already")
        self._watchers[name] = _Watcher(wants, handler)

    async def catch_up(self) -> None:
        """Take in what is on its way, as after a start what was when the homeserver was killed."""
        newest = await self._platform.host.newest_events(self._platform.house, CATCH_UP)
        await self.take(newest)

    async def settle(self) -> None:
        """Come to now: take in what is on its way, and wait until what is due was handed over. Not for watchers."""
        await self.catch_up()
        while self._handling:
            await self._platform.host.sleep_ms(50)
        await self.handle()

    async def take(self, events: Iterable[Mapping[str, Any]]) -> None:
        """Write down the pushed events that somebody wants."""
        wanted = []
        for event in events:
            seen = read(event)
            if seen is None:
                continue
            watchers = [name for name, watcher in self._watchers.items() if _wants(name, watcher, seen)]
            if watchers:
                wanted.append((seen, watchers))
        if wanted:
            await self._platform.database.run("salon_watch_record", self._record, wanted)

    def _record(self, txn: Txn, wanted: list[tuple[Seen, list[str]]]) -> None:
        store.record(txn, wanted, self._platform.clock.now_ms())
        txn.after_commit(self._platform.wake)

    async def handle(self) -> int:
        """Hand over what is due; answers how many deliveries were made. Runs one at a time."""
        if self._handling:
            self._again = True
            return 0
        self._handling, made = True, 0
        try:
            while True:
                self._again = False
                batch = await self._platform.database.run(
                    "salon_watch_due", store.due, self._platform.clock.now_ms(), BATCH
                )
                for delivery in batch:
                    made += await self._deliver(delivery)
                if not batch and not self._again:
                    return made
        finally:
            self._handling = False

    async def _deliver(self, delivery: store.Delivery) -> int:
        run = self._platform.database.run
        watcher = self._watchers.get(delivery.watcher)
        if watcher is None:  # its feature was taken out of homeserver.yaml
            await run("salon_watch_done", store.done, delivery)
            return 0
        try:
            await watcher.handler(delivery.seen)
        except Exception as failure:
            if self._platform.host.is_going_down:
                return 0  # it is there at the next start
            tries = delivery.attempts + 1
            pause_ms = min(1000 * 2**delivery.attempts, HOUR_MS)
            why = f"{type(failure).__name__}: {failure}"
            logger.exception(
                "Watcher %s failed on %s, try %s", delivery.watcher, delivery.seen.event_id, tries
            )
            due_ms = self._platform.clock.now_ms() + pause_ms
            await run("salon_watch_put_off", store.put_off, delivery, due_ms, tries >= TRIES, why)
            return 0
        await run("salon_watch_done", store.done, delivery)
        return 1

    async def _forget(self) -> None:
        before_ms = self._platform.clock.now_ms() - REMEMBERED_MS
        await self._platform.database.run("salon_watch_forget", store.forget_before, before_ms, 2 * CATCH_UP)


def _wants(name: str, watcher: _Watcher, seen: Seen) -> bool:
    """What one watcher says; one that stumbles is given the event, and stumbles again where it is retried."""
    try:
        return watcher.wants(seen)
    except Exception:
        logger.exception("Watcher %s cannot say whether it wants %s", name, seen.event_id)
        return True

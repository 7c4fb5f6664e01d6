# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Delivers happenings to the handlers that asked for them."""

import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

from twisted.internet.defer import CancelledError

from synapse_salon.clock import HOUR_MS, Clock
from synapse_salon.database.txn import Txn
from synapse_salon.happenings import Happening
from synapse_salon.outbox import store

if TYPE_CHECKING:
    from synapse_salon.database import Database

logger = logging.getLogger(__name__)
H = TypeVar("H", bound=Happening)
BATCH = 50


class Outbox:
    """Handlers by kind of happening, and the drain that calls them.

    A handler is called at least once per happening, in the order the happenings were said, and again
    with growing pauses (1 s, 2 s, 4 s … an hour) when it fails; the others do not wait for it.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._handlers: dict[str, Callable[[Any], Awaitable[None]]] = {}
        self._by_kind: dict[str, list[str]] = defaultdict(list)
        self._urgent: set[str] = set()
        self._draining = False
        self._again = False
        self.is_going_down: Callable[[], bool] = lambda: False
        self.wake: Callable[[], None] = lambda: None

    def when(
        self, kind: type[H], name: str, handler: Callable[[H], Awaitable[None]], urgent: bool = False
    ) -> None:
        """Call `handler` for each happening of `kind`. `name` (`feature.verb`) stays the same over releases.

        Deliveries to `urgent` handlers go before all others, as long as there are any: who paid does not wait
        until everybody before them was greeted.
        """
        if name in self._handlers:
            raise ValueError(f"There is a handler {name} already")
        self._handlers[name] = handler
        self._by_kind[kind.kind].append(name)
        if urgent:
            self._urgent.add(name)

    def write(self, txn: Txn, happening: Happening) -> None:
        """Write a happening in the transaction of its change."""
        store.write(txn, happening, self._by_kind[happening.kind], self._clock.now_ms())
        txn.after_commit(self.wake)

    @property
    def is_draining(self) -> bool:
        """Whether deliveries are being made just now."""
        return self._draining

    async def drain(self, database: "Database") -> int:
        """Make the deliveries that are due; answers how many were made. Runs one at a time."""
        if self._draining:
            self._again = True
            return 0
        self._draining = True
        made = 0
        try:
            while True:
                self._again = False
                batch = await database.run(
                    "salon_outbox_due", store.due, self._clock.now_ms(), sorted(self._urgent), BATCH
                )
                for delivery in batch:
                    made += await self._deliver(database, delivery)
                    if self._again:  # something was said meanwhile, perhaps something urgent
                        break
                if not batch and not self._again:
                    return made
        finally:
            self._draining = False

    async def _deliver(self, database: "Database", delivery: store.Delivery) -> int:
        handler = self._handlers.get(delivery.handler)
        if handler is None:  # its feature was taken out of homeserver.yaml
            await database.run("salon_outbox_done", store.done, delivery)
            return 0
        try:
            await handler(delivery.happening)
        except CancelledError:  # the homeserver is going down; the delivery is there at the next start
            raise
        except Exception as failure:
            if self.is_going_down():
                return 0
            pause_ms = min(1000 * 2**delivery.attempts, HOUR_MS)
            logger.exception(
                "Handler %s failed on %s, again in %s ms", delivery.handler, delivery.happening, pause_ms
            )
            why = f"{type(failure).__name__}: {failure}"
            await database.run(
                "salon_outbox_failed", store.failed, delivery, self._clock.now_ms() + pause_ms, why
            )
            return 0
        await database.run("salon_outbox_done", store.done, delivery)
        return 1

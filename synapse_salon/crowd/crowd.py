# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Moves people into and out of rooms, at a pace that leaves room for the talk."""

import logging
from typing import TYPE_CHECKING

from synapse.module_api.errors import SynapseError

from synapse_salon import ids
from synapse_salon.clock import HOUR_MS
from synapse_salon.crowd import store
from synapse_salon.crowd.mover import Mover
from synapse_salon.crowd.wishes import Wish, WishKind
from synapse_salon.database import Txn

if TYPE_CHECKING:
    from synapse_salon.platform import Platform

logger = logging.getLogger(__name__)

TRIES = 12
"""How often a wish is tried when something breaks: with the growing pauses, over an hour."""
TRIES_WHEN_REFUSED = 3
"""How often when the homeserver says no, which it is not likely to take back."""
ELSEWHERE_AT_ONCE = 10
"""How many wishes may wait for other homeservers at the same time."""
ONE_SERVER_AT_ONCE = 4
"""How many for the same one: a homeserver that hangs leaves turns to the others."""


class Crowd:
    """The queue of membership changes: one row per room and person, the newest wish wins.

    Rooms take turns, so that a wave into one does not hold up another; all direct rooms take one turn together,
    so that greetings do not hold up those who paid. The pace is that of all together.
    """

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform
        self._mover = Mover(platform)
        self._moving = False
        self._again = False
        self._served: set[str] = set()
        self._elsewhere: set[tuple[str, str]] = set()
        self.per_second = 15.0

    def want(self, txn: Txn, room_id: str, user_id: str, wish: WishKind, why: str) -> None:
        """Want a person in or out of a room, or invited to it, in the transaction of the reason for it.

        `why` is a stable word for logs and `explain`; nobody in the room sees it. A wish `in` joins people
        of this server; those from elsewhere are invited and join in their client.
        """
        store.want(txn, ids.new_id(), room_id, user_id, wish, why, self._platform.clock.now_ms())
        txn.after_commit(self._platform.wake)

    async def pending(self, user_id: str | None = None) -> list[Wish]:
        """The wishes not yet fulfilled, those given up among them; of one person or of all."""
        return await self._platform.database.run("salon_crowd_pending", store.pending, user_id)

    async def move(self) -> int:
        """Make the changes that are due, one after the other; answers how many wishes were taken up.

        Called while it runs, it only sees to it that new wishes are taken up too.
        """
        if self._moving:
            self._again = True
            return 0
        self._moving, taken = True, 0
        try:
            while (wish := await self._next()) is not None or self._again:
                self._again = False
                if wish is None:
                    continue
                taken += 1
                if self._mover.asks_elsewhere(wish):
                    self._elsewhere.add((wish.room_id, wish.user_id))
                    self._platform.host.background("salon_crowd_elsewhere", self._fulfil, wish)
                    await self._rest(1, self._platform.clock.now_ms())
                else:
                    began_ms = self._platform.clock.now_ms()
                    await self._rest(await self._fulfil(wish), began_ms)
        finally:
            self._moving = False
        return taken

    async def _next(self) -> Wish | None:
        """A wish of the queue that has waited for its turn the longest."""
        now_ms = self._platform.clock.now_ms()
        queues = await self._platform.database.run("salon_crowd_queues", store.queues, now_ms)
        waiting = [queue for queue in queues if queue not in self._served]
        if not waiting:
            self._served.clear()
        for queue in waiting or queues:
            self._served.add(queue)
            first = await self._platform.database.run("salon_crowd_next", store.first_in, queue, now_ms)
            for wish in first:
                if self._may_begin(wish):
                    return wish
        return None

    def _may_begin(self, wish: Wish) -> bool:
        if (wish.room_id, wish.user_id) in self._elsewhere:
            return False  # an invitation on its way would arrive after they were put out
        if not self._mover.asks_elsewhere(wish):
            return True
        asked = [user_id.partition(":")[2] for _, user_id in self._elsewhere]
        server = wish.user_id.partition(":")[2]
        return len(asked) < ELSEWHERE_AT_ONCE and asked.count(server) < ONE_SERVER_AT_ONCE

    async def _fulfil(self, wish: Wish) -> int:
        """Try a wish; answers how many membership events it took."""
        try:
            moves = await self._mover.fulfil(wish)
        except Exception as failure:
            await self._put_off(wish, failure)
            moves = 1
        else:
            await self._platform.database.run("salon_crowd_done", store.done, wish)
        finally:
            self._elsewhere.discard((wish.room_id, wish.user_id))
        return moves

    async def _put_off(self, wish: Wish, failure: Exception) -> None:
        is_limit = isinstance(failure, SynapseError) and failure.code == 429
        is_refused = isinstance(failure, SynapseError) and 400 <= failure.code < 500
        attempts = wish.attempts if is_limit else wish.attempts + 1
        failed = attempts >= (TRIES_WHEN_REFUSED if is_refused else TRIES)
        pause_ms = max(min(1000 * 2**wish.attempts, HOUR_MS), getattr(failure, "retry_after_ms", None) or 0)
        why = f"{type(failure).__name__}: {failure}"
        say = logger.error if failed else logger.warning
        say("%s %s of %s (%s), try %s: %s", wish.user_id, wish.wish, wish.room_id, wish.why, attempts, why)
        due_ms = self._platform.clock.now_ms() + pause_ms
        await self._platform.database.run(
            "salon_crowd_put_off", store.put_off, wish, due_ms, attempts, failed, why
        )

    async def _rest(self, moves: int, began_ms: int) -> None:
        """Wait until so many moves may be over."""
        spent_ms = self._platform.clock.now_ms() - began_ms
        left_ms = round(1000 * moves / self.per_second) - spent_ms
        if moves and left_ms > 0:
            await self._platform.host.sleep_ms(left_ms)

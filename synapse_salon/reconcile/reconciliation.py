# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Compares, repairs, and compares again."""

import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from twisted.internet.defer import CancelledError

from synapse_salon import ids
from synapse_salon.clock import DAY_MS, HOUR_MS
from synapse_salon.database import Txn
from synapse_salon.payments.orphans import PAGE
from synapse_salon.ports.payments import PaymentFailure, Payments, Ref, SubscriptionState
from synapse_salon.reconcile import store
from synapse_salon.reconcile.drift import Compared, Found, Remote, Report
from synapse_salon.reconcile.money import MoneyComparer
from synapse_salon.reconcile.sales import SalesComparer
from synapse_salon.reconcile.web import reconcile_routes
from synapse_salon.turns import Turns

if TYPE_CHECKING:
    from synapse_salon.platform import Platform

logger = logging.getLogger(__name__)
Comparer = Callable[[Remote], Awaitable[Compared]]
LOOK_BACK_MS = 40 * DAY_MS
"""How far behind the newest movement in the books a provider's statement is compared: longer than a month's period."""
KEPT_MS = 400 * DAY_MS
SOON_MS = 1000


class Reconciliation:
    """The floor compares payments and books; each feature adds what it keeps about what people pay for.

    A comparer looks and changes nothing; what it finds brings along what mends it, which goes the same way as news
    of a provider does. Comparing is asked for in the database (by an administrator, a command, or nightly) and done by
    the process that runs background tasks.
    """

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform
        self._db = platform.database
        self._comparers: list[Comparer] = [
            MoneyComparer(platform).compare,
            SalesComparer(platform).compare,
        ]
        self._turns = Turns()

    def serve(self) -> None:
        """Answer administrators, and compare every night."""
        self._platform.web.add(reconcile_routes(self._platform, self))
        self._platform.at_start(self._begin)
        self._platform.timers.every(SOON_MS, "reconcile.take_up", self._look_for_asked)
        self._platform.timers.every(HOUR_MS, "reconcile.nightly", self._nightly)

    def add(self, comparer: Comparer) -> None:
        """Have a feature's books compared too."""
        self._comparers.append(comparer)

    async def ask(self) -> str:
        """Ask for a comparison; answers the id to look for what came of it. Works in every process."""
        asked_id = ids.new_id()
        await self._db.run("salon_reconcile_ask", store.ask, asked_id, self._now())
        return asked_id

    async def answer(self, asked_id: str) -> store.Asked | None:
        """What came of what was asked for, so far."""
        return await self._db.run("salon_reconcile", store.get, asked_id)

    async def withdraw(self, asked_id: str) -> bool:
        """Ask no more; False where somebody has taken it up."""
        return await self._db.run("salon_reconcile_withdraw", store.withdraw, asked_id)

    async def take_up(self) -> None:
        """Do what was asked for. Only on the process that runs background tasks."""
        async with self._turns.turn():
            taken = await self._db.run("salon_reconcile_take", store.take)
            if not taken:
                return
            try:
                report = await self._run()
            except CancelledError:  # the homeserver is going down; it is done after the next start
                raise
            except PaymentFailure as failure:
                logger.warning("The books cannot be compared: %s", failure)
                await self._settle(taken, "failed", f"{type(failure).__name__}: {failure}")
            except Exception as failure:
                logger.exception("The books cannot be compared")
                await self._settle(taken, "failed", f"{type(failure).__name__}: {failure}")
            else:
                await self._settle(taken, "done", report.as_json())

    async def look(self) -> tuple[int, list[Found]]:
        """Compare, and change nothing: how many things were looked at, and what differs. Raises PaymentFailure."""
        checked, found = 0, list[Found]()
        for provider in self._platform.providers:
            remote = await self._read(provider)
            for compare in self._comparers:
                compared = await compare(remote)
                checked += compared.checked
                found += compared.found
        return checked, found

    async def _run(self) -> Report:
        await self._rest()
        checked, found = await self.look()
        for one in found:
            await self._mend(one)
        inbox = self._platform.payments_inbox
        if tuple(self._platform.providers):
            await inbox.reconcile()
            await inbox.unpark()
        await self._rest()
        left = {one.drift for one in (await self.look())[1]} if found else set()
        drift = tuple(one.drift for one in found)
        repaired = sum(one not in left for one in drift)
        for difference in drift:
            logger.info("%s: %s", "LEFT" if difference in left else "repaired", difference)
        if left:
            logger.warning("%s of %s differences are left for a person", len(left), len(drift))
        return Report(checked, repaired, drift)

    async def _mend(self, found: Found) -> None:
        if found.mend is None:
            return
        try:
            await found.mend()
        except PaymentFailure as failure:
            logger.warning("%s cannot be mended now: %s", found.drift, failure)

    async def _rest(self) -> None:
        """Act upon what is known already, and upon what follows from it."""
        for _ in range(100):
            await self._platform.payments_inbox.drain()
            made = await self._platform.outbox.drain(self._db)
            if self._platform.outbox.is_draining:
                await self._platform.host.sleep_ms(50)
            elif not made:
                return

    async def _read(self, provider: Payments) -> Remote:
        asked_ms = self._now()
        found: list[SubscriptionState] = []
        after: Ref | None = None
        while part := await provider.subscriptions(after, PAGE):
            found += part
            after = part[-1].ref
        through_ms = await self._platform.ledger.read_through(provider.name)
        since_ms = max(0, through_ms - LOOK_BACK_MS)
        moved = await provider.movements_since(since_ms)
        return Remote(provider, tuple(found), tuple(moved), since_ms, asked_ms)

    async def _begin(self) -> None:
        await self._db.run("salon_reconcile_begin", self._begin_in)

    def _begin_in(self, txn: Txn) -> None:
        store.again(txn)
        if not store.last_done(txn):  # a house that begins has nothing to compare yet
            first = ids.new_id()
            store.ask(txn, first, self._now())
            store.settle(txn, first, "done", Report(0, 0, ()).as_json(), self._now())

    async def _look_for_asked(self) -> None:
        if await self._db.run("salon_reconcile_asked", store.is_asked):
            self._platform.host.background("salon_reconcile", self.take_up)

    async def _nightly(self) -> None:
        last_ms = await self._db.run("salon_reconcile_last", store.last_done)
        if self._now() - last_ms >= DAY_MS:
            await self.ask()
        await self._db.run("salon_reconcile_forget", store.forget, self._now() - KEPT_MS)

    async def _settle(self, taken: list[str], state: str, report: str) -> None:
        for asked_id in taken:
            await self._db.run("salon_reconcile_settle", store.settle, asked_id, state, report, self._now())

    def _now(self) -> int:
        return self._platform.clock.now_ms()

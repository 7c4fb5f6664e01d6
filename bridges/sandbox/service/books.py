# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sandbox's books as of now: time passes in them before anything is read or written."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from bridges.sandbox.domain import steps, vouchers
from bridges.sandbox.domain.books import Change, News
from bridges.sandbox.store import books as store
from bridges.sandbox.store import notices
from synapse_salon.clock import Clock
from synapse_salon.database import Database, Txn
from synapse_salon.turns import Turns

P = ParamSpec("P")
R = TypeVar("R")
STEPS_AT_ONCE = 20


class Books:
    """Runs functions on the sandbox's tables.

    A real provider's books are always as of now. So whatever falls due by the house's clock (a renewal, another
    try, an expiry) happens first, one after the other in the order of their moments, each at its own moment:
    after a jump over thirteen months there are thirteen renewals, each with its news.

    Args:
        notify_after_ms: how late notifications are sent; None sends none.
    """

    def __init__(self, database: Database, clock: Clock, notify_after_ms: int | None) -> None:
        self._database = database
        self._clock = clock
        self._notify_after_ms = notify_after_ms
        self._turns = Turns()
        self.on_news: Callable[[], None] = lambda: None

    def now_ms(self) -> int:
        """The house's time."""
        return self._clock.now_ms()

    async def run(
        self, name: str, function: Callable[Concatenate[Txn, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Run `function(txn, …)` on books that are as of now."""
        await self.pass_time()
        return await self._database.run(name, function, *args, **kwargs)

    async def run_as_it_is(
        self, name: str, function: Callable[Concatenate[Txn, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Run `function(txn, …)` on what does not depend on the time: secrets, notifications, the clock."""
        return await self._database.run(name, function, *args, **kwargs)

    async def pass_time(self) -> None:
        """Let happen what has fallen due. Harmless from several processes at once."""
        if await self._database.run("sandbox_next_due", store.next_due, self.now_ms()) is None:
            return
        async with self._turns.turn():
            while await self._database.run("sandbox_pass_time", self._steps, self.now_ms()) == STEPS_AT_ONCE:
                pass

    def write(self, txn: Txn, change: Change, at_ms: int) -> None:
        """Write a change and its news, which happened at `at_ms`."""
        store.save(txn, change)
        for news in change.news:
            self.tell(txn, news, at_ms)

    def tell(self, txn: Txn, news: News, at_ms: int) -> None:
        """Write news down, to be sent when it is time."""
        due_ms = None if self._notify_after_ms is None else at_ms + self._notify_after_ms
        notices.write(txn, news, at_ms, due_ms)
        txn.after_commit(self.on_news)

    def _steps(self, txn: Txn, now_ms: int) -> int:
        for done in range(STEPS_AT_ONCE):
            due = store.next_due(txn, now_ms)
            if due is None:
                return done
            self._step(txn, *due)
        return STEPS_AT_ONCE

    def _step(self, txn: Txn, what: str, ref: str, at_ms: int) -> None:
        if what == "checkout":
            checkout = store.checkout(txn, ref)
            assert checkout is not None, "it was just read"
            self.write(txn, steps.expire(checkout), at_ms)
        elif what == "voucher":
            checkout = store.checkout(txn, ref)
            payment = store.payment(txn, (checkout.payment if checkout else None) or "")
            assert checkout is not None and payment is not None, "they were written together"
            self.write(txn, vouchers.settle(checkout, payment, at_ms), at_ms)
        else:
            subscription = store.subscription(txn, ref)
            assert subscription is not None, "it was just read"
            self.write(txn, steps.turn(subscription, store.owed(txn, ref), at_ms), at_ms)

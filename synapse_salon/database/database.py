# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Runs functions in transactions, once the tables are there."""

import logging
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from synapse.logging.context import PreserveLoggingContext
from twisted.internet.defer import Deferred

from synapse_salon.clock import MINUTE_MS, Clock
from synapse_salon.database import migrations
from synapse_salon.database.migrations import Migration
from synapse_salon.database.txn import Txn
from synapse_salon.happenings import Happening
from synapse_salon.host import Host

logger = logging.getLogger(__name__)
P = ParamSpec("P")
R = TypeVar("R")


class SchemaNotReady(Exception):
    """The tables are not there and will not come: the migration failed or took over a minute."""


class Database:
    """Our tables in the homeserver's database.

    Every call waits until the tables are there. Only the process that runs background tasks migrates
    (`CREATE TABLE` from several at once crashes on PostgreSQL); the others wait, a minute at the most.
    """

    def __init__(self, host: Host, clock: Clock, say: Callable[[Txn, Happening], None]) -> None:
        self._host = host
        self._clock = clock
        self._say = say
        self._steps: list[Migration] = []
        self._failure: Exception | None = None
        self._ready = False
        self._waiting: list[Deferred[None]] = []

    @property
    def is_ready(self) -> bool:
        """Whether the tables are there."""
        return self._ready

    @property
    def failure(self) -> Exception | None:
        """Why the tables are not there and will not come."""
        return self._failure

    def add(self, steps: list[Migration]) -> None:
        """Add a feature's steps; they are applied after those added before."""
        self._steps += steps

    async def run(
        self, name: str, function: Callable[Concatenate[Txn, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Run `function(txn, …)` in a transaction that sees one state of the database and is retried
        when another one was in its way. Waits for the tables.

        Raises:
            SchemaNotReady: the tables could not be made.
        """
        await self._wait()
        return await self._interact(name, False, function, *args, **kwargs)

    async def run_contended(
        self, name: str, function: Callable[Concatenate[Txn, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """As `run`, at READ COMMITTED: for conditional updates of rows that many want at once (stock,
        uses of a code), where waiting for each other is right and being retried is not."""
        await self._wait()
        return await self._interact(name, True, function, *args, **kwargs)

    async def migrate(self) -> list[Migration]:
        """Apply what is missing; answers what was applied. Only for the process that runs background tasks."""
        try:
            await self._interact("salon_migrations", False, migrations.create_record)
            done = await self._interact("salon_migrations", False, migrations.applied)
            todo = migrations.missing(self._steps, done)
            for step in todo:
                logger.info("Applying %s/%04d_%s", step.feature, step.step, step.name)
                await self._interact("salon_migrate", False, migrations.apply, step, self._clock.now_ms())
        except Exception as failure:
            self._settle(failure)
            raise
        self._settle(None)
        return todo

    async def wait_until_migrated(self) -> None:
        """Wait for another process to migrate; gives up loudly after a minute."""
        deadline = self._clock.now_ms() + MINUTE_MS
        while self._clock.now_ms() < deadline:
            try:
                done = await self._interact("salon_migrations", False, migrations.applied)
                if not migrations.missing(self._steps, done):
                    self._settle(None)
                    return
            except migrations.MigrationRefused as failure:
                self._settle(failure)
                raise
            except Exception as failure:  # the table of applied steps is not there yet
                logger.info("Waiting for the tables: %s", type(failure).__name__)
            await self._host.sleep_ms(250)
        refusal = SchemaNotReady(
            "No other process made the tables within a minute; is the one with background tasks up?"
        )
        self._settle(refusal)
        raise refusal

    def _settle(self, failure: Exception | None) -> None:
        self._failure, self._ready = failure, failure is None
        waiting, self._waiting = self._waiting, []
        with PreserveLoggingContext():  # each waiter runs on from here, under its own log context
            for waiter in waiting:
                waiter.callback(None)

    async def _wait(self) -> None:
        if not self._ready and self._failure is None:
            waiter: Deferred[None] = Deferred()
            self._waiting.append(waiter)
            await self._host.yieldable(waiter)
        if not self._ready:
            raise SchemaNotReady(str(self._failure)) from self._failure

    async def _interact(
        self,
        name: str,
        contended: bool,
        function: Callable[Concatenate[Txn, P], R],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        def with_txn(cursor: object) -> R:
            return function(Txn(cursor, self._say), *args, **kwargs)  # type: ignore[arg-type]  # Synapse's cursor has what Cursor asks

        return await self._host.interact(name, with_txn, contended)

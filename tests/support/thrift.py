# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a Synapse does for operators, for power cuts and for a thousand users at once, and tests pay for at each step.

It is left out in the tests' own process. Homeservers in processes of their own (`workers.py`) do all of it.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from prometheus_client.metrics import MetricWrapperBase
from synapse.logging.context import ContextResourceUsage
from synapse.storage.engines import Sqlite3Engine
from synapse.util.metrics import Measure
from twisted.enterprise.adbapi import ConnectionPool
from twisted.internet.defer import Deferred

from tests.support.waiting import reactor

_connected = Sqlite3Engine.on_new_connection
_in_a_thread = ConnectionPool.runWithConnection


def _connect(engine: Sqlite3Engine, connection: Any) -> None:
    """The disk is not waited for: a test's database need not outlive the machine."""
    _connected(engine, connection)
    connection.execute("PRAGMA synchronous = OFF")


def _run_with_connection(pool: ConnectionPool, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """SQLite has one connection in one thread, which does one transaction after another. So does the reactor in its
    next turns, without two switches of threads for each. PostgreSQL keeps its threads, and with them its races."""
    if pool.dbapiName != "sqlite3":
        return _in_a_thread(pool, work, *args, **kwargs)
    done: Deferred[Any] = Deferred()

    def run(_: object) -> Any:
        return pool._runWithConnection(work, *args, **kwargs)

    done.addCallback(run)
    reactor.callLater(0, _go, pool, done)
    return done


def _go(pool: ConnectionPool, done: "Deferred[Any]") -> None:
    if not pool.threadpool.joined:  # the server stopped meanwhile; a thread would not begin any more either
        done.callback(None)


class _Unmeasured(AbstractContextManager[None]):
    """Takes every number."""

    def inc(self, *_: object, **__: object) -> None: ...

    dec = set = observe = set_function = inc

    def time(self) -> "_Unmeasured":
        return self

    track_inprogress = time

    def __exit__(self, *_: object) -> None: ...


_unmeasured = _Unmeasured()


def _labels(*_: Any, **__: Any) -> _Unmeasured:
    """Nobody reads what is counted; it is kept for each server's name, for ever."""
    return _unmeasured


def _nothing(*_: object, **__: object) -> None: ...


def _begun(measure: Measure) -> Measure:
    return measure


def _no_usage(_: Measure) -> ContextResourceUsage:
    return ContextResourceUsage()


_INSTEAD: tuple[tuple[type, str, Callable[..., Any]], ...] = (
    (Sqlite3Engine, "on_new_connection", _connect),
    (ConnectionPool, "runWithConnection", _run_with_connection),
    (MetricWrapperBase, "labels", _labels),
    (Measure, "__init__", _nothing),
    (Measure, "__enter__", _begun),
    (Measure, "__exit__", _nothing),
    (Measure, "get_resource_usage", _no_usage),
)


def spare() -> None:
    """For all servers of this process; more than once does no harm."""
    for kind, name, instead in _INSTEAD:
        setattr(kind, name, instead)

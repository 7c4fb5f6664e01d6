# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Waiting in tests: asyncio libraries from Twisted code, and conditions instead of sleeps."""

import asyncio
import inspect
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from twisted.internet import reactor as _reactor
from twisted.internet.defer import Deferred
from twisted.internet.task import deferLater

T = TypeVar("T")

reactor: Any = _reactor
"""Twisted's reactor; its type is whatever trial installed."""

PATIENCE_S = 60.0
"""How long a condition may stay untrue before the test fails: generous, since it is only spent on failure."""

_SELDOM_S = 0.25
"""How long `eventually` lets pass in the end before it asks again."""


def loop() -> asyncio.AbstractEventLoop:
    """The asyncio loop under the reactor; raises RuntimeError when the reactor is not asyncio's."""
    asyncio_loop: asyncio.AbstractEventLoop | None = getattr(reactor, "_asyncioEventloop", None)
    if asyncio_loop is None:
        raise RuntimeError("these tests need trial --reactor=asyncio (scripts/test gives it)")
    return asyncio_loop


def aio(work: Coroutine[Any, Any, T]) -> "Deferred[T]":
    """Run an asyncio coroutine (aiohttp, nio, Playwright) as a task, for a Twisted coroutine to await."""
    return Deferred.fromFuture(loop().create_task(work))


def pause(seconds: float) -> "Deferred[None]":
    """Let the reactor run for so many seconds. Tests use `eventually`; this is for the harness itself."""
    return deferLater(reactor, seconds, lambda: None)


async def eventually(
    check: Callable[[], Any], why: str, patience_s: float = PATIENCE_S, every_s: float = 0.02
) -> Any:
    """Wait until `check()` is truthy and return what it gave.

    `check` may be a plain or an async function. An AssertionError inside it counts as "not yet", so a check
    may assert. It is asked every `every_s` seconds at first and less often the longer it takes: asking is work for
    the server that is waited for. Fails with `why` and the last answer once `patience_s` seconds have passed.
    """
    deadline = reactor.seconds() + patience_s
    last: object = None
    while True:
        try:
            answer = check()
            last = await answer if inspect.isawaitable(answer) else answer
        except AssertionError as not_yet:
            last = not_yet
        else:
            if last:
                return last
        if reactor.seconds() > deadline:
            raise AssertionError(f"not within {patience_s:g} s: {why} (last seen: {last!r})")
        await pause(every_s)
        every_s = max(every_s, min(every_s * 1.4, _SELDOM_S))

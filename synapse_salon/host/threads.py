# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Threads of one's own, for a library that waits for its answers."""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from synapse.module_api import ModuleApi
from twisted.python.threadpool import ThreadPool

P = ParamSpec("P")
R = TypeVar("R")


class Threads:
    """A few threads beside Synapse's own, so that what waits in them keeps nobody else waiting."""

    def __init__(self, api: ModuleApi, hs: Any, name: str, most: int) -> None:
        self._api = api
        self._pool = ThreadPool(0, most, name)
        self._begun = False
        # The public API has no way to be told of a shutdown, which in tests is the end of one of several homeservers.
        hs.register_sync_shutdown_handler(phase="during", eventType="shutdown", shutdown_func=self._end)

    async def run(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Do something in one of them."""
        if not self._begun:
            self._begun = True
            self._pool.start()
        return await self._api.defer_to_threadpool(self._pool, work, *args, **kwargs)

    def _end(self) -> None:
        if self._begun:
            self._pool.stop()

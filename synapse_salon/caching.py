# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lookups that every process remembers and all forget together.

Synapse's own `cached`, under types that know of `self`. The object that has such methods needs the attributes
`server_name` and `clock` (the homeserver's: `host.clock`), or Synapse raises AttributeError. Synapse knows a
cached method by its module and name, so these are distinctive and their object is the only one of its kind
on a homeserver. Checked on Synapse 1.163.2.
"""

from collections.abc import Awaitable, Callable
from typing import Any, ParamSpec, TypeVar, cast

from synapse.module_api import ModuleApi, cached

P = ParamSpec("P")
R = TypeVar("R")
Lookup = Callable[P, Awaitable[R]]


def remembered(max_entries: int) -> Callable[[Lookup[P, R]], Lookup[P, R]]:
    """Decorates an async method whose answer depends on its arguments and the database alone."""
    return cast(Callable[[Lookup[P, R]], Lookup[P, R]], cached(max_entries=max_entries))


def register(api: ModuleApi, *lookups: Lookup[..., Any]) -> None:
    """Have other processes tell this one what to forget. Called once each, in every process, at the start."""
    for lookup in lookups:
        api.register_cached_function(cast(Any, lookup))


async def forget(api: ModuleApi, lookup: Lookup[..., Any], *arguments: object) -> None:
    """Have every process forget what a lookup answered to these arguments."""
    await api.invalidate_cache(cast(Any, lookup), arguments)

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Takes in what Synapse pushes and hands it to the watchers that want it."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from synapse_salon.watch.seen import Seen

if TYPE_CHECKING:
    from synapse_salon.platform import Platform


class Watch:
    """Watchers by name, and the deliveries to them."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform

    def when(self, name: str, wants: Callable[[Seen], bool], handler: Callable[[Seen], Awaitable[None]]) -> None:
        """Call `handler` for each event that `wants` (pure and fast) says yes to; `name` (`feature.verb`)
        stays the same over releases."""
        raise NotImplementedError

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the sandbox does by the clock."""

from typing import TYPE_CHECKING

from bridges.sandbox.service.books import Books
from bridges.sandbox.service.house_clock import HouseClock
from bridges.sandbox.service.notices import Notices

if TYPE_CHECKING:
    from synapse_salon.platform import Platform


def add_timers(platform: "Platform", clock: HouseClock, books: Books, notices: Notices) -> None:
    """Keep every process's clock, and let the provider's time pass before the features' own timers run.

    The order is what keeps a jump over a renewal from putting anybody out: time passes at the provider, its
    notifications arrive, the inbox acts upon them, and only then do features ask whose time has run out.
    """

    async def pass_time() -> None:
        await clock.load()
        await books.pass_time()
        await notices.send()
        await platform.payments_inbox.drain()

    platform.at_start(clock.load)
    platform.timers.every(500, "sandbox.pass_time", pass_time)
    platform.api.looping_background_call(clock.load, 1000, desc="sandbox_clock", run_on_all_instances=True)

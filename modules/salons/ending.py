# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""When a salon's end is announced, taken back or has come, and by the clock."""

from modules.salons.service.closing import Closings
from synapse_salon.happenings import SalonClosed, SalonClosing, SalonClosingUndone
from synapse_salon.platform import Platform


def register_closing(platform: Platform, closings: Closings) -> None:
    """Follow the ends of salons."""
    outbox = platform.outbox
    outbox.when(SalonClosing, "salons.tell_closing", closings.tell, urgent=True)
    outbox.when(SalonClosingUndone, "salons.tell_closing_undone", closings.tell, urgent=True)
    outbox.when(SalonClosed, "salons.tell_closed", closings.tell, urgent=True)
    outbox.when(SalonClosing, "salons.announce_closing", closings.announced)
    outbox.when(SalonClosingUndone, "salons.announce_closing_undone", closings.taken_back)
    outbox.when(SalonClosed, "salons.shut", closings.closed, urgent=True)
    platform.timers.every(1000, "salons.close", closings.carry_out)

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""When a salon closes, membership does this."""

from modules.membership.service.closing import Closing
from synapse_salon.happenings import (
    ClosingReached,
    RefundOwed,
    SalonClosed,
    SalonClosing,
    SalonClosingUndone,
    StandingChanged,
)
from synapse_salon.platform import Platform


def register_closing(platform: Platform, closing: Closing) -> None:
    """Follow the ends of salons."""
    outbox = platform.outbox
    outbox.when(SalonClosing, "membership.spread_closing", closing.spread)
    outbox.when(SalonClosingUndone, "membership.spread_closing_undone", closing.spread)
    outbox.when(SalonClosed, "membership.spread_closed", closing.spread)
    outbox.when(ClosingReached, "membership.closing_reached", closing.reached)
    outbox.when(StandingChanged, "membership.tell_closed", closing.tell_closed)
    outbox.when(RefundOwed, "membership.give_back_rest", closing.give_back)

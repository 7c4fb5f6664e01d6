# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Payments that somebody decided to make and that come later. Provided by `modules.membership`."""

from collections.abc import Sequence
from typing import Protocol

import attrs

from synapse_salon.ports.salons import Salon


@attrs.frozen
class AwaitedPayment:
    """Money that is waited for: until when (ms), and the page that says how to pay it."""

    salon: Salon
    until_ms: int
    pay_url: str


class AwaitedPayments(Protocol):
    """Knows what people have still to pay."""

    async def awaited(self, user_id: str) -> Sequence[AwaitedPayment]:
        """What somebody has still to pay, soonest first."""

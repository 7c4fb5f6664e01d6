# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How much the house listens to one person."""

from synapse_salon.clock import Clock
from synapse_salon.errors import TooMany
from synapse_salon.web.limiter import Limit, Limiter, Limits


class Patience:
    """Ten words at once, one more every five seconds; beyond that the house keeps silent."""

    def __init__(self, clock: Clock) -> None:
        self._limiter = Limiter(clock, Limits(change=Limit(per_second=0.2, burst=10)))

    def has(self, user_id: str) -> bool:
        """Count one thing that a person said; whether the house still answers."""
        try:
            self._limiter.take("change", user_id)
        except TooMany:
            return False
        return True

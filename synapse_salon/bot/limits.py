# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How much the house listens to one person."""

from synapse_salon.clock import MINUTE_MS, Clock
from synapse_salon.web.limiter import Limit, Limiter


class Patience:
    """Ten words at once, one more every five seconds; beyond that the house says so once a minute, and is silent."""

    def __init__(self, clock: Clock) -> None:
        self._limiter = Limiter(
            clock, {"words": Limit(per_second=0.2, burst=10), "warning": Limit.of(1, MINUTE_MS)}
        )

    def has(self, user_id: str) -> bool:
        """Count one thing that a person said; whether the house still answers."""
        return self._limiter.short_of(["words"], user_id) is None

    def warns(self, user_id: str) -> bool:
        """Whether to tell somebody now that it was too much."""
        return self._limiter.short_of(["warning"], user_id) is None

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests for a private conversation: how long one stands before the same person may ask again. Pure."""

from collections.abc import Collection

import attrs

from synapse_salon.clock import DAY_MS, MINUTE_MS

REFUSED_MS = 30 * DAY_MS
"""For so long after asking, whoever was refused does not ask the same person again."""
ARRIVES_MS = MINUTE_MS
"""An invitation that did not come to its room within this time never came: something else refused it."""


@attrs.frozen
class Asked:
    """The last time that somebody asked somebody else for a conversation. `asked_ms`: when."""

    asker: str
    asked: str
    room_id: str
    asked_ms: int

    def stands(self, had: Collection[str], now_ms: int) -> bool:
        """Whether it is still waiting, or was refused lately; `had` are the memberships that the one who is asked ever
        had in its room. Whoever once came in refuses nobody by going."""
        if "join" in had:
            return False
        if not had:
            return now_ms - self.asked_ms < ARRIVES_MS
        return set(had) == {"invite"} or now_ms - self.asked_ms < REFUSED_MS

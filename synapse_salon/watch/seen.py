# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""An event as watchers see it."""

from collections.abc import Mapping
from typing import Any

import attrs


@attrs.frozen
class Seen:
    """An event of a room the house is in. `state_key` is None for what is not state; `origin_ms` is the
    time its sender's server claims."""

    event_id: str
    room_id: str
    sender: str
    type: str
    state_key: str | None
    content: Mapping[str, Any]
    origin_ms: int

    @property
    def membership(self) -> str | None:
        """The membership that a member event sets, None for other events."""
        value = self.content.get("membership") if self.type == "m.room.member" else None
        return value if isinstance(value, str) else None

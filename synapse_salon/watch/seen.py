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


def read(event: Mapping[str, Any]) -> Seen | None:
    """An event as Synapse pushes it; None for what lacks what every event has."""
    content = event.get("content")
    names = [event.get(field) for field in ("event_id", "room_id", "sender", "type")]
    state_key, origin_ms = event.get("state_key"), event.get("origin_server_ts")
    if not all(isinstance(name, str) for name in names) or not isinstance(content, Mapping):
        return None
    event_id, room_id, sender, kind = map(str, names)
    return Seen(
        event_id,
        room_id,
        sender,
        kind,
        state_key if isinstance(state_key, str) else None,
        content,
        origin_ms if isinstance(origin_ms, int) else 0,
    )

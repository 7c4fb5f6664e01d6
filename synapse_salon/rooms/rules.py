# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may do what in a room, as Matrix power levels and join rules. Pure."""

from collections.abc import Mapping
from typing import Any

from synapse_salon.people import Role
from synapse_salon.rooms.kinds import RoomFacts


def may_post(facts: RoomFacts, roles: frozenset[Role], content: Mapping[str, Any]) -> bool:
    """Whether someone with these roles may send an `m.room.message` with this content here, as far as the
    room's kind is concerned."""
    raise NotImplementedError

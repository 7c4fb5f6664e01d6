# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rooms of salons: opened by the house, gated by their join rules, powers kept as the permission table says."""

from synapse_salon.events import Access, RoomKind
from synapse_salon.rooms.kinds import SPACE_KEY, RoomFacts, RoomOrder, SalonFrame, tier_key
from synapse_salon.rooms.rooms import Rooms
from synapse_salon.rooms.rules import may_post

__all__ = [
    "SPACE_KEY",
    "Access",
    "RoomFacts",
    "RoomKind",
    "RoomOrder",
    "Rooms",
    "SalonFrame",
    "may_post",
    "tier_key",
]

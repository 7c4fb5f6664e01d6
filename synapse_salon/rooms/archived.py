# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rooms that are kept and shut: nobody speaks there any more, and nobody comes in."""

from collections.abc import Mapping
from typing import Any

from synapse_salon.database.txn import Txn, places
from synapse_salon.events import RoomKind
from synapse_salon.people import HOUSE_ONLY

SHUT_JOIN_RULES = {"join_rule": "invite"}


def silenced(levels: Mapping[str, Any]) -> dict[str, Any]:
    """These power levels, where everything but reading is the house's alone."""
    return {
        **levels,
        "events": dict.fromkeys(levels["events"], HOUSE_ONLY),
        "events_default": HOUSE_ONLY,
        "redact": HOUSE_ONLY,
        "kick": HOUSE_ONLY,
        "ban": HOUSE_ONLY,
        "notifications": {"room": HOUSE_ONLY},
    }


def archive(txn: Txn, salon_id: str, but: tuple[RoomKind, ...] = ()) -> int:
    """Archive the rooms of a salon, those of some kinds aside; answers how many were not archived yet."""
    return txn.run(
        f"UPDATE salon_rooms SET is_archived = 1 WHERE salon_id = ? AND is_archived = 0 AND kind NOT IN {places(but)}"
        if but
        else "UPDATE salon_rooms SET is_archived = 1 WHERE salon_id = ? AND is_archived = 0",
        salon_id,
        *but,
    )

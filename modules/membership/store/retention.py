# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How long things are kept, and their end."""

from modules.membership.store import ages, consents, coupons, exits, notes, partings, profiles
from modules.membership.store.traces import forget as forget_traces
from synapse_salon.clock import DAY_MS
from synapse_salon.database import Txn

UNPAID_MS = 30 * DAY_MS
FORMER_ROOMS_MS = 365 * DAY_MS


def forget(txn: Txn, now_ms: int) -> None:
    """Applications nobody paid go after 30 days, and what those people said of themselves with them; answers of those
    who left, after 30 days; the rooms of those who lapsed are remembered for a year."""
    txn.run(
        "DELETE FROM salon_applications WHERE expires_ms < ?"
        " AND (state IN ('expired', 'failed') OR (state = 'refused' AND checkout_ref IS NULL))",
        now_ms - UNPAID_MS,
    )
    txn.run(
        "UPDATE salon_applications SET answers = '{}' WHERE state = 'paid' AND answers != '{}'"
        " AND EXISTS (SELECT 1 FROM salon_members m WHERE m.salon_id = salon_applications.salon_id"
        " AND m.user_id = salon_applications.user_id AND m.changed_ms < ?"
        " AND m.standing NOT IN ('trial', 'active', 'past_due', 'read_only', 'cancelling', 'applied'))",
        now_ms - UNPAID_MS,
    )
    txn.run(
        "UPDATE salon_members SET mail = NULL, community_name = '' WHERE standing = 'visitor' AND changed_ms < ?",
        now_ms - UNPAID_MS,
    )
    txn.run(
        "DELETE FROM salon_former_rooms WHERE EXISTS (SELECT 1 FROM salon_members m"
        " WHERE m.salon_id = salon_former_rooms.salon_id AND m.user_id = salon_former_rooms.user_id"
        " AND m.standing NOT IN ('trial', 'active', 'past_due', 'read_only', 'cancelling') AND m.changed_ms < ?)",
        now_ms - FORMER_ROOMS_MS,
    )
    ages.forget(txn, now_ms)
    consents.forget(txn, now_ms)
    coupons.forget(txn)
    notes.forget(txn, now_ms)
    profiles.forget(txn, now_ms)
    partings.forget(txn, now_ms)
    forget_traces(txn, now_ms)
    exits.forget(txn, now_ms)

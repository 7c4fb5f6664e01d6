# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What salons want of invitations, in the database."""

from modules.invites.domain.terms import Terms
from synapse_salon.database import Txn


def terms(txn: Txn, salon_id: str) -> Terms | None:
    """What a salon wants, None where it never said."""
    row = txn.row("SELECT who, quota FROM salon_invite_terms WHERE salon_id = ?", salon_id)
    return Terms(row[0], int(row[1])) if row else None


def set_terms(txn: Txn, salon_id: str, new: Terms, by: str, now_ms: int) -> None:
    """What a salon wants from now on."""
    txn.run(
        "INSERT INTO salon_invite_terms (salon_id, who, quota, set_by, set_ms) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (salon_id) DO UPDATE SET who = excluded.who, quota = excluded.quota,"
        " set_by = excluded.set_by, set_ms = excluded.set_ms",
        salon_id,
        new.who,
        new.quota,
        by,
        now_ms,
    )

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""People over all salons."""

from synapse_salon.database import Txn


def everybody(txn: Txn, after: str, limit: int) -> list[str]:
    """Everybody who ever was in a salon, by their account's name, from behind `after`."""
    rows = txn.rows(
        "SELECT DISTINCT user_id FROM salon_members WHERE joined_ms IS NOT NULL AND user_id > ?"
        " ORDER BY user_id LIMIT ?",
        after,
        limit,
    )
    return [row[0] for row in rows]

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How far ahead the house's clock was moved."""

from synapse_salon.database import Txn


def offset(txn: Txn) -> int:
    """The clock's offset in ms."""
    row = txn.row("SELECT offset_ms FROM salon_clock WHERE one = 1")
    return int(row[0]) if row else 0


def advance(txn: Txn, by_ms: int) -> int:
    """Move the clock ahead; answers the new offset. Two at once add up."""
    txn.run("INSERT INTO salon_clock (one, offset_ms) VALUES (1, 0) ON CONFLICT (one) DO NOTHING")
    txn.run("UPDATE salon_clock SET offset_ms = offset_ms + ? WHERE one = 1", by_ms)
    return offset(txn)

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Our tables in Synapse's own database: migrations, the gate that waits for them, typed access."""

from synapse_salon.database.database import Database, SchemaNotReady
from synapse_salon.database.migrations import Migration, read_migrations
from synapse_salon.database.txn import Txn

__all__ = ["Database", "Migration", "SchemaNotReady", "Txn", "read_migrations"]

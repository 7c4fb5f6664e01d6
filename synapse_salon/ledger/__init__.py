# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The books: every movement at the payment provider, once, in double entry."""

from synapse_salon.ledger.ledger import Ledger
from synapse_salon.ledger.store import Entry

__all__ = ["Entry", "Ledger"]

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Orders and what was paid for them, of whichever feature."""

from synapse_salon.purchases.orders import Order, Paid
from synapse_salon.purchases.purchases import Purchases

__all__ = ["Order", "Paid", "Purchases"]

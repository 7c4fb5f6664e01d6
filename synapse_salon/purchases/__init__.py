# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Orders and what was paid for them, of whichever feature."""

from synapse_salon.purchases.fulfilment import Seller
from synapse_salon.purchases.listing import Listed, Wanted
from synapse_salon.purchases.orders import Order, Paid
from synapse_salon.purchases.purchases import Purchases
from synapse_salon.purchases.sales import Bought, Offer, Sale, Stock, Wish
from synapse_salon.purchases.selling import Sales

__all__ = [
    "Bought",
    "Listed",
    "Offer",
    "Order",
    "Paid",
    "Purchases",
    "Sale",
    "Sales",
    "Seller",
    "Stock",
    "Wanted",
    "Wish",
]

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Handing over what was paid for, and taking it back: the part of the feature that sold it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import attrs

from synapse_salon.database import Txn
from synapse_salon.happenings import PurchasePaid, PurchaseReturned
from synapse_salon.purchases import reservations
from synapse_salon.purchases.sales import Sale

if TYPE_CHECKING:
    from synapse_salon.platform import Platform


@attrs.frozen
class Seller:
    """What a feature does for what it sells. Both are called in a transaction, once for an order, and again from the
    beginning where that broke off: what they write is written exactly once. What takes longer, or is no SQL, they say
    as a happening of their own (`txn.say`)."""

    purpose: str
    fulfil: Callable[[Txn, Sale], None]
    undo: Callable[[Txn, Sale], None]


class NobodySells(Exception):
    """Something was paid for, and the module that sold it is not there any more. It is tried again, and said in the
    log, until the module is back."""


class Fulfilment:
    """Has features hand over what was paid for."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform
        self._sellers: dict[str, Seller] = {}
        platform.outbox.when(PurchasePaid, "purchases.fulfil", self._paid)
        platform.outbox.when(PurchaseReturned, "purchases.undo", self._returned)

    def add(self, seller: Seller) -> None:
        """Sell for this purpose. Raises ValueError: another feature does."""
        if seller.purpose in self._sellers:
            raise ValueError(f"Something is sold as {seller.purpose} already")
        self._sellers[seller.purpose] = seller

    @property
    def is_empty(self) -> bool:
        """Whether nothing is sold here."""
        return not self._sellers

    async def _paid(self, paid: PurchasePaid) -> None:
        await self._platform.database.run("salon_sale_fulfil", self._fulfil, paid.order_id)

    async def _returned(self, returned: PurchaseReturned) -> None:
        await self._platform.database.run("salon_sale_undo", self._undo, returned.order_id)

    def _fulfil(self, txn: Txn, order_id: str) -> None:
        sale = reservations.get(txn, order_id)
        if sale is not None and reservations.move(txn, order_id, ("paid",), "fulfilled"):
            self._seller(sale).fulfil(txn, sale)

    def _undo(self, txn: Txn, order_id: str) -> None:
        sale = reservations.get(txn, order_id)
        if sale is not None and reservations.move(txn, order_id, ("returning",), "returned"):
            self._seller(sale).undo(txn, sale)

    def _seller(self, sale: Sale) -> Seller:
        seller = self._sellers.get(sale.purpose)
        if seller is None:
            raise NobodySells(f"order {sale.order_id} is for {sale.purpose}, which no module sells")
        return seller

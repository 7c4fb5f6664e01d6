# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Orders and payments, for every feature that sells something."""

from collections.abc import Iterable

from synapse_salon.database import Database, Txn
from synapse_salon.money import Money
from synapse_salon.ports.payments import PaymentState, Ref
from synapse_salon.purchases import listing, store
from synapse_salon.purchases.listing import Listed, Wanted
from synapse_salon.purchases.orders import Order, Paid

BATCH = 500


class Purchases:
    """What was ordered, and what the payment provider says was paid for it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record_in(self, txn: Txn, order: Order) -> None:
        """Write an order down, before the provider is asked for its payment. Twice is once."""
        store.record(txn, order)

    async def order(self, order_id: str) -> Order | None:
        """An order."""
        return await self._database.run("salon_order", store.order, order_id)

    async def orders(self, order_ids: Iterable[str]) -> dict[str, Order]:
        """Those of these orders that there are, by their ids."""
        wanted, found = sorted(set(order_ids)), dict[str, Order]()
        for at in range(0, len(wanted), BATCH):
            part = await self._database.run("salon_orders", store.orders, wanted[at : at + BATCH])
            found |= {order.id: order for order in part}
        return found

    async def told(self, provider: str, state: PaymentState) -> None:
        """Keep what the provider says of a payment."""
        await self._database.run_contended("salon_payment_told", store.told, provider, state)

    @staticmethod
    def payment_in(txn: Txn, provider: str, ref: Ref) -> Paid | None:
        """A payment of ours, as it stands in a transaction."""
        return store.payment(txn, provider, ref)

    async def payment(self, provider: str, ref: Ref) -> Paid | None:
        """A payment of ours."""
        return await self._database.run("salon_payment", store.payment, provider, ref)

    async def on_its_way(self, user_id: str) -> dict[str, Money]:
        """What is to be given back of somebody's payments and has not been sent yet, by the payments' refs."""
        return await self._database.run("salon_payments_on_their_way", store.on_its_way, user_id)

    async def search(self, wanted: Wanted, after: tuple[int, str] | None, limit: int) -> list[Listed]:
        """Payments of a salon, the newest first, from behind `after`: when one was made, and its ref."""
        return await self._database.run("salon_payments_search", listing.search, wanted, after, limit)

    async def listed(self, provider: str, ref: Ref) -> Listed | None:
        """A payment of ours, with what it was for."""
        return await self._database.run("salon_payment_listed", listing.one, provider, ref)

    async def of_person(self, user_id: str, limit: int) -> list[Listed]:
        """What a person paid in every salon, the newest first."""
        return await self._database.run("salon_payments_of_person", listing.of_person, user_id, limit)

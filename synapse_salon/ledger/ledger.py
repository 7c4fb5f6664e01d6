# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads the provider's statement of account into the books."""

import logging

from synapse_salon.clock import HOUR_MS
from synapse_salon.database import Database, Txn
from synapse_salon.ledger import postings, store
from synapse_salon.ledger.store import Entry
from synapse_salon.ports.payments import Movement, Payments, Ref
from synapse_salon.purchases import Order, Purchases
from synapse_salon.turns import Turns

logger = logging.getLogger(__name__)
OVERLAP_MS = HOUR_MS
"""How far behind the newest movement the statement is read again: what happens in one moment may be listed late."""


class Ledger:
    """Double entry in minor units, only ever added to; the books of all salons and of the service itself.

    They are written from the provider's own statement and from nothing else, so that their sum is what it holds for us.
    """

    def __init__(self, database: Database, purchases: Purchases) -> None:
        self._database = database
        self._purchases = purchases
        self._turns = Turns()

    async def read(self, provider: Payments) -> int:
        """Book what moved since the last time; answers how many movements. Only on the process with background tasks.

        Raises:
            PaymentFailure: the statement could not be read; nothing is lost by asking later.
        """
        async with self._turns.turn():
            since_ms = await self._database.run("salon_ledger_since", store.read_through, provider.name)
            moved = await provider.movements_since(max(0, since_ms - OVERLAP_MS))
            booked = 0
            for movement in moved:
                booked += await self._book(provider, movement)
            if moved:
                newest_ms = max(movement.made_ms for movement in moved)
                await self._database.run("salon_ledger_note", store.note_read, provider.name, newest_ms)
        return booked

    async def read_through(self, provider: str) -> int:
        """How far a provider's statement was read, in ms of its clock."""
        return await self._database.run("salon_ledger_since", store.read_through, provider)

    async def is_booked(self, provider: str, movement: Movement) -> bool:
        """Whether a movement stands in the books."""
        return await self._database.run("salon_ledger_has", store.is_booked, provider, movement.ref)

    async def is_of_no_order(self, provider: str, payment: Ref) -> bool:
        """Whether the books know a payment as one that belongs to no order of ours."""
        return await self._database.run("salon_ledger_foreign", store.is_of_no_order, provider, payment)

    async def book(self, provider: Payments, movement: Movement) -> bool:
        """Book one movement; False where it is booked. Raises PaymentFailure."""
        async with self._turns.turn():
            return await self._book(provider, movement)

    async def _book(self, provider: Payments, movement: Movement) -> bool:
        if await self._database.run("salon_ledger_has", store.is_booked, provider.name, movement.ref):
            return False
        order = await self._order_of(provider, movement)
        return await self._database.run("salon_ledger_book", self._write, provider.name, movement, order)

    async def _order_of(self, provider: Payments, movement: Movement) -> Order | None:
        if movement.payment is None:
            return None
        known = await self._purchases.payment(provider.name, movement.payment)
        if known is None:
            state = await provider.fetch_payment(movement.payment)
            await self._purchases.told(provider.name, state)
            return await self._purchases.order(state.order_id)
        return await self._purchases.order(known.order_id)

    @staticmethod
    def _write(txn: Txn, provider: str, movement: Movement, order: Order | None) -> bool:
        percent = order.tax_percent if order is not None else None
        lines = postings.lines(movement, percent, store.before(txn, provider, movement.payment))
        salon_id, order_id = (order.salon_id, order.id) if order is not None else ("", None)
        return store.book(txn, provider, movement, salon_id, order_id, lines)

    async def entries(self, salon_id: str, from_ms: int, to_ms: int, after: int, limit: int) -> list[Entry]:
        """A salon's rows of a time (`from_ms` included, `to_ms` not), from behind the number `after`."""
        return await self._database.run(
            "salon_ledger_of_salon", store.of_salon, salon_id, from_ms, to_ms, after, limit
        )

    async def totals(self, salon_id: str, from_ms: int, to_ms: int) -> dict[str, dict[str, int]]:
        """What each account of a salon came to in a time: by currency, then by account."""
        return await self._database.run("salon_ledger_totals", store.totals, salon_id, from_ms, to_ms)

    async def held(self, salon_id: str, from_ms: int, to_ms: int) -> dict[str, dict[str, int]]:
        """What came to each provider of a salon's money in a time: by currency, then by provider."""
        return await self._database.run("salon_ledger_held", store.held, salon_id, from_ms, to_ms)

    async def balance(self, provider: str) -> dict[str, int]:
        """What the provider holds for us by the books, by currency."""
        return await self._database.run("salon_ledger_balance", store.balance, provider)

    async def first_broken(self) -> int | None:
        """The first row that somebody changed in the database, or None."""
        return await self._database.run("salon_ledger_check", store.first_broken)

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Compares what moved at a provider with the payments and the books, and its subscriptions with our orders."""

from collections import defaultdict
from typing import TYPE_CHECKING

import attrs

from synapse_salon.database import Txn
from synapse_salon.payments import disputes
from synapse_salon.ports import Salons
from synapse_salon.ports.payments import Disputed, Movement, Ref
from synapse_salon.purchases import Order, Paid
from synapse_salon.reconcile.drift import Compared, Drift, Found, Remote

if TYPE_CHECKING:
    from synapse_salon.platform import Platform


@attrs.define
class Sum:
    """What moved of one payment, in minor units."""

    charged: int = 0
    refunded: int = 0
    disputed: Disputed = "no"

    def add(self, one: Movement) -> None:
        """Take a movement in."""
        match one.kind:
            case "charge":
                self.charged += one.amount.minor
            case "refund" | "refund_failed":
                self.refunded -= one.amount.minor
            case "dispute":
                self.disputed = "open"
            case "dispute_won":
                self.disputed = "won"

    def fits(self, paid: Paid, disputed: Disputed) -> bool:
        """Whether we know of it. What moved before the time that is compared is not in the sum, nor is what is on its
        way: of a payment that does not fit the provider itself is asked."""
        refunded = paid.refunded.minor
        if self.charged and (paid.status != "succeeded" or refunded != self.refunded or paid.on_its_way):
            return False
        taken = {"open": ("open", "lost"), "won": ("won",), "no": ("no", "open", "won", "lost")}
        return refunded >= self.refunded and disputed in taken[self.disputed]


class MoneyComparer:
    """The floor's part of a comparison."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform
        self._db = platform.database

    async def compare(self, remote: Remote) -> Compared:
        """Payments by what moved, books by what moved, and subscriptions by their orders."""
        found = [
            *await self._payments(remote),
            *await self._books(remote),
            *await self._orders(remote),
        ]
        return Compared(len(remote.paid) + len(remote.moved) + len(remote.subscriptions), tuple(found))

    async def _payments(self, remote: Remote) -> list[Found]:
        sums: dict[Ref, Sum] = defaultdict(Sum)
        for one in remote.moved:
            if one.payment is not None:
                sums[one.payment].add(one)
        provider, found = remote.provider.name, []
        for ref, moved in sums.items():
            paid, disputed = await self._db.run("salon_reconcile_payment", self._known, provider, ref)
            if paid is not None and not moved.fits(paid, disputed):
                now = await remote.provider.fetch_payment(ref)
                ours = (paid.status, paid.refunded, paid.on_its_way or None, disputed)
                if (now.status, now.refunded, now.on_its_way or None, now.disputed) != ours:
                    found.append(await self._untold(remote, ref, paid.salon_id, paid.user_id))
            elif paid is None and (order := await self._order_of(remote, ref)) is not None:
                found.append(await self._untold(remote, ref, order.salon_id, order.user_id))
        return found

    def _known(self, txn: Txn, provider: str, ref: Ref) -> tuple[Paid | None, Disputed]:
        return self._platform.purchases.payment_in(txn, provider, ref), disputes.state_of(txn, provider, ref)

    async def _order_of(self, remote: Remote, ref: Ref) -> Order | None:
        """The order of a payment that we were not told of; None where the books know that it is none of ours."""
        if await self._platform.ledger.is_of_no_order(remote.provider.name, ref):
            return None
        state = await remote.provider.fetch_payment(ref)
        return await self._platform.purchases.order(state.order_id)

    async def _untold(self, remote: Remote, ref: Ref, salon_id: str, user_id: str) -> Found:
        async def mend() -> None:
            await self._platform.payments_inbox.look_at(remote.provider, "payment", ref)

        return Found(Drift("payment_untold", ref, await self._slug(salon_id), user_id), mend)

    async def _books(self, remote: Remote) -> list[Found]:
        ledger, found = self._platform.ledger, []
        through_ms = await ledger.read_through(remote.provider.name)
        for one in remote.moved:
            is_read = one.made_ms <= through_ms  # what is newer is read by itself
            if not is_read or await ledger.is_booked(remote.provider.name, one):
                continue

            async def mend(one: Movement = one) -> None:
                await ledger.book(remote.provider, one)

            order = None
            if one.payment is not None:
                paid = await self._platform.purchases.payment(remote.provider.name, one.payment)
                order = await self._platform.purchases.order(paid.order_id) if paid is not None else None
            slug = await self._slug(order.salon_id) if order is not None else ""
            user_id = order.user_id if order is not None else ""
            found.append(Found(Drift("ledger_missing", one.ref, slug, user_id), mend))
        return found

    async def _orders(self, remote: Remote) -> list[Found]:
        return [
            Found(Drift("live_unknown", state.ref))
            for state in remote.live
            if await self._platform.purchases.order(state.order_id) is None
        ]

    async def _slug(self, salon_id: str) -> str:
        salons = self._platform.want(Salons)
        salon = await salons.by_id(salon_id) if salons is not None else None
        return salon.slug if salon is not None else ""

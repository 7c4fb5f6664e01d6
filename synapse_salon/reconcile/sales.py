# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Compares what is sold once with its payment pages."""

from typing import TYPE_CHECKING

from synapse_salon.ports import Salons
from synapse_salon.ports.payments import Rejected
from synapse_salon.purchases import Sale, reservations
from synapse_salon.reconcile.drift import Compared, Drift, Found, Kind, Remote

if TYPE_CHECKING:
    from synapse_salon.platform import Platform


class SalesComparer:
    """Sales that wait for a payment: none of them is paid already, and none waits at a page that is closed."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform

    async def compare(self, remote: Remote) -> Compared:
        """Of the provider that sales are paid through."""
        if remote.provider is not self._platform.providers.main:
            return Compared(0)
        waiting = await self._platform.database.run("salon_sales_waiting", reservations.waiting)
        found = [one for sale in waiting if (one := await self._look(remote, sale)) is not None]
        return Compared(len(waiting), tuple(found))

    async def _look(self, remote: Remote, sale: Sale) -> Found | None:
        if sale.checkout is None:
            return None
        ref = sale.checkout
        kind: Kind | None = None
        try:
            checkout = await remote.provider.fetch_checkout(ref)
        except Rejected:
            return None  # of another provider
        if checkout.status == "expired":
            kind = "hold_of_dead_checkout"
        elif checkout.status == "complete" and checkout.paid != "unpaid":
            kind = "payer_without_access"
        if kind is None:
            return None

        async def mend() -> None:
            await self._platform.payments_inbox.look_at(remote.provider, "checkout", ref)

        salons = self._platform.want(Salons)
        salon = await salons.by_id(sale.salon_id) if salons is not None else None
        return Found(Drift(kind, ref, salon.slug if salon is not None else "", sale.user_id), mend)

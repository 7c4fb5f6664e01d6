# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is made at Stripe once and used again: customers, prices and coupons."""

from typing import TYPE_CHECKING

import stripe

from bridges.stripe.client import StripeClient
from bridges.stripe.domain.coupons import Coupon
from bridges.stripe.service import wording
from bridges.stripe.store import asked
from synapse_salon.database import Database
from synapse_salon.ports.payments import Line, Rejected

if TYPE_CHECKING:
    from stripe.params import CustomerCreateParams


class Things:
    """Customers by our opaque keys, prices by their price keys, coupons by what they give."""

    def __init__(self, client: StripeClient, database: Database) -> None:
        self._client = client
        self._database = database

    def _kind(self, kind: str) -> str:
        return asked.kind_in(kind, self._client.account)

    async def customer(self, key: str, language: str) -> str:
        """The customer for an opaque key. Stripe learns neither a Matrix id nor a name from us."""
        known = await self.known_customer(key)
        if known is not None:
            return known
        params: CustomerCreateParams = {"metadata": {"customer_key": key}, "preferred_locales": [language]}
        made = await self._client.ask(
            lambda api: api.v1.customers.create(params, {"idempotency_key": f"customer:{key}:{language}"})
        )
        await self._database.run("stripe_keep", asked.keep, self._kind("customer"), key, made.id)
        return made.id

    async def known_customer(self, key: str) -> str | None:
        """The customer for an opaque key, if it was ever made."""
        return await self._database.run("stripe_thing", asked.thing, self._kind("customer"), key)

    async def price(self, line: Line) -> str:
        """The recurring price of a line. Prices do not change: another amount has another price key.

        Raises:
            Rejected: there is one of this key with another amount or interval.
        """
        known = await self._database.run("stripe_thing", asked.thing, self._kind("price"), line.price_key)
        if known is not None:
            return known
        params = wording.price(line)
        key = params["lookup_key"]
        listed = await self._client.ask(lambda api: api.v1.prices.list({"lookup_keys": [key], "limit": 1}))
        if listed.data:
            made = listed.data[0]
        else:
            made = await self._client.ask(
                lambda api: api.v1.prices.create(params, {"idempotency_key": f"price:{key}"})
            )
        if not _is(made, line):
            raise Rejected(f"the price {key} at Stripe is another one")
        await self._database.run("stripe_keep", asked.keep, self._kind("price"), line.price_key, made.id)
        return made.id

    async def coupon(self, wanted: Coupon) -> str:
        """The coupon of a discount of ours. Coupons do not change: other terms have another key."""
        known = await self._database.run("stripe_thing", asked.thing, self._kind("coupon"), wanted.key)
        if known is not None:
            return known
        params = wording.coupon(wanted)
        made = await self._client.ask(
            lambda api: api.v1.coupons.create(params, {"idempotency_key": f"coupon:{wanted.key}"})
        )
        await self._database.run("stripe_keep", asked.keep, self._kind("coupon"), wanted.key, made.id)
        return made.id

    async def price_keys(self, refs: set[str]) -> dict[str, str]:
        """The price keys of prices, by their refs; of ours only."""
        return await self._database.run("stripe_names", asked.names, self._kind("price"), sorted(refs))


def _is(price: stripe.Price, line: Line) -> bool:
    return (
        price.unit_amount,
        price.currency.upper(),
        price.recurring.interval if price.recurring else None,
    ) == (
        line.price.minor,
        line.price.currency,
        line.interval,
    )

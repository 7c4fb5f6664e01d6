# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Stripe's customer portal, of which people see one page: where another card is given.

Source: https://docs.stripe.com/customer-management/portal-deep-links
"""

from typing import TYPE_CHECKING

from bridges.stripe.client import StripeClient
from bridges.stripe.service.readings import SUBSCRIPTION
from bridges.stripe.store import asked
from synapse_salon.database import Database
from synapse_salon.i18n import Language
from synapse_salon.ports.payments import Ref, Rejected

if TYPE_CHECKING:
    from stripe.params.billing_portal import ConfigurationCreateParams, SessionCreateParams

CARDS_ONLY = "synapse-salon:cards"
"""The portal's configuration in which a card can be given, and nothing ended or changed behind the house's back."""


class Portal:
    """Pages of the portal."""

    def __init__(self, client: StripeClient, database: Database) -> None:
        self._client = client
        self._database = database

    async def card_page(self, subscription: Ref, return_url: str, language: Language) -> str:
        """Where the payer of a subscription gives another card. Raises Rejected: it has ended."""
        found = await self._client.ask(lambda api: api.v1.subscriptions.retrieve(subscription))
        if SUBSCRIPTION.get(found.status) == "ended":
            raise Rejected(f"{subscription} has ended")
        params: SessionCreateParams = {
            "customer": found.customer if isinstance(found.customer, str) else found.customer.id,
            "configuration": await self._configuration(),
            "return_url": return_url,
            "locale": language,
            "flow_data": {
                "type": "payment_method_update",
                "after_completion": {"type": "redirect", "redirect": {"return_url": return_url}},
            },
        }
        made = await self._client.ask(lambda api: api.v1.billing_portal.sessions.create(params))
        return made.url

    async def _configuration(self) -> str:
        kind = asked.kind_in("portal", self._client.account)
        known = await self._database.run("stripe_thing", asked.thing, kind, CARDS_ONLY)
        if known is not None:
            return known
        params: ConfigurationCreateParams = {
            "features": {"payment_method_update": {"enabled": True}},
            "metadata": {"name": CARDS_ONLY},
        }
        made = await self._client.ask(
            lambda api: api.v1.billing_portal.configurations.create(
                params, {"idempotency_key": f"portal:{CARDS_ONLY}"}
            )
        )
        await self._database.run("stripe_keep", asked.keep, kind, CARDS_ONLY, made.id)
        return made.id

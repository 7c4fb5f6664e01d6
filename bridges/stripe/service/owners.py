# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Owners' accounts at Stripe: opened there by the owners themselves, who are the sellers (特商法) of what is sold.

Source: https://docs.stripe.com/connect/direct-charges and /connect/hosted-onboarding
"""

from typing import TYPE_CHECKING

import stripe

from bridges.stripe.client import StripeClient
from bridges.stripe.store import accounts
from synapse_salon.database import Database
from synapse_salon.i18n import Language
from synapse_salon.ports.owners import OwnerAccount

if TYPE_CHECKING:
    from stripe.params import AccountCreateParams, AccountLinkCreateParams

COUNTRY = "JP"


class StripeOwners:
    """An account for each salon (`synapse_salon.ports.owners.Owners`)."""

    def __init__(self, client: StripeClient, database: Database) -> None:
        self._client = client
        self._database = database

    async def account(self, salon_id: str) -> OwnerAccount:
        """The account of a salon as it is now."""
        known = await self._database.run("stripe_account", accounts.of_salon, salon_id)
        if known is None:
            return OwnerAccount(None)
        ref = known[0]
        found = await self._client.ask(lambda api: api.v1.accounts.retrieve(ref))
        await self._database.run("stripe_account_ready", accounts.set_ready, ref, bool(found.charges_enabled))
        return OwnerAccount(ref, bool(found.charges_enabled), _needs(found))

    async def start(self, salon_id: str, return_url: str, refresh_url: str, language: Language) -> str:
        """Where the owner of a salon opens their account, or goes on with it."""
        params: AccountLinkCreateParams = {
            "account": await self._account(salon_id),
            "type": "account_onboarding",
            "return_url": return_url,
            "refresh_url": refresh_url,
        }
        return (await self._client.ask(lambda api: api.v1.account_links.create(params))).url

    async def ready(self, salon_id: str) -> str | None:
        """A salon's account that takes payments, or None; one that did not is looked at again."""
        known = await self._database.run("stripe_account", accounts.of_salon, salon_id)
        if known is None:
            return None
        if known[1] or (await self.account(salon_id)).is_ready:
            return known[0]
        return None

    async def salon_of(self, account: str) -> str | None:
        """The salon that an account is of."""
        return await self._database.run("stripe_account_salon", accounts.salon_of, account)

    async def every(self) -> list[str]:
        """All accounts."""
        return await self._database.run("stripe_accounts", accounts.every)

    async def _account(self, salon_id: str) -> str:
        known = await self._database.run("stripe_account", accounts.of_salon, salon_id)
        if known is not None:
            return known[0]
        params: AccountCreateParams = {
            "country": COUNTRY,
            "controller": {
                "fees": {"payer": "account"},
                "losses": {"payments": "stripe"},
                "stripe_dashboard": {"type": "full"},
            },
            "capabilities": {"card_payments": {"requested": True}, "transfers": {"requested": True}},
            "metadata": {"salon_id": salon_id},
        }
        made = await self._client.ask(
            lambda api: api.v1.accounts.create(params, {"idempotency_key": f"account:{salon_id}"})
        )
        await self._database.run("stripe_account_keep", accounts.keep, salon_id, made.id)
        kept = await self._database.run("stripe_account", accounts.of_salon, salon_id)
        assert kept is not None, "written a line above"
        return kept[0]


def _needs(found: stripe.Account) -> tuple[str, ...]:
    asked = found.requirements.currently_due if found.requirements is not None else None
    return tuple(asked or ())

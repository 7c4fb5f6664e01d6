# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which card a subscription is charged to: the one that its payer gave last.

Stripe gives what the payer chose to the customer, while the subscriptions go on with their own; and it does not take
over the card that a failed invoice was paid with unless it is told to.
Source: https://docs.stripe.com/customer-management/portal-deep-links and
https://docs.stripe.com/billing/subscriptions/overview#save-the-default-payment-method
"""

import logging

import stripe

from bridges.stripe.client import StripeClient
from synapse_salon.payments import PaymentInbox
from synapse_salon.ports.payments import CheckoutState, Declined, PayerState, Rejected

logger = logging.getLogger(__name__)
OWING = ("past_due", "unpaid")
PAGE = 100


class Renewing:
    """Follows the news of payers and of subscriptions that begin. All of it may be done twice."""

    def __init__(self, client: StripeClient) -> None:
        self._client = client

    def listen(self, inbox: PaymentInbox) -> None:
        """Follow the news."""
        inbox.when("payer", self.gave_a_card)
        inbox.when("checkout", self.began)

    async def began(self, state: CheckoutState) -> None:
        """Have a new subscription take over the card that a failed invoice of its is paid with later."""
        ref = state.subscription
        if state.status != "complete" or ref is None or not ref.startswith("sub_") or not state.order_id:
            return
        found = await self._client.ask(lambda api: api.v1.subscriptions.retrieve(ref))
        settings = found.payment_settings
        saves = settings.save_default_payment_method if settings is not None else None
        if saves != "on_subscription" and found.status not in ("canceled", "incomplete_expired"):
            await self._client.ask(
                lambda api: api.v1.subscriptions.update(
                    ref, {"payment_settings": {"save_default_payment_method": "on_subscription"}}
                )
            )

    async def gave_a_card(self, payer: PayerState) -> None:
        """Have what a payer subscribes be charged to the card they gave, and pay with it what is due. Whatever else is
        sold through the same account is none of ours."""
        customer = await self._client.ask(lambda api: api.v1.customers.retrieve(payer.ref))
        settings = None if getattr(customer, "deleted", False) else customer.invoice_settings
        card = _ref(settings.default_payment_method) if settings is not None else None
        if card is None:
            return
        listed = await self._client.ask(
            lambda api: api.v1.subscriptions.list({"customer": payer.ref, "limit": PAGE})
        )
        for subscription in listed.data:
            if not subscription.metadata.to_dict().get("order_id"):
                continue
            if _ref(subscription.default_payment_method) != card:
                await self._use(subscription.id, card)
            if subscription.status in OWING:
                await self._pay(subscription.id, card)

    async def _use(self, subscription: str, card: str) -> None:
        await self._client.ask(
            lambda api: api.v1.subscriptions.update(subscription, {"default_payment_method": card})
        )

    async def _pay(self, subscription: str, card: str) -> None:
        owed = await self._client.ask(
            lambda api: api.v1.invoices.list({"subscription": subscription, "status": "open", "limit": PAGE})
        )
        for invoice in owed.data:
            await self._pay_one(invoice.id, card)

    async def _pay_one(self, invoice: str, card: str) -> None:
        try:
            await self._client.ask(
                lambda api: api.v1.invoices.pay(invoice, {"payment_method": card, "off_session": False})
            )
        except Declined as refusal:  # it stays due, and Stripe tells of it
            logger.info("%s is not paid with the new card: %s", invoice, refusal.code)
        except Rejected as refusal:  # paid in this very moment
            logger.info("%s: %s", invoice, refusal)


def _ref(found: "str | stripe.PaymentMethod | None") -> str | None:
    return found.id if isinstance(found, stripe.PaymentMethod) else found

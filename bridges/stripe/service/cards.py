# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cards that Stripe keeps, behind the port of kept cards. They are given at Stripe's own page.

Source: https://docs.stripe.com/payments/save-and-reuse?platform=web&ui=stripe-hosted
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import stripe

from bridges.stripe.client import StripeClient
from bridges.stripe.service.charges import Charges
from bridges.stripe.service.portal import Portal
from bridges.stripe.service.requests import Requests
from bridges.stripe.service.things import Things
from bridges.stripe.service.times import expires_s
from synapse_salon.clock import Clock
from synapse_salon.i18n import Language
from synapse_salon.ports.cards import ChargeOrder, ChargeResult, SavedCard, SavingOrder
from synapse_salon.ports.payments import CheckoutStart, Ref, Rejected

if TYPE_CHECKING:
    from stripe.params.checkout import SessionCreateParams

MOST_CARDS = 100


class StripeCards:
    """Cards kept for our customers (`synapse_salon.ports.cards.Cards`)."""

    def __init__(
        self, client: StripeClient, requests: Requests, things: Things, portal: Portal, clock: Clock
    ) -> None:
        self._client = client
        self._requests = requests
        self._things = things
        self._portal = portal
        self._charges = Charges(client, requests, things)
        self._clock = clock

    @property
    def name(self) -> str:
        """As kept beside each ref."""
        return "stripe"

    async def start_saving(self, order: SavingOrder) -> CheckoutStart:
        """Begin a Checkout Session that only keeps a card."""
        if not order.order_id or not order.customer_key:
            raise Rejected("an order has an order_id and a customer_key")
        customer = await self._things.customer(order.customer_key, order.language)
        metadata = {"order_id": order.order_id}
        params: SessionCreateParams = {
            "mode": "setup",
            "allowed_payment_method_types": ["card"],
            "customer": customer,
            "client_reference_id": order.order_id,
            "metadata": metadata,
            "setup_intent_data": {"metadata": metadata},
            "expires_at": expires_s(self._client, order.expires_ms - self._clock.now_ms()),
            "success_url": order.success_url,
            "cancel_url": order.cancel_url,
            "locale": order.language,
        }

        async def begin(asked: Any, _: bool) -> tuple[str, Mapping[str, Any]]:
            made = await self._client.ask(
                lambda api: api.v1.checkout.sessions.create(
                    asked, {"idempotency_key": f"save_card:{order.order_id}"}
                )
            )
            return made.id, {"url": made.url, "expires_ms": order.expires_ms}

        ref, begun = await self._requests.once("save_card", order.order_id, (order,), params, begin)
        return CheckoutStart(ref, begun["url"], begun["expires_ms"])

    async def saved(self, customer_key: str) -> list[SavedCard]:
        """The cards kept for a person, the newest first."""
        customer = await self._things.known_customer(customer_key)
        if customer is None:
            return []
        found: dict[str, SavedCard] = {}
        for means in await self._cards_of(customer):
            if means.card is not None:
                found.setdefault(means.card.fingerprint or means.id, _seen(means, means.card))
        return list(found.values())

    async def forget(self, customer_key: str, card: Ref) -> None:
        """Detach a card, and whatever is the same card given another time."""
        means = await self._client.ask(lambda api: api.v1.payment_methods.retrieve(card))
        if means.customer is None:
            return
        customer = await self._things.known_customer(customer_key)
        if customer is None or means.customer != customer or means.card is None:
            raise Rejected(f"{card} is not a card of this customer's")
        print_of = means.card.fingerprint
        for one in await self._cards_of(customer):
            if one.id == card or (print_of and one.card is not None and one.card.fingerprint == print_of):
                await self._detach(one.id)

    async def card_page(self, subscription: Ref, return_url: str, language: Language) -> str:
        """A page of Stripe's customer portal where nothing can be done but giving another card."""
        return await self._portal.card_page(subscription, return_url, language)

    async def charge(self, order: ChargeOrder) -> ChargeResult:
        """Charge a card that is kept."""
        return await self._charges.charge(order)

    async def end_charge(self, payment: Ref) -> ChargeResult:
        """Have a charge that nobody confirmed come to nothing."""
        return await self._charges.end(payment)

    async def _cards_of(self, customer: str) -> list[stripe.PaymentMethod]:
        listed = await self._client.ask(
            lambda api: api.v1.customers.payment_methods.list(customer, {"type": "card", "limit": MOST_CARDS})
        )
        return listed.data

    async def _detach(self, ref: str) -> None:
        await self._client.ask(lambda api: api.v1.payment_methods.detach(ref))


def _seen(means: stripe.PaymentMethod, card: "stripe.PaymentMethod.Card") -> SavedCard:
    expires = f"{card.exp_year:04}-{card.exp_month:02}"
    return SavedCard(Ref(means.id), card.display_brand or card.brand, card.last4, expires)

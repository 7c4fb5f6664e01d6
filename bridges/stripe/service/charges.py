# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Charges of kept cards, on their holders' word: payment intents that are confirmed as they are made.

The holder is there, so that a bank may ask them (3-D Secure): not `off_session`.
Source: https://docs.stripe.com/payments/payment-intents and /payments/3d-secure/authentication-flow
"""

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import stripe

from bridges.stripe.client import StripeClient
from bridges.stripe.service.requests import Requests
from bridges.stripe.service.things import Things
from synapse_salon.ports.cards import ChargeOrder, ChargeResult
from synapse_salon.ports.payments import Declined, Ref, Rejected

if TYPE_CHECKING:
    from stripe.params import PaymentIntentCreateParams

logger = logging.getLogger(__name__)
NO_REF = ""
"""Of a charge that was declined in the answer itself."""
LATEST = 100


class Charges:
    """The part of `synapse_salon.ports.cards.Cards` that takes money."""

    def __init__(self, client: StripeClient, requests: Requests, things: Things) -> None:
        self._client = client
        self._requests = requests
        self._things = things

    async def charge(self, order: ChargeOrder) -> ChargeResult:
        """Charge a card, or answer what came of it the first time."""
        customer = await self._things.known_customer(order.customer_key)
        if customer is None or not order.order_id or order.amount.minor <= 0:
            raise Rejected("a charge has an order_id, an amount and a customer with a card")
        params: PaymentIntentCreateParams = {
            "amount": order.amount.minor,
            "currency": order.amount.currency.lower(),
            "customer": customer,
            "payment_method": order.card,
            "allowed_payment_method_types": ["card"],
            "confirm": True,
            "return_url": order.return_url,
            "metadata": {"order_id": order.order_id, "salon_id": order.salon_id},
        }

        async def take(asked: Any, is_new: bool) -> tuple[str, Mapping[str, Any]]:
            if not is_new and (before := await self._charge_of(customer, order.order_id)) is not None:
                return before, {}
            try:
                made = await self._client.ask(
                    lambda api: api.v1.payment_intents.create(
                        asked, {"idempotency_key": f"charge:{order.order_id}"}
                    )
                )
            except Declined as refusal:
                return NO_REF, {"declined": refusal.code}
            return made.id, {}

        ref, answer = await self._requests.once("charge", order.order_id, (order,), params, take)
        if answer.get("declined"):
            return ChargeResult("declined", code=answer["declined"])
        return await self._seen(ref)

    async def end(self, payment: Ref) -> ChargeResult:
        """Cancel an intent that was not confirmed."""
        try:
            await self._client.ask(lambda api: api.v1.payment_intents.cancel(payment))
        except Rejected:  # confirmed, or over, in this very moment
            logger.info("%s could not be cancelled any more", payment)
        return await self._seen(payment)

    async def _seen(self, ref: Ref) -> ChargeResult:
        return result(await self._client.ask(lambda api: api.v1.payment_intents.retrieve(ref)))

    async def _charge_of(self, customer: str, order_id: str) -> str | None:
        """A charge that was made although nobody heard of it, more than a day ago perhaps."""
        listed = await self._client.ask(
            lambda api: api.v1.payment_intents.list({"customer": customer, "limit": LATEST})
        )
        ours = [one for one in listed.data if one.metadata.to_dict().get("order_id") == order_id]
        return ours[0].id if ours else None


def result(intent: stripe.PaymentIntent) -> ChargeResult:
    """What came of a charge. A status that is not known here is `unknown`."""
    ref = Ref(intent.id)
    if intent.status == "succeeded":
        return ChargeResult("succeeded", ref)
    if intent.status == "processing":
        return ChargeResult("pending", ref)
    if intent.status == "requires_action":
        asks = intent.next_action.redirect_to_url if intent.next_action is not None else None
        if asks is not None and asks.url is not None:
            return ChargeResult("needs_action", ref, action_url=asks.url)
    if intent.status in ("requires_payment_method", "canceled"):
        error = intent.last_payment_error
        return ChargeResult(
            "declined", ref, code=(error.code if error is not None else None) or intent.status
        )
    return ChargeResult("unknown", ref)

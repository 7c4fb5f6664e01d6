# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Gives payments back."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bridges.stripe.client import StripeClient
from bridges.stripe.service import readings
from bridges.stripe.service.pages import PAGE
from bridges.stripe.service.requests import Requests
from synapse_salon.money import Money
from synapse_salon.ports.payments import Ref, RefundState, Rejected

if TYPE_CHECKING:
    from stripe.params import RefundCreateParams


class Refunding:
    """Refunds, each once under its order."""

    def __init__(self, client: StripeClient, requests: Requests) -> None:
        self._client = client
        self._requests = requests

    async def refund(self, payment: Ref, amount: Money | None, order_id: str) -> RefundState:
        """Give back `amount`, or all that is left of the payment."""
        params: RefundCreateParams = {"payment_intent": payment, "metadata": {"order_id": order_id}}
        if amount is not None:
            params["amount"] = amount.minor

        async def give_back(asked: Any, is_new: bool) -> tuple[str, Mapping[str, Any]]:
            if not is_new and (before := await self._refund_of(payment, order_id)) is not None:
                return before, {}
            kept = await self._check_refund(payment, amount)
            asked |= {"refund_application_fee": True} if kept else {}
            made = await self._client.ask(
                lambda api: api.v1.refunds.create(asked, {"idempotency_key": f"refund:{order_id}"})
            )
            return made.id, {}

        ref, _ = await self._requests.once("refund", order_id, (payment, amount), params, give_back)
        return readings.refund(await self._client.ask(lambda api: api.v1.refunds.retrieve(ref)))

    async def _check_refund(self, payment: Ref, amount: Money | None) -> bool:
        """Whether the house kept a part of the payment, which goes back too. Raises Rejected."""
        intent = await self._client.ask(lambda api: api.v1.payment_intents.retrieve(payment))
        if amount is not None and (amount.minor <= 0 or amount.currency != intent.currency.upper()):
            raise Rejected(f"{amount} cannot be given back of a payment in {intent.currency.upper()}")
        return bool(self._client.account and intent.application_fee_amount)

    async def _refund_of(self, payment: Ref, order_id: str) -> str | None:
        """A refund that was made although nobody heard of it, more than a day ago perhaps."""
        listed = await self._client.ask(
            lambda api: api.v1.refunds.list({"payment_intent": payment, "limit": PAGE})
        )
        ours = [
            one for one in listed.data if one.metadata and one.metadata.to_dict().get("order_id") == order_id
        ]
        return ours[0].id if ours else None

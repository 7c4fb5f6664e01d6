# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads Stripe's lists, page by page."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import stripe

from bridges.stripe.client import StripeClient
from bridges.stripe.domain import news
from bridges.stripe.service import readings
from synapse_salon.ports.payments import Movement, ProviderEvent, Ref, SubscriptionState

if TYPE_CHECKING:
    from stripe.params import BalanceTransactionListParams, EventListParams, SubscriptionListParams

PAGE = 100
"""The most that Stripe answers at once. Source: https://docs.stripe.com/api/pagination"""

EXPANDED = ["latest_invoice", "schedule", "default_payment_method"]
"""What is read along with a subscription."""


class Pages:
    """What is at Stripe; `seen` reads subscriptions together with the names of their lines."""

    def __init__(
        self,
        client: StripeClient,
        seen: Callable[[list[stripe.Subscription]], Awaitable[list[SubscriptionState]]],
    ) -> None:
        self._client = client
        self._seen = seen

    async def subscriptions(self, after: Ref | None, limit: int) -> list[SubscriptionState]:
        """The subscriptions of ours, the newest first. Others of the same account are passed over."""
        found: list[SubscriptionState] = []
        while not found:
            params: SubscriptionListParams = {
                "status": "all",
                "limit": min(limit, PAGE),
                "expand": [f"data.{path}" for path in EXPANDED],
            }
            if after is not None:
                params["starting_after"] = after
            page = await self._page(params)
            if not page:
                return []
            after = Ref(page[-1].id)
            found = [state for state in await self._seen(page) if state.order_id]
        return found

    async def _page(self, params: "SubscriptionListParams") -> list[stripe.Subscription]:
        return (await self._client.ask(lambda api: api.v1.subscriptions.list(params))).data

    async def movements_since(self, made_ms: int) -> list[Movement]:
        """Stripe's balance transactions since a moment, oldest first."""
        found: list[Movement] = []
        params: BalanceTransactionListParams = {
            "created": {"gte": -(-made_ms // 1000)},
            "limit": PAGE,
            "expand": ["data.source"],
        }
        while True:
            page = await self._moved(params)
            found += map(readings.movement, page)
            if len(page) < PAGE:
                return found[::-1]
            params["starting_after"] = page[-1].id

    async def _moved(self, params: "BalanceTransactionListParams") -> list[stripe.BalanceTransaction]:
        return (await self._client.ask(lambda api: api.v1.balance_transactions.list(params))).data

    async def events_since(self, created_ms: int) -> list[ProviderEvent]:
        """News since a moment, oldest first. Stripe keeps them for thirty days."""
        found: list[ProviderEvent] = []
        params: EventListParams = {
            "types": list(news.TYPES),
            "created": {"gte": -(-created_ms // 1000)},
            "limit": PAGE,
        }
        while True:
            page = await self._events(params)
            found += [event for event in map(news.read, (one.to_dict() for one in page)) if event is not None]
            if len(page) < PAGE:
                return sorted(found, key=lambda event: event.created_ms)
            params["starting_after"] = page[-1].id

    async def _events(self, params: "EventListParams") -> list[stripe.Event]:
        return (await self._client.ask(lambda api: api.v1.events.list(params))).data

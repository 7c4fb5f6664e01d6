# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Stripe behind the payment port."""

import logging
from collections.abc import Mapping
from typing import Any

import stripe

from bridges.stripe.client import StripeClient
from bridges.stripe.domain import news, orders
from bridges.stripe.domain.coupons import coupon_of
from bridges.stripe.domain.methods import Method
from bridges.stripe.service import ahead, disputes, fees, readings, wording
from bridges.stripe.service.ahead import Ahead
from bridges.stripe.service.cards import StripeCards
from bridges.stripe.service.changes import Changes
from bridges.stripe.service.notifications import Notifications
from bridges.stripe.service.pages import EXPANDED, PAGE, Pages
from bridges.stripe.service.portal import Portal
from bridges.stripe.service.refunding import Refunding
from bridges.stripe.service.renewing import Renewing
from bridges.stripe.service.requests import Requests
from bridges.stripe.service.things import Things
from bridges.stripe.service.times import expires_s
from synapse_salon.i18n import Text
from synapse_salon.money import Money
from synapse_salon.payments import PaymentInbox
from synapse_salon.platform import Platform
from synapse_salon.ports.payments import (
    Cap,
    ChangePreview,
    CheckoutOrder,
    CheckoutStart,
    CheckoutState,
    Line,
    Movement,
    PaymentState,
    ProviderEvent,
    Ref,
    RefundState,
    Rejected,
    SubscriptionState,
    When,
)

logger = logging.getLogger(__name__)


class StripePayments:
    """Cards through Stripe's own pages (`synapse_salon.ports.payments.Payments`). The house sees no card number."""

    def __init__(
        self,
        platform: Platform,
        client: StripeClient,
        secrets: tuple[str, ...],
        is_real: bool,
        methods: tuple[Method, ...] = ("card",),
    ) -> None:
        self.ahead = Ahead(methods)
        self._clock = platform.clock
        self._client = client
        self._notifications = Notifications(secrets, is_real)
        self._is_real = is_real
        self._requests = Requests(platform.database, platform.clock)
        self._things = Things(client, platform.database)
        self._changes = Changes(client, self._things)
        self._refunding = Refunding(client, self._requests)
        self._pages = Pages(client, self._seen)
        self.cards = StripeCards(
            client, self._requests, self._things, Portal(client, platform.database), platform.clock
        )
        self.renewing = Renewing(client)

    @property
    def name(self) -> str:
        """As kept beside each ref."""
        return "stripe"

    @property
    def caps(self) -> frozenset[Cap]:
        """What it can do."""
        return frozenset(
            {
                Cap.RECURRING,
                Cap.TRIAL,
                Cap.REFUND,
                Cap.PARTIAL_REFUND,
                Cap.PLAN_CHANGE,
                Cap.COUPON,
                Cap.SAVED_CARD,
                Cap.PORTAL,
            }
        )

    async def paid_ahead_by(self, salon_id: str) -> Text | None:
        """By whatever of the settings' means is no card."""
        return self.ahead.words

    async def paid_within(self, salon_id: str) -> tuple[tuple[Text, int], ...]:
        """Vouchers and transfers are waited for."""
        return self.ahead.days

    @property
    def is_real(self) -> bool:
        """Whether the key is a live one; with a test key no money moves."""
        return self._is_real

    def listen(self, inbox: PaymentInbox) -> None:
        """Follow the news of payers and of subscriptions that begin."""
        self.renewing.listen(inbox)

    async def start_checkout(self, order: CheckoutOrder) -> CheckoutStart:
        """Begin a Checkout Session, or answer the one that was begun with this order."""
        orders.check(order, self._clock.now_ms())
        prices = {
            line.price_key: await self._things.price(line)
            for line in order.lines
            if orders.is_recurring(line)
        }
        customer = await self._things.customer(order.customer_key, order.language)
        closes_s = expires_s(self._client, order.expires_ms - self._clock.now_ms())
        off = order.discount
        coupon = (
            await self._things.coupon(coupon_of(order, off, self._client.now_s() * 1000)) if off else None
        )
        params = wording.session(order, customer, prices, closes_s, coupon)
        if self._client.fee_percent:
            fees.on_session(params, order, self._client.fee_percent)
        self.ahead.allow(params, order)

        async def begin(asked: Any, _: bool) -> tuple[str, Mapping[str, Any]]:
            made = await self._client.ask(
                lambda api: api.v1.checkout.sessions.create(
                    asked, {"idempotency_key": f"checkout:{order.order_id}"}
                )
            )
            return made.id, {"url": made.url, "expires_ms": order.expires_ms}

        ref, begun = await self._requests.once("checkout", order.order_id, (order,), params, begin)
        return CheckoutStart(ref, begun["url"], begun["expires_ms"])

    async def fetch_checkout(self, ref: Ref) -> CheckoutState:
        """A session as it is now."""
        found = await self._client.ask(
            lambda api: api.v1.checkout.sessions.retrieve(
                ref, {"expand": ["invoice.payments", "payment_intent"]}
            )
        )
        return ahead.seen(found, readings.checkout(found))

    async def expire_checkout(self, ref: Ref) -> CheckoutState:
        """Close a session that is still open."""
        found = await self.fetch_checkout(ref)
        if found.settles_ms is not None and found.payment and found.settles_ms <= self._clock.now_ms():
            await self._let_go(found.payment)
            return await self.fetch_checkout(ref)
        if found.status != "open":
            return found
        try:
            await self._client.ask(lambda api: api.v1.checkout.sessions.expire(ref))
        except Rejected:  # paid, or expired, in this very moment
            logger.info("%s was no longer open", ref)
        return await self.fetch_checkout(ref)

    async def _let_go(self, payment: Ref) -> None:
        """Wait no longer for money that was promised."""
        try:
            await self._client.ask(lambda api: api.v1.payment_intents.cancel(payment))
        except Rejected:  # paid in this very moment
            logger.info("%s was no longer awaited", payment)

    async def fetch_subscription(self, ref: Ref) -> SubscriptionState:
        """A subscription as it is now."""
        found = await self._client.ask(lambda api: api.v1.subscriptions.retrieve(ref, {"expand": EXPANDED}))
        return (await self._seen([found]))[0]

    async def set_cancel_at_end(self, ref: Ref, on: bool, order_id: str) -> SubscriptionState:
        """End a subscription with its paid period, or take that back. A change that was to come is dropped."""

        async def change(_: Any, __: bool) -> tuple[str, Mapping[str, Any]]:
            found = await self._client.ask(lambda api: api.v1.subscriptions.retrieve(ref))
            if readings.SUBSCRIPTION.get(found.status) != "ended":
                await self._changes.release(found, order_id)
                await self._client.ask(
                    lambda api: api.v1.subscriptions.update(
                        ref, {"cancel_at_period_end": on}, {"idempotency_key": f"cancel_at_end:{order_id}"}
                    )
                )
            return ref, {}

        await self._requests.once("cancel_at_end", order_id, (ref, on), None, change)
        return await self.fetch_subscription(ref)

    async def preview_change(self, ref: Ref, line: Line, when: When) -> ChangePreview:
        """What another line would cost if it were asked for now."""
        return await self._changes.preview(ref, line, when)

    async def change_plan(
        self, ref: Ref, line: Line, when: When, as_of_ms: int, order_id: str
    ) -> SubscriptionState:
        """Have a subscription be for another line, now or with its next period."""

        async def change(_: Any, __: bool) -> tuple[str, Mapping[str, Any]]:
            if when == "now":
                await self._changes.now(ref, line, as_of_ms, order_id)
            else:
                await self._changes.later(ref, line, order_id)
            return ref, {}

        await self._requests.once("change_plan", order_id, (ref, line, when, as_of_ms), None, change)
        return await self.fetch_subscription(ref)

    async def cancel_now(self, ref: Ref, order_id: str, reason: str) -> SubscriptionState:
        """End a subscription at once and void what is still due."""

        async def end(_: Any, __: bool) -> tuple[str, Mapping[str, Any]]:
            found = await self._client.ask(lambda api: api.v1.subscriptions.retrieve(ref))
            if readings.SUBSCRIPTION.get(found.status) != "ended":
                await self._client.ask(
                    lambda api: api.v1.subscriptions.cancel(ref, {"invoice_now": False, "prorate": False})
                )
            owed = await self._client.ask(
                lambda api: api.v1.invoices.list({"subscription": ref, "status": "open", "limit": PAGE})
            )
            for invoice in owed.data:
                await self._void(invoice.id)
            return ref, {}

        await self._requests.once("cancel_now", order_id, (ref,), None, end)
        return await self.fetch_subscription(ref)

    async def _void(self, invoice: str) -> None:
        await self._client.ask(
            lambda api: api.v1.invoices.void_invoice(invoice, None, {"idempotency_key": f"void:{invoice}"})
        )

    async def fetch_payment(self, ref: Ref) -> PaymentState:
        """A payment as it is now. What an invoice was paid with knows its invoice only the other way round."""
        intent = await self._client.ask(
            lambda api: api.v1.payment_intents.retrieve(ref, {"expand": ["latest_charge"]})
        )
        return await disputes.read(self._client, intent, await self._read_payment(ref, intent))

    async def _read_payment(self, ref: Ref, intent: stripe.PaymentIntent) -> PaymentState:
        if intent.metadata.to_dict().get("order_id"):
            return readings.payment(intent, None)
        listed = await self._client.ask(
            lambda api: api.v1.invoice_payments.list(
                {
                    "payment": {"type": "payment_intent", "payment_intent": ref},
                    "limit": 1,
                    "expand": ["data.invoice"],
                }
            )
        )
        invoice = listed.data[0].invoice if listed.data else None
        if not isinstance(invoice, stripe.Invoice):
            return readings.payment(intent, None)
        price = readings.price_of(invoice)
        keys = await self._things.price_keys({price} if price else set())
        return readings.payment(intent, invoice, keys.get(price or "", ""))

    async def refund(self, payment: Ref, amount: Money | None, order_id: str, reason: str) -> RefundState:
        """Give back `amount`, or all that is left of the payment."""
        return await self._refunding.refund(payment, amount, order_id)

    async def subscriptions(self, after: Ref | None, limit: int) -> list[SubscriptionState]:
        """The subscriptions of ours, the newest first. Others of the same account are passed over."""
        return await self._pages.subscriptions(after, limit)

    async def movements_since(self, made_ms: int) -> list[Movement]:
        """Stripe's balance transactions since a moment, oldest first."""
        return await self._pages.movements_since(made_ms)

    async def events_since(self, created_ms: int) -> list[ProviderEvent]:
        """News since a moment, oldest first. Stripe keeps them for thirty days."""
        return await self._pages.events_since(created_ms)

    async def read_webhook(self, body: bytes, headers: Mapping[str, str]) -> ProviderEvent | None:
        """Check a notification's signature and read it."""
        return await self.news(self.read_event(body, headers))

    async def news(self, event: Mapping[str, Any]) -> ProviderEvent | None:
        """An event as news, or None where it is about nothing of ours."""
        return news.read(event)

    def read_event(self, body: bytes, headers: Mapping[str, str]) -> Mapping[str, Any]:
        """A notification as Stripe's own event. Raises BadSignature."""
        return self._notifications.read(body, headers)

    async def _seen(self, found: list[stripe.Subscription]) -> list[SubscriptionState]:
        names = await self._things.price_keys({ref for one in found if (ref := readings.next_price(one))})
        return [readings.subscription(one, names) for one in found]

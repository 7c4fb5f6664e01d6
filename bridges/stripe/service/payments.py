# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Stripe behind the payment port."""

import json
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import stripe

from bridges.stripe.client import StripeClient
from bridges.stripe.domain import news, orders
from bridges.stripe.domain.coupons import coupon_of
from bridges.stripe.domain.methods import Method
from bridges.stripe.service import ahead, disputes, fees, readings, wording
from bridges.stripe.service.ahead import Ahead
from bridges.stripe.service.cards import StripeCards
from bridges.stripe.service.changes import Changes
from bridges.stripe.service.portal import Portal
from bridges.stripe.service.renewing import Renewing
from bridges.stripe.service.requests import Requests
from bridges.stripe.service.things import Things
from bridges.stripe.service.times import expires_s
from synapse_salon.i18n import Text
from synapse_salon.money import Money
from synapse_salon.payments import PaymentInbox
from synapse_salon.platform import Platform
from synapse_salon.ports.payments import (
    BadSignature,
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

if TYPE_CHECKING:
    from stripe.params import (
        BalanceTransactionListParams,
        EventListParams,
        RefundCreateParams,
        SubscriptionListParams,
    )

logger = logging.getLogger(__name__)
TOLERANCE_S = 300
"""How old a notification may be. Source: https://docs.stripe.com/webhooks#replay-attacks"""
PAGE = 100
EXPANDED = ["latest_invoice", "schedule", "default_payment_method"]
"""What is read along with a subscription."""


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
        self._secrets = secrets
        self._is_real = is_real
        self._requests = Requests(platform.database, platform.clock)
        self._things = Things(client, platform.database)
        self._changes = Changes(client, self._things)
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

    async def read_webhook(self, body: bytes, headers: Mapping[str, str]) -> ProviderEvent | None:
        """Check a notification's signature and read it."""
        return await self.news(self.read_event(body, headers))

    async def news(self, event: Mapping[str, Any]) -> ProviderEvent | None:
        """An event as news, or None where it is about nothing of ours."""
        return news.read(event)

    def read_event(self, body: bytes, headers: Mapping[str, str]) -> Mapping[str, Any]:
        """A notification as Stripe's own event. Raises BadSignature."""
        self._check_signature(body, headers.get("stripe-signature", ""))
        try:
            event: dict[str, Any] = json.loads(body)
            news.check(event)
        except (ValueError, KeyError, TypeError) as failure:
            raise BadSignature("signed, but not one of Stripe's events") from failure
        if bool(event["livemode"]) != self._is_real:
            raise BadSignature("signed, but of the other mode: test news for a live key, or the reverse")
        return event

    def _check_signature(self, body: bytes, header: str) -> None:
        for secret in self._secrets:
            try:
                stripe.WebhookSignature.verify_header(body, header, secret, TOLERANCE_S)
            except (stripe.SignatureVerificationError, UnicodeDecodeError):
                continue
            return
        raise BadSignature("no secret of ours signed this, or too long ago")

    async def _seen(self, found: list[stripe.Subscription]) -> list[SubscriptionState]:
        names = await self._things.price_keys({ref for one in found if (ref := readings.next_price(one))})
        return [readings.subscription(one, names) for one in found]

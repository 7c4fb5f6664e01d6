# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Stripe with an account for each owner: direct charges, of which the house keeps a fee.

Everything that is done for a salon is done in its account by a `StripePayments` of that account. Refs carry the account
in front (`acct_1.sub_2`), so that whoever keeps one keeps where it is, and an object of one account is never looked for
in another. Owners have the keys of their accounts and write into what is there whatever they like: an order that is
named there is one of ours only if it is of the account's own salon.
Source: https://docs.stripe.com/connect/direct-charges
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

import attrs

from bridges.stripe.client import StripeClient
from bridges.stripe.domain import news
from bridges.stripe.service.owners import StripeOwners
from bridges.stripe.service.payments import StripePayments
from synapse_salon.i18n import Language, Text
from synapse_salon.money import Money
from synapse_salon.payments import PaymentInbox
from synapse_salon.ports.cards import ChargeOrder, ChargeResult, SavedCard, SavingOrder
from synapse_salon.ports.payments import (
    BadSignature,
    Cap,
    ChangePreview,
    CheckoutOrder,
    CheckoutStart,
    CheckoutState,
    Line,
    Movement,
    NotSupported,
    PayerState,
    PaymentState,
    ProviderEvent,
    Ref,
    RefundState,
    Rejected,
    SubscriptionState,
    When,
)
from synapse_salon.purchases import Purchases

S = TypeVar("S", CheckoutState, SubscriptionState, PaymentState)
V = TypeVar(
    "V", CheckoutStart, CheckoutState, SubscriptionState, PaymentState, RefundState, ProviderEvent, Movement
)
MARK = "."
REFS = ("ref", "subscription", "payment", "object_ref")
"""The fields of the port's values that are refs of Stripe's objects."""
Make = Callable[[StripeClient], StripePayments]


class ConnectPayments:
    """Salons of several owners (`synapse_salon.ports.payments.Payments`)."""

    def __init__(
        self,
        house: StripePayments,
        client: StripeClient,
        owners: StripeOwners,
        purchases: Purchases,
        make: Make,
        percent: Decimal,
    ) -> None:
        self._house = house
        self._client = client
        self._owners = owners
        self._purchases = purchases
        self._make = make
        self._percent = percent
        self._by_account: dict[str, StripePayments] = {"": house}
        self.cards = ConnectCards(self)

    @property
    def name(self) -> str:
        """As kept beside each ref."""
        return self._house.name

    @property
    def caps(self) -> frozenset[Cap]:
        """What it can do. A card that is kept in one account cannot be charged in another."""
        return self._house.caps - {Cap.SAVED_CARD}

    @property
    def is_real(self) -> bool:
        """Whether the key is a live one."""
        return self._house.is_real

    async def paid_ahead_by(self, salon_id: str) -> Text | None:
        """By whatever of the settings' means is no card, where the salon's owner has an account."""
        ready = await self._owners.ready(salon_id) is not None
        return await self._house.paid_ahead_by(salon_id) if ready else None

    async def paid_within(self, salon_id: str) -> tuple[tuple[Text, int], ...]:
        """As for the house's own account."""
        return await self._house.paid_within(salon_id)

    def of(self, account: str) -> StripePayments:
        """What does the work in an account; the house's own is ""."""
        found = self._by_account.get(account)
        if found is None:
            found = self._by_account[account] = self._make(self._client.of(account, self._percent))
        return found

    def at(self, ref: Ref) -> tuple[StripePayments, str, Ref]:
        """Where an object is: what does the work there, the account, and its ref there."""
        account, mark, inner = ref.rpartition(MARK)
        return self.of(account if mark else ""), account, Ref(inner)

    async def start_checkout(self, order: CheckoutOrder) -> CheckoutStart:
        """Begin a Checkout Session in the account of the order's salon. Raises Rejected: none takes payments there."""
        account = await self._owners.ready(order.salon_id)
        if account is None:
            raise Rejected(f"salon {order.salon_id} has no account that takes payments")
        return _named(account, await self.of(account).start_checkout(order))

    async def fetch_checkout(self, ref: Ref) -> CheckoutState:
        """A session as it is now."""
        payments, account, inner = self.at(ref)
        return await self._seen(account, await payments.fetch_checkout(inner))

    async def expire_checkout(self, ref: Ref) -> CheckoutState:
        """Close a session that is still open."""
        payments, account, inner = self.at(ref)
        return await self._seen(account, await payments.expire_checkout(inner))

    async def fetch_subscription(self, ref: Ref) -> SubscriptionState:
        """A subscription as it is now."""
        payments, account, inner = self.at(ref)
        return await self._seen(account, await payments.fetch_subscription(inner))

    async def set_cancel_at_end(self, ref: Ref, on: bool, order_id: str) -> SubscriptionState:
        """End a subscription with its paid period, or take that back."""
        payments, account, inner = self.at(ref)
        return await self._seen(account, await payments.set_cancel_at_end(inner, on, order_id))

    async def preview_change(self, ref: Ref, line: Line, when: When) -> ChangePreview:
        """What another line would cost if it were asked for now."""
        payments, _, inner = self.at(ref)
        return await payments.preview_change(inner, line, when)

    async def change_plan(
        self, ref: Ref, line: Line, when: When, as_of_ms: int, order_id: str
    ) -> SubscriptionState:
        """Have a subscription be for another line, now or with its next period."""
        payments, account, inner = self.at(ref)
        return await self._seen(account, await payments.change_plan(inner, line, when, as_of_ms, order_id))

    async def cancel_now(self, ref: Ref, order_id: str, reason: str) -> SubscriptionState:
        """End a subscription at once and void what is still due."""
        payments, account, inner = self.at(ref)
        return await self._seen(account, await payments.cancel_now(inner, order_id, reason))

    async def fetch_payment(self, ref: Ref) -> PaymentState:
        """A payment as it is now."""
        payments, account, inner = self.at(ref)
        return await self._seen(account, await payments.fetch_payment(inner))

    async def refund(self, payment: Ref, amount: Money | None, order_id: str, reason: str) -> RefundState:
        """Give back `amount`, or all that is left of the payment; the house gives its part of it back too."""
        payments, account, inner = self.at(payment)
        return _named(account, await payments.refund(inner, amount, order_id, reason))

    async def subscriptions(self, after: Ref | None, limit: int) -> list[SubscriptionState]:
        """The subscriptions of ours, account after account."""
        accounts = ["", *await self._owners.every()]
        begin, inner = "", None
        if after is not None:
            _, begin, inner = self.at(after)
        for account in accounts[accounts.index(begin) :]:
            found = await self.of(account).subscriptions(inner, limit)
            inner = None
            if found:
                return [await self._seen(account, state) for state in found]
        return []

    async def movements_since(self, made_ms: int) -> list[Movement]:
        """What moved in all accounts since a moment, oldest first."""
        found: list[Movement] = []
        for account in ("", *await self._owners.every()):
            moved = await self.of(account).movements_since(made_ms)
            found += [_named(account, movement) for movement in moved]
        return sorted(found, key=lambda movement: movement.made_ms)

    async def events_since(self, created_ms: int) -> list[ProviderEvent]:
        """News of all accounts since a moment, oldest first."""
        found: list[ProviderEvent] = []
        for account in ("", *await self._owners.every()):
            told = await self.of(account).events_since(created_ms)
            found += [_named(account, event) for event in told]
        return sorted(found, key=lambda event: event.created_ms)

    async def read_webhook(self, body: bytes, headers: Mapping[str, str]) -> ProviderEvent | None:
        """Check a notification's signature and read it."""
        return await self.news(self.read_event(body, headers))

    def read_event(self, body: bytes, headers: Mapping[str, str]) -> Mapping[str, Any]:
        """A notification as Stripe's own event. Raises BadSignature."""
        return self._house.read_event(body, headers)

    async def news(self, event: Mapping[str, Any]) -> ProviderEvent | None:
        """An event of an account of ours as news. Raises BadSignature: it is of another one, or speaks of a salon that
        the account is not of."""
        account = str(event.get("account") or "")
        if account:
            salon_id = await self._owners.salon_of(account)
            metadata = event["data"]["object"].get("metadata")
            named = metadata.get("salon_id") if isinstance(metadata, Mapping) else None
            if salon_id is None or named not in (None, salon_id):
                raise BadSignature("signed, but of an account that is not this salon's")
        told = news.read(event)
        return None if told is None else _named(account, told)

    async def _seen(self, account: str, state: S) -> S:
        """What an account says, its refs with the account; of the order of another salon it says nothing."""
        if account:
            order = await self._purchases.order(state.order_id)
            if order is None or order.salon_id != await self._owners.salon_of(account):
                state = attrs.evolve(state, order_id="")
        return _named(account, state)

    def listen(self, inbox: PaymentInbox) -> None:
        """Follow the news of payers and of subscriptions that begin, each in its account."""
        inbox.when("payer", self._gave_a_card)
        inbox.when("checkout", self._began)

    async def _gave_a_card(self, payer: PayerState) -> None:
        payments, _, inner = self.at(payer.ref)
        await payments.renewing.gave_a_card(attrs.evolve(payer, ref=inner))

    async def _began(self, state: CheckoutState) -> None:
        payments, _, inner = self.at(state.ref)
        subscription = self.at(state.subscription)[2] if state.subscription is not None else None
        await payments.renewing.began(attrs.evolve(state, ref=inner, subscription=subscription))


class ConnectCards:
    """Another card for what renews itself (`synapse_salon.ports.cards.Cards`), in each account; no others are kept."""

    def __init__(self, payments: ConnectPayments) -> None:
        self._payments = payments

    @property
    def name(self) -> str:
        """As kept beside each ref."""
        return self._payments.name

    async def start_saving(self, order: SavingOrder) -> CheckoutStart:
        """Not where there are several accounts."""
        raise NotSupported("a card is kept in one account, and cannot be charged in another")

    async def saved(self, customer_key: str) -> list[SavedCard]:
        """None."""
        return []

    async def forget(self, customer_key: str, card: Ref) -> None:
        """There is none."""

    async def charge(self, order: ChargeOrder) -> ChargeResult:
        """Not where there are several accounts."""
        raise NotSupported("no cards are kept")

    async def end_charge(self, payment: Ref) -> ChargeResult:
        """There is none."""
        raise NotSupported("no cards are kept")

    async def card_page(self, subscription: Ref, return_url: str, language: Language) -> str:
        """Where the payer of a subscription gives another card."""
        payments, _, inner = self._payments.at(subscription)
        return await payments.cards.card_page(inner, return_url, language)


def _named(account: str, value: V) -> V:
    """A value whose refs carry the account."""
    if not account:
        return value
    found = {name: getattr(value, name) for name in REFS if getattr(value, name, None) is not None}
    refs: dict[str, Any] = {name: Ref(f"{account}{MARK}{ref}") for name, ref in found.items()}
    return attrs.evolve(value, **refs)

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sandbox behind the payment port."""

import json
from collections.abc import Mapping

import attrs

from bridges.sandbox.domain import changing, signatures, steps
from bridges.sandbox.domain.books import Checkout, News, Subscription
from bridges.sandbox.domain.terms import fingerprint, read_order
from bridges.sandbox.domain.vouchers import EXPIRES_DAYS
from bridges.sandbox.service.asked import asked_before
from bridges.sandbox.service.books import Books
from bridges.sandbox.service.cards import SandboxCards
from bridges.sandbox.service.disputes import Disputes
from bridges.sandbox.service.notices import Notices
from bridges.sandbox.service.pages import Pages
from bridges.sandbox.store import books as store
from bridges.sandbox.store import notices
from synapse_salon import ids
from synapse_salon.database import Txn
from synapse_salon.i18n import Text, t
from synapse_salon.money import Money
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


class SandboxPayments:
    """A payment provider that needs no account and moves no money (`synapse_salon.ports.payments.Payments`)."""

    def __init__(self, books: Books, pages: Pages, sender: Notices, takes_vouchers: bool = False) -> None:
        self.takes_vouchers = takes_vouchers
        self._books = books
        self._pages = pages
        self._sender = sender
        self.cards = SandboxCards(books, pages)
        self.disputes = Disputes(books)

    @property
    def name(self) -> str:
        """As kept beside each ref."""
        return "sandbox"

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
        """By voucher, where the settings say so."""
        return t("At a convenience store (test)") if self.takes_vouchers else None

    async def paid_within(self, salon_id: str) -> tuple[tuple[Text, int], ...]:
        """A voucher expires."""
        return ((t("At a convenience store (test)"), EXPIRES_DAYS),) if self.takes_vouchers else ()

    @property
    def is_real(self) -> bool:
        """No money moves."""
        return False

    async def start_checkout(self, order: CheckoutOrder) -> CheckoutStart:
        """Begin a checkout, or answer the one that was begun with this order."""
        begun = await self._books.run("sandbox_start_checkout", self._start, order)
        return CheckoutStart(begun.ref, self._pages.checkout_url(begun), begun.expires_ms)

    async def fetch_checkout(self, ref: Ref) -> CheckoutState:
        """A checkout as it is now."""
        return self._told(await self._books.run("sandbox_fetch_checkout", _checkout, ref))

    async def expire_checkout(self, ref: Ref) -> CheckoutState:
        """Close a checkout that is still open."""
        return self._told(await self._books.run("sandbox_expire_checkout", self._expire, ref))

    async def fetch_subscription(self, ref: Ref) -> SubscriptionState:
        """A subscription as it is now."""
        return self._seen(await self._books.run("sandbox_fetch_subscription", _subscription, ref))

    async def set_cancel_at_end(self, ref: Ref, on: bool, order_id: str) -> SubscriptionState:
        """End a subscription with its paid period, or take that back."""
        return self._seen(
            await self._books.run("sandbox_cancel_at_end", self._cancel_at_end, ref, on, order_id)
        )

    async def preview_change(self, ref: Ref, line: Line, when: When) -> ChangePreview:
        """What another line would cost if it were asked for now."""
        found = await self._books.run("sandbox_preview_change", _subscription, ref)
        return changing.preview(found, line, when, self._books.now_ms())

    async def change_plan(
        self, ref: Ref, line: Line, when: When, as_of_ms: int, order_id: str
    ) -> SubscriptionState:
        """Have a subscription be for another line, now or with its next period."""
        return self._seen(
            await self._books.run(
                "sandbox_change_plan", self._change_plan, ref, line, when, as_of_ms, order_id
            )
        )

    async def cancel_now(self, ref: Ref, order_id: str, reason: str) -> SubscriptionState:
        """End a subscription at once and void what is still due."""
        return self._seen(
            await self._books.run("sandbox_cancel_now", self._cancel_now, ref, order_id, reason)
        )

    async def fetch_payment(self, ref: Ref) -> PaymentState:
        """A payment as it is now."""
        found = await self._books.run("sandbox_fetch_payment", store.payment, ref)
        if found is None:
            raise Rejected(f"there is no payment {ref}")
        return found.seen()

    async def refund(self, payment: Ref, amount: Money | None, order_id: str, reason: str) -> RefundState:
        """Give back `amount`, or all that is left of the payment. Money that never moved is back at once."""
        ref, given = await self._books.run("sandbox_refund", self._refund, payment, amount, order_id, reason)
        return RefundState(ref, "succeeded", given)

    async def subscriptions(self, after: Ref | None, limit: int) -> list[SubscriptionState]:
        """The subscriptions, by ref."""
        found = await self._books.run("sandbox_subscriptions", store.subscriptions, after or "", limit)
        return [self._seen(subscription) for subscription in found]

    async def movements_since(self, made_ms: int) -> list[Movement]:
        """What moved since a moment, oldest first."""
        return await self._books.run("sandbox_movements", store.movements_since, made_ms)

    async def events_since(self, created_ms: int) -> list[ProviderEvent]:
        """News since a moment, oldest first."""
        return await self._books.run("sandbox_events_since", notices.since, created_ms)

    async def read_webhook(self, body: bytes, headers: Mapping[str, str]) -> ProviderEvent:
        """Check a notification's signature and read it."""
        secret = await self._sender.secret()
        signatures.check(secret, body, headers.get(signatures.HEADER, ""), self._books.now_ms())
        try:
            said = json.loads(body)
            return ProviderEvent(
                id=str(said["id"]),
                kind=str(said["kind"]),
                object_kind=said["object_kind"],
                object_ref=Ref(str(said["object_ref"])),
                created_ms=int(said["created_ms"]),
                content=body.decode(),
            )
        except (ValueError, KeyError, TypeError) as failure:
            raise BadSignature("signed, but not one of our notifications") from failure

    def _told(self, checkout: Checkout) -> CheckoutState:
        return checkout.seen(self._pages.checkout_url(checkout))

    def _seen(self, subscription: Subscription) -> SubscriptionState:
        state = subscription.seen(self._pages.card_url(subscription))
        return attrs.evolve(state, retry_ms=steps.retry_ms(subscription))

    def _start(self, txn: Txn, order: CheckoutOrder) -> Checkout:
        now_ms = self._books.now_ms()
        ref = Ref(f"checkout_{ids.new_id()}")
        before = asked_before(txn, "checkout", order.order_id, fingerprint(order), ref)
        if before is not None:
            return _checkout(txn, before)
        terms = read_order(order, now_ms)
        begun = Checkout(
            ref=ref,
            page_key=ids.new_secret(),
            order_id=order.order_id,
            customer=order.customer_key,
            lines=order.lines,
            trial_days=order.trial_days,
            status="open",
            due_now=terms.due_now,
            subscription=None,
            payment=None,
            created_ms=now_ms,
            expires_ms=order.expires_ms,
            success_url=order.success_url,
            cancel_url=order.cancel_url,
            language=order.language,
            discount=order.discount,
            voucher="possible" if order.takes_days and self.takes_vouchers else None,
        )
        store.save(txn, steps.opened(begun))
        return begun

    def _expire(self, txn: Txn, ref: Ref) -> Checkout:
        change = steps.expire(_checkout(txn, ref))
        self._books.write(txn, change, self._books.now_ms())
        return _checkout(txn, ref)

    def _cancel_at_end(self, txn: Txn, ref: Ref, on: bool, order_id: str) -> Subscription:
        found = _subscription(txn, ref)
        if asked_before(txn, "cancel_at_end", order_id, fingerprint(ref, on), ref) is None:
            self._books.write(txn, steps.cancel_at_end(found, on), self._books.now_ms())
        return _subscription(txn, ref)

    def _change_plan(
        self, txn: Txn, ref: Ref, line: Line, when: When, as_of_ms: int, order_id: str
    ) -> Subscription:
        found = _subscription(txn, ref)
        asked = fingerprint(ref, line, when, as_of_ms)
        if asked_before(txn, "change_plan", order_id, asked, ref) is None:
            now_ms = self._books.now_ms()
            self._books.write(txn, changing.change(found, line, when, as_of_ms, now_ms), now_ms)
        return _subscription(txn, ref)

    def _cancel_now(self, txn: Txn, ref: Ref, order_id: str, reason: str) -> Subscription:
        found = _subscription(txn, ref)
        if asked_before(txn, "cancel_now", order_id, fingerprint(ref), ref) is None:
            self._books.write(txn, steps.end(found, store.owed(txn, ref)), self._books.now_ms())
        return _subscription(txn, ref)

    def _refund(
        self, txn: Txn, ref: Ref, amount: Money | None, order_id: str, reason: str
    ) -> tuple[Ref, Money]:
        refund = Ref(f"refund_{ids.new_id()}")
        before = asked_before(txn, "refund", order_id, fingerprint(ref, amount), refund)
        if before is not None:
            return before, store.refunded(txn, before)
        paid = store.payment(txn, ref)
        if paid is None:
            raise Rejected(f"there is no payment {ref}")
        given = paid.left if amount is None else amount
        if given.currency != paid.amount.currency or given.minor <= 0:
            raise Rejected(f"{given} cannot be given back of {paid.left}")
        now_ms = self._books.now_ms()
        if not store.give_back(txn, refund, paid, given, reason, now_ms):
            raise Rejected(f"{given} is more than the {paid.left} that can be given back")
        self._books.tell(txn, News("payment.refunded", "payment", ref), now_ms)
        return refund, given


def _checkout(txn: Txn, ref: Ref) -> Checkout:
    found = store.checkout(txn, ref)
    if found is None:
        raise Rejected(f"there is no checkout {ref}")
    return found


def _subscription(txn: Txn, ref: Ref) -> Subscription:
    found = store.subscription(txn, ref)
    if found is None:
        raise Rejected(f"there is no subscription {ref}")
    return found

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands in the sandbox's books."""

from typing import Literal

import attrs

from bridges.sandbox.domain.cards import Card
from synapse_salon.i18n import Language
from synapse_salon.money import Money
from synapse_salon.months import Recurring
from synapse_salon.ports.discounts import Discount
from synapse_salon.ports.payments import (
    CheckoutState,
    Disputed,
    Line,
    ObjectKind,
    PaidFor,
    PaymentState,
    Ref,
    SubscriptionState,
)


@attrs.frozen
class Payment:
    """Something to pay, once. `owed` is an open bill; `void` is one that nobody will pay any more.

    `made_ms` is when it was paid, or last tried; `from_ms` to `through_ms` the time it is for.
    """

    ref: Ref
    order_id: str
    subscription: Ref | None
    amount: Money
    refunded: Money
    status: Literal["owed", "paid", "void"]
    attempts: int
    made_ms: int
    paid_for: PaidFor
    price_key: str
    from_ms: int | None
    through_ms: int | None
    disputed: Disputed = "no"

    @property
    def left(self) -> Money:
        """What can still be given back."""
        return self.amount + -self.refunded

    @property
    def _status(self) -> Literal["succeeded", "pending", "failed"]:
        if self.status == "owed" and self.subscription is None:  # its payer has to confirm it
            return "pending"
        return "succeeded" if self.status == "paid" else "failed"

    def seen(self) -> PaymentState:
        """As the port says it."""
        return PaymentState(
            ref=self.ref,
            order_id=self.order_id,
            subscription=self.subscription,
            status=self._status,
            amount=self.amount,
            refunded=self.refunded,
            made_ms=self.made_ms,
            paid_for=self.paid_for,
            price_key=self.price_key,
            from_ms=self.from_ms,
            through_ms=self.through_ms,
            disputed=self.disputed,
        )


@attrs.frozen
class Subscription:
    """A subscription.

    Periods are counted from `anchor_ms`: the present one begins `turns` intervals after it, and is the
    trial where `turns` is -1. `page_key` is the secret part of the address where a card is changed.
    `bills` counts what was billed. `next_line` is what it is for from the next period on, if that was wished.
    `discount` is off its next `discounts_left` bills, None being all of them; `period_cost` is what the present period
    cost, where that is less than its price.
    """

    ref: Ref
    order_id: str
    customer: str
    page_key: str
    price: Money
    interval: Recurring
    card: Card | None
    status: Literal["trial", "active", "overdue", "ended"]
    anchor_ms: int
    turns: int
    period_start_ms: int
    period_end_ms: int
    cancel_at_end: bool
    attempts: int
    bills: int
    return_url: str
    name: str
    language: Language
    price_key: str
    next_line: Line | None
    discount: Discount | None = None
    discounts_left: int | None = None
    period_cost: Money | None = None

    @property
    def next_bill(self) -> Money:
        """What the next period costs."""
        if self.discount is None or self.discounts_left == 0:
            return self.price
        return self.discount.reduced(self.price)

    def seen(self, pay_url: str | None) -> SubscriptionState:
        """As the port says it."""
        return SubscriptionState(
            ref=self.ref,
            order_id=self.order_id,
            status=self.status,
            period_start_ms=self.period_start_ms,
            period_end_ms=self.period_end_ms,
            cancel_at_end=self.cancel_at_end,
            overdue_attempts=self.attempts,
            pay_url=pay_url if self.status == "overdue" else None,
            price_key=self.price_key,
            next_price_key=self.next_line.price_key if self.next_line is not None else None,
            anchor_ms=self.anchor_ms,
            card=self.card.fingerprint if self.card is not None else None,
            card_ends=self.card.last4 if self.card is not None else None,
        )


@attrs.frozen
class Checkout:
    """A checkout. `page_key` is the secret part of its page's address; `settles_ms` when its voucher settles."""

    ref: Ref
    page_key: str
    order_id: str
    customer: str
    lines: tuple[Line, ...]
    trial_days: int
    status: Literal["open", "complete", "expired"]
    due_now: Money
    subscription: Ref | None
    payment: Ref | None
    created_ms: int
    expires_ms: int
    success_url: str
    cancel_url: str
    language: Language
    discount: Discount | None = None
    voucher: Literal["possible", "pays", "never"] | None = None
    settles_ms: int | None = None

    def seen(self, page: str | None = None) -> CheckoutState:
        """As the port says it. Who holds a voucher has not paid yet: the checkout's `page` shows it."""
        paid: Literal["paid", "unpaid", "free"] = "paid" if self.due_now else "free"
        if self.settles_ms is not None:
            paid = "unpaid"
        return CheckoutState(
            ref=self.ref,
            order_id=self.order_id,
            status=self.status,
            paid=paid if self.status == "complete" else "unpaid",
            subscription=self.subscription,
            payment=self.payment,
            amount=self.due_now,
            settles_ms=self.settles_ms,
            pay_url=page if self.settles_ms is not None else None,
        )


@attrs.frozen
class News:
    """Something to notify of."""

    kind: str
    object_kind: ObjectKind
    object_ref: Ref


@attrs.frozen
class Change:
    """What a step changes: rows to write as they stand here, and news of them in order."""

    checkout: Checkout | None = None
    subscription: Subscription | None = None
    payment: Payment | None = None
    news: tuple[News, ...] = ()


def payment_ref(ref: Ref, number: int) -> Ref:
    """The nth payment of a checkout's or subscription's. The same at every try, and not to be guessed."""
    return Ref(f"payment_{ref.partition('_')[2]}_{number}")

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Money from outside: what a payment bridge does, and the values it speaks in.

A provider's own words never pass this file: a bridge maps its statuses to ours, and one that it does not
know to `unknown`, which changes nothing and calls for a person. Every request carries our own `order_id`,
which is its idempotency key: the same order asked twice is one order.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal, NewType, Protocol

import attrs

from synapse_salon.i18n import Language, Text
from synapse_salon.money import Money
from synapse_salon.ports.discounts import Discount
from synapse_salon.ports.salons import Interval

Ref = NewType("Ref", str)
When = Literal["now", "period_end"]
"""When another line of a subscription counts: at once, or with the next period."""
PaidFor = Literal["begun", "renewed", "changed", "unknown"]
"""What a payment was made for: the first one of an order, a renewal, the rest of a period on another line."""
Disputed = Literal["no", "open", "won", "lost"]
"""Whether the payer's bank took a payment back, and what came of it: `won` is in the salon's favour."""
MovementKind = Literal[
    "charge", "refund", "refund_failed", "dispute", "dispute_won", "fee", "application_fee", "payout", "other"
]
"""What money moved for. A refund that failed, a dispute that was won and a payout that came back add again."""
ObjectKind = Literal["checkout", "subscription", "payment", "payer"]
"""What news can be about. News of a refund is news of its payment, and of a card that was given news of its payer."""


class Cap(StrEnum):
    """What a provider can do."""

    RECURRING = "recurring"
    TRIAL = "trial"
    REFUND = "refund"
    PARTIAL_REFUND = "partial_refund"
    PORTAL = "portal"
    PLAN_CHANGE = "plan_change"
    COUPON = "coupon"
    SAVED_CARD = "saved_card"


class PaymentFailure(Exception):
    """The root of what a bridge raises."""


class Declined(PaymentFailure):
    """The payer's means was refused. `code` is a stable word."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class ProviderUnavailable(PaymentFailure):
    """The outcome is unknown: ask again with the same order id."""


class Rejected(PaymentFailure):
    """The provider refuses the request itself: a fault of ours or of the settings. Nothing was done."""


class NotSupported(PaymentFailure):
    """The provider cannot do this; see `caps`."""


class BadSignature(PaymentFailure):
    """A webhook that the provider did not send."""


@attrs.frozen
class Line:
    """One line of a checkout. A recurring line has `interval` month or year, another one `once` or `free`.

    Lines of one order have one currency, and its recurring lines one interval.
    """

    name: str
    price: Money
    interval: Interval
    price_key: str


@attrs.frozen
class CheckoutOrder:
    """What a person is about to pay. `customer_key` is opaque: never a Matrix id or a name.

    A trial puts off the recurring lines; what is paid once is due at once. A discount is off whole payments, the first
    of which is the first that is due, after a trial too; it ends when another line takes the place of a recurring one.
    Asked again under the same `order_id`, an order must be the same in every field. `takes_days`: whether it can wait
    for means that take days, such as a voucher.
    """

    order_id: str
    salon_id: str
    customer_key: str
    lines: tuple[Line, ...]
    trial_days: int
    expires_ms: int
    success_url: str
    cancel_url: str
    language: Language
    discount: Discount | None = None
    takes_days: bool = False


@attrs.frozen
class CheckoutStart:
    """A checkout that was begun; the person pays at `url`. `settles_ms` where nothing more has to be done there: the
    page says how to pay elsewhere (a bank transfer), and the money is waited for until then."""

    ref: Ref
    url: str
    expires_ms: int
    settles_ms: int | None = None


@attrs.frozen
class CheckoutState:
    """`paid` is `free` where nothing is due now (a trial); `amount` is what is due now.

    `subscription` and `payment` are there once it is complete, as far as there are any. One that is complete and
    unpaid waits for money that was promised (a voucher), until `settles_ms` as far as that is known. While money is
    waited for, `pay_url` is the page that says how to pay it, and `how` says the same in words, as far as the provider
    can tell.
    """

    ref: Ref
    order_id: str
    status: Literal["open", "complete", "expired", "unknown"]
    paid: Literal["paid", "unpaid", "free"]
    subscription: Ref | None
    payment: Ref | None
    amount: Money
    settles_ms: int | None = None
    pay_url: str | None = None
    how: tuple[Text, ...] = ()


@attrs.frozen
class SubscriptionState:
    """A subscription as it is now. Times in ms.

    While it is overdue the period is the one that is not paid: it began when the renewal failed.
    `overdue_attempts` counts the failed tries since, and the person can pay at `pay_url`; at `retry_ms` the provider
    tries again by itself.
    `price_key` is that of the line it is for, "" where the provider cannot tell; `next_price_key` that of the
    line it will be for from the next period on, where that was asked for. Periods are counted from `anchor_ms`.
    `card` is opaque, and the same for the same card whoever holds it; None where the provider cannot tell. `card_ends`
    are its last digits, by which its holder knows it.
    """

    ref: Ref
    order_id: str
    status: Literal["pending", "trial", "active", "overdue", "ended", "unknown"]
    period_start_ms: int
    period_end_ms: int
    cancel_at_end: bool
    overdue_attempts: int
    pay_url: str | None
    price_key: str = ""
    next_price_key: str | None = None
    anchor_ms: int | None = None
    card: str | None = None
    retry_ms: int | None = None
    card_ends: str | None = None


@attrs.frozen
class ChangePreview:
    """What another line of a subscription would cost: `due_now` is charged at once, as reckoned at `as_of_ms`, and
    `next` at `next_ms` and from then on."""

    due_now: Money
    next: Money
    next_ms: int
    as_of_ms: int


@attrs.frozen
class PaymentState:
    """One payment: what was paid and what of it was given back.

    A renewal's has the `order_id` its subscription was begun with; tried again, it stays the same payment.
    `refunded` is all that was asked to be given back, `on_its_way` what of it nobody has sent yet (None: nothing).
    `made_ms` is when it succeeded, or was last tried. It was made for the line of `price_key` and the time from
    `from_ms` to `through_ms`, as far as the provider can tell.
    """

    ref: Ref
    order_id: str
    subscription: Ref | None
    status: Literal["pending", "succeeded", "failed", "unknown"]
    amount: Money
    refunded: Money
    made_ms: int
    paid_for: PaidFor = "unknown"
    price_key: str = ""
    from_ms: int | None = None
    through_ms: int | None = None
    disputed: Disputed = "no"
    on_its_way: Money | None = None


@attrs.frozen
class RefundState:
    """A refund that was asked for."""

    ref: Ref
    status: Literal["pending", "succeeded", "failed", "unknown"]
    amount: Money


@attrs.frozen
class ProviderEvent:
    """News from a provider. Only the id and the object's ref are acted upon: the rest is asked again."""

    id: str
    kind: str
    object_kind: ObjectKind
    object_ref: Ref
    created_ms: int
    content: str


@attrs.frozen
class Movement:
    """Money that moved at the provider, on its books for good: a line of its statement of account.

    `amount` was added to what the provider holds for us, or taken from it where it is negative; `fee` was taken off
    besides. `payment` is what it belongs to, None for a payout and for what belongs to no single payment. `ref` is
    the movement's own. Where the money is an owner's, `application_fee` is what of the fee went to the house.
    """

    ref: Ref
    kind: MovementKind
    amount: Money
    fee: Money
    payment: Ref | None
    made_ms: int
    application_fee: Money | None = None


@attrs.frozen
class PayerState:
    """Somebody who pays gave another card for what renews itself. The bridge itself looks after what follows."""

    ref: Ref
    status: Literal["known"] = "known"


ObjectState = CheckoutState | SubscriptionState | PaymentState | PayerState


class Payments(Protocol):
    """A payment provider. None of its methods is called inside a transaction.

    Every method may raise ProviderUnavailable, and Rejected for a ref the provider does not know, for an
    order it cannot carry out, and for an `order_id` that was used for something else.
    """

    @property
    def name(self) -> str:
        """The bridge's name, as kept beside each ref."""

    @property
    def caps(self) -> frozenset[Cap]:
        """What it can do."""

    @property
    def is_real(self) -> bool:
        """Whether money moves. Where none does, every page says so."""

    async def start_checkout(self, order: CheckoutOrder) -> CheckoutStart:
        """Begin a checkout. The same order answers the same checkout, also when two ask at once."""

    async def fetch_checkout(self, ref: Ref) -> CheckoutState:
        """A checkout as it is now."""

    async def expire_checkout(self, ref: Ref) -> CheckoutState:
        """Close a checkout that is still open, so that it can no longer be paid. On another, nothing happens."""

    async def fetch_subscription(self, ref: Ref) -> SubscriptionState:
        """A subscription as it is now."""

    async def set_cancel_at_end(self, ref: Ref, on: bool, order_id: str) -> SubscriptionState:
        """End a subscription with its paid period, or take that back. On one that has ended, nothing happens."""

    async def preview_change(self, ref: Ref, line: Line, when: When) -> ChangePreview:
        """What `change_plan` would cost if it were asked for now. Raises as that does, Declined aside."""

    async def change_plan(
        self, ref: Ref, line: Line, when: When, as_of_ms: int, order_id: str
    ) -> SubscriptionState:
        """Have a subscription be for another recurring line.

        `now` charges what the rest of the present period costs more, as reckoned at `as_of_ms`, a moment of that
        period; only to a line of the same interval that costs no less, unless it is still a trial, when nothing is
        charged. `period_end` changes it with the next period, which may be of another interval; asked for the line
        it has, a change that was to come is taken back. Anything asked for replaces a change that was to come.

        Raises:
            Declined: what is due now could not be charged; nothing changed.
            Rejected: it is overdue, going to end or has ended, or `now` is not possible.
        """

    async def cancel_now(self, ref: Ref, order_id: str, reason: str) -> SubscriptionState:
        """End a subscription at once and void what is still due. On one that has ended, nothing happens.

        `reason` is for people, here and at `refund`: it does not make a request another one.
        """

    async def fetch_payment(self, ref: Ref) -> PaymentState:
        """A payment as it is now."""

    async def refund(self, payment: Ref, amount: Money | None, order_id: str, reason: str) -> RefundState:
        """Give back `amount`, or all that is left of the payment.

        Raises:
            Rejected: more than is left.
        """

    async def subscriptions(self, after: Ref | None, limit: int) -> list[SubscriptionState]:
        """The subscriptions the provider has, each once, in an order of its own, for comparing books."""

    async def movements_since(self, made_ms: int) -> list[Movement]:
        """What moved since a moment, oldest first: all of it, so that the sum is what the provider holds for us."""

    async def events_since(self, created_ms: int) -> list[ProviderEvent]:
        """News since a moment, oldest first, for making up for lost notifications."""

    async def read_webhook(self, body: bytes, headers: Mapping[str, str]) -> ProviderEvent | None:
        """Check a notification's signature and read it; None for one that is about nothing of ours. `headers` are by
        lower-case names.

        Raises:
            BadSignature: it was not sent by the provider, or too long ago.
        """

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What becomes of payments, purchases and receipts."""

import attrs

from synapse_salon.happenings.kind import Happening


@attrs.frozen(kw_only=True)
class DuesFailed(Happening):
    """A renewal was not paid, and its member is to be reminded: for the `attempt`th time, from 1, of what they owe
    since `since_ms`."""

    salon_id: str
    user_id: str
    attempt: int
    pay_url: str
    since_ms: int = 0


@attrs.frozen(kw_only=True)
class SubscriptionUnwanted(Happening):
    """A subscription shall take no more money: its member is out, or has another one."""

    ref: str
    order_id: str
    reason: str


@attrs.frozen(kw_only=True)
class RefundAsked(Happening):
    """Staff give money back; the provider is to be asked for it, under the refund's id."""

    refund_id: str


@attrs.frozen(kw_only=True)
class RefundOwed(Happening):
    """A closed salon owes a part of a payment to its member."""

    salon_id: str
    user_id: str
    payment: str


@attrs.frozen(kw_only=True)
class PaymentTold(Happening):
    """The provider told something new of a payment of ours: that it went through or failed, or that another amount of
    it was given back. `price_key` is the line it was made for, and `from_ms` to `through_ms` the time (0: untold)."""

    provider: str
    payment: str
    price_key: str
    from_ms: int
    through_ms: int


@attrs.frozen(kw_only=True)
class PaymentDisputed(Happening):
    """A payer's bank took a payment of ours back (`open`), or decided about it (`won` by the salon, or `lost`)."""

    provider: str
    payment: str
    state: str


@attrs.frozen(kw_only=True)
class PaymentUnwanted(Happening):
    """A payment came for which there is nothing to give: it is to be given back whole."""

    ref: str
    order_id: str
    reason: str


@attrs.frozen(kw_only=True)
class ReceiptIssued(Happening):
    """A receipt or credit note was made; `is_news`: whom it is for is to be told."""

    receipt_id: str
    is_news: bool


@attrs.frozen(kw_only=True)
class ChargeEnded(Happening):
    """A charge of a kept card came to its end: it succeeded, or nothing was taken."""

    order_id: str
    succeeded: bool


@attrs.frozen(kw_only=True)
class PurchasePaid(Happening):
    """Something that is sold once was paid for; the feature that sells it is to hand it over."""

    order_id: str


@attrs.frozen(kw_only=True)
class PurchaseReturned(Happening):
    """Something that had been handed over was given back; the feature that sold it is to take its part back."""

    order_id: str


@attrs.frozen(kw_only=True)
class PurchaseUnwanted(Happening):
    """A purchase's payment is to be given back whole: it came when there was nothing left (`is_late`), or the feature
    does not hand it over after all."""

    order_id: str
    is_late: bool

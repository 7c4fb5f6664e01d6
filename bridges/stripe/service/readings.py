# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Stripe's objects as the payment port's states. A status that is not known here is `unknown`."""

from collections.abc import Mapping
from typing import Literal

import stripe

from bridges.stripe.service.wording import LOOKUP
from synapse_salon.money import Money
from synapse_salon.ports.payments import (
    CheckoutState,
    Movement,
    MovementKind,
    PaidFor,
    PaymentState,
    Ref,
    RefundState,
    SubscriptionState,
)

SubscriptionStatus = Literal["pending", "trial", "active", "overdue", "ended", "unknown"]
PaymentStatus = Literal["pending", "succeeded", "failed", "unknown"]
SUBSCRIPTION: dict[str, SubscriptionStatus] = {
    "incomplete": "pending",
    "incomplete_expired": "ended",
    "trialing": "trial",
    "active": "active",
    "past_due": "overdue",
    "unpaid": "overdue",
    "canceled": "ended",
}
PAYMENT: dict[str, PaymentStatus] = {
    "requires_payment_method": "pending",
    "requires_confirmation": "pending",
    "requires_action": "pending",
    "requires_capture": "pending",
    "processing": "pending",
    "succeeded": "succeeded",
    "canceled": "failed",
}
REFUND: dict[str, PaymentStatus] = {
    "pending": "pending",
    "requires_action": "pending",
    "succeeded": "succeeded",
    "failed": "failed",
    "canceled": "failed",
}
MOVEMENTS: dict[str, MovementKind] = {
    "charge": "charge",
    "payment": "charge",
    "refund": "refund",
    "payment_refund": "refund",
    "refund_failure": "refund_failed",
    "payment_failure_refund": "refund_failed",
    "stripe_fee": "fee",
    "application_fee": "application_fee",
    "application_fee_refund": "application_fee",
    "payout": "payout",
    "payout_failure": "payout",
    "payout_cancel": "payout",
}
"""Source: https://docs.stripe.com/reports/balance-transaction-types"""
REASONS: dict[str, PaidFor] = {
    "subscription_create": "begun",
    "subscription_cycle": "renewed",
    "subscription_update": "changed",
}


def checkout(session: stripe.checkout.Session) -> CheckoutState:
    """A Checkout Session, with its invoice and the invoice's payments expanded."""
    paid: dict[str, Literal["paid", "unpaid", "free"]] = {"paid": "paid", "no_payment_required": "free"}
    statuses: dict[str, Literal["open", "complete", "expired"]] = {
        "open": "open",
        "complete": "complete",
        "expired": "expired",
    }
    payment = _ref(session.payment_intent)
    if payment is None and isinstance(session.invoice, stripe.Invoice):
        payment = payment_of(session.invoice)
    return CheckoutState(
        ref=Ref(session.id),
        order_id=(session.metadata.to_dict() if session.metadata else {}).get("order_id", ""),
        status=statuses.get(session.status or "", "unknown"),
        paid=paid.get(session.payment_status, "unpaid"),
        subscription=_ref(session.subscription),
        payment=payment,
        amount=money(session.amount_total or 0, session.currency),
    )


def subscription(found: stripe.Subscription, names: Mapping[str, str]) -> SubscriptionState:
    """A subscription, with its latest invoice, schedule and card expanded; `names` are the price keys of prices.

    Its recurring items have one period.
    """
    item = found.items.data[0]
    invoice = found.latest_invoice if isinstance(found.latest_invoice, stripe.Invoice) else None
    owes = invoice is not None and invoice.status == "open" and found.status in ("past_due", "unpaid")
    ends = found.cancel_at_period_end or (
        found.cancel_at is not None and found.cancel_at <= item.current_period_end
    )
    return SubscriptionState(
        ref=Ref(found.id),
        order_id=found.metadata.to_dict().get("order_id", ""),
        status=SUBSCRIPTION.get(found.status, "unknown"),
        period_start_ms=item.current_period_start * 1000,
        period_end_ms=item.current_period_end * 1000,
        cancel_at_end=ends,
        overdue_attempts=invoice.attempt_count if owes and invoice is not None else 0,
        pay_url=invoice.hosted_invoice_url if owes and invoice is not None else None,
        retry_ms=_retry_ms(invoice) if owes and invoice is not None else None,
        price_key=(item.price.lookup_key or "").removeprefix(LOOKUP),
        next_price_key=names.get(next_price(found) or ""),
        anchor_ms=found.billing_cycle_anchor * 1000,
        card=_card(found),
        card_ends=_card_ends(found),
    )


def _retry_ms(invoice: stripe.Invoice) -> int | None:
    again_s = getattr(invoice, "next_payment_attempt", None)
    return again_s * 1000 if again_s else None


def _card(found: stripe.Subscription) -> str | None:
    """Stripe's fingerprint of the card, which is the same for the same card of another customer of this account."""
    means = found.default_payment_method
    return means.card.fingerprint if isinstance(means, stripe.PaymentMethod) and means.card else None


def _card_ends(found: stripe.Subscription) -> str | None:
    means = found.default_payment_method
    return means.card.last4 if isinstance(means, stripe.PaymentMethod) and means.card else None


def next_price(found: stripe.Subscription) -> str | None:
    """The ref of the price that a subscription will have from its next period on, where its schedule says so."""
    schedule = found.schedule
    if not isinstance(schedule, stripe.SubscriptionSchedule) or schedule.status not in (
        "not_started",
        "active",
    ):
        return None
    ends_s = found.items.data[0].current_period_end
    later = [phase for phase in schedule.phases if phase.start_date >= ends_s]
    return _ref(later[0].items[0].price) if later else None


def payment(
    intent: stripe.PaymentIntent, invoice: stripe.Invoice | None, price_key: str = ""
) -> PaymentState:
    """A payment with its latest charge expanded, and the invoice that it pays, where it pays one."""
    charge = intent.latest_charge if isinstance(intent.latest_charge, stripe.Charge) else None
    failed = intent.status == "requires_payment_method" and intent.last_payment_error is not None
    order_id = intent.metadata.to_dict().get("order_id", "")
    from_ms = through_ms = None
    paid_for: PaidFor = "begun" if invoice is None else REASONS.get(invoice.billing_reason or "", "unknown")
    if invoice is not None:
        order_id = _order_of(invoice)
        lines = [line for line in invoice.lines.data if line.parent and line.parent.subscription_item_details]
        if lines:
            from_ms, through_ms = lines[-1].period.start * 1000, lines[-1].period.end * 1000
    return PaymentState(
        ref=Ref(intent.id),
        order_id=order_id,
        subscription=subscription_of(invoice) if invoice is not None else None,
        status="failed" if failed else PAYMENT.get(intent.status, "unknown"),
        amount=money(intent.amount, intent.currency),
        refunded=money(charge.amount_refunded if charge else 0, intent.currency),
        made_ms=(charge.created if charge else intent.created) * 1000,
        paid_for=paid_for,
        price_key=price_key,
        from_ms=from_ms,
        through_ms=through_ms,
    )


def refund(found: stripe.Refund) -> RefundState:
    """A refund."""
    return RefundState(
        Ref(found.id), REFUND.get(found.status or "", "unknown"), money(found.amount, found.currency)
    )


def movement(found: stripe.BalanceTransaction) -> Movement:
    """A balance transaction, with its source expanded. What an adjustment is for, its source tells."""
    kind = MOVEMENTS.get(found.type, "other")
    source = found.source if isinstance(found.source, stripe.StripeObject) else None
    if found.type == "adjustment" and isinstance(source, stripe.Dispute):
        kind = "dispute" if found.amount < 0 else "dispute_won"
    payment = source.to_dict().get("payment_intent") if source is not None else None
    return Movement(
        ref=Ref(found.id),
        kind=kind,
        amount=money(found.amount, found.currency),
        fee=money(found.fee, found.currency),
        payment=Ref(payment) if isinstance(payment, str) else None,
        made_ms=found.created * 1000,
        application_fee=money(_kept(found), found.currency),
    )


def _kept(found: stripe.BalanceTransaction) -> int:
    """What of a movement's fee went to the house, where the account is an owner's."""
    return sum(one.amount for one in found.fee_details if one.type == "application_fee")


def money(amount: int, currency: str | None) -> Money:
    """An amount; Stripe's are in minor units as ours are."""
    return Money(amount, (currency or "jpy").upper())


def payment_of(invoice: stripe.Invoice) -> Ref | None:
    """The payment of an invoice whose payments are expanded; the one that went through, if several were tried."""
    found = invoice.payments.data if invoice.payments is not None else []
    best = sorted(found, key=lambda one: one.status == "paid")
    return _ref(best[-1].payment.payment_intent) if best else None


def subscription_of(invoice: stripe.Invoice) -> Ref | None:
    """The subscription that an invoice is for."""
    details = invoice.parent.subscription_details if invoice.parent is not None else None
    return _ref(details.subscription) if details is not None else None


def price_of(invoice: stripe.Invoice) -> str | None:
    """The ref of the recurring price that an invoice is for; of several the one that counts from then on."""
    for line in reversed(invoice.lines.data):
        if (
            line.parent
            and line.parent.subscription_item_details
            and line.pricing
            and line.pricing.price_details
        ):
            price = line.pricing.price_details.price
            return price if isinstance(price, str) else price.id
    return None


def _order_of(invoice: stripe.Invoice) -> str:
    details = invoice.parent.subscription_details if invoice.parent is not None else None
    metadata = details.metadata.to_dict() if details is not None and details.metadata else {}
    return str(metadata.get("order_id", ""))


def _ref(found: object) -> Ref | None:
    """The id of an object that may be expanded."""
    if found is None or isinstance(found, str):
        return None if found is None else Ref(found)
    return Ref(str(found["id"])) if isinstance(found, stripe.StripeObject) else None

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Orders in the words of Stripe's requests."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, cast

from bridges.stripe.domain.coupons import Coupon
from bridges.stripe.domain.orders import is_recurring
from synapse_salon.ports.payments import CheckoutOrder, Line

if TYPE_CHECKING:
    from stripe.params import CouponCreateParams, PriceCreateParams
    from stripe.params.checkout import SessionCreateParams, SessionCreateParamsLineItem

LOOKUP = "synapse-salon:"
"""What the lookup keys of our prices begin with."""


def session(
    order: CheckoutOrder, customer: str, prices: Mapping[str, str], expires_s: int, coupon: str | None = None
) -> "SessionCreateParams":
    """A Checkout Session; `prices` are the refs of the recurring prices by price key, `coupon` that of a discount.

    Metadata is not copied from a session to what comes of it, so it is said of both.
    Source: https://docs.stripe.com/metadata
    """
    metadata = {"order_id": order.order_id, "salon_id": order.salon_id}
    params: SessionCreateParams = {
        "mode": "subscription" if any(is_recurring(line) for line in order.lines) else "payment",
        "customer": customer,
        "client_reference_id": order.order_id,
        "line_items": [_line(line, prices) for line in order.lines],
        "metadata": metadata,
        "expires_at": expires_s,
        "success_url": order.success_url,
        "cancel_url": order.cancel_url,
        "locale": order.language,
    }
    if coupon is not None:
        params["discounts"] = [{"coupon": coupon}]
    if params["mode"] == "payment":
        params["payment_intent_data"] = {"metadata": metadata}
        return params
    params["payment_method_collection"] = "always"
    params["subscription_data"] = {"metadata": metadata}
    if order.trial_days:
        params["subscription_data"]["trial_period_days"] = order.trial_days
        params["subscription_data"]["trial_settings"] = {"end_behavior": {"missing_payment_method": "cancel"}}
    return params


def coupon(wanted: Coupon) -> "CouponCreateParams":
    """A coupon. How often it may be used, and by whom, is the house's own affair."""
    params: CouponCreateParams = {"name": wanted.name, "duration": wanted.duration}
    if wanted.months:
        params["duration_in_months"] = wanted.months
    if wanted.percent is not None:
        params["percent_off"] = wanted.percent
    if wanted.amount is not None and wanted.currency is not None:
        params["amount_off"], params["currency"] = wanted.amount, wanted.currency
    return params


def price(line: Line) -> "PriceCreateParams":
    """A recurring price, found again by its key. Prices include tax, as all prices for consumers here do."""
    return {
        "currency": line.price.currency.lower(),
        "unit_amount": line.price.minor,
        "recurring": {"interval": cast(Literal["month", "year"], line.interval)},
        "tax_behavior": "inclusive",
        "lookup_key": LOOKUP + line.price_key,
        "product_data": {"name": line.name},
    }


def _line(line: Line, prices: Mapping[str, str]) -> "SessionCreateParamsLineItem":
    if is_recurring(line):
        return {"price": prices[line.price_key], "quantity": 1}
    return {
        "price_data": {
            "currency": line.price.currency.lower(),
            "unit_amount": line.price.minor,
            "tax_behavior": "inclusive",
            "product_data": {"name": line.name},
        },
        "quantity": 1,
    }

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Stripe's events as news of objects that the house keeps books of. Only ids are read: the objects are asked again.

Source: https://docs.stripe.com/api/events/types
"""

import json
from collections.abc import Mapping
from typing import Any

import attrs

from synapse_salon.ports.payments import ObjectKind, ProviderEvent, Ref


@attrs.frozen
class _Told:
    kind: ObjectKind
    path: tuple[str, ...]
    """Where in the event's object the id of what it is about stands."""


_CHECKOUT = _Told("checkout", ("id",))
_SUBSCRIPTION = _Told("subscription", ("id",))
_INVOICED = _Told("subscription", ("parent", "subscription_details", "subscription"))
_PAYMENT = _Told("payment", ("id",))
_PAID = _Told("payment", ("payment_intent",))
_PAYER = _Told("payer", ("id",))
TYPES: dict[str, _Told] = {
    "checkout.session.completed": _CHECKOUT,
    "checkout.session.expired": _CHECKOUT,
    "checkout.session.async_payment_succeeded": _CHECKOUT,
    "checkout.session.async_payment_failed": _CHECKOUT,
    "customer.updated": _PAYER,
    "customer.subscription.created": _SUBSCRIPTION,
    "customer.subscription.updated": _SUBSCRIPTION,
    "customer.subscription.deleted": _SUBSCRIPTION,
    "customer.subscription.trial_will_end": _SUBSCRIPTION,
    "invoice.paid": _INVOICED,
    "invoice.payment_failed": _INVOICED,
    "invoice.payment_action_required": _INVOICED,
    "payment_intent.succeeded": _PAYMENT,
    "payment_intent.payment_failed": _PAYMENT,
    "payment_intent.canceled": _PAYMENT,
    "charge.refunded": _PAID,
    "charge.dispute.created": _PAID,
    "charge.dispute.closed": _PAID,
    "refund.updated": _PAID,
    "refund.failed": _PAID,
}
"""Which events tell of what; every other one is about nothing that the house keeps books of. Twenty at most: that many
may be named when the list of events is read."""


def check(event: Mapping[str, Any]) -> None:
    """Whether this has the shape of an event. Raises KeyError, TypeError, ValueError."""
    if event["object"] != "event" or not isinstance(event["data"]["object"], Mapping):
        raise ValueError("not an event")
    str(event["id"]), str(event["type"]), int(event["created"]), bool(event["livemode"])


def read(event: Mapping[str, Any]) -> ProviderEvent | None:
    """An event of that shape as news, or None where it is about nothing of ours."""
    told = TYPES.get(event["type"])
    if told is None or (told is _PAYER and not _gave_a_card(event)):
        return None
    place: Any = event["data"]["object"]
    for step in told.path:
        place = place.get(step) if isinstance(place, Mapping) else None
    if not isinstance(place, str):
        return None
    return ProviderEvent(
        id=str(event["id"]),
        kind=str(event["type"]),
        object_kind=told.kind,
        object_ref=Ref(place),
        created_ms=int(event["created"]) * 1000,
        content=json.dumps({"type": event["type"], "object": place}),
    )


def _gave_a_card(event: Mapping[str, Any]) -> bool:
    """Whether an event of a customer tells that they chose another card for what renews itself."""
    before = event["data"].get("previous_attributes")
    settings = before.get("invoice_settings") if isinstance(before, Mapping) else None
    return isinstance(settings, Mapping) and "default_payment_method" in settings

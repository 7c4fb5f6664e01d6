# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Vouchers of convenience stores: a session is complete while its payment is not.

Source: https://docs.stripe.com/payments/konbini/accept-a-payment
"""

from collections.abc import Callable, Iterator
from functools import partial

from tests.support.stripe_double.catalog import metadata_of
from tests.support.stripe_double.money import Money
from tests.support.stripe_double.refusals import Refused
from tests.support.stripe_double.world import Thing, World

KONBINI = "konbini"
"""What is entered at the pay page in the place of a card's number."""
DAY_S = 86_400
ONCE_ONLY = ("konbini", "paypay", "customer_balance")


class Vouchers:
    """Payments that a store takes, or nobody."""

    def __init__(self, world: World, money: Money) -> None:
        self._world = world
        self._money = money

    @staticmethod
    def check(given: Thing, currency: str | None) -> None:
        """Refuse what cannot be paid so."""
        allowed = given.get("allowed_payment_method_types", [])
        for method in allowed:
            if method in ONCE_ONLY and (given["mode"] != "payment" or currency != "jpy"):
                raise Refused(
                    f"The payment method type provided: {method} is not supported here.",
                    "allowed_payment_method_types",
                )
        options = given.get("payment_method_options") or {}
        for method in options:
            if method not in allowed:
                raise Refused(
                    f"{method} is not one of the allowed payment method types.", "payment_method_options"
                )
        if "customer_balance" in allowed and "customer" not in given:
            raise Refused("customer_balance needs a customer.", "customer")

    def take(self, session: Thing) -> int:
        """Somebody takes a voucher with them."""
        given = session["_given"]
        if KONBINI not in given.get("allowed_payment_method_types", []):
            return 402
        options = (given.get("payment_method_options") or {}).get("konbini") or {}
        days = int(options.get("expires_after_days", 3))
        metadata = metadata_of(given.get("payment_intent_data") or {})
        intent = self._money.begin(
            session["amount_total"], session["currency"], session["customer"], metadata
        )
        details = {
            "expires_at": self._world.now_s() + days * DAY_S,
            "hosted_voucher_url": f"{self._world.base_url}/v/{intent['id']}",
            "stores": {},
        }
        next_action = {"type": "konbini_display_details", "konbini_display_details": details}
        intent.update(status="requires_action", next_action=next_action)
        session.update(status="complete", payment_intent=intent["id"])
        self._world.tell("payment_intent.requires_action", intent)
        self._world.tell("checkout.session.completed", session)
        return 303

    def settle(self, session: Thing) -> None:
        """It is paid at the store."""
        intent = self._world.get("payment_intent", session["payment_intent"])
        assert intent["status"] == "requires_action", intent
        method = self._world.new(
            "payment_method", type="konbini", customer=session["customer"], konbini={}, card={"last4": "0000"}
        )
        intent["next_action"] = None
        self._money.charge(intent, method, is_later=True, is_confirmed=True)
        session["payment_status"] = "paid"
        self._world.tell("checkout.session.async_payment_succeeded", session)

    def due(self) -> Iterator[tuple[int, Callable[[], None]]]:
        """Those that nobody pays in time."""
        for session in self._world.every("checkout.session"):
            if session["status"] == "complete" and session["payment_status"] == "unpaid":
                intent = self._world.get("payment_intent", session["payment_intent"])
                if intent["status"] == "requires_action":
                    details = intent["next_action"]["konbini_display_details"]
                    yield details["expires_at"], partial(self._fail, session, intent)

    def _fail(self, session: Thing, intent: Thing) -> None:
        intent.update(status="requires_payment_method", next_action=None)
        self._world.tell("payment_intent.payment_failed", intent)
        self._world.tell("checkout.session.async_payment_failed", session)

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cards that are kept for customers.

Source: https://docs.stripe.com/api/payment_methods
"""

from tests.support.stripe_double.catalog import metadata_of
from tests.support.stripe_double.money import Money
from tests.support.stripe_double.refusals import Refused, no_param
from tests.support.stripe_double.world import Thing, World


class Wallets:
    """Cards of customers."""

    def __init__(self, world: World, money: Money) -> None:
        self._world = world
        self._money = money

    def of_customer(self, customer: str, given: Thing) -> list[Thing]:
        """The cards that are attached to a customer, the newest first."""
        self._world.get("customer", customer)
        kind = given.get("type", "card")
        return [
            one
            for one in self._world.every("payment_method")
            if one["customer"] == customer and one["type"] == kind
        ]

    def detach(self, ref: str) -> Thing:
        """Keep a card no longer. It can never be charged again."""
        means = self._world.get("payment_method", ref)
        if means["customer"] is None:
            raise Refused(
                "The payment method you provided is not attached to a customer so detachment is impossible.",
                "payment_method",
            )
        means["customer"] = None
        self._world.tell("payment_method.detached", means)
        return means

    @staticmethod
    def check_setup(given: Thing) -> None:
        """Refuse a session that shall keep a card and does not say of what kind, or sells something besides."""
        if "line_items" in given:
            raise Refused("You can not pass `line_items` in `setup` mode.", "line_items")
        if "currency" not in given and "allowed_payment_method_types" not in given:
            raise no_param("currency")

    def keep(self, session: Thing, number: str) -> None:
        """A card was given on a session in setup mode."""
        card = self._money.save_card(number, session["customer"])
        intent = self._world.new(
            "setup_intent",
            customer=session["customer"],
            payment_method=card["id"],
            status="succeeded",
            usage="off_session",
            metadata=metadata_of(session["_given"].get("setup_intent_data") or {}),
        )
        session["setup_intent"] = intent["id"]
        self._world.tell("setup_intent.succeeded", intent)
        self._world.tell("payment_method.attached", card)

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Payment intents that are made and confirmed in one request, with a card that is kept.

Source: https://docs.stripe.com/api/payment_intents
"""

from tests.support.stripe_double.catalog import metadata_of
from tests.support.stripe_double.money import ASKS, Money
from tests.support.stripe_double.refusals import Refused, no_param
from tests.support.stripe_double.world import Thing, World, truth


class Intents:
    """Charges of kept cards."""

    def __init__(self, world: World, money: Money) -> None:
        self._world = world
        self._money = money

    def create(self, given: Thing) -> Thing:
        """Charge a card that is kept."""
        if not truth(given.get("confirm")):
            raise Refused("The double knows intents only that are confirmed at once.", status=501)
        for name in ("payment_method", "return_url"):
            if name not in given:
                raise no_param(name)
        if truth(given.get("off_session")) and truth(given.get("setup_future_usage")):
            raise Refused("off_session and setup_future_usage exclude each other.", "off_session")
        card = self._world.get("payment_method", given["payment_method"])
        if card["customer"] is None or card["customer"] != given.get("customer"):
            raise Refused(
                "The PaymentMethod does not belong to this customer, or may not be used again.",
                "payment_method",
            )
        intent = self._money.begin(
            int(given["amount"]),
            given["currency"],
            given["customer"],
            metadata_of(given),
            int(given.get("application_fee_amount", 0)),
        )
        intent["next_action"] = None
        if card["card"]["last4"] == ASKS:
            url = f"{self._world.base_url}/a/{intent['id']}"
            intent.update(
                status="requires_action",
                payment_method=card["id"],
                next_action={
                    "type": "redirect_to_url",
                    "redirect_to_url": {"url": url, "return_url": given["return_url"]},
                },
            )
            self._world.tell("payment_intent.requires_action", intent)
        elif not self._money.charge(intent, card, is_later=True):
            raise self._declined(intent)
        return intent

    def cancel(self, ref: str) -> Thing:
        """An intent that was not confirmed comes to nothing."""
        intent = self._world.get("payment_intent", ref)
        if intent["status"] in ("succeeded", "canceled"):
            raise Refused(
                f"You cannot cancel this PaymentIntent because it has a status of {intent['status']}.",
                code="payment_intent_unexpected_state",
            )
        intent["next_action"] = None
        self._money.cancel(intent)
        return intent

    def confirm(self, ref: str, yes: bool) -> tuple[int, str]:
        """What the holder answers to their bank: the HTTP status and where it leads."""
        intent = self._world.get("payment_intent", ref)
        if intent["status"] != "requires_action":
            return 410, ""
        back = intent["next_action"]["redirect_to_url"]["return_url"]
        intent["next_action"] = None
        if yes:
            card = self._world.get("payment_method", intent["payment_method"])
            self._money.charge(intent, card, is_later=True, is_confirmed=True)
        else:
            error = {"type": "invalid_request_error", "code": "payment_intent_authentication_failure"}
            intent.update(status="requires_payment_method", payment_method=None, last_payment_error=error)
            self._world.tell("payment_intent.payment_failed", intent)
        return 303, back

    @staticmethod
    def _declined(intent: Thing) -> Refused:
        return Refused(
            "Your card was declined.",
            code="card_declined",
            status=402,
            kind="card_error",
            decline_code="generic_decline",
            payment_intent=intent,
        )

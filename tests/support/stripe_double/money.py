# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cards and what is charged to them: payment intents, charges and refunds."""

from typing import Any

from tests.support.stripe_double.catalog import LEAST, metadata_of
from tests.support.stripe_double.refusals import Refused, no_param
from tests.support.stripe_double.world import Thing, World

PAYS = "4242424242424242"
DECLINES = "4000000000000002"
ASKS = "3184"
"""The last digits of the card whose bank asks its holder at every charge."""
PAYS_ONCE = "4000000000000341"
"""Can be saved, and is declined whenever it is charged later. Source: https://docs.stripe.com/testing"""

FEE = 0.036
"""What Stripe takes of a card payment in Japan. Source: https://stripe.com/jp/pricing"""


class Money:
    """What is charged, and given back."""

    def __init__(self, world: World) -> None:
        self._world = world

    def save_card(self, number: str, customer: str) -> Thing:
        """A card as a payment method of a customer; the number itself is kept nowhere in real life."""
        return self._world.new(
            "payment_method",
            type="card",
            customer=customer,
            card={
                "brand": "visa",
                "display_brand": "visa",
                "last4": number[-4:],
                "exp_month": 4,
                "exp_year": 2034,
                "fingerprint": f"print{number[-4:]}",
            },
        )

    def begin(
        self, amount: int, currency: str, customer: str | None, metadata: dict[str, str], fee: int = 0
    ) -> Thing:
        """A payment that nothing has been charged for. Of an owner's account the house gets `fee` of it."""
        if fee and self._world.house is None:
            raise Refused(
                "Can only apply an application_fee_amount when the PaymentIntent is attempting a direct payment or"
                " destination payment.",
                "application_fee_amount",
            )
        if fee > amount:
            raise Refused("application_fee_amount is more than the amount", "application_fee_amount")
        if amount < LEAST.get(currency, 50):
            raise Refused("Amount must be at least ¥50 jpy", "amount", "amount_too_small")
        return self._world.new(
            "payment_intent",
            amount=amount,
            amount_received=0,
            currency=currency,
            customer=customer,
            status="requires_payment_method",
            latest_charge=None,
            last_payment_error=None,
            payment_method=None,
            application_fee_amount=fee or None,
            metadata=metadata,
        )

    @staticmethod
    def would_pay(card: Thing) -> bool:
        """Whether a card pays while nobody is there."""
        return bool(card["card"]["last4"] == PAYS[-4:])

    def charge(self, intent: Thing, card: Thing, is_later: bool, is_confirmed: bool = False) -> bool:
        """Charge a card for a payment; `is_later` is without the payer, `is_confirmed` after their bank asked them.
        Answers whether it went through."""
        last4 = card["card"]["last4"]
        pays = is_confirmed or last4 == PAYS[-4:] or (last4 in (PAYS_ONCE[-4:], ASKS) and not is_later)
        charge = self._world.new(
            "charge",
            amount=intent["amount"],
            amount_refunded=0,
            currency=intent["currency"],
            customer=intent["customer"],
            payment_intent=intent["id"],
            payment_method=card["id"],
            payment_method_details={"type": "card", "card": dict(card["card"])},
            disputed=False,
            paid=pays,
            refunded=False,
            status="succeeded" if pays else "failed",
        )
        if pays:
            kept = intent["application_fee_amount"] or 0
            self._moves("charge", charge["amount"], charge, round(charge["amount"] * FEE), kept)
            self._keep(kept, charge)
        intent.update(latest_charge=charge["id"], payment_method=card["id"] if pays else None)
        if pays:
            intent.update(status="succeeded", amount_received=intent["amount"], last_payment_error=None)
        else:
            error = {"type": "card_error", "code": "card_declined", "decline_code": "generic_decline"}
            intent.update(status="requires_payment_method", last_payment_error=error)
        self._world.tell("payment_intent.succeeded" if pays else "payment_intent.payment_failed", intent)
        return pays

    def dispute(self, intent: Thing, fee: int = 1500) -> Thing:
        """The payer's bank takes a payment back, and Stripe a fee for it."""
        charge = self._world.get("charge", intent["latest_charge"])
        amount = charge["amount"] - charge["amount_refunded"]
        dispute = self._world.new(
            "dispute",
            amount=amount,
            currency=charge["currency"],
            charge=charge["id"],
            payment_intent=intent["id"],
            reason="fraudulent",
            status="needs_response",
        )
        charge["disputed"] = True
        self._moves("adjustment", -amount, dispute, fee=fee)
        self._world.tell("charge.dispute.created", dispute)
        return dispute

    def is_taken_back(self, charge: Thing) -> bool:
        """Whether the payer's bank has it."""
        of = [one for one in self._world.every("dispute") if one["charge"] == charge["id"]]
        return any(one["status"] in ("needs_response", "under_review", "lost") for one in of)

    def close_dispute(self, dispute: Thing, status: str) -> None:
        """The dispute is `won` or `lost`."""
        dispute["status"] = status
        if status == "won":
            self._moves("adjustment", dispute["amount"], dispute)
        self._world.tell("charge.dispute.closed", dispute)

    def pay_out(self) -> None:
        """What the balance holds goes to the bank."""
        balance = sum(one["net"] for one in self._world.every("balance_transaction"))
        if balance > 0:
            payout = self._world.new("payout", amount=balance, currency="jpy", status="paid")
            self._moves("payout", -balance, payout)
            self._world.tell("payout.paid", payout)

    def _keep(self, amount: int, charge: Thing) -> None:
        house = self._world.house
        if house is not None and amount:
            kept = house.new(
                "application_fee", amount=amount, currency=charge["currency"], charge=charge["id"]
            )
            Money(house)._moves("application_fee", amount, kept)

    def _give_fee_back(self, amount: int, charge: Thing) -> None:
        house = self._world.house
        if house is not None and amount:
            back = house.new(
                "application_fee", amount=-amount, currency=charge["currency"], charge=charge["id"]
            )
            Money(house)._moves("application_fee_refund", -amount, back)
            self._moves("application_fee_refund", amount, charge)

    def _moves(self, kind: str, amount: int, source: Thing, fee: int = 0, kept: int = 0) -> None:
        self._world.new(
            "balance_transaction",
            amount=amount,
            currency=source["currency"],
            fee=fee + kept,
            fee_details=[
                {"type": word, "amount": part, "currency": source["currency"]}
                for word, part in (("stripe_fee", fee), ("application_fee", kept))
                if part
            ],
            net=amount - fee - kept,
            reporting_category=kind,
            source=source["id"],
            status="available",
            type=kind,
        )

    def cancel(self, intent: Thing) -> None:
        """Nothing will be charged for this any more."""
        if intent["status"] != "succeeded":
            intent["status"] = "canceled"
            self._world.tell("payment_intent.canceled", intent)

    def refund(self, given: dict[str, Any]) -> Thing:
        """Give money back."""
        if "payment_intent" not in given:
            raise no_param("payment_intent")
        intent = self._world.get("payment_intent", given["payment_intent"])
        if intent["status"] != "succeeded":
            raise Refused("This PaymentIntent does not have a successful charge to refund.", "payment_intent")
        charge = self._world.get("charge", intent["latest_charge"])
        left = charge["amount"] - charge["amount_refunded"]
        if self.is_taken_back(charge):
            raise Refused(
                f"Charge {charge['id']} has been charged back; cannot issue a refund.", code="charge_disputed"
            )
        if left == 0:
            raise Refused(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
        amount = int(given.get("amount", left))
        if amount <= 0:
            raise Refused("Invalid positive integer", "amount", "parameter_invalid_integer")
        if amount > left:
            raise Refused(
                f"Refund amount (¥{amount}) is greater than unrefunded amount on charge (¥{left})", "amount"
            )
        if given.get("refund_application_fee") == "true":
            if not intent["application_fee_amount"]:
                raise Refused("The charge has no application fee to refund.", "refund_application_fee")
            self._give_fee_back(amount * intent["application_fee_amount"] // charge["amount"], charge)
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] == charge["amount"]
        refund = self._world.new(
            "refund",
            amount=amount,
            currency=charge["currency"],
            charge=charge["id"],
            payment_intent=intent["id"],
            reason=given.get("reason"),
            status="succeeded",
            metadata=metadata_of(given),
        )
        self._moves("refund", -amount, refund)
        self._world.tell("refund.created", refund)
        self._world.tell("charge.refunded", charge)
        return refund

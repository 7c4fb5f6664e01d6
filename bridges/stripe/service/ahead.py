# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is paid ahead by means that cannot be charged again: vouchers of convenience stores, PayPay, bank transfers.

Source: https://docs.stripe.com/payments/konbini, …/paypay, …/bank-transfers
"""

from typing import TYPE_CHECKING

import attrs
import stripe

from bridges.stripe.domain.methods import Method
from bridges.stripe.domain.orders import is_recurring
from synapse_salon.clock import DAY_MS
from synapse_salon.i18n import Text, t
from synapse_salon.ports.payments import CheckoutOrder, CheckoutState

if TYPE_CHECKING:
    from stripe.params.checkout import SessionCreateParams

VOUCHER_DAYS = 3
"""For how long a voucher can be paid; Stripe's own default."""
TRANSFER_MS = 14 * DAY_MS
"""For how long a bank transfer to Stripe is awaited, which ends by nothing of Stripe's."""
_WORDS: dict[Method, Text] = {
    "konbini": t("At a convenience store"),
    "paypay": t("By PayPay"),
    "customer_balance": t("By bank transfer"),
}
_OVER = ("requires_payment_method", "canceled")


class Ahead:
    """Means that are paid once, some of them days later."""

    def __init__(self, methods: tuple[Method, ...]) -> None:
        self._methods = methods

    @property
    def words(self) -> Text | None:
        """By which means one can pay ahead; None where there is none but the card."""
        named = [_WORDS[method] for method in self._methods if method != "card"]
        if not named:
            return None
        said = named[0]
        for other in named[1:]:
            said = t("{means} / {other}", means=said, other=other)
        return said

    @property
    def days(self) -> tuple[tuple[Text, int], ...]:
        """For how many days the means are waited for that are not paid at once."""
        waits: dict[Method, int] = {"konbini": VOUCHER_DAYS, "customer_balance": TRANSFER_MS // DAY_MS}
        return tuple((_WORDS[method], waits[method]) for method in self._methods if method in waits)

    def allow(self, params: "SessionCreateParams", order: CheckoutOrder) -> None:
        """Have a session take them, where its order can wait for the money. Yen only, as they are."""
        can_wait = order.takes_days and not any(is_recurring(line) for line in order.lines)
        if not can_wait or self.words is None or order.lines[0].price.currency != "JPY":
            return
        params["allowed_payment_method_types"] = list(self._methods)
        options = params.setdefault("payment_method_options", {})
        if "konbini" in self._methods:
            options["konbini"] = {"expires_after_days": VOUCHER_DAYS}
        if "customer_balance" in self._methods:
            options["customer_balance"] = {
                "funding_type": "bank_transfer",
                "bank_transfer": {"type": "jp_bank_transfer"},
            }


def seen(session: stripe.checkout.Session, state: CheckoutState) -> CheckoutState:
    """A session that is complete while its payment is not: until when it is waited for, or that it is over."""
    intent = session.payment_intent
    if state.status != "complete" or state.paid != "unpaid" or not isinstance(intent, stripe.PaymentIntent):
        return state
    if intent.status in _OVER:
        return attrs.evolve(state, status="expired", payment=None)
    action = intent.next_action
    voucher = getattr(action, "konbini_display_details", None)  # Stripe leaves out what is not of its type
    if voucher is not None:
        return attrs.evolve(
            state, settles_ms=voucher.expires_at * 1000, pay_url=voucher.hosted_voucher_url or None
        )
    transfer = getattr(action, "display_bank_transfer_instructions", None)
    return attrs.evolve(
        state,
        settles_ms=session.created * 1000 + TRANSFER_MS,
        pay_url=transfer.hosted_instructions_url if transfer is not None else None,
    )

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Money that Stripe waits for: until when, and the page that says how to pay it."""

from typing import Any

from twisted.trial.unittest import TestCase

from bridges.stripe.service import ahead
from synapse_salon.money import Money
from synapse_salon.ports.payments import CheckoutState, Ref

OPEN = CheckoutState(Ref("cs_1"), "order", "complete", "unpaid", None, Ref("pi_1"), Money(5940, "JPY"))


def seen(next_action: dict[str, Any] | None) -> CheckoutState:
    intent = {
        "id": "pi_1",
        "object": "payment_intent",
        "status": "requires_action",
        "next_action": next_action,
    }
    said = {"id": "cs_1", "object": "checkout.session", "created": 1000, "payment_intent": intent}
    return ahead.seen(ahead.stripe.checkout.Session.construct_from(said, "sk_test_x"), OPEN)


class Waiting(TestCase):
    def test_a_voucher_has_its_own_end_and_page(self) -> None:
        details = {"expires_at": 5000, "hosted_voucher_url": "https://pay.example/v", "stores": {}}
        state = seen({"type": "konbini_display_details", "konbini_display_details": details})
        self.assertEqual((state.settles_ms, state.pay_url), (5_000_000, "https://pay.example/v"))

    def test_a_transfer_has_stripes_page_and_ours_of_an_end(self) -> None:
        how = {"hosted_instructions_url": "https://pay.example/t", "amount_remaining": 5940}
        state = seen(
            {"type": "display_bank_transfer_instructions", "display_bank_transfer_instructions": how}
        )
        self.assertEqual(
            (state.settles_ms, state.pay_url), (1_000_000 + ahead.TRANSFER_MS, "https://pay.example/t")
        )

    def test_without_either_it_is_waited_for_all_the_same(self) -> None:
        self.assertEqual((seen(None).settles_ms, seen(None).pay_url), (1_000_000 + ahead.TRANSFER_MS, None))

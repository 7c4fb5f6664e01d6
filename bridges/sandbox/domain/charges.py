# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens to a charge of a kept card: pure functions."""

from typing import Literal

import attrs

from bridges.sandbox.domain.books import Change, News, Payment
from bridges.sandbox.domain.cards import Card
from synapse_salon.money import Money
from synapse_salon.ports.cards import ChargeOrder, ChargeResult
from synapse_salon.ports.payments import Ref

Status = Literal["paid", "needs_action", "card_declined", "not_confirmed"]
OUTCOMES: dict[str, Status] = {"paid": "paid", "owed": "needs_action", "void": "card_declined"}
"""How a charge stands by how its payment does."""


@attrs.frozen
class Charge:
    """What is kept of a charge besides its payment. `page_key` is the secret part of the address where its holder
    confirms it, until `expires_ms`."""

    payment: Ref
    page_key: str
    status: Status
    return_url: str
    expires_ms: int

    def seen(self, url: str) -> ChargeResult:
        """As the port says it."""
        if self.status == "needs_action":
            return ChargeResult("needs_action", self.payment, action_url=url)
        if self.status == "paid":
            return ChargeResult("succeeded", self.payment)
        return ChargeResult("declined", self.payment, code=self.status)


def begun(order: ChargeOrder, ref: Ref, card: Card, at_ms: int) -> Payment:
    """A card is charged: paid at once, open where its holder has to confirm it, or void where it is declined."""
    status: Literal["owed", "paid", "void"] = "paid" if card.pays_later else "owed" if card.asks else "void"
    return Payment(
        ref=ref,
        order_id=order.order_id,
        subscription=None,
        amount=order.amount,
        refunded=Money(0, order.amount.currency),
        status=status,
        attempts=1,
        made_ms=at_ms,
        paid_for="begun",
        price_key="",
        from_ms=None,
        through_ms=None,
    )


def decided(payment: Payment, pays: bool, at_ms: int) -> Change:
    """Its holder confirmed it, or did not."""
    done = attrs.evolve(payment, status="paid" if pays else "void", made_ms=at_ms)
    return Change(payment=done, news=(told(done),))


def told(payment: Payment) -> News:
    """What is notified of a payment."""
    what = "succeeded" if payment.status == "paid" else "failed"
    return News(f"payment.{what}", "payment", payment.ref)

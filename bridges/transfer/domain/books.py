# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands in the books of transfers."""

from typing import Literal

import attrs

from synapse_salon.i18n import Language
from synapse_salon.money import Money
from synapse_salon.ports.payments import CheckoutState, PaymentState, Ref, RefundState

Kind = Literal["ordinary", "current", "savings"]
ReturnKind = Literal["refund", "partial", "surplus"]
"""Why money goes back: it was given back; it was less than was asked, and too late; it was more."""


@attrs.frozen
class Account:
    """A bank account as payers need it."""

    bank: str
    branch: str
    kind: Kind
    number: str
    holder: str


@attrs.frozen
class Transfer:
    """A transfer that is awaited (`open`), came in full, or was awaited too long. Times in ms.

    `page_key` is the secret part of its page's address, `code` what its payer puts before their name. `received` is
    what came in so far, `returned` what of that was sent back while it was too little; `refunded` what was given back
    of the payment.
    """

    ref: Ref
    page_key: str
    code: str
    order_id: str
    salon_id: str
    customer: str
    title: str
    price_key: str
    amount: Money
    account: Account
    status: Literal["open", "complete", "expired"]
    received: Money
    returned: Money
    refunded: Money
    created_ms: int
    expires_ms: int
    settled_ms: int | None
    success_url: str
    cancel_url: str
    language: Language

    @property
    def held(self) -> Money:
        """What came in and was not sent back before it was whole."""
        return self.received + -self.returned

    @property
    def left(self) -> Money:
        """What is still to come; nothing once it is whole."""
        left = self.amount + -self.held
        return left if self.status != "complete" and left.minor > 0 else Money(0, left.currency)

    @property
    def payment(self) -> Ref:
        """The payment's own ref."""
        return payment_ref(self.ref)

    def seen(self) -> CheckoutState:
        """As the port says it: a checkout."""
        is_whole = self.status == "complete"
        return CheckoutState(
            ref=self.ref,
            order_id=self.order_id,
            status=self.status,
            paid="paid" if is_whole else "unpaid",
            subscription=None,
            payment=self.payment if is_whole else None,
            amount=self.amount,
            settles_ms=self.expires_ms if self.status == "open" else None,
        )

    def paid(self, on_its_way: Money) -> PaymentState:
        """As the port says it: its payment, of which so much is still to be sent back by hand."""
        states: dict[str, Literal["pending", "succeeded", "failed"]] = {
            "open": "pending",
            "complete": "succeeded",
        }
        return PaymentState(
            ref=self.payment,
            order_id=self.order_id,
            subscription=None,
            status=states.get(self.status, "failed"),
            amount=self.amount,
            refunded=self.refunded,
            made_ms=self.settled_ms or self.created_ms,
            paid_for="begun",
            price_key=self.price_key,
            on_its_way=on_its_way,
        )


def payment_ref(transfer: str) -> Ref:
    """The ref of a transfer's payment."""
    return Ref(f"transfer-payment_{transfer.partition('_')[2]}")


def transfer_ref(payment: Ref) -> str:
    """The ref of the transfer that a payment is of."""
    return f"transfer_{payment.partition('_')[2]}"


@attrs.frozen
class Return:
    """Money that the owner sends back by hand. Times in ms. `never_came`: it had been confirmed by mistake, so that
    there was nothing to send."""

    ref: Ref
    transfer: Ref
    salon_id: str
    kind: ReturnKind
    amount: Money
    reason: str
    state: Literal["pending", "done", "dropped"]
    asked_ms: int
    done_by: str | None = None
    done_ms: int | None = None
    never_came: bool = False

    def seen(self) -> RefundState:
        """As the port says it."""
        return RefundState(self.ref, "succeeded" if self.state == "done" else "pending", self.amount)


@attrs.frozen
class Receipt:
    """Money that came in, as somebody of the staff confirmed it. `day` is the bank's, as YYYY-MM-DD."""

    id: str
    ref: Ref
    amount: Money
    surplus: Money
    day: str
    payer: str
    confirmed_by: str
    made_ms: int

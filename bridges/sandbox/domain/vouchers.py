# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Vouchers, as convenience stores take them: somebody decided to pay, and the money comes days later or never. Pure."""

import unicodedata
from typing import Literal

import attrs

from bridges.sandbox.domain.books import Change, Checkout, News, Payment, payment_ref
from bridges.sandbox.domain.terms import terms_of
from synapse_salon.clock import DAY_MS
from synapse_salon.money import Money

Voucher = Literal["pays", "never"]
"""What becomes of it."""
NUMBERS: dict[str, Voucher] = {"1111222233334444": "pays", "1111222233330000": "never"}
EXPIRES_DAYS = 3
SETTLES_MS: dict[Voucher, int] = {"pays": 2 * DAY_MS, "never": EXPIRES_DAYS * DAY_MS}
"""When the one is paid, and when the other expires."""


def read_voucher(number: str) -> Voucher | None:
    """The voucher of this number, written as cards' are; None where it is none."""
    return NUMBERS.get("".join(sign for sign in unicodedata.normalize("NFKC", number) if sign.isdecimal()))


def is_taken(checkout: Checkout) -> bool:
    """Whether a checkout can be paid by one: only what is paid once, and can wait for it."""
    terms = terms_of(checkout.lines, checkout.trial_days, checkout.discount)
    return checkout.voucher is not None and terms.recurring is None and bool(terms.due_now)


def issue(checkout: Checkout, voucher: Voucher, at_ms: int) -> Change:
    """The person takes a voucher with them: the checkout is complete, and nothing is paid."""
    payment = Payment(
        ref=payment_ref(checkout.ref, 1),
        order_id=checkout.order_id,
        subscription=None,
        amount=checkout.due_now,
        refunded=Money(0, checkout.due_now.currency),
        status="owed",
        attempts=0,
        made_ms=at_ms,
        paid_for="begun",
        price_key=checkout.lines[0].price_key,
        from_ms=None,
        through_ms=None,
    )
    done = attrs.evolve(
        checkout,
        status="complete",
        payment=payment.ref,
        voucher=voucher,
        settles_ms=at_ms + SETTLES_MS[voucher],
    )
    return Change(
        checkout=done, payment=payment, news=(News("checkout.completed", "checkout", checkout.ref),)
    )


def settle(checkout: Checkout, payment: Payment, at_ms: int) -> Change:
    """Its day has come: it was paid at the store, or nobody pays it any more."""
    if checkout.voucher == "pays":
        paid = attrs.evolve(payment, status="paid", attempts=1, made_ms=at_ms)
        done = attrs.evolve(checkout, settles_ms=None)
        news = (
            News("checkout.paid", "checkout", checkout.ref),
            News("payment.succeeded", "payment", paid.ref),
        )
        return Change(checkout=done, payment=paid, news=news)
    void = attrs.evolve(payment, status="void")
    gone = attrs.evolve(checkout, status="expired", payment=None, settles_ms=None)
    return Change(checkout=gone, payment=void, news=(News("checkout.expired", "checkout", checkout.ref),))

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Aiko's order, and time passing over it."""

from typing import Any

import attrs

from bridges.sandbox.domain import steps
from bridges.sandbox.domain.books import Change, Checkout, Payment, Subscription
from bridges.sandbox.domain.cards import Card, read_card
from bridges.sandbox.domain.terms import terms_of
from synapse_salon.money import Money
from synapse_salon.ports.payments import CheckoutOrder, Line, Ref

NOW = 1_767_225_600_000  # 2026-01-01 00:00 UTC
MONTHLY = Line("Blue Lotus, monthly", Money(1980, "JPY"), "month", "blue-lotus-monthly-1")
PAYS, DECLINES, PAYS_ONCE = (
    read_card(n) for n in ("4242424242424242", "4000000000000002", "4000000000000341")
)


def order(**other: Any) -> CheckoutOrder:
    asked = CheckoutOrder(
        order_id="order-1",
        salon_id="salon-1",
        customer_key="customer-1",
        lines=(MONTHLY,),
        trial_days=0,
        expires_ms=NOW + 3_600_000,
        success_url="http://127.0.0.1/success",
        cancel_url="http://127.0.0.1/cancel",
        language="ja",
    )
    return attrs.evolve(asked, **other)


def checkout(**other: Any) -> Checkout:
    asked = order(**other)
    return Checkout(
        ref=Ref("checkout_aiko"),
        page_key="key",
        order_id=asked.order_id,
        customer=asked.customer_key,
        lines=asked.lines,
        trial_days=asked.trial_days,
        status="open",
        due_now=terms_of(asked.lines, asked.trial_days).due_now,
        subscription=None,
        payment=None,
        created_ms=NOW,
        expires_ms=asked.expires_ms,
        success_url=asked.success_url,
        cancel_url=asked.cancel_url,
        language=asked.language,
    )


class Story:
    """A subscription's rows and news as the store would keep them."""

    def __init__(self, card: Card | None = PAYS, at_ms: int = NOW, **other: Any) -> None:
        self.news: list[str] = []
        self.payments: dict[str, Payment] = {}
        self.subscription: Subscription
        self.take(steps.complete(checkout(**other), card, "card-key", at_ms))

    @property
    def owed(self) -> Payment | None:
        return next((payment for payment in self.payments.values() if payment.status == "owed"), None)

    def take(self, change: Change) -> None:
        self.subscription = change.subscription or self.subscription
        if change.payment:
            self.payments[change.payment.ref] = change.payment
        self.news += [news.kind for news in change.news]

    def pass_until(self, now_ms: int) -> list[str]:
        """Let everything happen up to a moment; answers the news of it."""
        before = len(self.news)
        while (due := steps.due_ms(self.subscription)) is not None and due <= now_ms:
            self.take(steps.turn(self.subscription, self.owed, due))
        return self.news[before:]

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Test cards that are kept, and the pages where they are given."""

from typing import Literal

import attrs

from bridges.sandbox.domain.books import Change, News, Payment, Subscription
from bridges.sandbox.domain.cards import Card
from bridges.sandbox.domain.steps import pay_owed
from synapse_salon.ports.cards import SavedCard
from synapse_salon.ports.payments import Declined, Ref

EXPIRES = "2099-12"
"""Test cards are good for a long time."""


@attrs.frozen
class KeptCard:
    """A test card that is kept for a customer."""

    ref: Ref
    customer: str
    card: Card
    saved_ms: int

    def seen(self) -> SavedCard:
        """As the port says it."""
        return SavedCard(self.ref, "test", self.card.last4, EXPIRES)


@attrs.frozen
class CardPage:
    """A page where a card is given: to be kept for a customer, or as the one that `subscription` is charged to.

    `page_key` is the secret part of its address. `card` is there once one was given.
    """

    ref: Ref
    page_key: str
    customer: str
    subscription: Ref | None
    success_url: str
    cancel_url: str
    expires_ms: int
    card: Ref | None = None

    def status(self, now_ms: int) -> Literal["open", "done", "expired"]:
        """Whether a card can still be given."""
        if self.card is not None:
            return "done"
        return "open" if now_ms < self.expires_ms else "expired"


def replaced(subscription: Subscription, owed: Payment | None, card: Card, at_ms: int) -> Change:
    """A subscription is charged to another card from now on, and what is owed is paid with it; nothing happens to one
    that has ended.

    Raises:
        Declined: the card does not pay; the one before stays.
    """
    if subscription.status == "ended":
        return Change()
    if subscription.status == "overdue" and owed is not None:
        return pay_owed(subscription, owed, card, at_ms)
    if not card.pays_now:
        raise Declined("card_declined")
    news = News("subscription.updated", "subscription", subscription.ref)
    return Change(subscription=attrs.evolve(subscription, card=card), news=(news,))

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is charged to kept cards: pure values."""

import base64
import hashlib
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

import attrs

from synapse_salon.money import Money
from synapse_salon.ports.cards import ChargeOrder
from synapse_salon.ports.payments import Ref
from synapse_salon.purchases.orders import CONSUMPTION_TAX_PERCENT

ChargeState = Literal[
    "reserved", "unknown", "needs_action", "pending", "succeeded", "declined", "refused", "released"
]
"""`reserved` counts and has not been asked for; `unknown`: nobody heard the answer; `needs_action` waits for the
holder's word to their bank, `pending` for the provider. `declined` by the card, `refused` by the provider, or
`released` because nobody confirmed it: nothing was taken, and it does not count any more."""
OPEN: tuple[ChargeState, ...] = ("reserved", "unknown", "needs_action", "pending")
TOKYO = ZoneInfo("Asia/Tokyo")


@attrs.frozen
class ChargeWish:
    """What somebody wants to pay with a card of theirs that is kept, of which they can spend `day_cap` a day here.

    `key` makes it one: asked again with the same key by the same person, it is the same charge. `title` is what
    payments and receipts call it; `return_url` where the person comes back to from their bank.
    """

    purpose: str
    key: str
    salon_id: str
    user_id: str
    title: str
    amount: Money
    card: Ref
    day_cap: Money
    return_url: str
    tax_percent: int = CONSUMPTION_TAX_PERCENT

    @property
    def order_id(self) -> str:
        """The same for the same key of the same person."""
        digest = hashlib.sha256("\0".join((self.purpose, self.user_id, self.key)).encode()).digest()
        return base64.b32encode(digest[:10]).decode("ascii").lower()


@attrs.frozen
class Charge:
    """A charge as it stands. `day` is the day in Japan that it counts on; `due_ms` when it is looked after again."""

    order_id: str
    salon_id: str
    user_id: str
    provider: str
    customer: str
    card: Ref
    amount: Money
    return_url: str
    day: str
    state: ChargeState
    made_ms: int
    due_ms: int | None
    payment: Ref | None = None
    action_url: str | None = None
    code: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether it can still come to anything."""
        return self.state in OPEN

    def is_for(self, wish: ChargeWish) -> bool:
        """Whether it is what was asked for."""
        return (self.salon_id, self.user_id, self.card, self.amount) == (
            wish.salon_id,
            wish.user_id,
            wish.card,
            wish.amount,
        )

    def order(self) -> ChargeOrder:
        """What the provider is asked for."""
        return ChargeOrder(
            order_id=self.order_id,
            salon_id=self.salon_id,
            customer_key=self.customer,
            card=self.card,
            amount=self.amount,
            return_url=self.return_url,
        )


def day_of(now_ms: int) -> str:
    """The day in Japan, YYYY-MM-DD."""
    return datetime.fromtimestamp(now_ms / 1000, TOKYO).date().isoformat()

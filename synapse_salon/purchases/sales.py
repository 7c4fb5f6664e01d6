# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is sold once: pure values."""

import hashlib
import json
from typing import Literal

import attrs

from synapse_salon.clock import MINUTE_MS
from synapse_salon.i18n import Language
from synapse_salon.money import Money
from synapse_salon.ports.payments import Line, Ref
from synapse_salon.purchases.orders import CONSUMPTION_TAX_PERCENT

SaleState = Literal["reserved", "pending", "paid", "fulfilled", "expired", "refused", "returning", "returned"]
"""`reserved` waits for its payment, `pending` for money that is on its way (a voucher was given out), `paid` for the
feature to hand over. `expired` was not paid; `refused` was paid too late and is given back; `returning` was given back
and waits for the feature to take its part back."""
PAYING_MS = 40 * MINUTE_MS
"""How long something is kept for whoever is paying by card."""
UNPAID: tuple[SaleState, ...] = ("reserved", "pending")


@attrs.frozen
class Offer:
    """What there is to sell. `item` is the feature's own word for it, with the feature's name before it
    (`ticket:k3vqcm`); None is as many as anybody wants."""

    item: str
    capacity: int | None
    per_person: int | None = None


@attrs.frozen
class Stock:
    """How much there is of an item."""

    item: str
    capacity: int | None
    per_person: int | None
    held: int
    sold: int

    @property
    def left(self) -> int | None:
        """How many can be bought now, None for as many as anybody wants."""
        return None if self.capacity is None else max(0, self.capacity - self.held - self.sold)


@attrs.frozen
class Bought:
    """A line of an order: so many of an item, each at `price`, tax included."""

    item: str
    name: str
    price: Money
    quantity: int = 1

    @property
    def total(self) -> Money:
        """What the line comes to."""
        return Money(self.price.minor * self.quantity, self.price.currency)

    def line(self) -> Line:
        """As the payment provider is told of it."""
        name = self.name if self.quantity == 1 else f"{self.name} × {self.quantity}"
        return Line(name, self.total, "once", self.item)


@attrs.frozen
class Wish:
    """What somebody wants to buy. The same `key` of the same person is the same order. `page` is where the payment page
    leads back to; the order's id is put behind it. The payment page is open for `keep_ms`, half an hour or more.
    With `takes_days` it may also be paid in ways that take days (a voucher): not for what is scarce."""

    purpose: str
    salon_id: str
    user_id: str
    key: str
    title: str
    lines: tuple[Bought, ...]
    page: str
    language: Language
    tax_percent: int = CONSUMPTION_TAX_PERCENT
    keep_ms: int = PAYING_MS
    takes_days: bool = False

    @property
    def content(self) -> str:
        """The same for the same wish only."""
        lines = [attrs.asdict(line) for line in self.lines]
        parts = (self.salon_id, self.title, lines, self.takes_days)
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@attrs.frozen
class Sale:
    """An order of something that is sold once, and how far it is. `provider` is whose refs it has. Times in ms."""

    order_id: str
    salon_id: str
    user_id: str
    purpose: str
    lines: tuple[Bought, ...]
    language: Language
    page: str
    state: SaleState
    made_ms: int
    expires_ms: int
    due_ms: int | None
    checkout: Ref | None = None
    pay_url: str | None = None
    payment: Ref | None = None
    provider: str = ""

    @property
    def total(self) -> Money:
        """What it costs."""
        return Money(sum(line.total.minor for line in self.lines), self.lines[0].price.currency)

    @property
    def is_open(self) -> bool:
        """Whether it can be paid."""
        return self.state == "reserved"

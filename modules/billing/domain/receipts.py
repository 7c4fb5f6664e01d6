# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Receipts and credit notes (適格請求書等, 領収書): what stands on them, and their seal. Pure.

A document never changes. What came later is another document with a number of its own, which says which one it belongs
to: money given back, a refund that did not arrive, the same receipt made out to a name.
"""

import hashlib
import json
from typing import Literal

import attrs

from synapse_salon.ports.payments import PaidFor

Kind = Literal["receipt", "credit_note", "credit_withdrawn"]
"""`credit_withdrawn`: what a credit note said was given back did not arrive, and is the seller's again."""
Form = Literal["invoice", "simple_invoice", "plain", "credit_note", "plain_credit_note"]
"""What a document is in law: 適格請求書, 適格簡易請求書 (names no recipient), a receipt of somebody who is not
registered, 適格返還請求書, and a note of what such a seller gave back."""
REDUCED_PERCENT = 8
"""Japan's reduced rate: items of it are marked with ※ (消費税法 57条の4 第1項3号)."""


@attrs.frozen
class Item:
    """What was paid for, with the tax that its price includes, in percent, and the time it is for (ms)."""

    title: str
    amount: int
    percent: int
    paid_for: PaidFor = "unknown"
    from_ms: int | None = None
    through_ms: int | None = None


@attrs.frozen
class RateSum:
    """All items of one rate: what they come to, and the tax in that, in minor units."""

    percent: int
    total: int
    tax: int


@attrs.frozen
class Seller:
    """Who issues. `registration_number` is empty where invoices may not be issued."""

    name: str
    address: str = ""
    registration_number: str = ""


@attrs.frozen(kw_only=True)
class Receipt:
    """A document, whole. Amounts are positive on every kind; times in ms.

    `at_ms` is when the money moved, `issued_ms` when the document was made. `payer` is the name that the person goes by
    in the salon, `recipient` whom it is made out to. `of` is the number of the receipt that a credit note belongs to,
    `replaces` that of the one which was the same without a recipient.
    """

    id: str
    kind: Kind
    series: str
    number: int
    salon_id: str
    salon_title: str
    timezone: str
    seller: Seller
    account: str
    payer: str
    recipient: str
    provider: str
    payment: str
    order: str
    currency: str
    items: tuple[Item, ...]
    rates: tuple[RateSum, ...]
    total: int
    at_ms: int
    issued_ms: int
    of: int | None = None
    replaces: int | None = None
    is_test: bool = False

    @property
    def form(self) -> Form:
        """What it is in law."""
        if self.kind == "receipt":
            if not self.rates:
                return "plain"
            return "invoice" if self.recipient else "simple_invoice"
        return "credit_note" if self.rates else "plain_credit_note"

    @property
    def signed_total(self) -> int:
        """What it adds to what the seller earned."""
        return -self.total if self.kind == "credit_note" else self.total

    @property
    def has_reduced(self) -> bool:
        """Whether an item has the reduced rate."""
        return bool(self.rates) and any(item.percent == REDUCED_PERCENT for item in self.items)


def label(series: str, number: int) -> str:
    """A document's number as people read it: BLUE-LOTUS-000012."""
    return f"{series.upper()}-{number:06d}"


def canonical(receipt: Receipt) -> str:
    """The document as it is kept and sealed: JSON with sorted keys and no blanks."""
    return json.dumps(attrs.asdict(receipt), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def parsed(content: str) -> Receipt:
    """The document that `canonical` wrote."""
    found = json.loads(content)
    found["seller"] = Seller(**found["seller"])
    found["items"] = tuple(Item(**item) for item in found["items"])
    found["rates"] = tuple(RateSum(**rate) for rate in found["rates"])
    return Receipt(**found)


def seal(before: str, content: str) -> str:
    """What seals a document and all before it."""
    return hashlib.sha256((before + content).encode()).hexdigest()

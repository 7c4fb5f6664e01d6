# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A receipt or credit note in somebody's language, said: the same for its page and its PDF."""

from collections.abc import Callable

import attrs

from modules.billing.domain import receipt_words as words
from modules.billing.domain.receipts import REDUCED_PERCENT, Item, Receipt, label
from modules.billing.web.words import PAID_FOR
from synapse_salon.i18n import Language, Text, t
from synapse_salon.money import Money
from synapse_salon.web import written

STAMPED_FROM = 50_000
"""From this price on a paper receipt needs a revenue stamp, and an electronic one does not (印紙税法 別表第一 17号)."""


@attrs.frozen
class SheetItem:
    """A line: what it was, more about it, ※ for the reduced rate, and the price with tax."""

    title: str
    note: str
    mark: str
    amount: str


@attrs.frozen
class SheetRate:
    """All lines of one rate: its name, what they come to, and the tax in that."""

    name: str
    total: str
    tax: str


@attrs.frozen
class Sheet:
    """Everything that stands on a document, in its order. `facts` are pairs of a term and what it is; of the seller the
    first line is the name."""

    language: Language
    title: str
    number: str
    recipient: str
    total_name: str
    total: str
    facts: tuple[tuple[str, str], ...]
    item_heads: tuple[str, str]
    items: tuple[SheetItem, ...]
    rate_heads: tuple[str, str, str]
    rates: tuple[SheetRate, ...]
    notes: tuple[str, ...]
    seller_name: str
    seller: tuple[str, ...]
    is_test: bool
    test_words: str


def sheet(receipt: Receipt, language: Language, say: Callable[[Text | str, Language], str]) -> Sheet:
    """What stands on a document."""

    def said(text: Text) -> str:
        return say(text, language)

    def money(minor: int) -> str:
        return str(Money(minor, receipt.currency))

    def day(ms: int) -> str:
        return written.date(ms, language, receipt.timezone)

    def item(one: Item) -> SheetItem:
        reduced = one.percent == REDUCED_PERCENT and bool(receipt.rates)
        note = [said(PAID_FOR[one.paid_for])] if one.paid_for != "unknown" else []
        if one.from_ms and one.through_ms:
            note.append(said(t("{begins} to {ends}", begins=day(one.from_ms), ends=day(one.through_ms))))
        return SheetItem(one.title, " · ".join(note), "※" if reduced else "", money(one.amount))

    gives_back = receipt.kind == "credit_note"
    facts = [
        (said(t("Number")), label(receipt.series, receipt.number)),
        (said(t("Day it was given back") if gives_back else t("Day of payment")), day(receipt.at_ms)),
        (said(t("Issued on")), day(receipt.issued_ms)),
        (said(t("Paid")), said(words.method(receipt))),
        (said(t("Salon")), receipt.salon_title),
    ]
    if receipt.of is not None:
        facts.insert(1, (said(t("Belongs to the receipt")), label(receipt.series, receipt.of)))
    if receipt.replaces is not None:
        facts.insert(1, (said(t("In place of the receipt")), label(receipt.series, receipt.replaces)))
    notes = []
    if receipt.has_reduced:
        notes.append(said(t("※ marks what the reduced rate of 8 % applies to.")))
    if receipt.kind == "receipt" and receipt.currency == "JPY" and receipt.total >= STAMPED_FROM:
        notes.append(said(t("Issued electronically: no revenue stamp is needed.")))
    number = receipt.seller.registration_number
    return Sheet(
        language=language,
        title=said(words.title(receipt)),
        number=label(receipt.series, receipt.number),
        recipient=words.addressed(receipt.recipient, language),
        total_name=said(
            t("Given back (tax included)") if gives_back else t("Amount received (tax included)")
        ),
        total=money(receipt.total),
        facts=tuple(facts),
        item_heads=(said(t("What for")), said(t("Price (tax included)"))),
        items=tuple(item(one) for one in receipt.items),
        rate_heads=(said(t("Rate")), said(t("Sum (tax included)")), said(t("Of that, consumption tax"))),
        rates=tuple(
            SheetRate(f"{rate.percent} %", money(rate.total), money(rate.tax)) for rate in receipt.rates
        ),
        notes=tuple(notes),
        seller_name=receipt.seller.name,
        seller=tuple(
            line
            for line in (
                *receipt.seller.address.splitlines(),
                said(t("Registration number: {number}", number=number)) if number else "",
            )
            if line.strip()
        ),
        is_test=receipt.is_test,
        test_words=said(t("Trial: no money moved, and this is no receipt.")) if receipt.is_test else "",
    )

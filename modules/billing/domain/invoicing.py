# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which documents a payment calls for, and the tax on them: pure rules.

Tax is the part of the prices, added up for each rate, that is tax; rounded down, once for each rate of a document
(消費税法施行令 70条の10: once; how is the seller's choice). A credit note takes back as much tax as leaves on what
remains exactly the tax of what remains, which is its own tax rounded once, up or down: a payment given back in parts
comes to nothing in the end, and to what the books say on the way.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import attrs

from modules.billing.domain.receipts import Item, Kind, RateSum, Receipt
from synapse_salon.ledger.postings import tax_in
from synapse_salon.purchases.orders import Paid

KEPT_MONTHS = 12 + 2 + 7 * 12
"""Seven years from two months after the end of the tax period that a document was issued in (消費税法施行令
70条の13), and that period is a year at the longest: after so many months it was kept for long enough, whenever the
seller's year ends."""


@attrs.frozen
class Issuer:
    """Who issues a salon's receipts. Empty fields are what the seller's disclosure says; `registered_from` is the day
    from which the number counts, "" for always."""

    name: str = ""
    address: str = ""
    registration_number: str = ""
    registered_from: str = ""

    def number_at(self, day: str) -> str:
        """The registration number that documents about this day (2026-04-30) carry, or "": not registered then."""
        return "" if day < self.registered_from else self.registration_number


@attrs.frozen
class Due:
    """A document that is still to be made."""

    kind: Kind
    amount: int


def due(paid: Paid, made: Sequence[Receipt]) -> list[Due]:
    """What a payment calls for, after the documents that were made of it. Nothing for what came to nothing."""
    if paid.status != "succeeded" or paid.amount.minor <= 0:
        return []
    found = [] if any(one.kind == "receipt" for one in made) else [Due("receipt", paid.amount.minor)]
    moved = min(paid.given_back.minor, paid.amount.minor) - given_back(made)
    if moved > 0:
        found.append(Due("credit_note", moved))
    elif moved < 0:
        found.append(Due("credit_withdrawn", -moved))
    return found


def given_back(made: Sequence[Receipt]) -> int:
    """What was given back of a payment, by its documents."""
    return -sum(one.signed_total for one in made if one.kind != "receipt")


def may_be_invoice(registration_number: str, currency: str) -> bool:
    """Whether a document may be one of the invoice system: its seller is registered, and its tax is in yen."""
    return bool(registration_number) and currency == "JPY"


def sums(items: Sequence[Item]) -> tuple[RateSum, ...]:
    """The sums and the tax for each rate, the highest rate first."""
    totals: dict[int, int] = {}
    for item in items:
        totals[item.percent] = totals.get(item.percent, 0) + item.amount
    return tuple(
        RateSum(percent, total, tax_in(total, percent))
        for percent, total in sorted(totals.items(), reverse=True)
    )


def kept(made: Sequence[Receipt]) -> dict[int, int]:
    """What the seller has of a payment for each rate, by its documents; one that was replaced counts once."""
    replaced = {one.replaces for one in made}
    left: dict[int, int] = {}
    for one in made:
        if one.number in replaced:
            continue
        sign = -1 if one.kind == "credit_note" else 1
        for item in one.items:
            left[item.percent] = left.get(item.percent, 0) + sign * item.amount
    return left


def moved_back(made: Sequence[Receipt], wanted: Due) -> tuple[tuple[Item, ...], tuple[RateSum, ...]]:
    """The items and sums of a credit note, or of one that is withdrawn: the amount falls on the rates in proportion to
    what is left of each."""
    receipt = next(one for one in made if one.kind == "receipt")
    left = kept(made)
    sign = -1 if wanted.kind == "credit_note" else 1
    whole = {item.percent: item.amount for item in receipt.items}
    room = left if sign < 0 else {percent: whole[percent] - left[percent] for percent in left}
    parts = shared(room, wanted.amount)
    titles = {item.percent: item for item in reversed(receipt.items)}
    items = tuple(attrs.evolve(titles[percent], amount=part) for percent, part in parts.items() if part)
    rates = tuple(
        RateSum(
            percent,
            part,
            sign * (tax_in(left[percent] + sign * part, percent) - tax_in(left[percent], percent)),
        )
        for percent, part in sorted(parts.items(), reverse=True)
        if part
    )
    return items, rates


def shared(room: dict[int, int], amount: int) -> dict[int, int]:
    """An amount in whole units, in proportion to `room`, nothing above it; the largest remainders are rounded up."""
    whole = sum(room.values())
    parts = {percent: amount * one // whole for percent, one in room.items()}
    by_remainder = sorted(room, key=lambda percent: -(amount * room[percent] % whole))
    for percent in by_remainder[: amount - sum(parts.values())]:
        parts[percent] += 1
    return parts


def kept_until(issued_ms: int, timezone: str) -> int:
    """When a document may be deleted, in ms."""
    zone = ZoneInfo(timezone)
    issued = datetime.fromtimestamp(issued_ms / 1000, zone)
    months = issued.year * 12 + issued.month - 1 + KEPT_MONTHS + 1
    first = datetime(months // 12, months % 12 + 1, 1, tzinfo=zone) + timedelta(days=1)
    return int(first.timestamp() * 1000)

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables for whoever keeps a salon's accounts: in the reader's words, days by the salon's calendar, amounts in whole
minor units, so that a spreadsheet can add them up."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence

from modules.billing.domain import receipt_words
from modules.billing.domain.receipts import Receipt, label
from modules.billing.service.money import Shown
from modules.billing.web.words import DISPUTED, MOVES, PAID_FOR, STATUSES, account_words
from synapse_salon.i18n import Text, t
from synapse_salon.ledger import Entry
from synapse_salon.ledger.postings import tax_in
from synapse_salon.ports import Salon
from synapse_salon.spreadsheets import account_cell, cell
from synapse_salon.web import Raw, written

MOST_ROWS = 100_000
"""How many rows one table has at the most."""

Say = Callable[[Text | str], str]

_PAYMENTS = (
    t("Day"),
    t("Time in ms"),
    t("Number of the payment"),
    t("Name"),
    t("Account"),
    t("What for"),
    t("Which payment"),
    t("How it stands"),
    t("Paid (tax included)"),
    t("Rate of tax in percent"),
    t("Tax in it"),
    t("Given back"),
    t("On its way back"),
    t("Currency"),
    t("How it was paid"),
)
_RECEIPTS = (
    t("Number"),
    t("What it is"),
    t("Day"),
    t("Issued on"),
    t("Payer"),
    t("Recipient"),
    t("Account"),
    t("Rate of tax in percent"),
    t("Amount (tax included)"),
    t("Tax in it"),
    t("Currency"),
    t("For receipt"),
    t("Replaced by"),
    t("Number of the payment"),
    t("Time in ms"),
)
_BOOKS = (
    t("Day"),
    t("Time in ms"),
    t("Posting"),
    t("Item of the books"),
    t("Amount (debit above zero)"),
    t("Currency"),
    t("What moved"),
    t("How it was paid"),
    t("Number of the payment"),
    t("Order"),
)


def as_file(salon: Salon, name: str, table: str) -> Raw:
    """A table to download."""
    disposition = {"Content-Disposition": f'attachment; filename="{salon.slug}-{name}.csv"'}
    return Raw("text/csv; charset=utf-8", "\ufeff" + table, headers=disposition)


def payments_table(payments: Iterable[Shown], timezone: str, say: Say) -> str:
    """A row for each payment. The tax is that of the rate which the order has; where its things have several, the
    receipts tell it."""
    return _table(_PAYMENTS, (_payment(shown, timezone, say) for shown in payments), say)


def _payment(shown: Shown, timezone: str, say: Say) -> Sequence[object]:
    paid, percent = shown.paid, shown.tax_percent
    standing = DISPUTED[shown.disputed] if shown.disputed != "no" else STATUSES.get(paid.status, paid.status)
    taxed = percent is not None and paid.status == "succeeded"
    return (
        written.day(paid.made_ms, timezone),
        paid.made_ms,
        paid.ref,
        cell(shown.name),
        account_cell(paid.user_id),
        cell(shown.title),
        say(PAID_FOR[paid.paid_for]),
        say(standing),
        paid.amount.minor,
        percent if taxed else "",
        tax_in(paid.amount.minor, percent) if taxed and percent is not None else "",
        paid.given_back.minor,
        paid.on_its_way.minor,
        paid.amount.currency,
        say(receipt_words.METHODS.get(paid.provider, t("online"))),
    )


def receipts_table(receipts: Sequence[Receipt], say: Say) -> str:
    """A row for each document and rate of tax, credit notes below zero. A receipt that was issued anew with a recipient
    has no amounts any more."""
    again = {(one.series, one.replaces): one.number for one in receipts if one.replaces is not None}
    rows = (row for one in receipts for row in _receipt(one, again.get((one.series, one.number)), say))
    return _table(_RECEIPTS, rows, say)


def _receipt(one: Receipt, newer: int | None, say: Say) -> Iterable[Sequence[object]]:
    sign = -1 if one.kind == "credit_note" else 1
    sums: list[tuple[object, object, object]] = [
        (rate.percent, sign * rate.total, sign * rate.tax) for rate in one.rates
    ] or [
        (percent, sign * sum(item.amount for item in one.items if item.percent == percent), "")
        for percent in sorted({item.percent for item in one.items}, reverse=True)
    ]
    for percent, total, tax in sums:
        yield (
            label(one.series, one.number),
            say(receipt_words.KINDS[one.kind]),
            written.day(one.at_ms, one.timezone),
            written.day(one.issued_ms, one.timezone),
            cell(one.payer),
            cell(one.recipient),
            account_cell(one.account),
            percent,
            "" if newer else total,
            "" if newer else tax,
            one.currency,
            label(one.series, one.of) if one.of is not None else "",
            label(one.series, newer) if newer else "",
            one.payment,
            one.at_ms,
        )


def books_table(entries: Iterable[Entry], timezone: str, say: Say) -> str:
    """The rows of the books as they stand there: those of one posting add up to nothing."""
    rows = (
        (
            written.day(entry.at_ms, timezone),
            entry.at_ms,
            entry.posting,
            say(account_words(entry.account, entry.provider)),
            entry.amount,
            entry.currency,
            say(MOVES.get(entry.kind, entry.kind)),
            say(receipt_words.METHODS.get(entry.provider, t("online"))),
            entry.payment or "",
            entry.order_id or "",
        )
        for entry in entries
    )
    return _table(_BOOKS, rows, say)


def _table(columns: Sequence[Text], rows: Iterable[Sequence[object]], say: Say) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([say(title) for title in columns])
    writer.writerows(rows)
    return text.getvalue()

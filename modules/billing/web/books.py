# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A salon's books: by the API and on the desk."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field

from modules.billing.service.money import Money
from modules.billing.web.tables import MOST_ROWS, as_file, books_table
from modules.billing.web.words import ACCOUNTS, account_words
from synapse_salon.clock import Clock
from synapse_salon.errors import BadInput, NotAllowed, NotFound
from synapse_salon.i18n import Text, t
from synapse_salon.ledger import Entry
from synapse_salon.money import Money as Sum
from synapse_salon.ports import Salons
from synapse_salon.web import Body, Call, Page, Raw, Routes, View, Who

FOREVER_MS = 2**53
ROWS = 500


class LedgerQuery(Body):
    """A time: from `from` (ms, included) to `to` (ms, not included); and the place to read on from."""

    from_ms: Annotated[int, Field(alias="from", ge=0, le=FOREVER_MS)] = 0
    """The first moment, included, in milliseconds since 1970 (UTC)."""

    to_ms: Annotated[int, Field(alias="to", ge=0, le=FOREVER_MS)] = FOREVER_MS
    """The moment behind the last, not included, in milliseconds since 1970 (UTC)."""

    after: Annotated[int, Field(ge=0)] = 0
    """The `next_batch` of the answer before."""

    limit: Annotated[int, Field(ge=1, le=ROWS)] = ROWS
    """How many rows at the most."""


class EntryView(View):
    """A row of the books: debit positive, credit negative, in minor units. The rows of one posting add up to nothing.
    `provider` is the bridge through which it moved. Time in ms."""

    seq: int
    posting: int
    at_ms: int
    account: str
    amount: int
    currency: str
    kind: str
    provider: str
    payment: str | None
    order: str | None


class LedgerView(View):
    """Rows, and what each account came to in the whole time, by currency. `next_batch` is the next `after`."""

    entries: list[EntryView]
    totals: dict[str, dict[str, int]]
    next_batch: str | None = None


def _a_month(value: str) -> str:
    if not re.fullmatch(r"20[0-9]{2}-(0[1-9]|1[0-2])", value):
        raise ValueError(t("A month such as 2026-04 would work here."))
    return value


class MonthQuery(Body):
    """A month of the salon's calendar: 2026-11. Unsaid, the present one."""

    month: Annotated[str, AfterValidator(_a_month)] | None = None


def book_routes(salons: Salons, money: Money, clock: Clock) -> Routes:
    """`s/{slug}/desk/books` and `v1/salons/{slug}/ledger`."""
    routes = Routes("books")

    @routes.get(
        "v1/salons/{slug}/ledger",
        says="Shows a salon's books of a time, with the sums of each account, to those who see its money.",
        query=LedgerQuery,
        returns=LedgerView,
        errors=(BadInput, NotAllowed, NotFound),
    )
    async def ledger(call: Call[None, LedgerQuery]) -> LedgerView:
        salon = await salons.find(call.path["slug"])
        query = call.query
        span = (query.from_ms, query.to_ms)
        found = await money.entries(salon, call.person, *span, query.after, query.limit + 1)
        shown = found[: query.limit]
        return LedgerView(
            entries=[_view(entry) for entry in shown],
            totals=await money.totals(salon, call.person, *span),
            next_batch=str(shown[-1].seq) if len(found) > query.limit else None,
        )

    async def page_again(
        call: Call[Any, Any], problems: Mapping[str, Text], given: Mapping[str, str]
    ) -> Page:
        return await page(call)

    @routes.page("s/{slug}/desk/books", who=Who.SIGNED_IN, query=MonthQuery, again=page_again)
    async def page(call: Call[Any, MonthQuery]) -> Page:
        salon = await salons.find(call.path["slug"])
        zone = ZoneInfo(salon.timezone)
        today, first = today_in(zone), month_of(call.query, zone)
        span = (_starts(first, zone), _starts(_next(first), zone))
        totals = await money.totals(salon, call.person, *span)
        held = await money.held(salon, call.person, *span)
        values = {
            "salon": salon,
            "first_ms": span[0],
            "month": first.isoformat()[:7],
            "before": _before(first).isoformat()[:7],
            "after": _next(first).isoformat()[:7] if _next(first) <= today else None,
            "totals": {
                currency: _rows(accounts, held.get(currency, {}), currency)
                for currency, accounts in totals.items()
            },
        }
        return Page("billing/books.html", t("Books"), values, salon=salon)

    @routes.page("s/{slug}/desk/books.csv", who=Who.SIGNED_IN, query=MonthQuery, again=page_again)
    async def table(call: Call[Any, MonthQuery]) -> Raw:
        salon = await salons.find(call.path["slug"])
        zone = ZoneInfo(salon.timezone)
        first = month_of(call.query, zone)
        span = (_starts(first, zone), _starts(_next(first), zone))
        found = await money.entries(salon, call.person, *span, 0, MOST_ROWS)
        name = f"books-{first.isoformat()[:7]}"
        return as_file(salon, name, books_table(found, salon.timezone, call.say))

    def today_in(zone: ZoneInfo) -> date:
        return datetime.fromtimestamp(clock.now_ms() / 1000, UTC).astimezone(zone).date()

    def month_of(query: MonthQuery, zone: ZoneInfo) -> date:
        return date.fromisoformat(f"{query.month or today_in(zone).isoformat()[:7]}-01")

    return routes


def _rows(accounts: Mapping[str, int], held: Mapping[str, int], currency: str) -> list[tuple[Text, Sum]]:
    """The items of the books with their sums, money on the salon's own account apart from that of the service."""
    found: list[tuple[Text, Sum]] = []
    for account in ACCOUNTS:
        parts = held.items() if account == "provider" else [("", accounts.get(account, 0))]
        sums: dict[Text, int] = {}
        for provider, amount in parts:
            words = account_words(account, provider)
            sums[words] = sums.get(words, 0) + amount
        if account in accounts:
            found += [(words, Sum(_shown(account, amount), currency)) for words, amount in sums.items()]
    return found


def _shown(account: str, amount: int) -> int:
    """As people expect it: what was earned is above zero."""
    return -amount if account in ("sales", "tax", "application_fees", "unassigned") else amount


def _starts(day: date, zone: ZoneInfo) -> int:
    return int(datetime.combine(day, time(), zone).timestamp() * 1000)


def _next(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _before(first: date) -> date:
    return date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)


def _view(entry: Entry) -> EntryView:
    return EntryView(
        seq=entry.seq,
        posting=entry.posting,
        at_ms=entry.at_ms,
        account=entry.account,
        amount=entry.amount,
        currency=entry.currency,
        kind=entry.kind,
        provider=entry.provider,
        payment=entry.payment,
        order=entry.order_id,
    )

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A salon's receipts on its desk: looked up by day, amount and party, as a table, and who issues them."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from modules.billing.domain import receipt_words as words
from modules.billing.domain.invoicing import Issuer
from modules.billing.domain.receipts import label
from modules.billing.domain.registration_number import registration_number
from modules.billing.service.papers import Found, Papers
from modules.billing.store.searching import Wanted
from modules.billing.web.days import Day, Days, Part
from modules.billing.web.receipts import ReceiptView, receipt_view
from modules.billing.web.tables import MOST_ROWS, as_file, receipts_table
from synapse_salon.errors import BadInput, NotAllowed, NotFound
from synapse_salon.i18n import Text, t
from synapse_salon.money import Money
from synapse_salon.people import Act
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon, Salons
from synapse_salon.web import (
    Body,
    Call,
    Page,
    Prose,
    Raw,
    Redirect,
    Routes,
    TypedMoney,
    View,
    Who,
    typed_money,
)

_EVERYTHING = 2**53


class Search(Days):
    """What is looked for: days of the salon's calendar and amounts in its currency, both ends included; a part of a
    name, of a recipient or of an account. Everything may be left out."""

    least: TypedMoney = ""
    most: TypedMoney = ""
    party: Part = ""
    before: Annotated[int, Field(ge=0)] | None = None
    """The `next_batch` of the answer before."""

    limit: Annotated[int, Field(ge=1, le=200)] = 50

    def wanted(self, salon: Salon) -> Wanted:
        """The same for the store. Raises BadInput: an amount is none of the salon's currency."""
        from_ms, to_ms = self.span(salon)
        return Wanted(
            salon_id=salon.id,
            from_ms=from_ms,
            to_ms=to_ms,
            least=typed_money(self.least, salon.currency, "least").minor if self.least else 0,
            most=typed_money(self.most, salon.currency, "most").minor if self.most else _EVERYTHING,
            party=self.party,
        )


class ReceiptList(View):
    """Receipts and credit notes, newest first; how many there are in all, and what they come to by currency: receipts
    less credit notes, each payment once. `next_batch` is the next `before`."""

    receipts: list[ReceiptView]
    count: int
    totals: dict[str, int]
    next_batch: int | None = None


class IssuerForm(Body):
    """Who issues. Empty name and address are those of the seller's disclosure; without a registration number no
    invoices are issued, only receipts. `registered_from` is the day from which the number counts."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    address: Annotated[Prose, Field(max_length=500)] = ""
    registration_number: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] = ""
    registered_from: Day = ""

    @property
    def issuer(self) -> Issuer:
        """The same, checked. Raises BadInput: the number is none."""
        number = registration_number(self.registration_number) if self.registration_number else ""
        return Issuer(self.name, self.address, number, self.registered_from if number else "")


class IssuerView(View):
    """Who issues, as staff said it."""

    name: str
    address: str
    registration_number: str
    registered_from: str


def desk_receipt_routes(platform: Platform, salons: Salons, papers: Papers) -> Routes:
    """`s/{slug}/desk/receipts`, `s/{slug}/desk/issuer`, and the same by the API."""
    routes = Routes("receipts")

    @routes.get(
        "v1/salons/{slug}/receipts",
        says="Looks a salon's receipts and credit notes up by day, amount and party, for those who see its money.",
        query=Search,
        returns=ReceiptList,
        errors=(BadInput, NotAllowed, NotFound),
    )
    async def listed(call: Call[None, Search]) -> ReceiptList:
        salon = await salons.find(call.path["slug"])
        query = call.query
        found = await papers.search(salon, call.person, query.wanted(salon), query.before, query.limit)
        return ReceiptList(
            receipts=[receipt_view(one, platform) for one in found.receipts],
            count=found.count,
            totals=found.totals,
            next_batch=found.after,
        )

    async def looked_for(call: Call[Any, Search], salon: Salon, found: Found) -> Page:
        query = call.query
        values = {
            "salon": salon,
            "found": found,
            "shown": [
                (one, label(one.series, one.number), Money(one.total, one.currency)) for one in found.receipts
            ],
            "replaced": await papers.replaced(found.receipts),
            "sums": [Money(amount, currency) for currency, amount in sorted(found.totals.items())],
            "query": query,
            "asked": query.asked(),
            "kinds": words.KINDS,
            "issuer": await papers.issuer(salon, call.person),
        }
        return Page("billing/desk_receipts.html", t("Receipts"), values, salon=salon)

    async def search_again(
        call: Call[Any, Any], problems: Mapping[str, Text], given: Mapping[str, str]
    ) -> Page:
        salon = await salons.find(call.path["slug"])
        await salons.allow(salon, call.person, Act.SEE_MONEY)
        return await looked_for(call, salon, Found([], 0, {}, None))

    @routes.page("s/{slug}/desk/receipts", who=Who.SIGNED_IN, query=Search, again=search_again)
    async def page(call: Call[None, Search]) -> Page:
        salon = await salons.find(call.path["slug"])
        query = call.query
        found = await papers.search(salon, call.person, query.wanted(salon), query.before, query.limit)
        return await looked_for(call, salon, found)

    @routes.page("s/{slug}/desk/receipts.csv", who=Who.SIGNED_IN, query=Search, again=search_again)
    async def table(call: Call[None, Search]) -> Raw:
        salon = await salons.find(call.path["slug"])
        found = await papers.search(salon, call.person, call.query.wanted(salon), None, MOST_ROWS)
        return as_file(salon, "receipts", receipts_table(found.receipts, call.say))

    @routes.get(
        "v1/salons/{slug}/issuer",
        says="Shows who issues a salon's receipts, to those who see its money.",
        returns=IssuerView,
        errors=(NotAllowed, NotFound),
    )
    async def issuer(call: Call[None]) -> IssuerView:
        salon = await salons.find(call.path["slug"])
        return _issuer_view(await papers.issuer(salon, call.person))

    @routes.put(
        "v1/salons/{slug}/issuer",
        says="Says who issues a salon's receipts from now on; those that were issued stay as they are.",
        body=IssuerForm,
        returns=IssuerView,
        errors=(BadInput, NotAllowed, NotFound),
    )
    async def put_issuer(call: Call[IssuerForm]) -> IssuerView:
        salon = await salons.find(call.path["slug"])
        said = call.body.issuer
        await papers.set_issuer(salon, call.person, said)
        return _issuer_view(said)

    @routes.page("s/{slug}/desk/issuer", who=Who.SIGNED_IN)
    async def form(call: Call[Any]) -> Page:
        salon = await salons.find(call.path["slug"])
        values = {
            "salon": salon,
            "issuer": await papers.issuer(salon, call.person),
            "may_change": await papers.may_set_issuer(salon, call.person),
        }
        return Page("billing/issuer.html", t("Who issues receipts"), values, salon=salon)

    async def form_again(call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await form(call)

    @routes.form("s/{slug}/desk/issuer", body=IssuerForm, who=Who.SIGNED_IN, again=form_again)
    async def write(call: Call[IssuerForm]) -> Redirect:
        salon = await salons.find(call.path["slug"])
        await papers.set_issuer(salon, call.person, call.body.issuer)
        return Redirect(f"s/{salon.slug}/desk/receipts", saved=True)

    return routes


def _issuer_view(issuer: Issuer) -> IssuerView:
    return IssuerView(
        name=issuer.name,
        address=issuer.address,
        registration_number=issuer.registration_number,
        registered_from=issuer.registered_from,
    )

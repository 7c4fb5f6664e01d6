# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A person's receipts: the list, each as a page and as a PDF, and whom they are made out to."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints

from modules.billing.domain import receipt_words as words
from modules.billing.domain.receipts import Form, Kind, Receipt, label
from modules.billing.service.papers import Papers
from modules.billing.service.receipts import Receipts
from modules.billing.web.sheet import sheet
from synapse_salon.errors import BadInput, Conflict, NotFound
from synapse_salon.i18n import Text, t
from synapse_salon.money import Money
from synapse_salon.people import Act, may
from synapse_salon.platform import Platform
from synapse_salon.ports import Salons
from synapse_salon.web import Amount, Body, Call, OneLine, Page, Raw, Redirect, Routes, View, Who

MOST = 500


class RecipientName(Body):
    """Whom a receipt is made out to."""

    name: Annotated[OneLine, Field(max_length=100)]
    keep: bool = False
    """Whether the receipts to come are made out to the same."""


def _no_line_breaks(value: str) -> str:
    value = value.replace("\u3000", " ")  # what Japanese keyboards type between two words
    if not value.isprintable():
        raise ValueError(t("One line of text would work here, without line breaks or control characters."))
    return value


class NameToCome(Body):
    """Whom receipts are made out to from now on; nothing for nobody."""

    name: Annotated[
        str, StringConstraints(strip_whitespace=True, max_length=100), AfterValidator(_no_line_breaks)
    ] = ""


class RateView(View):
    """All items of one rate of tax, in minor units."""

    percent: int
    total: int
    tax: int


class ReceiptView(View):
    """A receipt or credit note. Amounts are above zero on every kind; times in ms. `of` is the number of the receipt
    that a credit note belongs to, `replaces` that of the one which was the same without a recipient."""

    id: str
    number: str
    kind: Kind
    form: Form
    salon: str
    payment: str
    at_ms: int
    issued_ms: int
    total: Amount
    rates: list[RateView]
    seller: str
    registration_number: str
    payer: str
    recipient: str
    of: str | None = None
    replaces: str | None = None
    is_test: bool
    page: str
    pdf: str


class MyReceipts(View):
    """Receipts and credit notes, newest first, and whom those to come are made out to ("" for nobody)."""

    receipts: list[ReceiptView]
    name: str


def receipt_view(receipt: Receipt, platform: Platform) -> ReceiptView:
    """A document, as the API shows it."""
    page = platform.web.url(f"me/receipts/{receipt.id}")
    return ReceiptView(
        id=receipt.id,
        number=label(receipt.series, receipt.number),
        kind=receipt.kind,
        form=receipt.form,
        salon=receipt.series,
        payment=receipt.payment,
        at_ms=receipt.at_ms,
        issued_ms=receipt.issued_ms,
        total=Amount.of(Money(receipt.total, receipt.currency)),
        rates=[RateView(percent=rate.percent, total=rate.total, tax=rate.tax) for rate in receipt.rates],
        seller=receipt.seller.name,
        registration_number=receipt.seller.registration_number,
        payer=receipt.payer,
        recipient=receipt.recipient,
        of=label(receipt.series, receipt.of) if receipt.of is not None else None,
        replaces=label(receipt.series, receipt.replaces) if receipt.replaces is not None else None,
        is_test=receipt.is_test,
        page=page,
        pdf=f"{page}.pdf",
    )


def receipt_routes(platform: Platform, salons: Salons, receipts: Receipts, papers: Papers) -> Routes:
    """`me/receipts` and `v1/me/receipts`."""
    routes = Routes("my_receipts")
    threads = platform.host.threads("pdf", 1)

    @routes.get(
        "v1/me/receipts",
        says="Lists the receipts and credit notes of the person who asks, newest first.",
        returns=MyReceipts,
    )
    async def mine(call: Call[None]) -> MyReceipts:
        found = await receipts.of_person(call.person, MOST)
        return MyReceipts(
            receipts=[receipt_view(one, platform) for one in found], name=await papers.name_of(call.person)
        )

    @routes.put(
        "v1/me/receipts/name",
        says="Says whom the receipts to come are made out to.",
        body=NameToCome,
        errors=(BadInput,),
    )
    async def name(call: Call[NameToCome]) -> None:
        await papers.set_name(call.person, call.body.name)

    @routes.post(
        "v1/me/receipts/{id}/name",
        says="Issues a receipt once more, made out to a name.",
        body=RecipientName,
        returns=ReceiptView,
        errors=(BadInput, Conflict, NotFound),
    )
    async def make_out(call: Call[RecipientName]) -> ReceiptView:
        return receipt_view(await made_out(call), platform)

    async def made_out(call: Call[RecipientName]) -> Receipt:
        made = await receipts.make_out(call.person, call.path["id"], call.body.name)
        if call.body.keep:
            await papers.set_name(call.person, call.body.name)
        return made

    @routes.page("me/receipts", who=Who.SIGNED_IN)
    async def every(call: Call[Any]) -> Page:
        found = await receipts.of_person(call.person, MOST)
        values = {
            "receipts": [
                (one, label(one.series, one.number), Money(one.total, one.currency)) for one in found
            ],
            "kinds": words.KINDS,
            "replaced": await papers.replaced(found),
            "name": await papers.name_of(call.person),
        }
        return Page("billing/receipts.html", t("Your receipts"), values)

    async def every_again(call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await every(call)

    @routes.form("me/receipts", body=NameToCome, who=Who.SIGNED_IN, again=every_again)
    async def keep_name(call: Call[NameToCome]) -> Redirect:
        await papers.set_name(call.person, call.body.name)
        return Redirect("me/receipts")

    async def one(call: Call[Any]) -> Page:
        receipt = await receipts.shown_to(call.person, call.path["id"])
        beside = await receipts.beside(receipt)
        again = next((other for other in beside if other.replaces == receipt.number), None)
        salon = await salons.by_id(receipt.salon_id)
        values = {
            "sheet": sheet(receipt, call.language, call.texts.say),
            "receipt": receipt,
            "beside": [(other, label(other.series, other.number), words.title(other)) for other in beside],
            "again": again,
            "is_own": receipt.account == call.person,
            "sees_money": salon is not None and may(await salons.roles(salon.id, call.person), Act.SEE_MONEY),
            "may_make_out": receipt.account == call.person
            and receipt.kind == "receipt"
            and not receipt.recipient
            and again is None,
        }
        return Page("billing/receipt.html", words.title(receipt), values, salon=salon, plain=True)

    @routes.page("me/receipts/{id}", who=Who.SIGNED_IN)
    async def page(call: Call[None]) -> Page | Raw:
        receipt_id, dot, _ = call.path["id"].partition(".pdf")
        if not dot:
            return await one(call)
        receipt = await receipts.shown_to(call.person, receipt_id)
        body = await threads.run(_drawn, receipt, call)
        name = f"{label(receipt.series, receipt.number)}.pdf"
        return Raw("application/pdf", body, headers={"Content-Disposition": f'inline; filename="{name}"'})

    async def one_again(call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await one(call)

    @routes.form("me/receipts/{id}", body=RecipientName, who=Who.SIGNED_IN, again=one_again)
    async def make_out_here(call: Call[RecipientName]) -> Redirect:
        return Redirect(f"me/receipts/{(await made_out(call)).id}")

    return routes


def _drawn(receipt: Receipt, call: Call[Any]) -> bytes:
    from modules.billing.web.pdf import draw  # half a second, which a start of the homeserver need not take

    return draw(sheet(receipt, call.language, call.texts.say), receipt.issued_ms)

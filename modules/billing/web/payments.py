# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What staff see of money, and give back: by the API and on the desk."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import attrs
from pydantic import Field

from modules.billing.domain.disputes import ANSWER, SAYS, TAKEN
from modules.billing.domain.refunds import Refund, State
from modules.billing.service.money import Money, Shown
from modules.billing.service.refunds import Refunds
from modules.billing.web.days import Days, Part
from modules.billing.web.tables import MOST_ROWS, as_file, payments_table
from modules.billing.web.words import DISPUTED, FATES, PAID_FOR, STATES, STATUSES, WHICH
from synapse_salon.errors import BadInput, Conflict, NotAllowed, NotFound
from synapse_salon.i18n import Text, t
from synapse_salon.money import Money as Sum
from synapse_salon.people import Act
from synapse_salon.ports import Salon, Salons
from synapse_salon.ports.payments import Disputed, PaidFor
from synapse_salon.purchases import Wanted
from synapse_salon.purchases.listing import Fate
from synapse_salon.web import (
    Amount,
    Body,
    Call,
    ListQuery,
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


class PaymentView(View):
    """A payment. `name` is the community name of who paid; nothing else of them is shown. Time in ms."""

    payment: str
    made_ms: int
    name: str
    user_id: str
    title: str
    amount: Amount
    refunded: Amount
    on_its_way: Amount
    """What of `refunded` is still to be sent by hand."""
    status: str
    paid_for: PaidFor
    disputed: Disputed = "no"


class PaymentSearch(Days, ListQuery):
    """What is looked for, all of which may be left out."""

    party: Part = ""
    """A part of the community name or account of who paid."""

    title: Part = ""
    """A part of what it was for."""

    paid_for: PaidFor | Literal[""] = ""
    """Which payment for it."""

    only: Fate | Literal[""] = ""
    """Only what was given back (some or all of it), was ever taken back by the payer's bank, or failed."""

    def wanted(self, salon: Salon) -> Wanted:
        """The same for the store."""
        from_ms, to_ms = self.span(salon)
        return Wanted(
            salon_id=salon.id,
            from_ms=from_ms,
            to_ms=to_ms,
            account=self.party,
            title=self.title,
            paid_for=self.paid_for or None,
            fate=self.only or None,
        )


class PaymentList(View):
    """Payments of a salon, newest first."""

    payments: list[PaymentView]
    next_batch: str | None = None


class RefundWish(Body):
    """How much to give back; without `amount`, all that is left."""

    amount: Amount | None = None
    reason: Annotated[Prose, Field(max_length=2000)] = ""


class RefundForm(Body):
    """The same, from the page: an amount as people write money, or with a tick all that is left: nobody is put out of
    a salon by an empty field. `left` is how much the page said that is, in minor units."""

    amount: TypedMoney = ""
    reason: Annotated[Prose, Field(max_length=2000)] = ""
    left: Annotated[int, Field(ge=0)]
    everything: bool = False

    def wanted(self, currency: str) -> Sum | None:
        """The amount in minor units. Raises BadInput: it is none of this currency."""
        if self.everything and not self.amount:
            return None
        if not self.amount or self.everything:
            problem = t("Please give an amount, or tick that everything goes back.")
            raise BadInput(t("This amount cannot be given back."), {"amount": problem})
        return typed_money(self.amount, currency, "amount", t("This amount cannot be given back."))


class RefundView(View):
    """Money that staff give back. `asked`: the payment service has not answered yet, and is asked again; `pending`: it
    is on its way."""

    id: str
    payment: str
    amount: Amount
    state: State
    reason: str
    asked_by: str
    asked_ms: int


def payment_routes(salons: Salons, money: Money, refunds: Refunds) -> Routes:
    """`s/{slug}/desk/payments` and `v1/salons/{slug}/payments`."""
    routes = Routes("billing")

    async def look(call: Call[None, PaymentSearch], salon: Salon) -> list[Shown]:
        query = call.query
        place = _place(query.from_)
        return await money.payments(salon, call.person, query.wanted(salon), place, query.limit + 1)

    @routes.get(
        "v1/salons/{slug}/payments",
        says="Lists the payments of a salon, or those looked for, newest first, to those who see its money.",
        query=PaymentSearch,
        returns=PaymentList,
        errors=(BadInput, NotAllowed, NotFound),
    )
    async def listed(call: Call[None, PaymentSearch]) -> PaymentList:
        salon = await salons.find(call.path["slug"])
        limit, found = call.query.limit, await look(call, salon)
        return PaymentList(
            payments=[_view(shown) for shown in found[:limit]], next_batch=_after(found, limit)
        )

    @routes.post(
        "v1/salons/{slug}/payments/{payment}/refund",
        says="Gives back a part of a payment, or all that is left of it.",
        body=RefundWish,
        returns=RefundView,
        errors=(BadInput, Conflict, NotAllowed, NotFound),
        idempotent=True,
    )
    async def refund(call: Call[RefundWish]) -> RefundView:
        salon = await salons.find(call.path["slug"])
        wanted = call.body.amount.money if call.body.amount is not None else None
        payment, key = call.path["payment"], call.idempotency_key
        return _refund_view(
            await refunds.give_back(salon, call.person, payment, wanted, call.body.reason, key)
        )

    async def looked_for(call: Call[Any, PaymentSearch], salon: Salon, found: list[Shown]) -> Page:
        query = call.query
        values = {
            "salon": salon,
            "payments": found[: query.limit],
            "after": _after(found, query.limit),
            "query": query,
            "asked": query.asked(),
            "fates": FATES,
            "which": WHICH,
            "paid_for": PAID_FOR,
            "statuses": STATUSES,
            "disputed": DISPUTED,
            "recovery": await money.recovery(salon),
        }
        return Page("billing/payments.html", t("Payments"), values, salon=salon)

    async def search_again(
        call: Call[Any, Any], problems: Mapping[str, Text], given: Mapping[str, str]
    ) -> Page:
        salon = await salons.find(call.path["slug"])
        await salons.allow(salon, call.person, Act.SEE_MONEY)
        return await looked_for(call, salon, [])

    @routes.page("s/{slug}/desk/payments", who=Who.SIGNED_IN, query=PaymentSearch, again=search_again)
    async def page(call: Call[None, PaymentSearch]) -> Page:
        salon = await salons.find(call.path["slug"])
        return await looked_for(call, salon, await look(call, salon))

    @routes.page("s/{slug}/desk/payments.csv", who=Who.SIGNED_IN, query=PaymentSearch, again=search_again)
    async def table(call: Call[None, PaymentSearch]) -> Raw:
        salon = await salons.find(call.path["slug"])
        found = await money.payments(salon, call.person, call.query.wanted(salon), None, MOST_ROWS)
        return as_file(salon, "payments", payments_table(found, salon.timezone, call.say))

    async def one(call: Call[Any]) -> Page:
        salon = await salons.find(call.path["slug"])
        paid = await refunds.paid(salon, call.person, call.path["payment"])
        given = await refunds.of(paid)
        under_way = sum(one.amount.minor for one in given if one.state == "asked")
        left = Sum(paid.amount.minor - paid.refunded.minor - under_way, paid.amount.currency)
        shown = await money.one(paid)
        may_give = (
            paid.status == "succeeded"
            and left.minor > 0
            and shown.disputed not in TAKEN
            and await money.may_give_back(salon, call.person)
        )
        values = {
            "salon": salon,
            "shown": shown,
            "dispute_says": SAYS,
            "dispute_answer": ANSWER,
            "refunds": given,
            "called": await money.called(salon.id, {one.asked_by for one in given}),
            "left": left if may_give else None,
            "receipt": (await money.receipts_of(paid.user_id, [paid.ref])).get(paid.ref),
            "paid_for": PAID_FOR,
            "statuses": STATUSES,
            "disputed": DISPUTED,
            "states": STATES,
        }
        return Page("billing/payment.html", t("A payment"), values, salon=salon)

    routes.page("s/{slug}/desk/payments/{payment}", who=Who.SIGNED_IN)(one)

    async def again(call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await one(call)

    @routes.form("s/{slug}/desk/payments/{payment}", body=RefundForm, who=Who.SIGNED_IN, again=again)
    async def give_back(call: Call[RefundForm]) -> Redirect | Page:
        salon = await salons.find(call.path["slug"])
        paid = await refunds.paid(salon, call.person, call.path["payment"])
        wanted = call.body.wanted(paid.amount.currency)
        seen = Sum(call.body.left, paid.amount.currency)
        try:
            await refunds.give_back(
                salon, call.person, paid.ref, wanted, call.body.reason, call.idempotency_key, seen
            )
        except Conflict as refusal:  # said where it was asked, and what stands there now
            page = await one(call)
            return attrs.evolve(
                page, status=refusal.status, values={**page.values, "problems": {"": refusal.text}}
            )
        return Redirect(f"s/{salon.slug}/desk/payments/{paid.ref}", saved=False)

    return routes


def _view(shown: Shown) -> PaymentView:
    paid = shown.paid
    return PaymentView(
        payment=paid.ref,
        made_ms=paid.made_ms,
        name=shown.name,
        user_id=paid.user_id,
        title=shown.title,
        amount=Amount.of(paid.amount),
        refunded=Amount.of(paid.refunded),
        on_its_way=Amount.of(paid.on_its_way),
        status=paid.status,
        paid_for=paid.paid_for,
        disputed=shown.disputed,
    )


def _refund_view(refund: Refund) -> RefundView:
    return RefundView(
        id=refund.id,
        payment=refund.payment,
        amount=Amount.of(refund.amount),
        state=refund.state,
        reason=refund.reason,
        asked_by=refund.asked_by,
        asked_ms=refund.asked_ms,
    )


def _after(found: list[Shown], limit: int) -> str | None:
    return f"{found[limit - 1].paid.made_ms}.{found[limit - 1].paid.ref}" if len(found) > limit else None


def _place(place: str | None) -> tuple[int, str] | None:
    if place is None:
        return None
    moment, _, ref = place.partition(".")
    if not (moment.isascii() and moment.isdecimal()) or len(moment) > 16:
        raise BadInput(t("This is not a place in the list."), {"from": t("the next_batch of an answer")})
    return int(moment), ref

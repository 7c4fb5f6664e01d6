# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a person paid, and what they are charged next, by the API and on a page."""

from modules.membership.domain.charges import Charge
from modules.membership.domain.closing import Due
from modules.membership.domain.words import PAID_FOR
from modules.membership.service.house import MembershipHouse
from modules.membership.web.find import find_known_salon
from synapse_salon.errors import BadInput, NotFound
from synapse_salon.i18n import t
from synapse_salon.platform import Platform
from synapse_salon.ports import Salons
from synapse_salon.ports.payments import PaidFor
from synapse_salon.ports.receipts import ReceiptPages
from synapse_salon.web import Amount, Call, ListQuery, Page, Routes, View, Who


class ChargeView(View):
    """A payment to come: when (ms), how much, tax included, and for which plan. `due`: its day has passed."""

    at_ms: int
    amount: Amount
    plan: str
    due: bool


class ChargeList(View):
    """The next payments, as things stand. What is due is paid at `pay_url`."""

    charges: list[ChargeView]
    pay_url: str | None = None


class PaymentView(View):
    """A payment: how much, tax included, when (ms), and what for: `begun` is the first one, `renewed` a renewal,
    `changed` the rest of a paid time on another plan. `from_ms` to `through_ms` is the time that it is for."""

    payment: str
    made_ms: int
    amount: Amount
    refunded: Amount
    plan: str | None = None
    paid_for: PaidFor
    from_ms: int | None = None
    through_ms: int | None = None


class PaymentList(View):
    """Payments, newest first."""

    payments: list[PaymentView]
    next_batch: str | None = None


def charge_routes(platform: Platform, salons: Salons, house: MembershipHouse) -> Routes:
    """`s/{slug}/me/payments` and the same by the API."""
    routes = Routes("payments")

    @routes.get(
        "v1/salons/{slug}/me/charges",
        says="Shows what the person who asks is charged next in a salon, and when: up to twelve payments.",
        returns=ChargeList,
        errors=(NotFound,),
    )
    async def charges(call: Call[None]) -> ChargeList:
        salon = await find_known_salon(salons, house, call.path["slug"], call.person)
        member = await house.records.get(salon.id, call.person)
        if member is None:
            return ChargeList(charges=[])
        found = await house.charges.of(salon, member)
        return ChargeList(charges=[charge_view(charge) for charge in found.charges], pay_url=member.pay_url)

    @routes.get(
        "v1/salons/{slug}/me/payments",
        says="Lists what the person who asks paid in a salon, newest first.",
        query=ListQuery,
        returns=PaymentList,
        errors=(BadInput, NotFound),
    )
    async def payments(call: Call[None, ListQuery]) -> PaymentList:
        salon = await find_known_salon(salons, house, call.path["slug"], call.person)
        query = call.query
        found = await house.charges.paid(salon, call.person, _place(query.from_), query.limit + 1)
        shown = found[: query.limit]
        return PaymentList(
            payments=[payment_view(due) for due in shown],
            next_batch=_after(shown[-1]) if len(found) > query.limit else None,
        )

    @routes.page("s/{slug}/me/payments", who=Who.SIGNED_IN, query=ListQuery)
    async def page(call: Call[None, ListQuery]) -> Page:
        salon = await find_known_salon(salons, house, call.path["slug"], call.person)
        query = call.query
        member = await house.records.get(salon.id, call.person)
        found = await house.charges.paid(salon, call.person, _place(query.from_), query.limit + 1)
        shown = found[: query.limit]
        papers = platform.want(ReceiptPages)
        values = {
            "salon": salon,
            "member": member,
            "membership": await house.charges.of(salon, member) if member is not None else None,
            "payments": shown,
            "plans": {plan.id: plan.name for plan in await salons.plans(salon.id)},
            "paid_for": PAID_FOR,
            "card_ends": await house.new_card.ends(member)
            if member is not None and member.standing.is_inside and query.from_ is None
            else None,
            "firsts": await house.charges.firsts(salon, call.person),
            "disputed": await house.charges.disputed(salon, call.person),
            "on_their_way": await platform.purchases.on_its_way(call.person),
            "receipts": await papers.pages(call.person, [due.ref for due in shown]) if papers else {},
            "first": query.from_ is None,
            "after": _after(shown[-1]) if len(found) > query.limit else "",
        }
        return Page("membership/payments.html", t("Your payments"), values, salon=salon)

    return routes


def charge_view(charge: Charge) -> ChargeView:
    """A payment to come."""
    return ChargeView(
        at_ms=charge.at_ms, amount=Amount.of(charge.amount), plan=charge.plan.id, due=charge.is_due
    )


def payment_view(due: Due) -> PaymentView:
    """A payment that was made."""
    return PaymentView(
        payment=due.ref,
        made_ms=due.made_ms,
        amount=Amount.of(due.amount),
        refunded=Amount.of(due.refunded),
        plan=due.plan_id,
        paid_for=due.paid_for,
        from_ms=due.from_ms,
        through_ms=due.through_ms,
    )


def _after(due: Due) -> str:
    return f"{due.made_ms}.{due.ref}"


def _place(place: str | None) -> tuple[int, str] | None:
    if place is None:
        return None
    moment, _, ref = place.partition(".")
    if not moment.isdecimal() or len(moment) > 16 or not moment.isascii():
        raise BadInput(t("This is not a place in the list."), {"from": t("the next_batch of an answer")})
    return int(moment), ref

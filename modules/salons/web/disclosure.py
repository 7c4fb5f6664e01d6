# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The seller's disclosure: its public page, its form at the desk, its API."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import attrs
from pydantic import Field, StringConstraints

from modules.salons.domain.disclosure import Disclosure, missing
from modules.salons.service.house import SalonsHouse
from modules.salons.service.paying import paid_ahead
from synapse_salon.errors import BadInput, NotAllowed, NotFound
from synapse_salon.i18n import Text, t
from synapse_salon.people import Act, may
from synapse_salon.platform import Platform
from synapse_salon.ports.payments import Payments
from synapse_salon.ports.salons import Salon
from synapse_salon.web import Body, Call, Page, Prose, Redirect, Routes, View, Who

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Mail = Annotated[str, StringConstraints(strip_whitespace=True, max_length=254, pattern=r"^(\S+@\S+)?$")]
Terms = Annotated[Prose, Field(max_length=1000)]


class DisclosureForm(Body):
    """A seller and their terms; empty terms are said by the house in its own words."""

    name: Line = ""
    is_company: bool = False
    representative: Line = ""
    address: Annotated[Prose, Field(max_length=500)] = ""
    phone: Annotated[str, StringConstraints(strip_whitespace=True, max_length=50)] = ""
    mail: Mail = ""
    on_request: bool = False
    extra_costs: Terms = ""
    payment: Terms = ""
    delivery: Terms = ""
    cancelling: Terms = ""


class DisclosureView(View):
    """A seller's disclosure as it is public. `missing` names what the law asks for and is not there."""

    name: str
    is_company: bool
    representative: str
    address: str
    phone: str
    mail: str
    on_request: bool
    extra_costs: str
    payment: str
    delivery: str
    cancelling: str
    missing: list[str]
    own: bool


def as_public(seller: Disclosure) -> Disclosure:
    """What strangers see: without what is told on request."""
    return attrs.evolve(seller, address="", phone="") if seller.on_request else seller


def how_paid(ahead: Sequence[Text]) -> Text:
    """When and how is paid, where the seller says nothing of it."""
    words = t("By card: when joining, and at each renewal.")
    for means in ahead:
        words = t(
            "{before}\n{means}: in advance, by the day that is shown with it; it does not renew by itself.",
            before=words,
            means=means,
        )
    return words


def rows(seller: Disclosure | None, ahead: Sequence[Text] = ()) -> list[tuple[Text, Text | str]]:
    """What the public page says, in its order."""
    who = as_public(seller or Disclosure())
    asked = t("Told without delay to whoever asks at {mail}.", mail=who.mail)
    told: list[tuple[Text, Text | str]] = []
    if who.name:
        told.append((t("Seller"), who.name))
    if who.is_company and who.representative:
        told.append((t("Who answers for it"), who.representative))
    if who.address or who.on_request:
        told.append((t("Address"), who.address or asked))
    if who.phone or who.on_request:
        told.append((t("Phone number"), who.phone or asked))
    if who.mail:
        told.append((t("Mail address"), who.mail))
    return [
        *told,
        (t("Other costs"), who.extra_costs or t("None, but for your own connection to the internet.")),
        (t("When and how is paid"), who.payment or how_paid(ahead)),
        (t("When it begins"), who.delivery or t("At once after the payment.")),
        (
            t("Leaving and refunds"),
            who.cancelling
            or t("You leave at any time on your own page, without a fee; paid time runs to its end."),
        ),
    ]


def disclosure_routes(platform: Platform, house: SalonsHouse) -> Routes:
    """`s/{slug}/disclosure`, `s/{slug}/desk/disclosure` and `v1/salons/{slug}/disclosure`."""
    routes = Routes("disclosure")

    async def view(salon: Salon, for_staff: bool = False) -> DisclosureView:
        seller = await house.disclosures.shown(salon)
        told = seller or Disclosure()
        return DisclosureView(
            **attrs.asdict(told if for_staff else as_public(told)),
            missing=list(missing(seller)),
            own=await house.disclosures.own(salon) is not None,
        )

    @routes.page("s/{slug}/disclosure")
    async def show(call: Call[None]) -> Page:
        salon = await house.lookups.known(call.path["slug"], call.person_or_none)
        seller = await house.disclosures.shown(salon)
        payments = platform.want(Payments)
        values = {
            "salon": salon,
            "seller": seller,
            "rows": rows(seller, await paid_ahead(platform, salon.id)),
            "on_request": await house.inquiries.tells_on_request(salon),
            "moves_money": payments is None or payments.is_real,
            "plans": [plan for plan in await house.lookups.plans(salon.id) if plan.is_offered],
        }
        return Page("salons/disclosure.html", t("Seller's disclosure"), values, salon=salon)

    @routes.page("s/{slug}/desk/disclosure", who=Who.SIGNED_IN)
    async def form(call: Call[Any]) -> Page:
        salon = await house.lookups.find(call.path["slug"])
        await house.lookups.allow(salon, call.person, Act.EDIT_PLANS)
        own, shown = await house.disclosures.own(salon), await house.disclosures.shown(salon)
        values = {
            "salon": salon,
            "seller": own or Disclosure(),
            "own": own,
            "house": shown,
            "lacking": missing(shown),
            "ahead": await paid_ahead(platform, salon.id),
        }
        return Page("salons/disclosing.html", t("Seller's disclosure"), values, salon=salon)

    async def form_again(call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await form(call)

    @routes.form("s/{slug}/desk/disclosure", body=DisclosureForm, who=Who.SIGNED_IN, again=form_again)
    async def write(call: Call[DisclosureForm]) -> Redirect:
        seller = Disclosure(**call.body.model_dump())
        await house.disclosures.save(call.path["slug"], call.person, seller)
        return Redirect(f"s/{call.path['slug']}/desk/disclosure")

    @routes.get(
        "v1/salons/{slug}/disclosure",
        says="Shows who sells a salon's plans, and on what terms.",
        returns=DisclosureView,
        who=Who.ANYONE,
        errors=(NotFound,),
    )
    async def read(call: Call[None]) -> DisclosureView:
        salon = await house.lookups.known(call.path["slug"], call.person_or_none)
        person = call.person_or_none
        staff = person is not None and may(await house.lookups.roles(salon.id, person), Act.EDIT_PLANS)
        return await view(salon, staff)

    @routes.put(
        "v1/salons/{slug}/disclosure",
        says="Writes who sells a salon's plans, and on what terms.",
        body=DisclosureForm,
        returns=DisclosureView,
        errors=(BadInput, NotAllowed, NotFound),
    )
    async def put(call: Call[DisclosureForm]) -> DisclosureView:
        seller = Disclosure(**call.body.model_dump())
        return await view(await house.disclosures.save(call.path["slug"], call.person, seller), True)

    return routes

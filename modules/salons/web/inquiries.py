# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writing to a salon: its page for everybody, the staff's list, and the API of both."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from modules.salons.domain.inquiries import LONGEST, About, Inquiry
from modules.salons.service.house import SalonsHouse
from modules.salons.web.disclosure import as_public
from synapse_salon.errors import BadInput, Conflict, NotAllowed, NotFound, TooMany
from synapse_salon.i18n import Text, t
from synapse_salon.people import Act
from synapse_salon.web import Body, Call, ListQuery, OneLine, Page, Prose, Redirect, Routes, View, Who


class InquiryBody(Body):
    """A message to a salon. `seller` asks for the seller's address and phone number, where they are told on request.

    `mail` is where the answer goes; only somebody signed in may leave it out.
    """

    about: About = "question"
    name: Annotated[OneLine, StringConstraints(max_length=100)]
    mail: Annotated[str, Field(max_length=254)] = ""
    body: Annotated[Prose, Field(max_length=LONGEST)] = ""


class ContactForm(InquiryBody):
    """The same as a form; `homepage` is seen by machines alone, and whoever fills it in is one."""

    homepage: str = ""


class AnswerBody(Body):
    """What the staff answer through the house; left empty, they answered on another way."""

    answer: Annotated[Prose, Field(max_length=LONGEST)] = ""


class AnswerForm(AnswerBody):
    """The same as a form, where an answer is sent or only noted."""

    act: Literal["send", "note"] = "note"


class ContactQuery(Body):
    """What the page begins with, or that a message was sent."""

    about: str = ""
    sent: str = ""


class InquiriesQuery(ListQuery):
    """Which messages: those that wait for an answer, or those that got one."""

    answered: bool = False


class InquiryMade(View):
    """A message that was taken."""

    id: str


class InquiryView(View):
    """A message, as staff see it. Times in ms."""

    id: str
    about: About
    user_id: str | None
    name: str
    mail: str
    body: str
    received_ms: int
    answered_by: str | None
    answered_ms: int | None
    answer: str

    @classmethod
    def of(cls, inquiry: Inquiry) -> "InquiryView":
        """A message as the API shows it."""
        return cls(
            id=inquiry.id,
            about=inquiry.about,
            user_id=inquiry.user_id,
            name=inquiry.name,
            mail=inquiry.mail,
            body=inquiry.body,
            received_ms=inquiry.received_ms,
            answered_by=inquiry.answered_by,
            answered_ms=inquiry.answered_ms,
            answer=inquiry.answer,
        )


class InquiryList(View):
    """Messages to a salon, the newest first."""

    inquiries: list[InquiryView]
    next_batch: str | None = None


def _place(token: str | None) -> tuple[int, str] | None:
    if token is None:
        return None
    received, _, inquiry_id = token.partition("_")
    if not received.isascii() or not received.isdecimal() or len(received) > 15 or not inquiry_id.isalnum():
        raise BadInput(t("This is not a place in the list."), {"from": t("the next_batch of an answer")})
    return int(received), inquiry_id


def _more(found: list[Inquiry], limit: int) -> str | None:
    return f"{found[-1].received_ms}_{found[-1].id}" if len(found) == limit else None


def inquiry_routes(house: SalonsHouse) -> Routes:
    """`s/{slug}/contact`, `s/{slug}/desk/inquiries` and `v1/salons/{slug}/inquiries`."""
    routes = Routes("inquiries")

    async def contact_page(call: Call[Any, Any], about: str, sent: str) -> Page:
        salon = await house.lookups.known(call.path["slug"], call.person_or_none)
        seller = await house.disclosures.shown(salon)
        values = {
            "salon": salon,
            "seller": as_public(seller) if seller is not None else None,
            "on_request": await house.inquiries.tells_on_request(salon),
            "at_once": await house.inquiries.can_tell_at_once(salon),
            "about": about if about in ("question", "seller") else "question",
            "sent": sent,
            "longest": LONGEST,
        }
        return Page("salons/contact.html", t("Contact"), values, salon=salon)

    @routes.page("s/{slug}/contact", query=ContactQuery)
    async def contact(call: Call[None, ContactQuery]) -> Page:
        return await contact_page(call, call.query.about, call.query.sent)

    async def again(call: Call[Any, Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await contact_page(call, given.get("about", ""), "")

    @routes.form("s/{slug}/contact", body=ContactForm, again=again, pace="contact")
    async def send(call: Call[ContactForm]) -> Redirect:
        salon = await house.lookups.known(call.path["slug"], call.person_or_none)
        new = call.body
        if not new.homepage:
            key = call.idempotency_key
            await house.inquiries.ask(
                salon, new.about, call.person_or_none, new.name, new.mail, new.body, call.language, key
            )
        return Redirect(f"s/{salon.slug}/contact?sent={new.about}")

    @routes.post(
        "v1/salons/{slug}/inquiries",
        says="Writes to a salon's staff, or asks for the seller's address; nobody needs an account for it.",
        body=InquiryBody,
        returns=InquiryMade,
        who=Who.ANYONE,
        errors=(BadInput, NotFound, TooMany),
        idempotent=True,
        pace="contact",
    )
    async def ask(call: Call[InquiryBody]) -> InquiryMade:
        salon = await house.lookups.known(call.path["slug"], call.person_or_none)
        new, key = call.body, call.idempotency_key
        made = await house.inquiries.ask(
            salon, new.about, call.person_or_none, new.name, new.mail, new.body, call.language, key
        )
        return InquiryMade(id=made)

    @routes.get(
        "v1/salons/{slug}/inquiries",
        says="Lists what people wrote to a salon, to its staff; the newest first.",
        query=InquiriesQuery,
        returns=InquiryList,
        errors=(BadInput, NotAllowed, NotFound),
    )
    async def listed(call: Call[None, InquiriesQuery]) -> InquiryList:
        salon, query = await house.lookups.find(call.path["slug"]), call.query
        found = await house.inquiries.of_salon(
            salon, call.person, not query.answered, _place(query.from_), query.limit
        )
        return InquiryList(
            inquiries=[InquiryView.of(inquiry) for inquiry in found], next_batch=_more(found, query.limit)
        )

    @routes.post(
        "v1/salons/{slug}/inquiries/{inquiry_id}/answered",
        says="Answers a message by mail or in chat, or notes that it was answered on another way.",
        body=AnswerBody,
        errors=(BadInput, Conflict, NotAllowed, NotFound),
    )
    async def answered(call: Call[AnswerBody]) -> None:
        salon = await house.lookups.find(call.path["slug"])
        await house.inquiries.answered(salon, call.person, call.path["inquiry_id"], call.body.answer)

    @routes.page("s/{slug}/desk/inquiries", who=Who.SIGNED_IN, query=InquiriesQuery)
    async def desk(call: Call[None, InquiriesQuery]) -> Page:
        return await desk_page(call, call.query, "")

    async def desk_page(call: Call[Any, Any], query: InquiriesQuery, asked: str) -> Page:
        salon = await house.lookups.allowed(call.path["slug"], call.person, Act.SEE_MEMBERS)
        found = await house.inquiries.of_salon(
            salon, call.person, not query.answered, _place(query.from_), query.limit
        )
        values = {
            "salon": salon,
            "inquiries": found,
            "answered": query.answered,
            "next": _more(found, query.limit),
            "asked": asked,
            "longest": LONGEST,
        }
        title = t("Inquiries to {title}", title=salon.title)
        return Page("salons/inquiries.html", title, values, salon=salon)

    # Whoever changes the language on a page that came back comes by with GET.
    @routes.page("s/{slug}/desk/inquiries/{inquiry_id}", who=Who.SIGNED_IN)
    async def back(call: Call[None]) -> Redirect:
        return Redirect(f"s/{call.path['slug']}/desk/inquiries")

    async def answer_again(call: Call[Any], problems: Mapping[str, Text], given: Mapping[str, str]) -> Page:
        return await desk_page(call, InquiriesQuery(), call.path["inquiry_id"])

    @routes.form(
        "s/{slug}/desk/inquiries/{inquiry_id}", body=AnswerForm, who=Who.SIGNED_IN, again=answer_again
    )
    async def mark(call: Call[AnswerForm]) -> Redirect:
        salon = await house.lookups.allowed(call.path["slug"], call.person, Act.SEE_MEMBERS)
        sends = call.body.act == "send"
        if sends and not call.body.answer:
            problem = t("Please write the answer.")
            raise BadInput(problem, {"answer": problem})
        answer = call.body.answer if sends else ""
        await house.inquiries.answered(salon, call.person, call.path["inquiry_id"], answer)
        return Redirect(f"s/{salon.slug}/desk/inquiries", saved=True)

    return routes

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Messages to a salon from its page: to the staff's room and the seller's mail; the seller's address to who asks."""

import hashlib
import logging

import attrs

from modules.salons.domain.disclosure import Disclosure
from modules.salons.domain.inquiries import (
    KEPT_MS,
    MOST_A_DAY,
    MOST_FOR_SALON,
    About,
    Inquiry,
    check_inquiry,
    is_told_at_once,
    tells_on_request,
)
from modules.salons.service.disclosures import Disclosures
from modules.salons.service.lookups import SalonLookups
from modules.salons.store import inquiries as store
from synapse_salon import ids
from synapse_salon.clock import DAY_MS, HOUR_MS
from synapse_salon.database import Txn
from synapse_salon.errors import BadInput, Conflict, NotFound, TooMany
from synapse_salon.happenings import InquiryAnswered, InquiryReceived
from synapse_salon.i18n import Language, Text, t
from synapse_salon.mail import Sender
from synapse_salon.mail.address import mail_address
from synapse_salon.people import Act
from synapse_salon.platform import Platform
from synapse_salon.ports.mail import Mailer
from synapse_salon.ports.salons import Salon

logger = logging.getLogger(__name__)
EXCERPT = 600
"""Characters of a message that the staff's room is told; the whole stands at the desk."""


class Inquiries:
    """What people ask, and what becomes of it."""

    def __init__(self, platform: Platform, lookups: SalonLookups, disclosures: Disclosures) -> None:
        self._platform = platform
        self._db = platform.database
        self._lookups = lookups
        self._disclosures = disclosures

    async def ask(
        self,
        salon: Salon,
        about: About,
        person: str | None,
        name: str,
        mail: str,
        body: str,
        language: Language,
        key: str | None,
    ) -> str:
        """Write a message down; the staff hear of it within a second, also over a crash. Answers its id.

        The same words again with the same `key` are the same message.

        Raises:
            BadInput: nobody could answer it, or it says nothing.
            TooMany: this person, or everybody together, asked too often today.
        """
        new = Inquiry(
            id=_id_of(key, salon.id, person or "", about, name, mail, body),
            salon_id=salon.id,
            about=about,
            user_id=person,
            name=name,
            mail=_address(mail),
            body=body,
            language=language,
            received_ms=self._platform.clock.now_ms(),
        )
        check_inquiry(new, await self._disclosures.shown(salon))
        await self._db.run("salon_inquiry", self._write, new)
        return new.id

    def _write(self, txn: Txn, new: Inquiry) -> None:
        if store.get(txn, new.id) is not None:
            return
        own, everybody = store.counts(txn, new, new.received_ms - DAY_MS)
        if own >= MOST_A_DAY or everybody >= MOST_FOR_SALON:
            raise TooMany(t("That was too often today. Please try again tomorrow."), HOUR_MS)
        if store.insert(txn, new):
            txn.say(InquiryReceived(salon_id=new.salon_id, inquiry_id=new.id))

    async def tells_on_request(self, salon: Salon) -> bool:
        """Whether the seller's address and phone number are told to those who ask."""
        return tells_on_request(await self._disclosures.shown(salon))

    async def can_tell_at_once(self, salon: Salon) -> bool:
        """Whether the house itself can send the seller's address and phone number."""
        mailer = self._platform.want(Mailer)
        return mailer is not None and is_told_at_once(await self._disclosures.shown(salon))

    async def tell_staff(self, received: InquiryReceived) -> None:
        """Tell the staff, in their room."""
        inquiry, salon = await self._found(received)
        rooms = await self._platform.rooms.of_salon(received.salon_id)
        staff = next((room for room in rooms if room.kind == "staff" and not room.is_archived), None)
        if inquiry is None or salon is None or staff is None:
            return
        said = self._for_staff(salon, inquiry, await self.can_tell_at_once(salon))
        text = self._platform.texts.say(said, salon.language)
        await self._platform.bot.say(staff.room_id, text, f"inquiry:{inquiry.id}")

    def _for_staff(self, salon: Salon, inquiry: Inquiry, is_told: bool) -> Text:
        url = self._platform.web.url(f"s/{salon.slug}/desk/inquiries")
        if inquiry.about == "seller" and is_told:
            return t("{name} asked who sells, and was told by mail: {url}", name=inquiry.name, url=url)
        if inquiry.about == "seller":
            return t(
                "{name} asks for the seller's address and phone number. The law asks for an answer without"
                " delay: {url}",
                name=inquiry.name,
                url=url,
            )
        body = inquiry.body if len(inquiry.body) <= EXCERPT else f"{inquiry.body[:EXCERPT]}…"
        return t("{name} writes on the salon's page: {url}\n\n{body}", name=inquiry.name, url=url, body=body)

    async def mail_seller(self, received: InquiryReceived) -> None:
        """Send a question to the seller's mail address, where there is one."""
        inquiry, salon = await self._found(received)
        seller = await self._disclosures.shown(salon) if salon is not None else None
        if inquiry is None or salon is None or seller is None or not seller.mail:
            return
        told = inquiry.about == "seller" and is_told_at_once(seller)
        await self._send(
            to=seller.mail,
            template="salons/inquiry",
            language=salon.language,
            key=f"salons.inquiry:{inquiry.id}",
            subject=t("A message to {title}", title=salon.title),
            values={
                "inquiry": inquiry,
                "told": told,
                "url": self._platform.web.url(f"s/{salon.slug}/desk/inquiries"),
            },
            sender=Sender(salon.title, self._platform.web.url(f"s/{salon.slug}")),
            why=t(
                "You get this letter because your address stands on the page of {title}.", title=salon.title
            ),
        )

    async def tell_seller(self, received: InquiryReceived) -> None:
        """Send the seller's address and phone number to whoever asked for them, if the house knows them."""
        inquiry, salon = await self._found(received)
        seller = await self._disclosures.shown(salon) if salon is not None else None
        if inquiry is None or salon is None or seller is None or inquiry.about != "seller":
            return
        if not is_told_at_once(seller) or not await self._tell(salon, seller, inquiry):
            return
        now_ms = self._platform.clock.now_ms()
        await self._db.run(
            "salon_inquiry_told", store.answered, salon.id, inquiry.id, self._platform.house, now_ms
        )

    async def _tell(self, salon: Salon, seller: Disclosure, inquiry: Inquiry) -> bool:
        page = self._platform.web.url(f"s/{salon.slug}/disclosure")
        return await self._send(
            to=inquiry.mail,
            template="salons/seller",
            language=inquiry.language,
            key=f"salons.seller:{inquiry.id}",
            subject=t("Who sells what {title} offers", title=salon.title),
            values={"seller": attrs.asdict(seller), "title": salon.title, "url": page},
            sender=Sender(
                salon.title, self._platform.web.url(f"s/{salon.slug}"), seller.address, seller.mail
            ),
            why=t(
                "You get this letter because somebody asked for it on the page of {title}.", title=salon.title
            ),
        )

    async def _send(
        self,
        to: str,
        template: str,
        language: Language,
        key: str,
        subject: Text,
        values: dict[str, object],
        sender: Sender,
        why: Text,
    ) -> bool:
        try:
            return await self._platform.letters.send(
                to=to,
                template=template,
                language=language,
                key=key,
                subject=subject,
                values=values,
                sender=sender,
                why=why,
            )
        except BadInput:
            logger.warning("%s cannot be sent: its address is none", key)
            return False

    async def of_salon(
        self, salon: Salon, by: str, is_open: bool, before: tuple[int, str] | None, limit: int
    ) -> list[Inquiry]:
        """Messages that wait for an answer, or that got one; the newest first. Raises NotAllowed."""
        await self._lookups.allow(salon, by, Act.SEE_MEMBERS)
        return await self._db.run("salon_inquiries_of", store.of_salon, salon.id, is_open, before, limit)

    async def waiting(self, salon: Salon) -> int:
        """How many wait for an answer."""
        return await self._db.run("salon_inquiries_waiting", store.waiting, salon.id)

    async def answered(self, salon: Salon, by: str, inquiry_id: str, answer: str = "") -> None:
        """Somebody answered on their own way, or answers now through the house: by mail, else in chat.

        Raises:
            BadInput: the answer has no way to its reader from here.
            Conflict: it was answered before, and one answer was sent or noted.
            NotAllowed, NotFound.
        """
        await self._lookups.allow(salon, by, Act.SEE_MEMBERS)
        found = await self._db.run("salon_inquiry_get", store.get, inquiry_id)
        if found is None or found.salon_id != salon.id:
            raise NotFound(t("There is no such message."), "no_such_inquiry")
        if answer and found.user_id is None and self._platform.want(Mailer) is None:
            problem = t("This house sends no mail: please answer with your own mail program.")
            raise BadInput(problem, {"answer": problem}, "no_mail")
        if not await self._db.run("salon_inquiry_answered", self._answered, found, by, answer) and answer:
            raise Conflict(t("This was answered already."), "already_answered")

    def _answered(self, txn: Txn, inquiry: Inquiry, by: str, answer: str) -> bool:
        now_ms = self._platform.clock.now_ms()
        if not store.answered(txn, inquiry.salon_id, inquiry.id, by, now_ms, answer):
            return False
        if answer:
            txn.say(InquiryAnswered(salon_id=inquiry.salon_id, inquiry_id=inquiry.id))
        return True

    async def send_answer(self, answered: InquiryAnswered) -> None:
        """Bring the staff's answer to whoever asked: by mail where they gave an address, else in chat."""
        inquiry, salon = await self._found(answered)
        if inquiry is None or salon is None or not inquiry.answer:
            return
        page = self._platform.web.url(f"s/{salon.slug}")
        if inquiry.mail and await self._send(
            to=inquiry.mail,
            template="salons/answer",
            language=inquiry.language,
            key=f"salons.answer:{inquiry.id}",
            subject=t("An answer from {title}", title=salon.title),
            values={"inquiry": inquiry, "url": f"{page}/contact"},
            sender=Sender(salon.title, page),
            why=t("You get this letter because you wrote on the page of {title}.", title=salon.title),
        ):
            return
        if inquiry.user_id is not None:
            said = t("{title} answers you:\n\n{answer}", title=salon.title, answer=inquiry.answer)
            await self._platform.bot.tell(inquiry.user_id, said, f"answer:{inquiry.id}", inquiry.language)

    async def forget(self) -> None:
        """Messages are kept for a year. Daily."""
        await self._db.run("salon_inquiries_forget", store.forget, self._platform.clock.now_ms() - KEPT_MS)

    async def _found(
        self, received: InquiryReceived | InquiryAnswered
    ) -> tuple[Inquiry | None, Salon | None]:
        inquiry = await self._db.run("salon_inquiry_get", store.get, received.inquiry_id)
        return inquiry, await self._lookups.by_id(received.salon_id)


def _id_of(key: str | None, *said: str) -> str:
    if key is None:
        return ids.new_id()
    return hashlib.sha256("\0".join((key, *said)).encode()).hexdigest()[:32]


def _address(typed: str) -> str:
    if not typed.strip():
        return ""
    try:
        return mail_address(typed)
    except BadInput as refusal:
        raise BadInput(refusal.text, {"mail": refusal.text}) from None

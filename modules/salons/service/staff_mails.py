# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters to those who run salons: what became of the page they handed in."""

import logging

from modules.salons.service.lookups import SalonLookups
from modules.salons.store import staff_mails as store
from modules.salons.store.staff_mails import StaffMail
from synapse_salon.errors import BadInput
from synapse_salon.happenings import PageReviewed
from synapse_salon.i18n import Language, t
from synapse_salon.mail import Sender
from synapse_salon.mail.address import mail_address
from synapse_salon.platform import Platform
from synapse_salon.ports.mail import Mailer

logger = logging.getLogger(__name__)


class StaffMails:
    """Whoever gave an address gets a letter beside the message in their chat app, which they may not have yet."""

    def __init__(self, platform: Platform, lookups: SalonLookups) -> None:
        self._platform = platform
        self._db = platform.database
        self._lookups = lookups
        platform.outbox.when(PageReviewed, "salons.mail_review", self.reviewed)

    @property
    def sends(self) -> bool:
        """Whether this house sends letters at all."""
        return self._platform.want(Mailer) is not None

    async def of(self, user_id: str) -> StaffMail | None:
        """Where letters to this person go."""
        return await self._db.run("salon_staff_mail", store.get, user_id)

    @staticmethod
    def checked(typed: str) -> str:
        """The address as it is kept, "" for none. Raises BadInput: it is none."""
        try:
            return mail_address(typed) if typed.strip() else ""
        except BadInput as refusal:
            raise BadInput(refusal.text, {"mail": refusal.text}) from None

    async def change(self, user_id: str, typed: str, language: Language) -> None:
        """Send letters to this address from now on, to none if nothing was typed. Raises BadInput."""
        mail = self.checked(typed)
        if not mail:
            await self.forget(user_id)
            return
        now_ms = self._platform.clock.now_ms()
        await self._db.run("salon_staff_mail_save", store.save, user_id, StaffMail(mail, language), now_ms)

    async def forget(self, user_id: str) -> None:
        """Keep no address of this person."""
        await self._db.run("salon_staff_mail_forget", store.forget, user_id)

    async def reviewed(self, reviewed: PageReviewed) -> None:
        """A page was approved or sent back: its owner is told."""
        salon = await self._lookups.by_id(reviewed.salon_id)
        to = await self.of(salon.owner) if salon is not None else None
        if salon is None or to is None:
            return
        if reviewed.approved:
            subject = t("The page of {title} is public", title=salon.title)
            url = self._platform.web.url(f"s/{salon.slug}")
        else:
            subject = t("The page of {title} was sent back", title=salon.title)
            url = self._platform.web.url(f"s/{salon.slug}/desk/page")
        try:
            await self._platform.letters.send(
                to=to.mail,
                template="salons/reviewed",
                language=to.language,
                key=f"salons.reviewed:{reviewed.review_id}",
                subject=subject,
                values={
                    "title": salon.title,
                    "approved": reviewed.approved,
                    "reason": reviewed.reason,
                    "url": url,
                    "guide": self._platform.web.url("staff/guide"),
                },
                sender=Sender(self._platform.bot.name, self._platform.web.url("staff")),
                why=t("You get this letter because you gave this address for the salons you run."),
            )
        except BadInput:
            logger.warning(
                "The letter about review %s cannot be sent: its address is none", reviewed.review_id
            )

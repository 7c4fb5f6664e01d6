# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A member's mail address in one salon, changed when a link in a letter to it was opened."""

import attrs

from modules.membership.domain import conditions
from modules.membership.domain.changes import Member
from modules.membership.service.records import Records
from modules.membership.store import members
from modules.membership.store import profiles as store
from modules.membership.store.profiles import MailChange
from synapse_salon import ids
from synapse_salon.clock import DAY_MS
from synapse_salon.database import Txn
from synapse_salon.errors import Conflict, NotFound, TooMany
from synapse_salon.happenings import MailAsked, MailChanged
from synapse_salon.i18n import t
from synapse_salon.mail import Sender
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon, Salons
from synapse_salon.ports.mail import Mailer

LETTERS_A_DAY = 5
LASTS_MS = DAY_MS


class Mails:
    """Asks whether letters arrive before it writes anything else there."""

    def __init__(self, platform: Platform, salons: Salons, records: Records) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons
        self._records = records

    async def ask(self, salon: Salon, user_id: str, mail: str | None) -> MailChange | None:
        """Write to an address, so that it can be confirmed; without one, letters end at once.

        Answers what is to be confirmed, or None where nothing is.

        Raises:
            BadInput: it is no address.
            Conflict: no member, or nothing here sends mail.
            TooMany: so many letters were asked for today, by this person or to this address.
        """
        address = conditions.check_mail(mail)
        if address is not None and self._platform.want(Mailer) is None:
            raise Conflict(t("No mail is sent from here."), "no_mail")
        return await self._db.run("salon_mail_ask", self._ask, salon, user_id, address)

    def _ask(self, txn: Txn, salon: Salon, user_id: str, mail: str | None) -> MailChange | None:
        member = members.hold(txn, salon.id, user_id)
        if member is None or not member.standing.is_inside:
            raise Conflict(t("You are not a member of this salon."), "not_a_member")
        if mail == member.mail:
            return None
        if mail is None:
            self._records.rewrite_in(txn, attrs.evolve(member, mail=None))
            return None
        now_ms = self._platform.clock.now_ms()
        if store.mails_since(txn, salon.id, user_id, mail, now_ms - DAY_MS) >= LETTERS_A_DAY:
            raise TooMany(t("So many letters were asked for today. Please try again tomorrow."), DAY_MS)
        new = MailChange(
            ids.new_id(), ids.new_secret(), salon.id, user_id, mail, member.mail, "asked", now_ms
        )
        store.ask_mail(txn, new)
        txn.say(MailAsked(change_id=new.id))
        return new

    async def waiting(self, salon: Salon, user_id: str) -> MailChange | None:
        """The address that is still to be confirmed."""
        since_ms = self._platform.clock.now_ms() - LASTS_MS
        return await self._db.run("salon_mail_asked", store.mail_asked, salon.id, user_id, since_ms)

    async def find(self, salon: Salon, secret: str) -> MailChange:
        """What a link is about. Raises NotFound: it is not known, was used, or is too old."""
        found = await self._db.run("salon_mail_change", store.mail_change_of, secret)
        is_late = found is not None and self._platform.clock.now_ms() - found.asked_ms > LASTS_MS
        if found is None or found.salon_id != salon.id or found.state != "asked" or is_late:
            raise NotFound(
                t("This link no longer works. On your page in the salon you can ask for a new one."),
                "no_such_link",
            )
        return found

    async def confirm(self, salon: Salon, secret: str) -> MailChange:
        """Letters arrive there: from now on they go there. Raises NotFound as `find`; Conflict: no member any more."""
        found = await self.find(salon, secret)
        if not await self._db.run("salon_mail_confirm", self._confirm, found):
            raise Conflict(t("You are not a member of this salon."), "not_a_member")
        return found

    def _confirm(self, txn: Txn, change: MailChange) -> bool:
        member = members.hold(txn, change.salon_id, change.user_id)
        if member is None or not member.standing.is_inside:
            return False
        if store.mail_done(txn, change.id, member.mail):
            self._records.rewrite_in(txn, attrs.evolve(member, mail=change.mail))
            txn.say(MailChanged(change_id=change.id))
        return True

    async def write(self, asked: MailAsked) -> None:
        """Send the letter with the link."""
        found = await self._found(asked.change_id)
        if found is None or found[0].state != "asked":
            return
        change, salon, member = found
        await self._platform.letters.send(
            to=change.mail,
            template="membership/notice",
            language=member.language,
            key=f"membership.mail:{change.id}",
            subject=t("Please confirm your mail address for {title}", title=salon.title),
            values={
                "paragraphs": (
                    t("Somebody gave this address for their membership of {title}.", title=salon.title),
                    t("If that was you, open this page within a day and press the button."),
                    t("If it was not you, do nothing: no more letters come."),
                ),
                "action": t("Confirm the address"),
                "url": f"{self._pages(salon)}/mail/{change.secret}",
            },
            sender=Sender(salon.title, self._pages(salon)),
        )

    async def tell(self, changed: MailChanged) -> None:
        """Tell whoever reads the address before that letters go elsewhere now."""
        found = await self._found(changed.change_id)
        if found is None or found[0].mail_before is None:
            return
        change, salon, member = found
        await self._platform.letters.send(
            to=change.mail_before or "",
            template="membership/notice",
            language=member.language,
            key=f"membership.mail_changed:{change.id}",
            subject=t("Letters of {title} go to another address now", title=salon.title),
            values={
                "paragraphs": (
                    t(
                        "Letters about your membership of {title} go to another address now.",
                        title=salon.title,
                    ),
                    t("If you did not change it, look at your page in the salon."),
                ),
                "action": t("Your membership"),
                "url": f"{self._pages(salon)}/me/profile",
            },
            sender=Sender(salon.title, self._pages(salon)),
        )

    async def _found(self, change_id: str) -> tuple[MailChange, Salon, Member] | None:
        change = await self._db.run("salon_mail_change", store.mail_change, change_id)
        if change is None:
            return None
        salon = await self._salons.by_id(change.salon_id)
        member = await self._db.run("salon_member", members.get, change.salon_id, change.user_id)
        return (change, salon, member) if salon is not None and member is not None else None

    def _pages(self, salon: Salon) -> str:
        return self._platform.web.url(f"s/{salon.slug}")

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tells members what happened to their membership, by direct message and by mail, once each."""

from modules.membership.domain import notices
from modules.membership.domain.changes import Member
from modules.membership.domain.notices import Notice
from modules.membership.service.records import Records
from synapse_salon.happenings import DuesFailed, StandingChanged
from synapse_salon.i18n import t
from synapse_salon.mail import Sender
from synapse_salon.people import Standing
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon, Salons

# What the feature that greets says in chat itself; here it goes by mail alone.
_GREETED = ("joined", "trial_began")


class Notices:
    """What members are told."""

    def __init__(self, platform: Platform, salons: Salons, records: Records) -> None:
        self._platform = platform
        self._salons = salons
        self._records = records

    async def standing_changed(self, changed: StandingChanged) -> None:
        """Tell a person how they stand now. A change that another one overtook is not told of."""
        salon = await self._salons.by_id(changed.salon_id)
        member = await self._records.get(changed.salon_id, changed.user_id)
        if salon is None or member is None or member.standing != changed.after:
            return
        if changed.cause == "account_gone":
            return
        notice = notices.of_change(salon, member, Standing(changed.before), changed.cause, self._pages(salon))
        if notice is not None:
            await self._tell(
                salon, member, notice, f"standing:{changed.transition_id}", changed.cause not in _GREETED
            )

    async def dues_failed(self, failed: DuesFailed) -> None:
        """Tell a person that a renewal was not paid: once for each attempt."""
        salon = await self._salons.by_id(failed.salon_id)
        member = await self._records.get(failed.salon_id, failed.user_id)
        if salon is None or member is None or member.standing not in (Standing.PAST_DUE, Standing.READ_ONLY):
            return
        notice = notices.dues_failed(salon, member, failed.attempt, failed.pay_url, self._pages(salon))
        key = f"dues:{member.salon_id}:{member.user_id}:{member.paid_through_ms}:{failed.attempt}"
        await self._tell(salon, member, notice, key, True)

    async def _tell(self, salon: Salon, member: Member, notice: Notice, key: str, in_chat: bool) -> None:
        if in_chat:
            await self._platform.bot.tell(member.user_id, notice.as_chat, key, member.language)
        if member.mail is not None:
            await self._platform.letters.send(
                to=member.mail,
                template="membership/notice",
                language=member.language,
                key=f"membership.{key}",
                subject=notice.subject,
                values={"paragraphs": notice.paragraphs, "action": notice.action, "url": notice.url},
                sender=Sender(salon.title, self._pages(salon)),
                why=t(
                    "You get this letter because you are, or were, a member of {title}.", title=salon.title
                ),
            )

    def _pages(self, salon: Salon) -> str:
        return self._platform.web.url(f"s/{salon.slug}")

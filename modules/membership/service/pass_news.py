# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tells members of the time they paid ahead."""

from modules.membership.domain import pass_notices, passes
from modules.membership.service.notices import Notices
from modules.membership.service.records import Records
from synapse_salon.happenings import PassEnds, PassExtended
from synapse_salon.people import Standing
from synapse_salon.platform import Platform
from synapse_salon.ports import Salons


class PassNews:
    """Looks whether it is still so, and tells it once."""

    def __init__(self, platform: Platform, salons: Salons, records: Records, notices: Notices) -> None:
        self._platform = platform
        self._salons = salons
        self._records = records
        self._notices = notices

    async def ends(self, said: PassEnds) -> None:
        """Remind somebody that what they paid is used up soon."""
        salon = await self._salons.by_id(said.salon_id)
        member = await self._records.get(said.salon_id, said.user_id)
        if salon is None or member is None or not passes.is_one(member) or not salon.takes_members:
            return
        if member.standing is not Standing.ACTIVE or member.paid_through_ms != said.ends_ms:
            return
        notice = pass_notices.ends(salon, member, self._pages(salon.slug))
        await self._notices.tell(
            salon, member, notice, f"pass:{salon.id}:{member.user_id}:{said.ends_ms}:{said.days}"
        )

    async def extended(self, said: PassExtended) -> None:
        """Tell somebody that their payment for more time is there."""
        salon = await self._salons.by_id(said.salon_id)
        member = await self._records.get(said.salon_id, said.user_id)
        if salon is None or member is None or not passes.is_one(member):
            return
        notice = pass_notices.extended(salon, member, self._pages(salon.slug))
        await self._notices.tell(
            salon, member, notice, f"pass-more:{salon.id}:{member.user_id}:{said.ends_ms}"
        )

    def _pages(self, slug: str) -> str:
        return self._platform.web.url(f"s/{slug}")

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether somebody may go by a name in a salon."""

from modules.membership.service.lookups import MemberLookups
from synapse_salon import likeness
from synapse_salon.errors import BadInput
from synapse_salon.i18n import t
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon, Salons


class Names:
    """Keeps members from passing for those who run the salon, for the salon, or for the house."""

    def __init__(self, platform: Platform, salons: Salons, members: MemberLookups) -> None:
        self._platform = platform
        self._salons = salons
        self._members = members

    async def check(self, salon: Salon, user_id: str | None, name: str) -> None:
        """Raises BadInput: members would take them for somebody else. Staff may say what they are."""
        staff = await self._salons.staff(salon.id)
        if user_id in staff:
            return
        others = [salon.title, self._platform.bot.name, *await self._names_of(salon, list(staff))]
        if likeness.sounds_official(name) or likeness.passes_for(name, others):
            raise BadInput(
                t("This name cannot be used."),
                {
                    "community_name": t(
                        "People would take you for somebody who runs the salon. Please choose another."
                    )
                },
            )

    async def _names_of(self, salon: Salon, staff: list[str]) -> list[str]:
        found = []
        for user_id in staff:
            card = await self._members.card(salon.id, user_id)
            if card is not None:
                found.append(card.community_name)
            localpart = user_id[1:].partition(":")[0]
            found.append(localpart)
            if self._platform.api.is_mine(user_id):
                profile = await self._platform.api.get_profile_for_user(localpart)
                found.append(profile.display_name or "")
        return found

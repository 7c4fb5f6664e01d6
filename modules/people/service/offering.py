# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Interests to choose from: what the staff offer, before anybody has said anything."""

from collections.abc import Sequence

from modules.people.domain.profile import MOST_OFFERED, labels
from modules.people.store import offered
from synapse_salon.people import Act, may
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon, Salons


class Offering:
    """What newcomers are offered to choose from."""

    def __init__(self, platform: Platform, salons: Salons) -> None:
        self._db = platform.database
        self._salons = salons

    async def of_salon(self, salon: Salon) -> tuple[str, ...]:
        """What is offered, in the order of the staff."""
        return await self._db.run("salon_people_offered", offered.offered, salon.id)

    async def may_offer(self, salon: Salon, person: str | None) -> bool:
        """Whether somebody decides what is offered."""
        return person is not None and may(await self._salons.roles(salon.id, person), Act.EDIT_ENTRY)

    async def at_desk(self, slug: str, by: str) -> Salon:
        """The salon, for those who decide what it offers. Raises NotAllowed, NotFound."""
        return await self._salons.allowed(slug, by, Act.EDIT_ENTRY)

    async def offer(self, slug: str, by: str, wanted: Sequence[str]) -> tuple[str, ...]:
        """Offer these from now on. Raises BadInput, NotAllowed, NotFound."""
        salon = await self.at_desk(slug, by)
        kept = labels(wanted, "interests", MOST_OFFERED)
        await self._db.run("salon_people_offer", offered.offer, salon.id, kept)
        return kept

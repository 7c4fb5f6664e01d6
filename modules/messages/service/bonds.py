# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What two people are to each other: cached lookups and pure rules only, for everybody who asks."""

from collections.abc import Iterable

from modules.messages.domain.bonds import STRANGERS, Bond, Shared, bond
from synapse_salon.people import STAFF
from synapse_salon.platform import Platform
from synapse_salon.ports import Members, Salon, Salons


class Bonds:
    """Looks at the salons that people share."""

    def __init__(self, platform: Platform, salons: Salons, members: Members) -> None:
        self._house = platform.house
        self._salons = salons
        self._members = members

    async def between(self, one: str, other: str) -> Bond:
        """What two people are to each other. The house is nobody's fellow member."""
        if one == other or self._house in (one, other):
            return STRANGERS
        theirs = await self._of(one)
        common = theirs & await self._of(other) if theirs else theirs
        return bond([shared for salon_id in common if (shared := await self._shared(salon_id, one, other))])

    async def keeps_apart(self, person: str, others: Iterable[str]) -> Salon | None:
        """The salon for whose sake a person does not talk alone with one of these people, None if nothing speaks
        against it: nothing does where somebody who runs the salon that they share is among them."""
        company = set(others) - {person}
        for other in company:
            salon = await self.salon_of(await self.between(person, other), company)
            if salon is not None:
                return salon
        return None

    async def salon_of(self, found: Bond, company: Iterable[str]) -> Salon | None:
        """The salon for whose sake two people with this bond do not talk in this company, None where they may."""
        if found.is_apart and not await self._are_watched(found, company):
            return await self._salons.by_id(found.salons[0])
        return None

    async def _of(self, person: str) -> frozenset[str]:
        return await self._members.inside(person) | frozenset(await self._salons.served(person))

    async def _shared(self, salon_id: str, one: str, other: str) -> Shared | None:
        salon = await self._salons.by_id(salon_id)
        if salon is None:
            return None
        serves = await self._serves(salon_id, one) or await self._serves(salon_id, other)
        return Shared(salon_id, (await self._salons.policies(salon)).dm, serves)

    async def _serves(self, salon_id: str, person: str) -> bool:
        return not STAFF.isdisjoint(await self._salons.roles(salon_id, person))

    async def _are_watched(self, found: Bond, company: Iterable[str]) -> bool:
        for person in company:
            for salon_id in found.salons:
                if await self._serves(salon_id, person):
                    return True
        return False

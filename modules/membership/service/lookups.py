# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What everybody asks about members, from a cache that all processes forget together."""

from collections.abc import Collection

from modules.membership.domain.changes import Member
from modules.membership.store import dunning, entry, members, names, profiles
from modules.membership.store.people import insiders
from synapse_salon.caching import forget, register, remembered
from synapse_salon.database import Txn
from synapse_salon.people import Standing
from synapse_salon.platform import Platform
from synapse_salon.ports import MemberCard
from synapse_salon.ports.members import Insider, Minors, Portrait, Recovery


class MemberLookups:
    """Fulfils the port Members."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._db = platform.database
        self.server_name = platform.api.server_name  # Synapse's @cached asks for these two
        self.clock = platform.host.clock
        register(platform.api, self.salon_member_card, self.salon_inside_of)

    @remembered(max_entries=100_000)
    async def salon_member_card(self, salon_id: str, user_id: str) -> MemberCard | None:
        """See `Members.card`."""
        return await self._db.run("salon_member_card", _card, salon_id, user_id)

    @remembered(max_entries=100_000)
    async def salon_inside_of(self, user_id: str) -> frozenset[str]:
        """See `Members.inside`."""
        return frozenset(await self._db.run("salon_inside_of", members.inside_of, user_id))

    async def inside(self, user_id: str) -> frozenset[str]:
        """See `Members.inside`."""
        return await self.salon_inside_of(user_id)

    async def card(self, salon_id: str, user_id: str) -> MemberCard | None:
        """See `Members.card`."""
        return await self.salon_member_card(salon_id, user_id)

    async def names(self, salon_id: str, people: Collection[str]) -> dict[str, str]:
        """See `Members.names`."""
        return await self._db.run("salon_member_names", names.names, salon_id, people)

    async def called(self, salon_id: str, part: str, limit: int) -> list[str]:
        """See `Members.called`."""
        return await self._db.run("salon_members_called", names.called, salon_id, part, limit)

    async def mail(self, salon_id: str, user_id: str) -> str | None:
        """See `Members.mail`."""
        member = await self._db.run("salon_member", members.get, salon_id, user_id)
        return member.mail if member is not None else None

    async def standing(self, salon_id: str, user_id: str) -> Standing:
        """How a person stands; a visitor if they never applied."""
        card = await self.card(salon_id, user_id)
        return card.standing if card is not None else Standing.VISITOR

    async def salons_of(self, user_id: str) -> list[str]:
        """See `Members.salons_of`."""
        return [
            member.salon_id for member in await self._db.run("salon_members_of", members.of_person, user_id)
        ]

    async def muted(self, salon_id: str) -> frozenset[str]:
        """See `Members.muted`."""
        return await self._db.run("salon_muted", members.muted, salon_id)

    async def minors(self, salon_id: str) -> Minors:
        """See `Members.minors`."""
        return (await self._db.run("salon_entry", entry.entry, salon_id)).minors

    async def recovery(self, salon_id: str, from_ms: int, to_ms: int) -> Recovery:
        """See `Members.recovery`."""
        return await self._db.run("salon_recovery", dunning.recovery, salon_id, from_ms, to_ms)

    async def insider(self, salon_id: str, user_id: str) -> Insider | None:
        """See `Members.insider`."""
        member = await self._db.run("salon_member", members.get, salon_id, user_id)
        if member is None or not member.standing.is_inside:
            return None
        return Insider(salon_id, user_id, member.community_name, member.joined_ms or member.changed_ms)

    async def portrait(self, salon_id: str, user_id: str) -> Portrait | None:
        """See `Members.portrait`."""
        found = await self._db.run("salon_picture", profiles.picture, salon_id, user_id)
        return Portrait(found.picture.media_type, found.picture.content) if found is not None else None

    async def insiders(self, after: tuple[str, str], limit: int) -> list[Insider]:
        """See `Members.insiders`."""
        return await self._db.run("salon_insiders", insiders, after, limit)

    async def count_inside(self, salon_id: str) -> int:
        """How many are in a salon."""
        return len(await self._db.run("salon_members_inside", members.inside, salon_id))

    async def everywhere(self, user_id: str) -> list[Member]:
        """A person in every salon they ever applied to, as stored now."""
        return await self._db.run("salon_members_of", members.of_person, user_id)

    async def forget(self, salon_id: str, user_id: str) -> None:
        """A member changed."""
        await forget(self._platform.api, self.salon_member_card, salon_id, user_id)
        await forget(self._platform.api, self.salon_inside_of, user_id)


def _card(txn: Txn, salon_id: str, user_id: str) -> MemberCard | None:
    member = members.get(txn, salon_id, user_id)
    if member is None:
        return None
    return MemberCard(
        member.salon_id,
        member.user_id,
        member.standing,
        member.plan_id,
        member.community_name,
        member.language,
        member.keeps_lobby,
        profiles.picture_mxc(txn, salon_id, user_id),
        member.subscription is not None and member.standing.is_inside,
    )

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may introduce, who belongs to a salon, who is meant by a name."""

from synapse_salon.errors import BadInput, Conflict, NotAllowed
from synapse_salon.i18n import Language, t
from synapse_salon.naming import called_in
from synapse_salon.people import STAFF, Act, Role, may
from synapse_salon.platform import Platform
from synapse_salon.ports import Members, Salon, Salons, no_such_salon
from synapse_salon.ports.blocks import Blocks

_MOST_CALLED = 50


class People:
    """Asks roles, standings and names."""

    def __init__(self, platform: Platform, salons: Salons, members: Members) -> None:
        self._platform = platform
        self._salons = salons
        self._members = members

    async def belongs(self, salon_id: str, user_id: str) -> bool:
        """Whether somebody is inside of a salon, as stored now, or works for it."""
        if await self._members.insider(salon_id, user_id) is not None:
            return True
        return not STAFF.isdisjoint(await self._salons.roles(salon_id, user_id))

    async def enter(self, slug: str, person: str) -> Salon:
        """The salon, for somebody who belongs to it. Raises NotFound, NotAllowed."""
        salon = await self._salons.find(slug)
        if not await self.belongs(salon.id, person):
            if not salon.is_open:
                raise no_such_salon(slug)
            raise NotAllowed(t("Introductions are for members of the salon."), "not_a_member")
        return salon

    async def may_introduce(self, salon: Salon, person: str | None) -> bool:
        """Whether somebody may introduce members to each other."""
        if person is None or salon.is_closed or salon.space is None:
            return False
        roles = await self._salons.roles(salon.id, person)
        card = await self._members.card(salon.id, person)
        if card is not None and card.standing.may_write:
            roles |= {Role.MEMBER}
        return may(roles, Act.INTRODUCE)

    async def introducer(self, slug: str, person: str) -> Salon:
        """The salon, for somebody who may introduce members to each other. Raises NotFound, NotAllowed, Conflict."""
        salon = await self.enter(slug, person)
        if salon.space is None or salon.is_closed:
            raise Conflict(t("This salon is closed."), "closed")
        if not await self.may_introduce(salon, person):
            raise NotAllowed(t("You can read at present, and introduce nobody."), "read_only")
        return salon

    async def two(self, salon: Salon, by: str, named: list[str], fields: tuple[str, str]) -> list[str]:
        """The accounts of the two members who are meant. Raises BadInput, with what stands in which of the fields."""
        found = [await self._meant(salon, name, field) for name, field in zip(named, fields, strict=True)]
        if by in found:
            words = t("You are there anyway. Name two others.")
            raise BadInput(words, {fields[found.index(by)]: words}, "oneself")
        if found[0] == found[1]:
            words = t("These are the same person. Name two.")
            raise BadInput(words, {fields[1]: words}, "same_person")
        return found

    async def _meant(self, salon: Salon, name: str, field: str) -> str:
        """A member, by account, by the account's name on this server, or by their name in the salon."""
        name = name.strip()
        plain = name.removeprefix("@")
        account = name if ":" in name else f"@{plain}:{self._platform.api.server_name}"
        if account.startswith("@") and await self._members.insider(salon.id, account) is not None:
            return account
        accounts = await self._members.called(salon.id, plain, _MOST_CALLED) if plain else []
        names = await self._members.names(salon.id, accounts)
        same = [one for one, called in names.items() if called.casefold() == plain.casefold()]
        inside = [one for one in same if await self._members.insider(salon.id, one) is not None]
        if len(inside) == 1:
            return inside[0]
        words = (
            t("Several members are called {name}. Please write the account.", name=plain)
            if inside
            else t("{name} is no member of {title}.", name=name, title=salon.title)
        )
        raise BadInput(words, {field: words}, "not_a_member")

    async def reaches(self, introducer: str, person: str, other: str) -> bool:
        """Whether a person may be asked to meet another one by somebody, as far as they blocked neither."""
        blocks = self._platform.want(Blocks)
        if blocks is None:
            return True
        return not any([await blocks.has_blocked(person, one) for one in (introducer, other)])

    async def are_blocked(self, three: tuple[str, str, str]) -> bool:
        """Whether one of the three blocked another one."""
        blocks = self._platform.want(Blocks)
        pairs = [(one, other) for one in three for other in three if one != other]
        return blocks is not None and any([await blocks.has_blocked(one, other) for one, other in pairs])

    async def names(self, salon_id: str, people: list[str]) -> dict[str, str]:
        """What people are called in a salon."""
        return await called_in(self._platform, salon_id, people)

    async def language(self, salon: Salon, person: str) -> Language:
        """In which language the house speaks to a person."""
        card = await self._members.card(salon.id, person)
        return card.language if card is not None else salon.language

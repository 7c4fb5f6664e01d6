# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a salon wants of invitations, and who may make them."""

from modules.invites.domain.invite import MOST_USES
from modules.invites.domain.terms import Terms
from modules.invites.settings import InvitesSettings
from modules.invites.store import terms
from synapse_salon.errors import Conflict, NotAllowed, NotFound
from synapse_salon.i18n import t
from synapse_salon.people import STAFF, Act, Role, Standing, may
from synapse_salon.platform import Platform
from synapse_salon.ports import Members, Salon, Salons


class SalonTerms:
    """Who may invite to which salon, and how many people."""

    def __init__(
        self, platform: Platform, salons: Salons, members: Members, settings: InvitesSettings
    ) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons
        self._members = members
        self._settings = settings

    async def salon(self, slug: str, by: str | None) -> Salon:
        """The salon of this name, open or run by the one who asks. Raises NotFound."""
        salon = await self._salons.by_slug(slug)
        if salon is None or not (salon.is_open or (by and await self._salons.roles(salon.id, by))):
            raise NotFound(t("There is no salon at {slug}.", slug=slug), "no_such_salon")
        return salon

    async def of(self, salon_id: str) -> Terms:
        """What a salon wants."""
        said = await self._db.run("salon_invite_terms", terms.terms, salon_id)
        return said or Terms("members", self._settings.quota)

    async def set(self, salon: Salon, by: str, new: Terms) -> None:
        """Want this from now on."""
        await self._db.run(
            "salon_invite_set", terms.set_terms, salon.id, new, by, self._platform.clock.now_ms()
        )

    async def roles(self, salon_id: str, person: str) -> frozenset[Role]:
        """What somebody is in a salon, also a member who may write."""
        roles = await self._salons.roles(salon_id, person)
        card = await self._members.card(salon_id, person)
        return roles | {Role.MEMBER} if card is not None and card.standing.may_write else roles

    async def may_invite(self, salon: Salon, person: str) -> bool:
        """Whether codes of this person are good for anything."""
        card = await self._members.card(salon.id, person)
        if card is not None and card.standing in (Standing.REMOVED, Standing.BANNED):
            return False
        roles = await self.roles(salon.id, person)
        if (await self.of(salon.id)).who == "staff":
            roles &= STAFF
        return may(roles, Act.INVITE)

    async def check_inviter(self, salon: Salon, person: str) -> None:
        """Raises NotAllowed, Conflict."""
        if not may(await self.roles(salon.id, person), Act.INVITE):
            raise NotAllowed(t("Members of the salon invite others to it."))
        if not await self.may_invite(salon, person):
            raise NotAllowed(t("In this salon the staff invite people."), "invites_off")
        if not salon.takes_members:
            raise Conflict(t("This salon takes nobody in at present."), "closing")

    async def quota(self, salon: Salon, person: str) -> int:
        """How many people somebody may invite within 30 days."""
        if await self._salons.roles(salon.id, person) & STAFF:
            return MOST_USES
        return (await self.of(salon.id)).quota

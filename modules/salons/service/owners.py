# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Handing a salon to another owner: the owner asks one of the staff, who agrees."""

from modules.salons.service.accounts import check_account
from modules.salons.service.lookups import SalonLookups
from modules.salons.settings import SalonsSettings
from modules.salons.store import owners as store
from modules.salons.store import roles as roles_store
from modules.salons.store import salons as salons_store
from synapse_salon import ids
from synapse_salon.database import Txn
from synapse_salon.errors import Conflict, NotAllowed
from synapse_salon.happenings import OwnerChanged, OwnershipOffered, RoleChanged
from synapse_salon.i18n import t
from synapse_salon.people import STAFF, Act, Role
from synapse_salon.platform import Platform
from synapse_salon.ports.salons import Salon


class Owners:
    """What owners and those they ask do."""

    def __init__(self, platform: Platform, lookups: SalonLookups, settings: SalonsSettings) -> None:
        self._platform = platform
        self._db = platform.database
        self._lookups = lookups
        self._settings = settings

    async def offered_to(self, salon: Salon) -> str | None:
        """Who is asked to become the owner."""
        return await self._db.run("salon_ownership_offered", store.offered_to, salon.id)

    async def offer(self, slug: str, by: str, user_id: str) -> None:
        """Ask somebody of the staff to become the owner.

        Raises:
            Conflict: they do not work for the salon, own it already, or the salon is closed.
            NotAllowed: only the owner asks, and only somebody with an account of this server.
        """
        salon = await self._lookups.allowed(slug, by, Act.EDIT_ROLES)
        if salon.is_closed:
            raise Conflict(t("This salon is closed."), "closed")
        if user_id == salon.owner or not await self._lookups.roles(salon.id, user_id) & STAFF:
            raise Conflict(t("Only somebody of the staff can become the owner."), "not_staff")
        if not self._platform.api.is_mine(user_id):
            raise NotAllowed(t("A salon's owner has an account of this server."), "other_server")
        await check_account(self._platform.api, user_id)
        await self._db.run("salon_ownership_offer", self._offer, salon.id, user_id)

    def _offer(self, txn: Txn, salon_id: str, user_id: str) -> None:
        offer_id = ids.new_id()
        store.offer(txn, salon_id, offer_id, user_id, self._platform.clock.now_ms())
        txn.say(OwnershipOffered(salon_id=salon_id, user_id=user_id, offer_id=offer_id))

    async def withdraw(self, slug: str, by: str) -> None:
        """The owner asks no longer, or the one who was asked declines. Raises Conflict, NotAllowed, NotFound."""
        salon = await self._lookups.find(slug)
        if by != await self.offered_to(salon):
            await self._lookups.allow(salon, by, Act.EDIT_ROLES)
        if not await self._db.run("salon_ownership_end", store.end_offer, salon.id):
            raise Conflict(t("Nobody is asked to become the owner."), "not_offered")

    async def accept(self, slug: str, by: str) -> Salon:
        """The one who was asked becomes the owner; the one before goes on as operator.

        Raises:
            Conflict: they are not asked, do not work for the salon any more, or own as many salons as one may.
        """
        salon = await self._lookups.find(slug)
        await self._lookups.allow(salon, by, Act.ENTER_STAFF_ROOM)
        # As with founding: administrators of the server own as many as they like.
        most = None if await self._platform.api.is_user_admin(by) else self._settings.salons_per_founder
        if not await self._db.run("salon_ownership_end", self._hand_over, salon, by, most):
            raise Conflict(t("Nobody asked you to become the owner."), "not_offered")
        await self._lookups.forget_salon(salon.id)
        for user_id in (salon.owner, by):
            await self._lookups.forget_roles(salon.id, user_id)
        return await self._lookups.find(slug)

    def _hand_over(self, txn: Txn, salon: Salon, by: str, most: int | None) -> bool:
        if most is not None and salons_store.owned_by_one_at_a_time(txn, by) >= most:
            raise Conflict(t("One account may own {most} salons.", most=most), "too_many_salons")
        if not roles_store.of_person(txn, salon.id, by) & STAFF or not store.end_offer(txn, salon.id, by):
            return False
        if not store.set_owner(txn, salon.id, salon.owner, by):
            return False
        now_ms = self._platform.clock.now_ms()
        roles_store.set_roles(txn, salon.id, salon.owner, frozenset({Role.OPERATOR}), by, now_ms)
        roles_store.set_roles(txn, salon.id, by, frozenset({Role.OWNER}), salon.owner, now_ms)
        for user_id in (salon.owner, by):
            txn.say(RoleChanged(salon_id=salon.id, user_id=user_id))
        txn.say(OwnerChanged(salon_id=salon.id, owner=by))
        return True

    async def tell(self, offered: OwnershipOffered) -> None:
        """Tell the one who is asked, once."""
        salon = await self._lookups.by_id(offered.salon_id)
        if salon is None or await self.offered_to(salon) != offered.user_id:
            return
        text = t(
            "The owner of {title} asks you to become its owner. Agree or decline here: {url}",
            title=salon.title,
            url=self._platform.web.url(f"s/{salon.slug}/desk/staff"),
        )
        language = await self._platform.bot.language_of(offered.user_id, salon.id)
        await self._platform.bot.tell(offered.user_id, text, f"ownership:{offered.offer_id}", language)

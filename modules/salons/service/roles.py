# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who does what in a salon, and on the platform."""

from modules.salons.service.accounts import check_account
from modules.salons.service.lookups import PLATFORM, SalonLookups
from modules.salons.store import roles as store
from synapse_salon.database import Txn
from synapse_salon.errors import BadInput, Conflict
from synapse_salon.happenings import ReviewerChanged, RoleChanged
from synapse_salon.i18n import t
from synapse_salon.people import STAFF, Act, Role
from synapse_salon.platform import Platform


class Roles:
    """What owners do with roles in their salon, and administrators with those of the platform."""

    def __init__(self, platform: Platform, lookups: SalonLookups) -> None:
        self._platform = platform
        self._db = platform.database
        self._lookups = lookups

    async def give(self, slug: str, by: str, user_id: str, roles: frozenset[Role]) -> frozenset[Role]:
        """Make these the person's roles in the salon. The owner stays owner."""
        salon = await self._lookups.allowed(slug, by, Act.EDIT_ROLES)
        if not roles <= STAFF | {Role.SELLER}:
            raise BadInput(
                t("These roles cannot be given in a salon."), {"roles": t("roles of a salon's staff")}
            )
        if (Role.OWNER in roles) != (user_id == salon.owner):
            raise Conflict(t("A salon has one owner, who stays its owner."), "owner")
        if user_id == self._platform.house:
            raise Conflict(t("The house account has no role in a salon."), "house")
        if roles:
            await check_account(self._platform.api, user_id)
        await self._db.run("salon_set_roles", self._give, salon.id, user_id, roles, by)
        await self._lookups.forget_roles(salon.id, user_id)
        return roles

    def _give(self, txn: Txn, salon_id: str, user_id: str, roles: frozenset[Role], by: str) -> None:
        store.set_roles(txn, salon_id, user_id, roles, by, self._platform.clock.now_ms())
        if salon_id == PLATFORM:
            txn.say(ReviewerChanged(user_id=user_id))
        else:
            txn.say(RoleChanged(salon_id=salon_id, user_id=user_id))

    async def set_reviewer(self, by: str, user_id: str, is_reviewer: bool) -> None:
        """Let a person review pages, or no longer. For administrators of the server."""
        roles = frozenset({Role.REVIEWER}) if is_reviewer else frozenset()
        if is_reviewer:
            await check_account(self._platform.api, user_id)
        await self._db.run("salon_set_reviewer", self._give, PLATFORM, user_id, roles, by)
        await self._lookups.forget_roles(PLATFORM, user_id)

    async def set_powers(self, salon_id: str) -> None:
        """Bring everybody's powers in every room of a salon to what roles and standings say now."""
        await self._platform.rooms.keep_powers(salon_id)

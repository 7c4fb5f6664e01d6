# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Salons: opening one, its rooms, plans, rules, roles and landing page."""

from modules.salons.asking import register_inquiries
from modules.salons.ending import register_closing
from modules.salons.running import register_running
from modules.salons.service.house import SalonsHouse
from modules.salons.settings import SalonsSettings
from modules.salons.watch import PowersWatch
from modules.salons.web import add_menus, salon_routes
from synapse_salon.feature import Feature
from synapse_salon.happenings import PageReviewed, RoleChanged, RoomOpened, RulesPublished, SalonFounded
from synapse_salon.platform import Platform
from synapse_salon.ports import Salons as SalonsPort
from synapse_salon.ports.sellers import Sellers


class Salons(Feature[SalonsSettings]):
    """The loadable module."""

    settings_model = SalonsSettings

    def set_up(self, platform: Platform, settings: SalonsSettings) -> None:
        """Provide the port Salons; furnish new salons; follow roles with powers."""
        self.house = house = SalonsHouse(platform, settings)
        platform.provide(SalonsPort, house.lookups)
        platform.provide(Sellers, house.disclosures)
        for routes in salon_routes(platform, house):
            platform.web.add(routes)
        add_menus(platform, house)
        register_closing(platform, house.closings)
        register_running(platform, house)
        register_inquiries(platform, house.inquiries)
        powers = PowersWatch(platform)
        platform.watch.when("salons.powers", powers.wants, powers.seen)
        platform.outbox.when(SalonFounded, "salons.furnish", self._furnish)
        platform.outbox.when(RoleChanged, "salons.powers", self._powers)
        platform.outbox.when(RoomOpened, "salons.room_powers", self._room_powers)
        # Told once more to other processes, before others act upon it: whoever changed it may have died too early.
        platform.outbox.when(PageReviewed, "salons.tell_page", self._tell, urgent=True)
        platform.outbox.when(RulesPublished, "salons.tell_rules", self._tell, urgent=True)
        platform.outbox.when(RoleChanged, "salons.tell_roles", self._tell_roles, urgent=True)

    async def _furnish(self, founded: SalonFounded) -> None:
        await self.house.founding.furnish(founded.salon_id)

    async def _powers(self, changed: RoleChanged) -> None:
        await self.house.roles.set_powers(changed.salon_id)

    async def _room_powers(self, opened: RoomOpened) -> None:
        await self.house.roles.set_powers(opened.salon_id)

    async def _tell(self, changed: PageReviewed | RulesPublished) -> None:
        await self.house.lookups.forget_salon(changed.salon_id)

    async def _tell_roles(self, changed: RoleChanged) -> None:
        await self.house.lookups.forget_roles(changed.salon_id, changed.user_id)

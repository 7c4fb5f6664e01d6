# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who sells: a salon's own words, or the operator's; and what waits for them."""

from modules.salons.domain.disclosure import Disclosure, check_seller, missing
from modules.salons.service.lookups import SalonLookups
from modules.salons.settings import SalonsSettings
from modules.salons.store import disclosures as store
from synapse_salon.errors import BadInput
from synapse_salon.i18n import t
from synapse_salon.people import Act
from synapse_salon.platform import Platform
from synapse_salon.ports.payments import Payments
from synapse_salon.ports.salons import Salon
from synapse_salon.ports.sellers import Seller


class Disclosures:
    """Sellers' disclosures."""

    def __init__(self, platform: Platform, lookups: SalonLookups, settings: SalonsSettings) -> None:
        self._platform = platform
        self._db = platform.database
        self._lookups = lookups
        self._country = settings.country
        seller = settings.seller
        self._house = Disclosure(**seller.model_dump()) if seller is not None else None

    async def own(self, salon: Salon) -> Disclosure | None:
        """What the salon says itself."""
        return await self._db.run("salon_disclosure", store.of_salon, salon.id)

    async def shown(self, salon: Salon) -> Disclosure | None:
        """What stands on the salon's page: its own words, else the operator's, else nothing."""
        return await self.own(salon) or self._house

    async def seller(self, salon: Salon) -> Seller | None:
        """See `Sellers.seller`."""
        shown = await self.shown(salon)
        if shown is None:
            return None
        return Seller(shown.name, "" if shown.on_request else shown.address)

    async def save(self, slug: str, by: str, seller: Disclosure) -> Salon:
        """Write it; it is public at once. A salon that sells already cannot take away what the law asks for.

        Raises BadInput.
        """
        salon = await self._lookups.allowed(slug, by, Act.EDIT_PLANS)
        lacking = missing(seller)
        if salon.is_open and lacking and await self._sells(salon):
            raise BadInput(t("This salon sells already; its disclosure stays complete."), lacking)
        await self._db.run(
            "salon_disclosure_save", store.save, salon.id, seller, by, self._platform.clock.now_ms()
        )
        return salon

    async def check_page(self, salon: Salon) -> None:
        """Raises BadInput: the salon offers something for money, and its disclosure lacks something."""
        if await self._sells(salon):
            check_seller(await self.shown(salon))

    async def check_plan(self, salon: Salon) -> None:
        """Raises BadInput: an open salon whose disclosure lacks something cannot begin to sell."""
        if salon.is_open and self._is_asked_for():
            check_seller(await self.shown(salon))

    def is_wanted_of_founders(self) -> bool:
        """Whether a new salon that sells names its own seller: the law wants one, and the operator is none."""
        return self._is_asked_for() and bool(missing(self._house))

    def _is_asked_for(self) -> bool:
        payments = self._platform.want(Payments)
        return self._country == "JP" and payments is not None and payments.is_real

    async def _sells(self, salon: Salon) -> bool:
        return self._is_asked_for() and any(
            plan.is_offered and plan.price.minor > 0 for plan in await self._lookups.plans(salon.id)
        )

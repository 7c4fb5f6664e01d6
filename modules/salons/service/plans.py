# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a salon offers, and for how much."""

from modules.salons.domain.plans import check_price
from modules.salons.service.disclosures import Disclosures
from modules.salons.service.lookups import SalonLookups
from modules.salons.store import plans as store
from synapse_salon import ids
from synapse_salon.errors import BadInput, NotFound
from synapse_salon.i18n import t
from synapse_salon.money import Money
from synapse_salon.people import Act
from synapse_salon.platform import Platform
from synapse_salon.ports.salons import Interval, Plan


class Plans:
    """What staff do with plans."""

    def __init__(self, platform: Platform, lookups: SalonLookups, disclosures: Disclosures) -> None:
        self._platform = platform
        self._db = platform.database
        self._lookups = lookups
        self._disclosures = disclosures

    async def add(
        self,
        slug: str,
        by: str,
        name: str,
        description: str,
        price: Money,
        interval: Interval,
        trial_days: int,
    ) -> Plan:
        """Offer a new plan. Prices never change: another price is another plan."""
        salon = await self._lookups.allowed(slug, by, Act.EDIT_PLANS)
        if price.currency != salon.currency:
            raise BadInput(
                t("This plan cannot be offered as it is."),
                {"price.currency": t("{currency}", currency=salon.currency)},
            )
        check_price(interval, price, trial_days)
        if price.minor > 0:
            await self._disclosures.check_plan(salon)
        plan = Plan(ids.new_id(), salon.id, name, description, price, interval, trial_days, True)
        await self._db.run("salon_add_plan", store.add, plan, self._platform.clock.now_ms())
        await self._lookups.forget_plans(salon.id)
        return plan

    async def withdraw(self, slug: str, by: str, plan_id: str) -> None:
        """Offer a plan no longer; those who have it keep it."""
        salon = await self._lookups.allowed(slug, by, Act.EDIT_PLANS)
        if not await self._db.run("salon_withdraw_plan", store.withdraw, salon.id, plan_id):
            raise NotFound(t("This salon has no such plan."), "no_such_plan")
        await self._lookups.forget_plans(salon.id)

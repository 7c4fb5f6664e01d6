# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a salon wants of private messages and guests."""

from modules.salons.domain.policies import PolicyChange
from modules.salons.domain.presets import PRESETS
from modules.salons.service.lookups import SalonLookups
from modules.salons.store import policies as store
from synapse_salon.database import Txn
from synapse_salon.errors import Conflict
from synapse_salon.happenings import SalonChanged
from synapse_salon.i18n import t
from synapse_salon.people import Act
from synapse_salon.platform import Platform
from synapse_salon.ports.salons import Dm, Guests, Policies, Salon


class SalonPolicies:
    """What staff set, and what was set before."""

    def __init__(self, platform: Platform, lookups: SalonLookups) -> None:
        self._platform = platform
        self._db = platform.database
        self._lookups = lookups

    async def history(self, salon: Salon) -> list[PolicyChange]:
        """Every version, newest first; empty for a salon of whom only its kind tells."""
        return await self._db.run("salon_policies", store.history, salon.id)

    async def change(
        self, slug: str, by: str, dm: Dm | None, guests: Guests | None
    ) -> tuple[Salon, Policies]:
        """Set what is given; the same again changes nothing. Raises Conflict: the salon is closed."""
        salon = await self._lookups.allowed(slug, by, Act.EDIT_PAGE)
        if salon.is_closed:
            raise Conflict(t("This salon is closed."), "closed")
        after = await self._db.run_contended("salon_policies_set", self._set, salon, by, dm, guests)
        await self._lookups.forget_policies(salon.id)
        return salon, after

    def _set(self, txn: Txn, salon: Salon, by: str, dm: Dm | None, guests: Guests | None) -> Policies:
        store.hold(txn, salon.id)
        before = store.current(txn, salon.id) or PRESETS[salon.kind].policies
        after = Policies(dm or before.dm, guests or before.guests)
        if after != before and store.set_policies(txn, salon.id, after, by, self._platform.clock.now_ms()):
            txn.say(SalonChanged(salon_id=salon.id))  # other processes forget it too, also over a kill
        return after

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A salon's rules, version after version."""

from modules.salons.service.lookups import SalonLookups
from modules.salons.store import salons as store
from synapse_salon.database import Txn
from synapse_salon.happenings import RulesPublished
from synapse_salon.people import Act
from synapse_salon.platform import Platform


class Rules:
    """What staff do with rules."""

    def __init__(self, platform: Platform, lookups: SalonLookups) -> None:
        self._platform = platform
        self._db = platform.database
        self._lookups = lookups

    async def publish(self, slug: str, by: str, body: str) -> int:
        """Publish the next version of the rules; members accept it before their next message."""
        salon = await self._lookups.allowed(slug, by, Act.EDIT_RULES)
        version = await self._db.run("salon_publish_rules", self._publish, salon.id, body, by)
        await self._lookups.forget_salon(salon.id)
        return version

    def _publish(self, txn: Txn, salon_id: str, body: str, by: str) -> int:
        version = store.publish_rules(txn, salon_id, body, by, self._platform.clock.now_ms())
        txn.say(RulesPublished(salon_id=salon_id, version=version))
        return version

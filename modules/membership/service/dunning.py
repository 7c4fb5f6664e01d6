# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reminds members of a renewal they owe, by the house's schedule."""

from collections.abc import Sequence

from modules.membership.domain import dunning as rules
from modules.membership.store import dunning, members
from synapse_salon.database import Txn
from synapse_salon.happenings import DuesFailed
from synapse_salon.platform import Platform

BATCH = 200


class Dunning:
    """Says each reminder once, in the transaction that writes down that it is said."""

    def __init__(self, platform: Platform, days: Sequence[int]) -> None:
        self._platform = platform
        self._days = tuple(days)

    async def take(self) -> None:
        """Say what is due. By the clock."""
        await self._platform.database.run("salon_dunning", self._take)

    def _take(self, txn: Txn) -> None:
        now_ms = self._platform.clock.now_ms()
        for episode in dunning.due(txn, now_ms, BATCH):
            member = members.get(txn, episode.salon_id, episode.user_id)
            assert member is not None, "members are not deleted"
            reminder = rules.due(episode, member, self._days, now_ms)
            dunning.put(txn, reminder.after)
            if reminder.attempt is not None:
                txn.say(
                    DuesFailed(
                        salon_id=member.salon_id,
                        user_id=member.user_id,
                        attempt=reminder.attempt,
                        pay_url=member.pay_url or "",
                        since_ms=episode.since_ms,
                    )
                )

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the clock changes: grace, read-only, the last paid day, applications nobody paid."""

import logging

from modules.membership.domain import changes, passes
from modules.membership.domain.changes import Member, Terms
from modules.membership.service.entrance import Entrance
from modules.membership.service.records import Records
from modules.membership.service.settlement import Settlement
from modules.membership.service.withdrawing import Withdrawing
from modules.membership.store import members, retention, trials
from synapse_salon.database import Txn
from synapse_salon.happenings import TrialEnds
from synapse_salon.platform import Platform
from synapse_salon.ports.payments import PaymentFailure

logger = logging.getLogger(__name__)
BATCH = 200


class Steps:
    """Takes each member's next step when its time has come."""

    def __init__(
        self,
        platform: Platform,
        records: Records,
        settlement: Settlement,
        withdrawing: Withdrawing,
        entrance: Entrance,
        terms: Terms,
        notice_ms: int,
    ) -> None:
        self._platform = platform
        self._db = platform.database
        self._records = records
        self._settlement = settlement
        self._withdrawing = withdrawing
        self._entrance = entrance
        self._terms = terms
        self._notice_ms = notice_ms

    async def take(self) -> None:
        """Take the steps that are due, and end the applications whose time is over."""
        await self._withdrawing.expire()
        await self._entrance.offer_places()
        now_ms = self._platform.clock.now_ms()
        for member in await self._db.run("salon_members_due", members.due, now_ms, BATCH):
            await self._next(member, now_ms)

    async def _next(self, member: Member, now_ms: int) -> None:
        key = (member.salon_id, member.user_id)
        if changes.asks_provider(member, now_ms):
            try:
                await self._settlement.ask_again(*key)
            except PaymentFailure as failure:
                logger.warning("%s cannot be asked about: %s", member.subscription, type(failure).__name__)
                await self._records.change(*key, lambda at: changes.ask_later(at, now_ms), "clock")
                return
        await self._records.change(
            *key,
            lambda at: (
                passes.step(at, now_ms)
                or changes.step(at, self._terms, now_ms)
                or changes.ask_later(at, now_ms)
            ),
            "clock",
        )

    async def warn(self) -> None:
        """Tell those whose free days end soon, once each. Hourly."""
        await self._db.run("salon_members_trials", self._warn)

    def _warn(self, txn: Txn) -> None:
        before_ms = self._platform.clock.now_ms() + self._notice_ms
        for salon_id, user_id, ends_ms in trials.ending(txn, before_ms, BATCH):
            trials.told(txn, salon_id, user_id, ends_ms)
            txn.say(TrialEnds(salon_id=salon_id, user_id=user_id, ends_ms=ends_ms))

    async def forget(self) -> None:
        """Forget what there is no reason to keep any more. Daily."""
        await self._db.run("salon_members_forget", retention.forget, self._platform.clock.now_ms())

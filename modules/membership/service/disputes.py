# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Follows what payers' banks take back."""

from modules.membership.domain import disputes as rules
from modules.membership.domain.changes import Change, Member
from modules.membership.service.records import Records
from modules.membership.service.settlement import Settlement
from modules.membership.store import applications, members
from synapse_salon.database import Txn
from synapse_salon.payments import disputes
from synapse_salon.platform import Platform
from synapse_salon.ports.payments import PaymentState


class Disputes:
    """Freezes, frees and ends memberships. Each deed may be done twice, and in any order."""

    def __init__(self, platform: Platform, records: Records, settlement: Settlement) -> None:
        self._platform = platform
        self._db = platform.database
        self._records = records
        self._settlement = settlement

    async def payment(self, state: PaymentState) -> None:
        """Act upon a payment as it is now."""
        if state.disputed == "no":
            return
        member = await self._db.run("salon_disputed", self._disputed, state)
        if member is None:
            return
        await self._records.forget(member.salon_id, member.user_id)
        if state.disputed == "won":
            await self._settlement.ask_again(member.salon_id, member.user_id)

    def _disputed(self, txn: Txn, state: PaymentState) -> Member | None:
        application = applications.get(txn, state.order_id)
        if application is None:
            return None
        member = members.get(txn, application.salon_id, application.user_id)
        if member is None or member.application_id != application.id or not member.standing.is_inside:
            return None
        return self._records.save_in(txn, member, self._change(txn, member, state), "payment")

    def _change(self, txn: Txn, member: Member, state: PaymentState) -> Change | None:
        now_ms = self._platform.clock.now_ms()
        if state.disputed == "open":
            return rules.taken_back(member, now_ms)
        if state.disputed == "lost":
            return rules.lost(member, now_ms)
        if disputes.open_of_order(txn, state.order_id):
            return None
        return rules.won(member, now_ms)

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What membership does when a salon closes.

Each happening of a salon's end becomes one for each member concerned, and that one looks at what is so now: told
twice, late, or after the end was taken back, it does what is right by then.
"""

import logging

from modules.membership.domain import changes, ending_notices, passes
from modules.membership.domain.changes import Member
from modules.membership.domain.closing import (
    Ending,
    goes_on,
    out_of_lobby,
    owed,
    reaches_beyond,
    stays_unbilled,
)
from modules.membership.domain.notices import Notice
from modules.membership.service.dues import Dues
from modules.membership.service.notices import Notices
from modules.membership.service.pass_settling import dues_in
from modules.membership.service.placement import Placement
from modules.membership.service.records import Records
from modules.membership.service.settlement import Settlement
from modules.membership.service.withdrawing import Withdrawing
from modules.membership.store import applications, endings, members
from synapse_salon.database import Txn
from synapse_salon.errors import Conflict
from synapse_salon.happenings import (
    ClosingReached,
    RefundOwed,
    SalonClosed,
    SalonClosing,
    SalonClosingUndone,
    StandingChanged,
)
from synapse_salon.money import Money
from synapse_salon.people import Standing
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon, Salons
from synapse_salon.ports.payments import Payments, Ref, SubscriptionState
from synapse_salon.ports.salons import Interval

logger = logging.getLogger(__name__)


class Closing:
    """Ends memberships with their salon."""

    def __init__(
        self,
        platform: Platform,
        salons: Salons,
        payments: Payments,
        records: Records,
        settlement: Settlement,
        withdrawing: Withdrawing,
        placement: Placement,
        notices: Notices,
        dues: Dues,
    ) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons
        self._payments = payments
        self._records = records
        self._settlement = settlement
        self._withdrawing = withdrawing
        self._placement = placement
        self._notices = notices
        self._dues = dues

    async def spread(self, said: SalonClosing | SalonClosingUndone | SalonClosed) -> None:
        """One happening for each person whom it concerns, those who work for the salon among them."""
        staff = frozenset(await self._salons.staff(said.salon_id))
        await self._db.run("salon_closing_spread", self._spread, said.salon_id, said.closing_id, staff)

    @staticmethod
    def _spread(txn: Txn, salon_id: str, closing_id: str, staff: frozenset[str]) -> None:
        for user_id in sorted({*endings.concerned(txn, salon_id), *staff}):
            txn.say(ClosingReached(salon_id=salon_id, user_id=user_id, closing_id=closing_id))

    async def reached(self, said: ClosingReached) -> None:
        """Bring one person to what the salon's end means for them now."""
        salon = await self._salons.by_id(said.salon_id)
        if salon is None:
            return
        if salon.closes_ms is None:
            await self._goes_on(salon, said)
            return
        await self._withdraw(salon, said.user_id)
        if salon.is_closed:
            await self._end(salon, said)
        else:
            await self._announce(salon, said, salon.closes_ms)

    async def _withdraw(self, salon: Salon, user_id: str) -> None:
        """An application is ended, and nobody pays for it. Raises Unavailable: to be tried again."""
        begun = await self._db.run("salon_application_open", applications.open_one, salon.id, user_id)
        if begun is not None:
            try:
                await self._withdrawing.withdraw(begun)
            except Conflict:
                logger.info("Application %s was paid while its salon closed", begun.id)

    async def _announce(self, salon: Salon, said: ClosingReached, closes_ms: int) -> None:
        member = await self._records.get(salon.id, said.user_id)
        if member is None or not member.standing.is_inside:
            return
        new = Ending(salon.id, said.user_id, said.closing_id, closes_ms)
        await self._db.run("salon_ending_put", endings.put_ending, new)
        if member.subscription is not None:
            await self.subscription(await self._payments.fetch_subscription(Ref(member.subscription)))
        if passes.is_one(member) and member.standing is Standing.ACTIVE:
            await self._records.change(
                salon.id, said.user_id, lambda at: stays_unbilled(at, self._now()), "clock"
            )
        await self._dues.complete(member)
        member = await self._stored(salon.id, said.user_id)
        amount = await self._db.run(
            "salon_closing_owed", self._owed, member, await self._interval(member), closes_ms
        )
        notice = ending_notices.closing(salon, member, amount, self._pages(salon))
        await self._tell(salon, member, notice, f"closing:{said.closing_id}:{said.user_id}")

    async def _goes_on(self, salon: Salon, said: ClosingReached) -> None:
        ending = await self._db.run("salon_ending", endings.ending, salon.id, said.user_id)
        if ending is None:
            return
        member = await self._records.get(salon.id, said.user_id)
        if member is not None and member.standing.is_inside:
            if member.subscription is not None:
                key = f"goes-on:{ending.closing_id}:{member.subscription}"
                state = await self._payments.set_cancel_at_end(
                    Ref(member.subscription), member.cancel_at_end, key
                )
                await self._settlement.subscription(state)
            interval = await self._interval(member)
            await self._records.change(
                salon.id, said.user_id, lambda at: goes_on(at, interval, self._now()), "clock"
            )
            member = await self._stored(salon.id, said.user_id)
            notice = ending_notices.goes_on(salon, member, self._pages(salon))
            await self._tell(salon, member, notice, f"goes-on:{ending.closing_id}:{said.user_id}")
        await self._db.run(
            "salon_ending_remove", endings.remove_ending, salon.id, said.user_id, ending.closing_id
        )

    async def _end(self, salon: Salon, said: ClosingReached) -> None:
        member = await self._records.get(salon.id, said.user_id)
        if member is not None and (member.standing.is_inside or member.keeps_lobby):
            await self._dues.complete(member)
            interval = await self._interval(member)
            await self._db.run("salon_closed_for", self._end_in, salon, said, interval)
            await self._records.forget(salon.id, said.user_id)
        await self._placement.place(salon.id, said.user_id)

    def _end_in(self, txn: Txn, salon: Salon, said: ClosingReached, interval: Interval) -> None:
        before = members.hold(txn, salon.id, said.user_id)
        if before is None:
            return
        if before.standing.is_inside:
            change = changes.left_now(before, "salon_closed", self._now())
            self._records.save_in(txn, before, change, "clock")
            self._dues.owe_in(txn, before, interval, salon.closes_ms or 0, said.closing_id)
        elif before.keeps_lobby:
            self._records.save_in(txn, before, out_of_lobby(before), "clock")
        endings.remove_ending(txn, salon.id, said.user_id, said.closing_id)

    async def subscription(self, state: SubscriptionState) -> None:
        """Act upon a subscription as it is now; one that goes on past its salon's end is set to end in time."""
        await self._settlement.subscription(state)
        found = await self._db.run("salon_subscription_ending", self._ending_of, state.ref)
        if found is None or state.status in ("ended", "pending", "unknown"):
            return
        member, ending = found
        salon = await self._salons.by_id(member.salon_id)
        if salon is None or salon.closes_ms is None:  # taken back
            return
        if not reaches_beyond(state, await self._interval(member), ending.closes_ms):
            return
        key = f"closing:{ending.closing_id}:{state.ref}:{self._now()}"
        if state.status == "overdue" and state.period_end_ms > ending.closes_ms:
            after = await self._payments.cancel_now(Ref(state.ref), key, "salon_closing")
        elif not state.cancel_at_end:
            after = await self._payments.set_cancel_at_end(Ref(state.ref), True, key)
        else:
            return
        await self._settlement.subscription(after)

    @staticmethod
    def _ending_of(txn: Txn, ref: str) -> tuple[Member, Ending] | None:
        member = members.by_subscription(txn, ref)
        ending = endings.ending(txn, member.salon_id, member.user_id) if member is not None else None
        return (member, ending) if member is not None and ending is not None else None

    async def tell_closed(self, changed: StandingChanged) -> None:
        """Tell a member that their salon is closed, and what they get back."""
        if changed.cause != "salon_closed":
            return
        salon = await self._salons.by_id(changed.salon_id)
        member = await self._records.get(changed.salon_id, changed.user_id)
        if salon is None or member is None or member.standing is not Standing.LAPSED:
            return
        back = await self._db.run("salon_closing_refunds", endings.refunds_of, salon.id, member.user_id)
        amounts = [refund.amount for refund in back]
        amount = sum(amounts[1:], amounts[0]) if amounts else None
        notice = ending_notices.closed(salon, member, amount, self._pages(salon))
        await self._tell(salon, member, notice, f"standing:{changed.transition_id}")

    async def give_back(self, owed: RefundOwed) -> None:
        """Give back what a closed salon owes of a payment, once."""
        await self._dues.give_back(owed.payment)

    @staticmethod
    def _owed(txn: Txn, member: Member, interval: Interval, closes_ms: int) -> Money | None:
        paid = dues_in(txn, member)
        parts = [part for due in paid if (part := owed(due, member, interval, closes_ms))]
        return sum(parts[1:], parts[0]) if parts else None

    async def _tell(self, salon: Salon, member: Member, notice: Notice, key: str) -> None:
        await self._notices.tell(salon, member, notice, key)

    async def _interval(self, member: Member) -> Interval:
        return await self._dues.interval(member)

    async def _stored(self, salon_id: str, user_id: str) -> Member:
        member = await self._records.get(salon_id, user_id)
        assert member is not None, "members are not deleted"
        return member

    def _pages(self, salon: Salon) -> str:
        return self._platform.web.url(f"s/{salon.slug}")

    def _now(self) -> int:
        return self._platform.clock.now_ms()

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Leaving, and taking it back."""

from modules.membership.domain import changes, passes
from modules.membership.domain.changes import Member
from modules.membership.domain.parting import PostsChoice
from modules.membership.service.changing import Changing
from modules.membership.service.guardians import Guardians
from modules.membership.service.joining import Joining
from modules.membership.service.partings import Partings
from modules.membership.service.passes import Passes
from modules.membership.service.records import Records
from modules.membership.service.settlement import Settlement
from modules.membership.service.withdrawing import Withdrawing
from synapse_salon.errors import Conflict, Unavailable
from synapse_salon.i18n import t
from synapse_salon.people import Standing
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon
from synapse_salon.ports.payments import PaymentFailure, Payments, Ref


class Leaving:
    """What a member decides about their own membership."""

    def __init__(
        self,
        platform: Platform,
        payments: Payments,
        records: Records,
        settlement: Settlement,
        joining: Joining,
        withdrawing: Withdrawing,
        partings: Partings,
        guardians: Guardians,
        changing: Changing,
        more: Passes,
    ) -> None:
        self._platform = platform
        self._payments = payments
        self._records = records
        self._settlement = settlement
        self._joining = joining
        self._withdrawing = withdrawing
        self._partings = partings
        self._guardians = guardians
        self._changing = changing
        self._passes = more

    async def leave(
        self, salon: Salon, user_id: str, posts: PostsChoice | None = None, by: str | None = None
    ) -> Member:
        """Leave: with the end of what was paid, or at once where nothing is paid ahead. Leaving twice is leaving.

        Somebody who has only applied takes that back. `posts` is what becomes of what they wrote: it stays, unless
        they say or said otherwise. `by` is who has it done, where that is not the person.

        Raises:
            Conflict: not a member.
            Unavailable: the payment provider cannot be reached; nothing changed.
        """
        begun = await self._joining.open_application(salon, user_id)
        if begun is not None:
            await self._withdrawing.withdraw(begun, by or user_id)
            is_change = await self._changing.is_one(begun.id) or await self._passes.is_more(begun)
            if not is_change and (begun.state == "paying" or begun.is_kept):
                return await self._stored(salon.id, user_id)
        member = await self._inside(salon, user_id)
        await self._partings.intend(member, posts)
        if member.standing is Standing.CANCELLING:
            return member
        if passes.is_one(member):
            return await self._passes.leave(member, by or user_id)
        if member.subscription is not None:  # the provider knows best whether something is due, or just paid
            try:
                member = await self._cancel_at_end(member, True, by)
            except Unavailable:
                await self._partings.take_back(salon.id, user_id)
                raise
            if member.standing not in (Standing.PAST_DUE, Standing.READ_ONLY):
                return member
        return await self._out(member, by or user_id)

    async def undo(self, salon: Salon, user_id: str) -> Member:
        """Stay after all. Raises Conflict: they had not decided to leave, or are out already;
        NotAllowed: their guardian withdrew; Unavailable."""
        member = await self._inside(salon, user_id)
        if member.standing is Standing.CANCELLING and passes.is_one(member):
            await self._guardians.check(salon, user_id, member.plan_id)
            await self._partings.take_back(salon.id, user_id)
            return await self._passes.stay(member)
        if member.standing is not Standing.CANCELLING or member.subscription is None:
            raise Conflict(t("You have not decided to leave this salon."), "not_leaving")
        await self._guardians.check(salon, user_id, member.plan_id)
        member = await self._cancel_at_end(member, False)
        if not member.standing.is_inside:
            raise Conflict(t("Your membership has ended in the meantime. You can join again."), "ended")
        await self._partings.take_back(salon.id, user_id)
        return member

    async def account_gone(self, user_id: str, members: list[Member]) -> None:
        """The person's account was deleted: out everywhere, and no more money is taken."""
        for member in members:
            if member.standing.is_inside:
                await self._records.change(
                    member.salon_id,
                    user_id,
                    lambda at: changes.left_now(at, "account_gone", self._now()),
                    user_id,
                )

    async def _cancel_at_end(self, member: Member, on: bool, by: str | None = None) -> Member:
        assert member.subscription is not None, "the callers looked"
        key = f"cancel:{member.subscription}:{int(on)}:{self._platform.clock.now_ms()}"
        try:
            state = await self._payments.set_cancel_at_end(Ref(member.subscription), on, key)
        except PaymentFailure as failure:
            raise Unavailable(
                t("The payment service cannot be reached just now. Nothing changed; please try again soon."),
                "payment_unavailable",
            ) from failure
        await self._settlement.subscription(state, by or member.user_id)
        return await self._stored(member.salon_id, member.user_id)

    async def _stored(self, salon_id: str, user_id: str) -> Member:
        after = await self._records.get(salon_id, user_id)
        assert after is not None, "members are not deleted"
        return after

    async def _out(self, member: Member, by: str) -> Member:
        after = await self._records.change(
            member.salon_id, member.user_id, lambda at: changes.left_now(at, "left", self._now()), by
        )
        assert after is not None, "members are not deleted"
        return after

    async def _inside(self, salon: Salon, user_id: str) -> Member:
        member = await self._records.get(salon.id, user_id)
        if member is None or not member.standing.is_inside:
            raise Conflict(t("You are not a member of this salon."), "not_a_member")
        return member

    def _now(self) -> int:
        return self._platform.clock.now_ms()

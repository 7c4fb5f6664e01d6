# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The moment of a thank-you: whoever was brought is still there after so many days."""

import logging

from synapse.module_api.errors import SynapseError

from modules.invites.domain.thanks import YEAR_MS, Gift, GiftState, verdict
from modules.invites.store import codes, thanks, uses
from synapse_salon import ids
from synapse_salon.database import Txn
from synapse_salon.errors import SalonError
from synapse_salon.happenings import InviteTaken, StandingChanged, ThanksOwed
from synapse_salon.i18n import t
from synapse_salon.people import STAFF, Standing
from synapse_salon.platform import Platform
from synapse_salon.ports import Members, Salons

logger = logging.getLogger(__name__)
BATCH = 200
OUT = (Standing.REMOVED, Standing.BANNED)


class Thanking:
    """Notes who was brought, looks on their day whether they are there, and says so to whoever brought them."""

    def __init__(self, platform: Platform, salons: Salons, members: Members) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons
        self._members = members

    async def came(self, taken: InviteTaken) -> None:
        """Somebody came by an invitation of somebody who is not to be thanked: the staff's, for one."""
        gift = await self._db.run("salon_thanks_awaited", thanks.of_application, taken.application_id)
        if gift is not None and not await self._may_be_thanked(gift.salon_id, gift.inviter):
            now_ms = self._platform.clock.now_ms()
            await self._db.run("salon_thanks_settle", thanks.settle, gift, "ended", now_ms)

    async def look(self) -> None:
        """Decide about those whose day has come. Daily; costs by how many those are."""
        after = (-1, "")
        while True:
            now_ms = self._platform.clock.now_ms()
            found = await self._db.run("salon_thanks_due", thanks.due, now_ms, after, BATCH)
            for gift in found:
                if self._platform.host.is_going_down:
                    return
                try:
                    await self._decide(gift, now_ms)
                except (SalonError, SynapseError) as refusal:
                    logger.warning("Thanks %s cannot be decided about: %s", gift.id, refusal)
            if len(found) < BATCH:
                return
            after = (found[-1].due_ms, found[-1].id)

    async def _decide(self, gift: Gift, now_ms: int) -> None:
        came = await self._db.run("salon_invite_came", uses.came, gift.application_id)
        card = await self._members.card(gift.salon_id, came.user_id) if came is not None else None
        is_inside = card is not None and card.standing.is_inside
        may_be = await self._may_be_thanked(gift.salon_id, gift.inviter)
        await self._db.run("salon_thanks_settle", _settle, gift, is_inside, may_be, now_ms)

    async def _may_be_thanked(self, salon_id: str, inviter: str) -> bool:
        """Not the staff, nor who was put out, nor deleted accounts. Who left, or never paid anything, is."""
        card = await self._members.card(salon_id, inviter)
        if card is not None and card.standing in OUT:
            return False
        if await self._salons.roles(salon_id, inviter) & STAFF:
            return False
        if not self._platform.api.is_mine(inviter):
            return True
        account = await self._platform.api.get_userinfo_by_id(inviter)
        return account is not None and not account.is_deactivated

    async def standing_changed(self, changed: StandingChanged) -> None:
        """Who is put out, or deletes their account, has nothing coming any more."""
        card = await self._members.card(changed.salon_id, changed.user_id)
        if changed.cause == "account_gone" or (card is not None and card.standing in OUT):
            await self._db.run("salon_thanks_none", thanks.none_for, changed.salon_id, changed.user_id)

    async def tell(self, owed: ThanksOwed) -> None:
        """Say so to whoever brought somebody; whom, only where that one may be named."""
        gift = await self._db.run("salon_thanks_get", thanks.get, owed.gift_id)
        salon = await self._salons.by_id(owed.salon_id)
        if gift is None or salon is None or gift.state not in ("owed", "given") or not gift.inviter:
            return
        came = await self._db.run("salon_invite_came", uses.came, gift.application_id)
        named = (
            await self._members.card(salon.id, came.user_id) if came is not None and came.is_named else None
        )
        if named is not None:
            text = t(
                "Thank you for bringing {name} to {title}, who is still with us. You get: {what}\n"
                "The staff will hand it to you.",
                name=named.community_name,
                title=salon.title,
                what=gift.what,
            )
        else:
            text = t(
                "Thank you for bringing somebody to {title} who is still with us. You get: {what}\n"
                "The staff will hand it to you.",
                title=salon.title,
                what=gift.what,
            )
        language = await self._platform.bot.language_of(gift.inviter, salon.id)
        await self._platform.bot.tell(gift.inviter, text, f"thanks:{gift.id}", language)

    async def forget(self) -> None:
        """Forget whom was thanked long ago. Daily."""
        before_ms = self._platform.clock.now_ms() - 2 * YEAR_MS
        await self._db.run("salon_thanks_forget", thanks.forget, before_ms)


def expect_in(txn: Txn, salon_id: str, application_id: str, now_ms: int) -> None:
    """Somebody becomes a member by an invitation, in this transaction: look again on the day that their salon says, if
    it says any."""
    terms, came = thanks.terms(txn, salon_id), uses.came(txn, application_id)
    if terms is None or came is None or came.inviter in ("", came.user_id):
        return
    new = Gift(
        id=ids.new_id(),
        salon_id=salon_id,
        inviter=came.inviter,
        application_id=application_id,
        what=terms.what,
        most_per_year=terms.most_per_year,
        due_ms=terms.due_ms(now_ms),
        state="waiting",
    )
    thanks.expect(txn, new, came.user_id)


def _settle(txn: Txn, gift: Gift, is_inside: bool, may_be_thanked: bool, now_ms: int) -> GiftState:
    codes.hold_inviter(
        txn, gift.salon_id, gift.inviter
    )  # one after the other, so that the most of a year holds
    state = verdict(
        is_inside=is_inside,
        may_be_thanked=may_be_thanked,
        thanked_this_year=thanks.thanked_since(txn, gift.salon_id, gift.inviter, now_ms - YEAR_MS),
        most_per_year=gift.most_per_year,
    )
    if thanks.settle(txn, gift, state, now_ms) and state == "owed":
        txn.say(ThanksOwed(salon_id=gift.salon_id, gift_id=gift.id))
    return state

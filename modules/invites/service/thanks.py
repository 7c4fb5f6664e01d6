# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a salon gives to those who bring people: said at the desk, and handed over there."""

from modules.invites.domain.in_kind import money_in
from modules.invites.domain.thanks import Count, Gift, GiftState, Thanks
from modules.invites.store import thanks as store
from synapse_salon.clock import DAY_MS
from synapse_salon.errors import BadInput, NotFound
from synapse_salon.i18n import t
from synapse_salon.people import STAFF
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon, Salons

SHOWN_MS = 90 * DAY_MS
MOST_SHOWN = 50


class ThanksDesk:
    """What salons give, and what is to be handed over. Whoever asks was let in by the routes."""

    def __init__(self, platform: Platform, salons: Salons) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons

    async def of(self, salon_id: str) -> Thanks | None:
        """What a salon gives, None for nothing."""
        return await self._db.run("salon_thanks_terms", store.terms, salon_id)

    async def promised(self, salon_id: str, inviter: str) -> Thanks | None:
        """What a salon gives to this person, None for nothing, as to its staff."""
        is_staff = await self._salons.roles(salon_id, inviter) & STAFF
        return None if is_staff else await self.of(salon_id)

    async def set(self, salon: Salon, by: str, new: Thanks | None) -> None:
        """Give this from now on, for those who come from now on. Raises BadInput (`thanks_money`)."""
        word = money_in(new.what) if new is not None else None
        if word is not None:
            words = t(
                "“{word}” is money, or stands for it. A thing or a favour of your salon would work, such as a sticker"
                " or a seat in the front row.",
                word=word,
            )
            raise BadInput(words, {"what": words}, "thanks_money")
        await self._db.run("salon_thanks_set", store.set_terms, salon.id, new, by, self._now())

    async def listed(
        self, salon: Salon, state: GiftState, after: tuple[int, str] = (0, ""), limit: int = 200
    ) -> list[Gift]:
        """What is to be handed over, or was, the oldest first."""
        return await self._db.run("salon_thanks_listed", store.listed, salon.id, state, after, limit)

    async def given_lately(self, salon: Salon) -> list[Gift]:
        """What was handed over in the last 90 days, the newest first."""
        since_ms = self._now() - SHOWN_MS
        return await self._db.run("salon_thanks_lately", store.given_lately, salon.id, since_ms, MOST_SHOWN)

    async def count(self, salon: Salon, inviter: str | None = None) -> Count:
        """How many are to be handed over and were, in a salon or to one person there."""
        return await self._db.run("salon_thanks_count", store.count, salon.id, inviter)

    async def give(self, salon: Salon, by: str, gift_id: str) -> Gift:
        """It was handed over; who says so first has, also when it is said again. Raises NotFound."""
        await self._db.run("salon_thanks_give", store.give, salon.id, gift_id, by, self._now())
        found = await self._db.run("salon_thanks_get", store.get, gift_id)
        if found is None or found.salon_id != salon.id or found.state != "given":
            raise NotFound(t("There is nothing of that kind to hand over."), "no_such_gift")
        return found

    def _now(self) -> int:
        return self._platform.clock.now_ms()

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A salon's receipts for its staff: looked up, and whether anybody changed them; and who issues them."""

from collections.abc import Sequence

import attrs

from modules.billing.domain.invoicing import Issuer
from modules.billing.domain.receipts import Receipt, label
from modules.billing.store import issuers, searching
from modules.billing.store import receipts as store
from modules.billing.store.searching import Wanted
from synapse_salon.people import Act, may
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon, Salons


@attrs.frozen
class Found:
    """Documents that were looked for, newest first, and what all that fit come to, by currency: receipts less credit
    notes, each payment once. `after` is the number to read on from."""

    receipts: list[Receipt]
    count: int
    totals: dict[str, int]
    after: int | None


class Papers:
    """What the staff of a salon do with its receipts."""

    def __init__(self, platform: Platform, salons: Salons) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons

    async def search(self, salon: Salon, by: str, wanted: Wanted, before: int | None, limit: int) -> Found:
        """Documents of a salon, newest first, from below the number `before`. Raises NotAllowed."""
        await self._salons.allow(salon, by, Act.SEE_MONEY)
        found = await self._db.run("salon_receipts_search", searching.search, wanted, before, limit + 1)
        count, totals = await self._db.run("salon_receipts_totals", searching.totals, wanted)
        return Found(found[:limit], count, totals, found[limit - 1].number if len(found) > limit else None)

    async def replaced(self, found: Sequence[Receipt]) -> set[str]:
        """The ids of those of these documents in whose place newer ones are."""
        return await self._db.run("salon_receipts_replaced", store.replaced, [one.id for one in found])

    async def issuer(self, salon: Salon, by: str) -> Issuer:
        """Who issues, as staff said it. Raises NotAllowed."""
        await self._salons.allow(salon, by, Act.SEE_MONEY)
        return await self._db.run("salon_receipt_issuer", issuers.issuer, salon.id)

    async def set_issuer(self, salon: Salon, by: str, said: Issuer) -> None:
        """Who issues from now on; what was issued stays as it is. Raises NotAllowed."""
        await self._salons.allow(salon, by, Act.SEE_MONEY)
        await self._salons.allow(salon, by, Act.EDIT_PLANS)
        now_ms = self._platform.clock.now_ms()
        await self._db.run("salon_receipt_issuer_save", issuers.save_issuer, salon.id, said, by, now_ms)

    async def may_set_issuer(self, salon: Salon, person: str) -> bool:
        """Whether somebody may say who issues."""
        return may(await self._salons.roles(salon.id, person), Act.EDIT_PLANS)

    async def first_broken(self) -> str | None:
        """The number of the first document that somebody changed in the database or took out of it, or None."""
        broken = await self._db.run("salon_receipts_check", store.first_broken)
        if broken is None:
            return None
        salon = await self._salons.by_id(broken[0])
        return label(salon.slug if salon is not None else broken[0], broken[1])

    async def forget(self) -> None:
        """Delete what the law lets go, and the names that people gave whose accounts were deleted."""
        await self._db.run("salon_receipts_forget", store.forget, self._platform.clock.now_ms())
        people = await self._db.run("salon_receipt_named", issuers.named)
        ours = [person for person in people if self._platform.api.is_mine(person)]
        for person in await self._platform.host.deleted_among(ours) if ours else []:
            await self._db.run("salon_receipt_name_save", issuers.save_name, person, "")

    async def name_of(self, person: str) -> str:
        """Whom a person's receipts are made out to from now on, or ""."""
        return await self._db.run("salon_receipt_name", issuers.name_of, person)

    async def set_name(self, person: str, name: str) -> None:
        """Whom they are made out to from now on; "" for nobody."""
        await self._db.run("salon_receipt_name_save", issuers.save_name, person, name)

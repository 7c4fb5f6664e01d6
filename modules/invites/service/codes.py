# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Codes: made, listed and taken back by those who invite."""

import attrs

from modules.invites.domain.came import Came
from modules.invites.domain.invite import MOST_USES, QUOTA_MS, Invite, check_quota, normal, spent
from modules.invites.service.terms import SalonTerms
from modules.invites.service.tokens import Tokens
from modules.invites.settings import InvitesSettings
from modules.invites.store import codes, uses
from synapse_salon import ids
from synapse_salon.clock import DAY_MS, MINUTE_MS
from synapse_salon.database import Txn
from synapse_salon.errors import BadInput, NotFound
from synapse_salon.i18n import t
from synapse_salon.people import Act, may
from synapse_salon.platform import Platform
from synapse_salon.ports import Salon, Salons

MOST_LISTED = 200
UNUSED_MS = 90 * DAY_MS
GONE_MS = 365 * DAY_MS


class Codes:
    """The codes of those who invite."""

    def __init__(
        self,
        platform: Platform,
        salons: Salons,
        terms: SalonTerms,
        tokens: Tokens,
        settings: InvitesSettings,
    ) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons
        self._terms = terms
        self._tokens = tokens
        self._settings = settings

    async def make(
        self, salon: Salon, by: str, uses: int, expires_in_ms: int | None, made_for: str | None = None
    ) -> Invite:
        """Make a code for so many people; the same `made_for` by the same person is the same code.

        Raises BadInput, Conflict (`invite_quota`), NotAllowed.
        """
        await self._terms.check_inviter(salon, by)
        longest_ms = self._settings.most_days * DAY_MS
        lasts_ms = longest_ms if expires_in_ms is None else expires_in_ms
        if not MINUTE_MS <= lasts_ms <= longest_ms:
            days = self._settings.most_days
            words = t("Please choose a time between a minute and {days} days.", days=days)
            raise BadInput(t("This invitation cannot be made."), {"expires_in_ms": words})
        if not 1 <= uses <= MOST_USES:
            words = t("One invitation is for 1 to {most} people.", most=MOST_USES)
            raise BadInput(t("This invitation cannot be made."), {"uses": words})
        now_ms = self._now()
        new = Invite(ids.new_id(), salon.id, by, uses, 0, 0, now_ms, now_ms + lasts_ms, None)
        await self._tokens.settle(salon.id, by)
        made = await self._db.run_contended(
            "salon_invite_make", self._make, new, await self._terms.quota(salon, by), made_for or new.code
        )
        await self._tokens.keep(made)
        return made

    def _make(self, txn: Txn, new: Invite, quota: int, made_for: str) -> Invite:
        codes.hold_inviter(txn, new.salon_id, new.inviter)
        before = codes.made_for(txn, new.salon_id, new.inviter, made_for)
        if before is not None:
            return before
        since_ms = new.made_ms - QUOTA_MS
        made = codes.made_by(txn, new.salon_id, new.inviter, since_ms, 100_000)
        check_quota(new.uses, spent(made, new.made_ms), quota)
        codes.insert(txn, new, made_for)
        return new

    async def left(self, salon: Salon, person: str) -> int:
        """How many more people somebody may invite now."""
        made = await self._db.run(
            "salon_invites_made",
            codes.made_by,
            salon.id,
            person,
            self._now() - QUOTA_MS,
            100_000,
        )
        return max(0, await self._terms.quota(salon, person) - spent(made, self._now()))

    async def made_by(self, salon: Salon, person: str) -> list[Invite]:
        """Somebody's codes, newest first."""
        return await self._db.run("salon_invites_made", codes.made_by, salon.id, person, 0, MOST_LISTED)

    async def given_by(self, salon: Salon, person: str) -> list[Invite]:
        """Those that they hand out themselves, newest first: not those that a list of theirs sent."""
        return await self._db.run("salon_invites_given", codes.given_by, salon.id, person, MOST_LISTED)

    async def of_salon(self, salon: Salon) -> list[Invite]:
        """What can be given in a salon now, newest first, but for what lists sent."""
        return await self._db.run("salon_invites_good", codes.of_salon, salon.id, self._now(), MOST_LISTED)

    async def came_by(self, salon: Salon, person: str) -> list[Came]:
        """Who joined by somebody's codes, newest first."""
        return await self._db.run("salon_invites_came", uses.came_by, salon.id, person, MOST_LISTED)

    async def look_up(self, code: str) -> Invite | None:
        """A code, whatever has become of it."""
        return await self._db.run("salon_invite", codes.get, normal(code))

    async def revoke(self, salon: Salon, by: str, code: str) -> Invite:
        """Take a code of one's own back, or as staff anybody's; twice is once. Raises NotFound."""
        found = await self._db.run("salon_invite", codes.get, normal(code))
        is_staff = may(await self._salons.roles(salon.id, by), Act.ADMIT)
        if found is None or found.salon_id != salon.id or not (found.inviter == by or is_staff):
            raise NotFound(t("There is no such invitation."), "no_such_invite")
        await self._db.run("salon_invite_revoke", codes.revoke, found.code, self._now())
        await self._tokens.drop(found.code)
        return attrs.evolve(found, revoked_ms=found.revoked_ms or self._now())

    def url(self, code: str) -> str:
        """Where a code leads whoever follows it."""
        return self._platform.web.url(f"i/{code}")

    async def forget(self) -> None:
        """Drop what is over. By the clock."""
        await self._db.run("salon_invites_forget", self._forget, self._now())

    def _forget(self, txn: Txn, now_ms: int) -> None:
        uses.forget(txn, now_ms - UNUSED_MS, now_ms - GONE_MS)
        codes.forget(txn, now_ms - GONE_MS)

    def _now(self) -> int:
        return self._platform.clock.now_ms()

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Codes as registration tokens: on a homeserver that is shut otherwise, a code opens an account in any client."""

from modules.invites.domain.invite import QUOTA_MS, Invite
from modules.invites.service.terms import SalonTerms
from modules.invites.settings import InvitesSettings
from modules.invites.store import codes
from synapse_salon.platform import Platform
from synapse_salon.ports import Salons

_AT_ONCE = 500
_OVER = frozenset({"expired", "revoked"})


class Tokens:
    """The homeserver's registration tokens of codes. An account is no membership: that has its own gates."""

    def __init__(
        self, platform: Platform, salons: Salons, terms: SalonTerms, settings: InvitesSettings
    ) -> None:
        self._platform = platform
        self._salons = salons
        self._terms = terms
        self._is_on = settings.registration_tokens and platform.host.registers_by_token

    async def keep(self, invite: Invite) -> None:
        """See that a code opens as many accounts as it is for, until its time is over."""
        if self._is_on and invite.state(self._platform.clock.now_ms()) == "open":
            await self._platform.host.keep_registration_token(invite.code, invite.uses, invite.expires_ms)

    async def take(self, code: str) -> bool:
        """Count an account that one of our pages opens with a code, together with those that were opened with it in
        clients; False where it is for no more."""
        taken = await self._platform.host.take_registration_token(code) if self._is_on else None
        if taken is not None:
            return taken
        return await self._platform.database.run("salon_invite_account", codes.open_account, code)

    async def give_back(self, code: str) -> None:
        """After `take`: no account was opened."""
        if self._is_on and await self._platform.host.give_registration_token_back(code):
            return
        await self._platform.database.run("salon_invite_no_account", codes.account_failed, code)

    async def drop(self, *given: str) -> None:
        """Codes open no accounts any more. Those that they opened count for whoever made them."""
        run = self._platform.database.run
        for place in range(0, len(given) if self._is_on else 0, _AT_ONCE):
            part = list(given[place : place + _AT_ONCE])
            for code, count in (await self._platform.host.drop_registration_tokens(part)).items():
                if count:
                    await run("salon_invite_opened", codes.add_accounts, code, count)

    async def drop_of(self, salon_id: str, inviter: str) -> None:
        """Every code of somebody was taken back."""
        await self._drop_made(salon_id, inviter, 0, also_open=True)

    async def settle(self, salon_id: str, inviter: str) -> None:
        """Count the accounts that somebody's codes which are over opened, before more are made: else one code after the
        other, each taken back, would open any number."""
        since_ms = self._platform.clock.now_ms() - QUOTA_MS
        await self._drop_made(salon_id, inviter, since_ms, also_open=False)

    async def _drop_made(self, salon_id: str, inviter: str, since_ms: int, also_open: bool) -> None:
        if not self._is_on:
            return
        run, now_ms = self._platform.database.run, self._platform.clock.now_ms()
        made = await run("salon_invites_made", codes.made_by, salon_id, inviter, since_ms, 100_000)
        await self.drop(*[one.code for one in made if also_open or one.state(now_ms) in _OVER])

    async def sweep(self) -> None:
        """Drop the tokens of codes that were taken back while something broke in between, and of those that are refused
        now: their salon takes nobody in, or the staff alone invite. By the clock."""
        if not self._is_on:
            return
        now_ms, run = self._platform.clock.now_ms(), self._platform.database.run
        gone = await run("salon_invites_gone", codes.revoked_before_time, now_ms)
        for code, salon_id, inviter in await run("salon_invites_open", codes.good, now_ms):
            salon = await self._salons.by_id(salon_id)
            if salon is None or not salon.takes_members or not await self._terms.may_invite(salon, inviter):
                gone.append(code)
        await self.drop(*gone)

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Codes as registration tokens: on a homeserver that is shut otherwise, a code opens an account in any client."""

from modules.invites.domain.invite import Invite
from modules.invites.settings import InvitesSettings
from modules.invites.store import codes
from synapse_salon.platform import Platform


class Tokens:
    """The homeserver's registration tokens of codes. An account is no membership: that has its own gates."""

    def __init__(self, platform: Platform, settings: InvitesSettings) -> None:
        self._platform = platform
        self._is_on = settings.registration_tokens and platform.host.registers_by_token

    async def keep(self, invite: Invite) -> None:
        """See that a code opens as many accounts as it is for, until its time is over."""
        if self._is_on and invite.state(self._platform.clock.now_ms()) == "open":
            await self._platform.host.keep_registration_token(invite.code, invite.uses, invite.expires_ms)

    async def drop(self, code: str) -> None:
        """A code was taken back."""
        if self._is_on:
            await self._platform.host.drop_registration_token(code)

    async def drop_of(self, salon_id: str, inviter: str) -> None:
        """Every code of somebody was taken back."""
        if not self._is_on:
            return
        run = self._platform.database.run
        for invite in await run("salon_invites_made", codes.made_by, salon_id, inviter, 0, 100_000):
            await self.drop(invite.code)

    async def sweep(self) -> None:
        """Drop the tokens of codes that were taken back while something broke in between. By the clock."""
        if not self._is_on:
            return
        now_ms = self._platform.clock.now_ms()
        for code in await self._platform.database.run(
            "salon_invites_gone", codes.revoked_before_time, now_ms
        ):
            await self.drop(code)

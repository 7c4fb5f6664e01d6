# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Codes given by those who join: kept for whoever waits or pays, and counted for whoever is in."""

from typing import Any

from modules.invites.domain import using
from modules.invites.domain.invite import normal
from modules.invites.service.codes import Codes
from modules.invites.service.terms import SalonTerms
from modules.invites.service.thanking import expect_in
from modules.invites.service.tokens import Tokens
from modules.invites.settings import InvitesSettings
from modules.invites.store import codes, uses
from synapse_salon.database import Txn
from synapse_salon.errors import Conflict
from synapse_salon.happenings import InviteTaken
from synapse_salon.i18n import t
from synapse_salon.platform import Platform
from synapse_salon.ports import Members, Salon
from synapse_salon.ports.invites import Invitation


class Joining:
    """Fulfils the port Invites."""

    def __init__(
        self,
        platform: Platform,
        members: Members,
        terms: SalonTerms,
        made: Codes,
        tokens: Tokens,
        settings: InvitesSettings,
    ) -> None:
        self._platform = platform
        self._db = platform.database
        self._members = members
        self._terms = terms
        self._codes = made
        self._tokens = tokens
        self._settings = settings

    async def find(self, salon: Salon, user_id: str | None, code: str, address: str = "") -> Invitation:
        """See `Invites.find`."""
        wanted = normal(code)
        found = await self._db.run("salon_invite", codes.get, wanted)
        if found is None or found.salon_id != salon.id:
            self._platform.web.limiter.take("guess", f"invite:{user_id or address}")
            raise using.unknown()
        holds = user_id is not None and await self._db.run("salon_invite_holds", uses.holds, wanted, user_id)
        if not holds:  # what is kept for somebody stays theirs
            using.check_use(found, user_id, self._now())
            if not await self._terms.may_invite(salon, found.inviter):
                raise using.revoked()
        return await self._invitation(found.salon_id, found.code, found.inviter)

    async def salon_of(self, user_id: str, code: str) -> str | None:
        """See `Invites.salon_of`."""
        found = await self._db.run("salon_invite", codes.get, normal(code))
        if found is None:
            self._platform.web.limiter.take("guess", f"invite:{user_id}")
        return found.salon_id if found is not None else None

    async def _invitation(self, salon_id: str, code: str, inviter: str, is_named: bool = False) -> Invitation:
        card = await self._members.card(salon_id, inviter)
        name = card.community_name if card is not None else ""
        return Invitation(code, inviter, name, is_named)

    async def admit_account(self, code: str | None) -> None:
        """See `Invites.admit_account`."""
        if not self._settings.accounts_need_codes:
            return
        if not code:
            raise Conflict(
                t("Accounts are opened here by invitation only. Please give the code of yours."),
                "invite_needed",
            )
        if not await self._tokens.take(normal(code)):
            raise using.used_up()

    async def account_failed(self, code: str | None) -> None:
        """See `Invites.account_failed`."""
        if self._settings.accounts_need_codes and code:
            await self._tokens.give_back(normal(code))

    async def given(self, application_id: str) -> Invitation | None:
        """See `Invites.given`."""
        found = await self._db.run("salon_invite_given", uses.given, application_id)
        invite = await self._codes.look_up(found[0]) if found is not None else None
        if found is None or invite is None:
            return None
        return await self._invitation(invite.salon_id, *found[:3])

    def note_in(
        self,
        txn: Txn,
        application_id: str,
        salon_id: str,
        user_id: str,
        invitation: Invitation | None,
        is_named: bool,
    ) -> None:
        """See `Invites.note_in`."""
        of = (invitation.code, salon_id, invitation.inviter) if invitation is not None else None
        uses.note(txn, application_id, user_id, of, is_named, self._now())

    def hold_in(self, txn: Txn, application_id: str) -> None:
        """See `Invites.hold_in`."""
        found = uses.given(txn, application_id)
        if found is None or not uses.move(txn, application_id, ("chosen", "freed"), "held"):
            return
        if not codes.take(txn, found[0], self._now()):
            invite = codes.get(txn, found[0])
            if invite is not None:
                using.check_use(invite, None, self._now())
            raise using.used_up()

    def let_go_in(self, txn: Txn, application_id: str) -> None:
        """See `Invites.let_go_in`."""
        if uses.move(txn, application_id, ("held",), "freed"):
            codes.give_back(txn, application_id)

    def carry_in(self, txn: Txn, before: str, after: str) -> None:
        """See `Invites.carry_in`."""
        uses.carry(txn, before, after)

    def joined_in(self, txn: Txn, application_id: str) -> None:
        """See `Invites.joined_in`."""
        found = uses.given(txn, application_id)
        if found is None or found[3] == "used":
            return
        if found[3] != "held" and not codes.take(txn, found[0], self._now()):
            return
        uses.move(txn, application_id, ("chosen", "freed", "held"), "used")
        uses.joined(txn, application_id, self._now())
        invite = codes.get(txn, found[0])
        if invite is not None:
            expect_in(txn, invite.salon_id, application_id, self._now())
            txn.say(InviteTaken(salon_id=invite.salon_id, application_id=application_id))

    async def inviter_of(self, salon_id: str, user_id: str) -> str | None:
        """See `Invites.inviter_of`."""
        found = await self._db.run("salon_invited_by", uses.last_of, salon_id, user_id)
        return (found.inviter or None) if found is not None else None

    async def kept_of(self, salon_id: str, user_id: str) -> list[dict[str, Any]]:
        """See `Invites.kept_of`."""
        return await self._db.run("salon_invites_kept", uses.kept_of, salon_id, user_id)

    def _now(self) -> int:
        return self._platform.clock.now_ms()

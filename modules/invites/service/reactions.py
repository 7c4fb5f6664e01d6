# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What follows when somebody came by a code, or is out."""

from modules.invites.service.tokens import Tokens
from modules.invites.store import codes, uses
from synapse_salon.database import Txn
from synapse_salon.happenings import InviteTaken, StandingChanged
from synapse_salon.i18n import t
from synapse_salon.people import Standing
from synapse_salon.platform import Platform
from synapse_salon.ports import Members, Salons


class Reactions:
    """Tells whoever invited, and ends the codes of who is out."""

    def __init__(self, platform: Platform, salons: Salons, members: Members, tokens: Tokens) -> None:
        self._platform = platform
        self._db = platform.database
        self._salons = salons
        self._members = members
        self._tokens = tokens

    async def taken(self, taken: InviteTaken) -> None:
        """Tell whoever invited somebody who came, if that one said they may know."""
        came = await self._db.run("salon_invite_came", uses.came, taken.application_id)
        salon = await self._salons.by_id(taken.salon_id)
        if came is None or salon is None or not came.is_named or not came.inviter:
            return
        card = await self._members.card(salon.id, came.user_id)
        name = card.community_name if card is not None else came.user_id
        language = await self._platform.bot.language_of(came.inviter, salon.id)
        text = t("{name} joined {title} by your invitation.", name=name, title=salon.title)
        await self._platform.bot.tell(came.inviter, text, f"invite:{taken.application_id}", language)

    async def standing_changed(self, changed: StandingChanged) -> None:
        """Who is out invites nobody any more, and is counted as gone by whoever invited them."""
        card = await self._members.card(changed.salon_id, changed.user_id)
        if card is None or card.standing.is_inside or card.standing is Standing.APPLIED:
            return
        barred = card.standing in (Standing.REMOVED, Standing.BANNED)
        serves = bool(await self._salons.roles(changed.salon_id, changed.user_id))
        await self._db.run("salon_invites_end", self._end, changed, barred or not serves)
        if barred or not serves:
            await self._tokens.drop_of(changed.salon_id, changed.user_id)

    def _end(self, txn: Txn, changed: StandingChanged, revokes: bool) -> None:
        if revokes:
            codes.revoke_all(txn, changed.salon_id, changed.user_id, self._platform.clock.now_ms())
        uses.left(txn, changed.salon_id, changed.user_id, changed.cause, self._platform.clock.now_ms())

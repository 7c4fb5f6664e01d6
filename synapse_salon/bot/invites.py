# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""People ask the house into a direct room: it comes, unless it could not read there or has one with them."""

import logging
from collections import Counter
from typing import TYPE_CHECKING

from synapse_salon.bot.limits import Patience
from synapse_salon.i18n import Text, t
from synapse_salon.servers import host_of, server_of
from synapse_salon.watch import Seen

if TYPE_CHECKING:
    from synapse_salon.bot.bot import Bot
    from synapse_salon.platform import Platform

logger = logging.getLogger(__name__)
AT_ONCE, ALL_AT_ONCE = 5, 50
"""Invitations from one other server, and from all, that are being answered; those beyond are left as they are."""

GREETING = t("Hello! I am the house's own account. Write !help to see what I understand.")
ENCRYPTED = t("I cannot read encrypted messages. Let us talk in the direct room that I invite you to now.")
ANOTHER = t("We have a direct room already; let us talk there.")


class Invites:
    """Answers invitations to the house account, and keeps to rooms in which it is alone with one person."""

    def __init__(self, platform: "Platform", bot: "Bot", patience: Patience) -> None:
        self._platform = platform
        self._bot = bot
        self._patience = patience
        self._answering: Counter[str] = Counter()
        platform.watch.when("bot.invited", self._is_invitation, self._invited)
        platform.watch.when("bot.encrypted", self._is_encryption, self._encrypted)
        platform.watch.when("bot.left_alone", self._is_parting, self._left_alone)

    def _is_invitation(self, seen: Seen) -> bool:
        house = self._platform.house
        return seen.membership == "invite" and seen.state_key == house and seen.sender != house

    async def _invited(self, seen: Seen) -> None:
        """Answer an invitation. One from elsewhere is answered aside: its server may take its time, or all of ours."""
        if self._platform.api.is_mine(seen.sender):
            await self._answer(seen)
            return
        host = host_of(server_of(seen.sender))
        if self._answering[host] >= AT_ONCE or self._answering.total() >= ALL_AT_ONCE:
            logger.info("%s has the house wait too often; the invitation to %s is left", host, seen.room_id)
            return
        self._answering[host] += 1
        self._platform.host.background("salon_bot_invited", self._answer_aside, host, seen)

    async def _answer_aside(self, host: str, seen: Seen) -> None:
        try:
            await self._answer(seen)
        except Exception as refusal:  # whatever another server does
            logger.warning("Cannot answer the invitation of %s: %s", seen.sender, refusal)
        finally:
            self._answering[host] -= 1
            self._answering += Counter()  # forgets those that are at none

    async def _answer(self, seen: Seen) -> None:
        if seen.content.get("is_direct") is not True or not self._patience.has(seen.sender):
            await self._leave(seen.room_id)
            return
        server = seen.sender.partition(":")[2]
        await self._platform.api.update_room_membership(
            self._platform.house, self._platform.house, seen.room_id, "join", remote_room_hosts=[server]
        )
        if await self._platform.rooms.state(seen.room_id, "m.room.encryption"):
            await self._move_out(seen.room_id, seen.sender, ENCRYPTED)
        elif not await self._bot.direct.adopt(seen.sender, seen.room_id):
            await self._move_out(seen.room_id, seen.sender, ANOTHER)
        else:
            language = await self._bot.language_of(seen.sender)
            await self._bot.tell(seen.sender, GREETING, f"greeting-{seen.event_id}", language)

    def _is_encryption(self, seen: Seen) -> bool:
        is_ours_to_mind = seen.room_id in self._bot.direct.known and seen.sender != self._platform.house
        return is_ours_to_mind and seen.type in ("m.room.encryption", "m.room.encrypted")

    async def _encrypted(self, seen: Seen) -> None:
        partner = await self._bot.direct.partner(seen.room_id)
        if partner is not None:
            await self._bot.direct.drop(partner, seen.room_id)
            await self._move_out(seen.room_id, partner, ENCRYPTED)

    def _is_parting(self, seen: Seen) -> bool:
        is_ours_to_mind = seen.room_id in self._bot.direct.known and seen.state_key != self._platform.house
        return is_ours_to_mind and seen.membership in ("leave", "ban")

    async def _left_alone(self, seen: Seen) -> None:
        """The person left a room that they had opened: the house leaves it too. It stays in its own ones."""
        if seen.state_key is not None and await self._bot.direct.drop_adopted(seen.state_key, seen.room_id):
            await self._leave(seen.room_id)

    async def _move_out(self, room_id: str, user_id: str, why: Text) -> None:
        """Say why in the room, go, and be found in the direct room."""
        language = await self._bot.language_of(user_id)
        await self._bot.say(room_id, self._platform.texts.say(why, language), f"moved-{room_id}")
        await self._leave(room_id)
        await self._bot.tell(user_id, GREETING, f"moved-from-{room_id}", language)

    async def _leave(self, room_id: str) -> None:
        house = self._platform.house
        await self._platform.api.update_room_membership(house, house, room_id, "leave")

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""People go by their community name in the rooms of a salon, and show the picture they chose for it or none, whatever
they are called and look like elsewhere."""

import logging
from http import HTTPStatus

from synapse.module_api.errors import SynapseError

from modules.membership.service.lookups import MemberLookups
from synapse_salon.platform import Platform
from synapse_salon.watch import Seen

logger = logging.getLogger(__name__)


class Naming:
    """Has people arrive as they chose to be in this salon, and puts right what is otherwise.

    Only for accounts of this server: a name in a room belongs to its bearer's own server.
    """

    def __init__(self, platform: Platform, members: MemberLookups) -> None:
        self._platform = platform
        self._members = members

    async def profile_in(self, user_id: str, room_id: str) -> dict[str, str | None] | None:
        """The name and picture that somebody has in a room of ours, None where they have none of their own: a guest
        keeps those that they came with. Asked at each join; fails open: both are put right as soon as they are seen."""
        try:
            room = await self._platform.rooms.facts(room_id)
            card = await self._members.card(room.salon_id, user_id) if room is not None else None
            if room is not None and room.takes_guests and (card is None or not card.standing.is_inside):
                return await self._as_they_came(user_id, room_id)
        except Exception:
            logger.exception("Cannot tell how %s is called in %s", user_id, room_id)
            return None
        if card is None or not (card.standing.is_inside or card.keeps_lobby):
            return None
        return (
            {"displayname": card.community_name, "avatar_url": card.picture} if card.community_name else None
        )

    async def _as_they_came(self, user_id: str, room_id: str) -> dict[str, str | None] | None:
        """What a guest of this server is called as long as they stay: each change would be an event in every chat, and
        Synapse takes any number of them."""
        member = await self._platform.rooms.state(room_id, "m.room.member", user_id) or {}
        if member.get("membership") != "join":
            return None
        return {"displayname": member.get("displayname"), "avatar_url": member.get("avatar_url")}

    def wants(self, seen: Seen) -> bool:
        """Joins, and changes of name and picture, of people of this server."""
        return (
            seen.type == "m.room.member"
            and seen.content.get("membership") == "join"
            and seen.state_key is not None
            and seen.state_key != self._platform.house
            and self._platform.api.is_mine(seen.state_key)
        )

    async def seen(self, seen: Seen) -> None:
        """Set the community name and the picture, where the person has a name and shows others."""
        room = await self._platform.rooms.facts(seen.room_id)
        if room is None or seen.state_key is None:
            return
        card = await self._members.card(room.salon_id, seen.state_key)
        if (
            card is None
            or not card.standing.is_inside
            or (seen.content.get("displayname"), seen.content.get("avatar_url"))
            == (card.community_name, card.picture)
        ):
            return
        present = await self._platform.host.memberships(seen.state_key)
        if present.get(seen.room_id) == "join":
            named = {"displayname": card.community_name, "avatar_url": card.picture}
            try:
                await self._platform.host.set_membership(
                    seen.state_key, seen.state_key, seen.room_id, "join", named
                )
            except SynapseError as refusal:
                if (
                    refusal.code != HTTPStatus.FORBIDDEN
                ):  # they lost the room in this moment, and need no name there
                    raise

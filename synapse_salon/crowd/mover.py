# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes one membership change, whatever part of it was made before."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from synapse_salon.crowd.wishes import Wish
from synapse_salon.ports.members import Members
from synapse_salon.rooms import SPACE_KEY, tier_key
from synapse_salon.rooms.rules import DOORS

if TYPE_CHECKING:
    from synapse_salon.platform import Platform

LARGE_ROOM = 3_000
"""Members above which an invitation is cheaper than the restricted rule."""
_PRESENT = frozenset({"join", "invite", "knock"})


class Mover:
    """Brings a person's membership to what is wished. Asks first how it is: a wish fulfilled twice does nothing."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform

    async def fulfil(self, wish: Wish) -> int:
        """Do what is missing; answers how many membership events that took.

        A wish `in` also gives a person the name and picture they chose for the salon, where they were in already.
        Raises SynapseError: the homeserver refuses, or the person's homeserver does not answer.
        """
        before = await self._member(wish)
        membership = before.get("membership", "leave")
        if wish.wish == "out":
            return (
                await self._change(self._platform.house, wish, "leave", {}) if membership in _PRESENT else 0
            )
        profile = await self._profile(wish)
        is_mine = self._platform.api.is_mine(wish.user_id)
        if membership == "join":
            is_as_chosen = all(before.get(field) == value for field, value in profile.items())
            if is_as_chosen or not is_mine or wish.wish == "invited":
                return 0
            return await self._join(wish, profile)
        if is_mine and await self._is_gone(wish.user_id):
            return 0
        moves = 0
        if membership == "ban":  # by hand, in an app: whoever belongs here is not barred here
            moves += await self._change(self._platform.house, wish, "leave", {})
        if wish.wish == "in" and is_mine and membership != "invite" and await self._has_a_key(wish):
            return moves + await self._join(wish, profile)
        moves += 0 if membership == "invite" else await self._invite(wish, profile, is_mine)
        if wish.wish == "in" and is_mine:
            moves += await self._join(wish, profile)
        return moves

    def asks_elsewhere(self, wish: Wish) -> bool:
        """Whether fulfilling it may wait for another homeserver, which may be slow or gone."""
        return wish.wish != "out" and not self._platform.api.is_mine(wish.user_id)

    async def _member(self, wish: Wish) -> Mapping[str, Any]:
        return await self._platform.rooms.state(wish.room_id, "m.room.member", wish.user_id) or {}

    async def _has_a_key(self, wish: Wish) -> bool:
        """Whether the room's own rule lets the person in: one event instead of two, and no invitation to be told of.

        In large rooms that rule costs more than an invitation: at 10,000 members 476 ms of CPU against 84.
        """
        facts = await self._platform.rooms.facts(wish.room_id)
        if facts is None or facts.kind in DOORS or facts.access not in ("members", "guests"):
            return False
        if await self._platform.host.joined_count(wish.room_id) > LARGE_ROOM:
            return False
        doors = {tier_key(plan) for plan in facts.plans} or {SPACE_KEY}
        for room in await self._platform.rooms.of_salon(facts.salon_id):
            if room.key in doors:
                member = await self._platform.rooms.state(room.room_id, "m.room.member", wish.user_id)
                if member is not None and member.get("membership") == "join":
                    return True
        return False

    async def _is_gone(self, user_id: str) -> bool:
        about = await self._platform.api.get_userinfo_by_id(user_id)
        return about is None or about.is_deactivated

    async def _profile(self, wish: Wish) -> dict[str, Any]:
        """The name and picture that the person chose for the room's salon."""
        facts = await self._platform.rooms.facts(wish.room_id)
        members = self._platform.want(Members)
        card = await members.card(facts.salon_id, wish.user_id) if members and facts else None
        if card is None or not card.community_name:
            return {}
        return {"displayname": card.community_name, "avatar_url": card.picture}

    async def _invite(self, wish: Wish, profile: dict[str, Any], is_mine: bool) -> int:
        # Both fields are given for people from elsewhere: their homeserver is not asked for a profile first.
        named = profile if is_mine else {"displayname": None, "avatar_url": None, **profile}
        if await self._platform.rooms.facts(wish.room_id) is None:
            named = {**named, "is_direct": True}  # no room of a salon: the house's direct room with them
        return await self._change(self._platform.house, wish, "invite", named)

    async def _join(self, wish: Wish, profile: Mapping[str, Any]) -> int:
        return await self._change(wish.user_id, wish, "join", profile)

    async def _change(self, sender: str, wish: Wish, membership: str, content: Mapping[str, Any]) -> int:
        await self._platform.host.set_membership(sender, wish.user_id, wish.room_id, membership, content)
        return 1

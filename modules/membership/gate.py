# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers Synapse's questions about rooms of salons: cached lookups and pure rules only.

The truth is in join rules and power levels; these answers are the second line. Where our own data cannot
be reached, entering and speaking in rooms of ours are refused (access is what people pay for), and
everything else passes.
"""

import logging
from typing import Any, Literal

from synapse.module_api import NOT_SPAM, EventBase
from synapse.module_api.errors import Codes

from modules.membership.service.access import Access
from synapse_salon.i18n import Text, t
from synapse_salon.platform import Platform
from synapse_salon.ports import Salons
from synapse_salon.rooms import RoomFacts
from synapse_salon.speech import Refusal

logger = logging.getLogger(__name__)
Answer = Literal["NOT_SPAM"] | Codes | tuple[Codes, dict[str, Any]]

_SHUT: Text = t("This room is for members of the salon.")
_SAID: dict[str, Text] = {
    "staff_only": t("This room is for those who run the salon."),
    "not_in_lobby": t("The lobby is for former members."),
    "not_asked_in": t("This chat is for those who are asked in."),
    "other_plan": t("This room comes with another plan."),
    "archived": t("This room is closed."),
    "read_only": t("A payment is due. You can read, and write again once it is paid."),
    "readers": t("In this room the staff write. Everybody else reads."),
    "house_invites": t("People come into this room by joining the salon."),
    "hosts_invite": t("Ask people in with !guest and their account, written in this room."),
    "not_introduced": t("This room is for three people who know each other by an introduction."),
    "not_current": t("Something changed in between. Please try again."),
}


class Gate:
    """The salon's second line at the homeserver's door."""

    def __init__(self, platform: Platform, salons: Salons, access: Access) -> None:
        self._platform = platform
        self._salons = salons
        self._access = access

    async def may_join(self, user_id: str, room_id: str, is_invited: bool) -> Answer:
        """Synapse asks before one of its own users joins. Fails closed for rooms of ours."""
        if user_id == self._platform.house:
            return NOT_SPAM
        try:
            room = await self._platform.rooms.facts(room_id)
            if room is None:
                return NOT_SPAM
            reason = await self._access.why_not(user_id, room)
            return NOT_SPAM if reason is None else await self._refusal(room, user_id, reason)
        except Exception:
            logger.exception("Cannot tell whether %s may join %s", user_id, room_id)
            return Codes.FORBIDDEN

    async def why_not_join(self, user_id: str, room_id: str, is_current: bool) -> str | None:
        """Asked before a join that another server hands in: the words of a refusal, or None. Fails closed.

        A join that does not build on the person's latest membership would outlive their removal.
        """
        answer = await self.may_join(user_id, room_id, False)
        if answer == NOT_SPAM:
            room = await self._platform.rooms.facts(room_id)
            if room is None or is_current:
                return None
            answer = await self._refusal(room, user_id, "not_current")
        return answer[1]["error"] if isinstance(answer, tuple) else _SHUT.msgid

    async def may_invite(self, inviter: str, invitee: str, room_id: str) -> Answer:
        """Synapse asks before an invitation. Into rooms of ours the house invites, nobody else."""
        if inviter == self._platform.house:
            return NOT_SPAM
        try:
            room = await self._platform.rooms.facts(room_id)
        except Exception:
            logger.exception("Cannot tell whether %s is ours", room_id)
            return Codes.FORBIDDEN
        if room is None or room.access == "public":
            return NOT_SPAM
        reason = "hosts_invite" if room.takes_guests else "house_invites"
        return await self._refusal(room, inviter, reason)

    async def may_invite_address(self, inviter: str, medium: str, address: str, room_id: str) -> Answer:
        """Synapse asks before an invitation by mail or phone, and asks nobody else: it would tell the identity
        server that the inviter names what the room is called, whether they are in it or not. Fails closed.
        """
        try:
            room = await self._platform.rooms.facts(room_id)
        except Exception:
            logger.exception("Cannot tell whether %s is ours", room_id)
            return Codes.FORBIDDEN
        return NOT_SPAM if room is None else await self._refusal(room, inviter, "house_invites")

    async def may_speak(self, event: EventBase, room: RoomFacts) -> Refusal | None:
        """Only those who are in and not behind with their dues speak. Fails closed."""
        reason = await self._access.why_silent(event.sender, room)
        return None if reason is None else Refusal(_said(reason), reason, await self._page(room))

    async def _page(self, room: RoomFacts) -> str | None:
        salon = await self._salons.by_id(room.salon_id)
        return self._platform.web.url(f"s/{salon.slug}") if salon is not None and salon.is_open else None

    async def _refusal(self, room: RoomFacts, user_id: str, reason: str) -> tuple[Codes, dict[str, Any]]:
        page = await self._page(room)
        language = await self._platform.bot.language_of(user_id, room.salon_id)
        said = {"reason": reason} | ({"url": page} if page else {})
        return Codes.FORBIDDEN, {"error": self._platform.texts.say(_said(reason), language), "salon": said}


def _said(reason: str) -> Text:
    return _SAID.get(reason, _SHUT)

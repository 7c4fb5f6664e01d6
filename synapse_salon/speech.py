# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""One question for every event of ours: may this be said? Features add what they know; the first refusal wins.

Synapse asks about each event of each room, and each hook costs it some time whatever it answers, so that the
floor has one for all features. Rooms that are not ours cost one cached lookup. A refused event of
another server is hidden here; its own server keeps it.
"""

import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Literal

import attrs
from synapse.module_api import NOT_SPAM, EventBase
from synapse.module_api.errors import Codes

from synapse_salon.i18n import Text
from synapse_salon.rooms import RoomFacts

if TYPE_CHECKING:
    from synapse_salon.platform import Platform

logger = logging.getLogger(__name__)


@attrs.frozen
class Refusal:
    """Why something may not be said: words, a stable word for programs, a page that helps, and when it may be said."""

    text: Text
    reason: str
    url: str | None = None
    retry_after_ms: int | None = None


def takes_back(event: EventBase) -> bool:
    """Whether an event takes something back and says nothing with that: a reason is words too."""
    return event.type == "m.room.redaction" and "reason" not in event.content


Judge = Callable[[EventBase, RoomFacts], Awaitable[Refusal | None]]
PrivateJudge = Callable[[EventBase], Awaitable[Refusal | None]]


@attrs.frozen
class _Asked:
    name: str
    judge: Judge
    fails_open: bool


class Speech:
    """The floor's answer to `check_event_for_spam`."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform
        self._asked: list[_Asked] = []
        self._asked_elsewhere: list[tuple[str, PrivateJudge]] = []
        platform.api.register_spam_checker_callbacks(check_event_for_spam=self.check)

    def ask(self, name: str, judge: Judge, fails_open: bool) -> None:
        """Ask `judge` about each event in a room of ours that is not the house's and not a membership.

        It is on the path of every message: cached lookups and pure rules only. `fails_open` says what holds
        while it cannot tell: access is what people pay for and fails closed, courtesies fail open.
        """
        self._asked.append(_Asked(name, judge, fails_open))
        self._asked.sort(
            key=lambda asked: asked.fails_open
        )  # who may not be here need not be told the manners

    def ask_elsewhere(self, name: str, judge: PrivateJudge) -> None:
        """Ask `judge` about each event in a room that is not ours and that is not a membership: who speaks to whom
        there, never what. On the path of every message too. It fails open: those rooms are not ours.
        """
        self._asked_elsewhere.append((name, judge))

    async def check(self, event: EventBase) -> Literal["NOT_SPAM"] | Codes | tuple[Codes, dict[str, Any]]:
        """Synapse's question. Memberships pass: who is in is decided by join rules."""
        if event.type == "m.room.member" or event.sender == self._platform.house:
            return NOT_SPAM
        try:
            room = await self._platform.rooms.facts(event.room_id)
        except Exception:
            # Fails open, or every talk of the homeserver stood still; who is out is out by the join rules.
            logger.exception("Cannot tell whether %s is ours", event.room_id)
            return NOT_SPAM
        if room is None:
            return await self._check_elsewhere(event)
        for asked in self._asked:
            try:
                refusal = await asked.judge(event, room)
            except Exception:
                logger.exception("%s cannot tell whether %s may speak", asked.name, event.sender)
                if not asked.fails_open:
                    return Codes.FORBIDDEN
                continue
            if refusal is not None:
                return Codes.FORBIDDEN, await self._said(refusal, event.sender, room.salon_id)
        return NOT_SPAM

    async def _check_elsewhere(
        self, event: EventBase
    ) -> Literal["NOT_SPAM"] | Codes | tuple[Codes, dict[str, Any]]:
        for name, judge in self._asked_elsewhere:
            try:
                refusal = await judge(event)
            except Exception:
                logger.exception("%s cannot tell whether %s may speak", name, event.sender)
                continue
            if refusal is not None:
                return Codes.FORBIDDEN, await self._said(refusal, event.sender)
        return NOT_SPAM

    async def _said(self, refusal: Refusal, user_id: str, salon_id: str | None = None) -> dict[str, Any]:
        language = await self._platform.bot.language_of(user_id, salon_id)
        about: dict[str, object] = {"reason": refusal.reason}
        if refusal.url:
            about["url"] = refusal.url
        if refusal.retry_after_ms is not None:
            about["retry_after_ms"] = refusal.retry_after_ms
        return {"error": self._platform.texts.say(refusal.text, language), "salon": about}

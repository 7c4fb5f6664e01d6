# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers whether something may be said in the room of an introduction: cached lookups and pure rules only.

Fails closed: what is not wanted there is a talk of two.
"""

from synapse.module_api import EventBase

from modules.introductions.service.rooms import IntroductionRooms
from synapse_salon.i18n import t
from synapse_salon.platform import Platform
from synapse_salon.rooms import RoomFacts
from synapse_salon.speech import Refusal, takes_back

MOST = 1_000
_UNREADABLE = frozenset({"m.room.encrypted", "m.reaction", "m.room.redaction"})
_WAITS = t("You write here as soon as all three of you are here.")
_PLAIN = t("What you write here is encrypted. Please write in an app that can do that.")


class Gate:
    """Keeps a room of three from becoming one of two, and a private one from being readable."""

    def __init__(self, platform: Platform, rooms: IntroductionRooms) -> None:
        self._platform = platform
        self._rooms = rooms

    async def may_speak(self, event: EventBase, room: RoomFacts) -> Refusal | None:
        """Where the staff are in the room, the three speak while all of them are; elsewhere in encrypted words. They
        may always take back what they said."""
        if room.kind != "introduction" or takes_back(event):
            return None
        if room.access == "private":
            is_plain = not event.is_state() and event.type not in _UNREADABLE
            return Refusal(_PLAIN, "not_encrypted") if is_plain else None
        one = await self._rooms.salon_introduction_in(room.room_id)
        if one is not None and event.sender not in one.three:
            return None
        present = await self._platform.host.people_in(room.room_id, MOST)
        if one is None or present is None or not set(one.three) <= set(present):
            return Refusal(_WAITS, "not_all_here")
        return None

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is seen of introductions: who leaves a room, and who answers a question with a reaction."""

from modules.introductions.domain import read_reaction
from modules.introductions.service.introducing import Introducing
from modules.introductions.service.rooms import IntroductionRooms
from modules.introductions.words import answered
from synapse_salon.errors import SalonError
from synapse_salon.platform import Platform
from synapse_salon.watch import Seen


class IntroductionsWatch:
    """Looks at what the house hears."""

    def __init__(self, platform: Platform, introducing: Introducing, rooms: IntroductionRooms) -> None:
        self._platform = platform
        self._introducing = introducing
        self._rooms = rooms

    def leaves(self, seen: Seen) -> bool:
        """Somebody is out of a room; which rooms it matters in is looked up."""
        return seen.membership in ("leave", "ban") and seen.state_key != self._platform.house

    async def left(self, seen: Seen) -> None:
        """One of three left, did not come, or was put out."""
        room, person = await self._platform.rooms.facts(seen.room_id), seen.state_key
        if room is None or room.kind != "introduction" or person is None:
            return
        one = await self._rooms.salon_introduction_in(room.room_id)
        if one is not None and person in one.three:
            await self._rooms.left(one, person)

    def reacts(self, seen: Seen) -> bool:
        """Somebody says yes or no to something, in their direct room with the house."""
        is_direct = seen.type == "m.reaction" and seen.room_id in self._platform.bot.direct.known
        return is_direct and seen.sender != self._platform.house and read_reaction(seen.content) is not None

    async def reacted(self, seen: Seen) -> None:
        """Take it as an answer, where the house had asked."""
        found = read_reaction(seen.content)
        introduction_id = (
            await self._introducing.asked_in(found[0], seen.sender) if found is not None else None
        )
        if found is None or introduction_id is None:
            return
        try:
            text = answered(await self._introducing.answer(seen.sender, introduction_id, found[1]), found[1])
        except SalonError as refusal:
            text = refusal.text
        language = await self._platform.bot.language_of(seen.sender)
        await self._platform.bot.tell(seen.sender, text, f"answer-{seen.event_id}", language)

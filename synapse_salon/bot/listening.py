# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hears commands in direct rooms and salon rooms, and answers them."""

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from synapse_salon.bot.commands import Command, Said, Spoken, spoken
from synapse_salon.bot.limits import Patience
from synapse_salon.errors import BadInput, SalonError
from synapse_salon.i18n import Text, t
from synapse_salon.watch import Seen

if TYPE_CHECKING:
    from synapse_salon.bot.bot import Bot
    from synapse_salon.platform import Platform

logger = logging.getLogger(__name__)

HASTY = t("That was a lot at once, and I did not do this any more. Please write it again in a moment.")
BROKEN = t("Something went wrong here. Please try again in a moment.")


class Listening:
    """From what was said in a room to an answer. The house reads nowhere else, and answers no notices."""

    def __init__(self, platform: "Platform", bot: "Bot", patience: Patience) -> None:
        self._platform = platform
        self._bot = bot
        self._patience = patience
        platform.watch.when("bot.commands", self._is_for_us, self._heard)

    def _is_for_us(self, seen: Seen) -> bool:
        if seen.type != "m.room.message" or seen.state_key is not None or seen.sender == self._platform.house:
            return False
        heard = spoken(seen.content)
        return heard is not None and (heard.marked or seen.room_id in self._bot.direct.known)

    async def _heard(self, seen: Seen) -> None:
        facts = await self._platform.rooms.facts(seen.room_id)
        is_direct = facts is None and await self._bot.direct.partner(seen.room_id) == seen.sender
        heard = spoken(seen.content)
        if heard is None or (facts is None and not is_direct):
            return
        command = self._bot.commands.find(heard.word)
        language = await self._bot.language_of(
            seen.sender, facts.salon_id if facts else None, str(seen.content.get("body"))
        )
        said = Said(
            user_id=seen.sender,
            room_id=seen.room_id,
            event_id=seen.event_id,
            word=heard.word,
            words=tuple(heard.rest.split()),
            rest=heard.rest,
            language=language,
            is_direct=is_direct,
            salon_id=facts.salon_id if facts else None,
        )
        answer = None if command else self._no_such(said, heard)
        if command is None and answer is None:
            return
        if not self._patience.has(seen.sender):
            if self._patience.warns(seen.sender):
                await self._reply(said, seen.content, HASTY, is_private=False)
            return
        if command is not None:
            answer = await self._ask(command, said)
        if answer is not None:
            await self._reply(said, seen.content, answer, is_private=command is not None and command.private)

    def _no_such(self, said: Said, heard: Spoken) -> Text | None:
        """What would have worked. In a room with others only where a command was probably meant."""
        meant = self._bot.commands.closest(said.word, said.language)
        if meant is None or not heard.marked:
            return t("I understand only commands. Write !help to see them.") if said.is_direct else None
        return t(
            "There is no !{word}. Did you mean {meant}? Write !help to see what there is.",
            word=said.word,
            meant=meant,
        )

    async def _ask(self, command: Command, said: Said) -> Text | None:
        try:
            return await command.answer(said)
        except SalonError as refusal:
            said_why = refusal.text
            if isinstance(refusal, BadInput):
                for problem in dict.fromkeys(refusal.problems.values()):
                    if problem != refusal.text:
                        said_why = t("{refusal} {problem}", refusal=said_why, problem=problem)
            if refusal.url is None:
                return said_why
            return t("{refusal}\n{url}", refusal=said_why, url=refusal.url)
        except Exception:
            logger.exception("!%s of %s failed", command.word, said.user_id)
            return BROKEN

    async def _reply(self, said: Said, content: Mapping[str, Any], answer: Text, is_private: bool) -> None:
        key = f"answer-{said.event_id}"
        if said.is_direct or is_private:
            await self._bot.tell(said.user_id, answer, key, said.language)
        if said.is_direct:
            return
        if is_private:
            answer, key = t("I have answered you in our direct room."), f"pointer-{said.event_id}"
        words = self._platform.texts.say(answer, said.language)
        await self._bot.voice.say(said.room_id, words, key, relation=_in_reply_to(said.event_id, content))


def _in_reply_to(event_id: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """A relation to what is answered, in its thread where it stands in one."""
    relation: dict[str, Any] = {"m.in_reply_to": {"event_id": event_id}}
    before = content.get("m.relates_to")
    if isinstance(before, Mapping) and before.get("rel_type") == "m.thread":
        relation |= {"rel_type": "m.thread", "event_id": before.get("event_id"), "is_falling_back": False}
    return relation

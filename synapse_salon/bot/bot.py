# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The house account speaks and listens."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from synapse_salon.bot.commands import Answer, Command
from synapse_salon.i18n import Language, Text

if TYPE_CHECKING:
    from synapse_salon.platform import Platform


class Bot:
    """What features say to people in Matrix, and the commands that people give."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform
        self._commands: list[Command] = []

    def add(self, command: Command) -> None:
        """Understand a command. Raises ValueError: one of its words is taken."""
        self._commands.append(command)

    def command(
        self,
        word: str,
        also: tuple[str, ...] = (),
        *,
        says: Text,
        usage: Text | None = None,
        private: bool = False,
    ) -> Callable[[Answer], Answer]:
        """Decorate the function that answers a command: `async (said: Said) -> Text | None`."""

        def decorate(answer: Answer) -> Answer:
            self.add(Command(word, also, says, answer, usage, private))
            return answer

        return decorate

    async def dm_with(self, user_id: str) -> str:
        """The house's direct room with a person, made once, who is invited again if they left it."""
        raise NotImplementedError

    async def tell(self, user_id: str, text: Text | str, key: str, language: Language) -> None:
        """Say something to one person in their direct room, once per `key` however often it is called."""
        raise NotImplementedError

    async def say(self, room_id: str, text: str, key: str, html: str | None = None) -> str:
        """Say something in a room, once per `key` and room; answers the event id (of the first part)."""
        raise NotImplementedError

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Chat commands: one table, one parser, one help. Pure."""

import difflib
import unicodedata
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any

import attrs

from synapse_salon.i18n import Language, Text, t

MARKS = ("!", "！")


@attrs.frozen
class Said:
    """A command that somebody gave. `words` are what followed the command's word, `rest` the same as it was
    written; `salon_id` is the salon of the room it was said in, None in the house's direct room."""

    user_id: str
    room_id: str
    event_id: str
    word: str
    words: tuple[str, ...]
    rest: str
    language: Language
    is_direct: bool
    salon_id: str | None


Answer = Callable[[Said], Awaitable[Text | None]]


@attrs.frozen
class Command:
    """A word the house understands (without the `!`), in English and under other names (Japanese).

    `says` is one sentence for the help; `usage` what follows the word ("<code>"). The answer to a
    `private` command goes to the direct room, wherever it was asked. One `for_staff` is for the staff's room of a
    salon, and only the help that is asked for there tells of it. One `for_guests` is all that guests are told of.
    """

    word: str
    also: tuple[str, ...]
    says: Text
    answer: Answer
    usage: Text | None = None
    private: bool = False
    for_staff: bool = False
    for_guests: bool = False

    def name_in(self, language: Language) -> str:
        """The command's name as people of this language type it, with its mark."""
        native = next((name for name in self.also if not name.isascii()), self.word)
        return f"!{native if language == 'ja' else self.word}"


@attrs.frozen
class Spoken:
    """What a message says to the house: a command's word and what follows; `marked` if it began with `!`."""

    word: str
    rest: str
    marked: bool


def spoken(content: Mapping[str, Any]) -> Spoken | None:
    """Read the content of an `m.room.message`; None for what is not words said by a person, and for edits."""
    body, relation = content.get("body"), content.get("m.relates_to")
    if content.get("msgtype") != "m.text" or not isinstance(body, str):
        return None
    if isinstance(relation, Mapping):
        if relation.get("rel_type") == "m.replace":
            return None
        if "m.in_reply_to" in relation:
            body = _without_quote(body)
    text = body.strip()
    marked = text.startswith(MARKS)
    word, rest = _first_word(text[1:] if marked else text)
    if not word or (marked and not word[0].isalpha()):
        return None
    return Spoken(unicodedata.normalize("NFKC", word).lower(), rest.strip(), marked)


def _without_quote(body: str) -> str:
    """The body of a reply without the lines in which older clients repeat what is replied to."""
    lines = body.split("\n")
    while lines and lines[0].startswith("> "):
        lines.pop(0)
    return "\n".join(lines)


def _first_word(text: str) -> tuple[str, str]:
    """The first word and what follows; blanks may be of any kind: Japanese keyboards type a wide one."""
    word, rest, *_ = [*text.split(maxsplit=1), "", ""]
    return word, rest


class Commands:
    """The table of commands."""

    def __init__(self) -> None:
        self._by_word: dict[str, Command] = {}

    def __iter__(self) -> Iterator[Command]:
        return iter(dict.fromkeys(self._by_word.values()))

    def add(self, command: Command) -> None:
        """Understand a command. Raises ValueError: one of its words is taken."""
        words = [unicodedata.normalize("NFKC", word).lower() for word in (command.word, *command.also)]
        for word in words:
            if word in self._by_word:
                raise ValueError(f"There is a command !{word} already")
        self._by_word |= dict.fromkeys(words, command)

    def find(self, word: str) -> Command | None:
        """The command of this name."""
        return self._by_word.get(word)

    def closest(self, word: str, language: Language) -> str | None:
        """The name of the command that was probably meant."""
        near = difflib.get_close_matches(word, self._by_word, n=1, cutoff=0.6)
        return self._by_word[near[0]].name_in(language) if near else None

    def help(
        self, language: Language, say: Callable[[Text, Language], str], with_staff: bool = False
    ) -> Text:
        """Every command in a line each; those for staff only `with_staff`."""
        shown = [command for command in self if with_staff or not command.for_staff]
        return t("This is what I understand:\n{commands}", commands=self._lines(shown, language, say))

    def help_for_guests(self, language: Language, say: Callable[[Text, Language], str]) -> Text:
        """What a guest in a chat may say to the house."""
        shown = [command for command in self if command.for_guests]
        return t(
            "You are a guest here: you read and write in this chat. Of what I understand, this is for guests too:\n"
            "{commands}",
            commands=self._lines(shown, language, say),
        )

    def _lines(self, shown: list[Command], language: Language, say: Callable[[Text, Language], str]) -> str:
        return "\n".join(
            f"{self.usage(command, language, say)} – {say(command.says, language)}" for command in shown
        )

    def usage(self, command: Command, language: Language, say: Callable[[Text, Language], str]) -> str:
        """How a command is written."""
        after = f" {say(command.usage, language)}" if command.usage else ""
        return command.name_in(language) + after

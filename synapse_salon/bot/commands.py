# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Chat commands: one table, one parser, one help."""

from collections.abc import Awaitable, Callable

import attrs

from synapse_salon.i18n import Language, Text


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
    `private` command goes to the direct room, wherever it was asked.
    """

    word: str
    also: tuple[str, ...]
    says: Text
    answer: Answer
    usage: Text | None = None
    private: bool = False

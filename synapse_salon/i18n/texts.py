# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Says a Text in a language, from gettext catalogues read at the start."""

import functools
from pathlib import Path

from babel.messages.pofile import read_po

from synapse_salon.i18n.text import Language, Text

LANGUAGES: tuple[Language, ...] = ("ja", "en")


class Texts:
    """The catalogues of the floor and of every loaded feature, merged.

    English is the language of the keys, so only the others have catalogues:
    `<folder>/locales/<language>/LC_MESSAGES/messages.po`, read as they are: nothing to compile.
    """

    def __init__(self) -> None:
        self._said: dict[str, dict[str, str]] = {language: {} for language in LANGUAGES}

    def add(self, folder: Path) -> None:
        """Read the catalogues below `folder`; a folder without any adds nothing."""
        for language in LANGUAGES:
            path = folder / "locales" / language / "LC_MESSAGES" / "messages.po"
            if path.is_file():
                self._said[language].update(_read(path, language))

    def say(self, text: Text | str, language: Language) -> str:
        """The words in `language`. A sentence that has no translation is said in English."""
        if isinstance(text, str):
            return text
        said = self._said[language].get(text.msgid)
        if said is None:
            said = text.plural if text.plural is not None and text.values.get("n") != 1 else text.msgid
        values = {
            name: self.say(value, language) if isinstance(value, Text) else value
            for name, value in text.values.items()
        }
        return said.format(**values) if values else said

    def gettext(self, language: Language, msgid: str) -> str:
        """The catalogue's string for `msgid`, with its braces, as templates ask for it."""
        return self._said[language].get(msgid, msgid)


@functools.cache
def _read(path: Path, language: Language) -> dict[str, str]:
    """What a catalogue says; read once in a process, however many homeservers it has."""
    found = {}
    with path.open("rb") as file:
        for message in read_po(file, locale=language):
            if not message.id or message.fuzzy:
                continue
            key = message.id[0] if isinstance(message.id, (list, tuple)) else message.id
            said = message.string[0] if isinstance(message.string, (list, tuple)) else message.string
            if said:
                found[key] = said
    return found


def best_language(asked: str | None, default: Language = "ja") -> Language:
    """The language of ours that an `Accept-Language` header (or a Matrix locale) asks for most.

    Source: RFC 9110 section 12.5.4; unknown languages and malformed weights are passed over.
    """
    best: tuple[float, Language] | None = None
    for part in (asked or "").split(","):
        tag, _, weight = part.strip().partition(";q=")
        try:
            weighs = float(weight) if weight else 1.0
        except ValueError:
            continue
        for language in LANGUAGES:
            if tag.lower().split("-")[0] == language and weighs > (best[0] if best else 0.0):
                best = (weighs, language)
    return best[1] if best else default

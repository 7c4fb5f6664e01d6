# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Links for people without an account, and their visits. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

import attrs

from synapse_salon import likeness
from synapse_salon.kana import in_hiragana

SUFFIX = "(ゲスト)"
"""Stands behind the name of everybody who came by a link, in every language and client."""

LONGEST_NAME = 40
LONGEST_SHOWN = 5000
_BLANKS = "\u115f\u1160\u2800"
"""Letters and signs that show nothing. NFKC makes the others of their kind into these."""

_TITLES = ("さん", "さま", "様", "ちゃん", "くん", "君", "先生")
_ADDRESS = re.compile(r"https?://[^\s<>\"'`{}|\\^\u3000-\u303f\uff00-\uffef]+", re.IGNORECASE)
_BEHIND = ".,:;!?"
_LOCALPART = re.compile(r"salon-guest-[a-z2-7]{16}")


@attrs.frozen
class Link:
    """A link into a chat. `expires_ms` is when it and every visit by it end; from `asks_ms` on whoever comes by it
    is let in first, since somebody who had come by it was put out."""

    id: str
    room_id: str
    made_by: str
    made_ms: int
    expires_ms: int
    ended_ms: int | None
    label: str = ""
    asks_ms: int | None = None

    def leads_in(self, now_ms: int) -> bool:
        """Whether people come in by it."""
        return self.ended_ms is None and now_ms < self.expires_ms


@attrs.frozen
class Came:
    """How many came by a link, and how many of them are in the chat."""

    came: int = 0
    here: int = 0


@attrs.frozen
class Visit:
    """Somebody who came by a link: the id that their words have in the room, which is no account."""

    user_id: str
    link_id: str
    room_id: str
    name: str


def bare_name(name: str) -> str:
    """A name without the suffix, and without signs that nobody sees and that turn what follows them round."""
    whole = unicodedata.normalize("NFKC", name)
    seen = "".join(sign for sign in whole if unicodedata.category(sign)[0] != "C" and sign not in _BLANKS)
    plain, suffix = seen.strip(), unicodedata.normalize("NFKC", SUFFIX)
    while plain.endswith(suffix):
        plain = plain.removesuffix(suffix).strip()
    return plain[:LONGEST_NAME].strip()


def shown_name(name: str) -> str:
    """The name as everybody sees it: with the suffix, once."""
    return f"{bare_name(name) or '?'} {SUFFIX}"


def may_be_called(name: str, others: Iterable[str]) -> bool:
    """Whether a guest's name says something, claims no office, and is none of these: however it is written, in
    either kana, with or without a title behind it."""
    bare = bare_name(name)
    if not likeness.folded(bare) and not any(unicodedata.category(sign)[0] == "S" for sign in bare):
        return False
    plain = bare
    for title in _TITLES:
        plain = plain.removesuffix(title).strip() or plain
    known = [_in_hiragana(bare_name(other)) for other in others]
    return not any(
        likeness.sounds_official(called) or likeness.passes_for(_in_hiragana(called), known)
        for called in (bare, plain)
    )


def called(name: str, people: Mapping[str, str]) -> list[str]:
    """Of these people, by id with their names, those whose name reads so: in either kana, with or without suffix."""
    meant = likeness.folded(_in_hiragana(bare_name(name)))
    return [
        one
        for one, known in people.items()
        if meant and likeness.folded(_in_hiragana(bare_name(known))) == meant
    ]


def _in_hiragana(name: str) -> str:
    return in_hiragana(unicodedata.normalize("NFKC", name))


def localpart(visit_id: str) -> str:
    """The local part of a visitor's id in the room."""
    return f"salon-guest-{visit_id}"


def is_visitors(name: str) -> bool:
    """Whether an account of this name could be taken for a visitor."""
    return bool(_LOCALPART.fullmatch(name))


def shortened(words: str) -> str:
    """Words as a page shows them that holds many of such: of very long ones the beginning."""
    return words if len(words) <= LONGEST_SHOWN else f"{words[:LONGEST_SHOWN]}…"


def with_links(words: str) -> list[tuple[str, str]]:
    """Words in pieces, each with the address that it leads to, or "". Complete addresses of the web lead somewhere."""
    pieces, at = [], 0
    for found in _ADDRESS.finditer(words):
        address = found[0].rstrip(_BEHIND)
        while address.endswith(")") and address.count(")") > address.count("("):
            address = address[:-1].rstrip(_BEHIND)
        if len(address.partition("://")[2]) < 1:
            continue
        pieces += [(words[at : found.start()], ""), (address, address)]
        at = found.start() + len(address)
    return [piece for piece in [*pieces, (words[at:], "")] if piece[0]]

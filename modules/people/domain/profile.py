# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a member says of themself in one salon, and who sees it. Pure."""

import re
from collections.abc import Iterable, Mapping
from typing import Literal, get_args

import attrs

from modules.people.domain.folding import folded
from synapse_salon.errors import BadInput
from synapse_salon.i18n import t

Level = Literal["salon", "group", "nobody"]
"""Who sees a field: every member of the salon, those who are in a group with one, or nobody."""

Part = Literal["interests", "skills", "region", "about"]
PARTS: tuple[Part, ...] = get_args(Part)
LEVELS: tuple[Level, ...] = get_args(Level)

_NARROW = {sign: sign - 0xFEE0 for sign in range(0xFF01, 0xFF5F) if chr(sign) not in "（）！？～"}
"""Wide letters and figures, as a Japanese keyboard types them, to those that everybody reads: Ｐ is P."""

MOST_LABELS = 10
MOST_OFFERED = 30
LONGEST_LABEL = 30
LONGEST_REGION = 60
LONGEST_ABOUT = 500
EVERYBODY: dict[Part, Level] = dict.fromkeys(PARTS, "salon")


@attrs.frozen
class Words:
    """What somebody says of themself, and who sees which part of it."""

    interests: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    region: str = ""
    about: str = ""
    shown: Mapping[Part, Level] = attrs.field(factory=EVERYBODY.copy)
    is_listed: bool = True

    def at(self, *levels: Level) -> "Words":
        """What is left for somebody to whom these levels are open."""
        return attrs.evolve(
            self,
            interests=self.interests if self.shown["interests"] in levels else (),
            skills=self.skills if self.shown["skills"] in levels else (),
            region=self.region if self.shown["region"] in levels else "",
            about=self.about if self.shown["about"] in levels else "",
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said."""
        return not (self.interests or self.skills or self.region or self.about)


@attrs.frozen
class Profile:
    """A member of a salon as others may find them. `came_ms` is when they came in."""

    salon_id: str
    user_id: str
    name: str
    came_ms: int
    words: Words = attrs.field(factory=Words)

    def as_seen(self, is_companion: bool) -> "Profile":
        """The same with what another member sees of it; a companion is in a group with them."""
        return attrs.evolve(self, words=self.words.at("salon", *(("group",) if is_companion else ())))


def found_by(name: str, words: Words) -> tuple[str, str]:
    """What every member finds somebody by, and what those in a group with them find beyond that; both folded."""
    everybody = words.at("salon")
    companions = words.at("group")
    return (
        "\n".join([folded(name), "".join(folded(name).split()), *_lines(everybody)]),
        "\n".join(_lines(companions)),
    )


def _lines(words: Words) -> list[str]:
    said = [*words.interests, *words.skills, words.region, *words.about.split("\n")]
    return [folded(line) for line in said if line]


def labels(said: Iterable[str], part: Part, most: int = MOST_LABELS) -> tuple[str, ...]:
    """Interests or skills as they are kept: one line each, each once however it is written, in their order.

    Raises BadInput: too many, or one that is too long.
    """
    kept: dict[str, str] = {}
    for label in said:
        plain = " ".join(label.translate(_NARROW).replace("#", " ").split())
        if plain:
            kept.setdefault(folded(plain), plain)
    refused = t("This cannot be kept as it is.")
    if not all(label.isprintable() for label in kept.values()):
        raise BadInput(refused, {part: t("Please use letters that can be seen.")})
    if len(kept) > most:
        raise BadInput(refused, {part: t("Please choose up to {n}.", n=most)})
    if any(len(label) > LONGEST_LABEL for label in kept.values()):
        raise BadInput(refused, {part: t("Please use up to {n} letters for each.", n=LONGEST_LABEL)})
    return tuple(kept.values())


def listed_in(text: str) -> list[str]:
    """Interests or skills typed into one line: commas of every kind and new lines stand between them."""
    return re.split(r"[,、，､;；\n]", text)


@attrs.frozen
class Common:
    """Why somebody may be worth knowing: interests that both have, and skills of theirs in what interests one."""

    interests: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing."""
        return not (self.interests or self.skills)


def in_common(mine: Words, theirs: Words) -> Common:
    """What somebody's own interests have in common with what they see of another, in the other's words."""
    wanted = {folded(label) for label in mine.interests}
    interests = tuple(label for label in theirs.interests if folded(label) in wanted)
    known = {folded(label) for label in interests}
    skills = (label for label in theirs.skills if folded(label) in wanted - known)
    return Common(interests, tuple(skills))

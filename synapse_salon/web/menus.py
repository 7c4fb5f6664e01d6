# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The links above every page: to what the house has, and to the places of one salon."""

from collections.abc import Awaitable, Callable

import attrs

from synapse_salon.i18n import Text
from synapse_salon.ports.salons import Salon

Link = tuple[Text, str]
"""Words, and a path below our prefix."""

Shown = Callable[[str | None], Awaitable[bool]]
"""Whether a link is for this person (a user id), or for somebody not signed in (None). Asked for every page."""

ShownInSalon = Callable[[Salon, str | None], Awaitable[bool]]


@attrs.frozen
class _Entry:
    words: Text
    path: str
    shown: Shown | None
    for_staff: bool


@attrs.frozen
class _Place:
    words: Text
    path: str
    shown: ShownInSalon | None
    for_staff: bool


@attrs.define
class Menus:
    """What features put above the pages, in the order of `modules:`; what is for staff stands last.

    `shown` says for whom a link is; without it, it is for everybody.
    """

    _entries: list[_Entry] = attrs.field(factory=list)
    _places: list[_Place] = attrs.field(factory=list)
    _desk: list[_Place] = attrs.field(factory=list)

    def add(self, words: Text, path: str, shown: Shown | None = None, for_staff: bool = False) -> None:
        """A link above every page."""
        self._entries.append(_Entry(words, path, shown, for_staff))

    def add_in_salon(
        self, words: Text, path: str, shown: ShownInSalon | None = None, for_staff: bool = False
    ) -> None:
        """A link above every page of a salon, to `s/{slug}/<path>`."""
        self._places.append(_Place(words, path, shown, for_staff))

    def add_on_desk(self, words: Text, path: str, shown: ShownInSalon | None = None) -> None:
        """A link on the front page of a salon's desk, to `s/{slug}/desk/<path>`."""
        self._desk.append(_Place(words, path, shown, True))

    async def main(self, person: str | None) -> tuple[Link, ...]:
        """The links of the house, as this person sees them."""
        found = [
            (entry.words, entry.path)
            for entry in sorted(self._entries, key=lambda entry: entry.for_staff)
            if entry.shown is None or await entry.shown(person)
        ]
        return tuple(found)

    async def of_salon(self, salon: Salon, person: str | None) -> tuple[Link, ...]:
        """The places of a salon, as this person sees them."""
        found = [
            (place.words, f"s/{salon.slug}/{place.path}".rstrip("/"))
            for place in sorted(self._places, key=lambda place: place.for_staff)
            if place.shown is None or await place.shown(salon, person)
        ]
        return tuple(found)

    async def on_desk(self, salon: Salon, person: str | None) -> tuple[Link, ...]:
        """The places of a salon's desk, as this person sees them."""
        return tuple(
            [
                (place.words, f"s/{salon.slug}/desk/{place.path}")
                for place in self._desk
                if place.shown is None or await place.shown(salon, person)
            ]
        )


async def signed_in(person: str | None) -> bool:
    """For whoever is signed in."""
    return person is not None

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The links above every page: to what the house has, and to the places of one salon."""

from collections.abc import Awaitable, Callable
from typing import Literal
from urllib.parse import quote

import attrs

from synapse_salon.i18n import Text, t
from synapse_salon.ports.salons import Salon

Link = tuple[Text, str]
"""Words, and a path below our prefix."""

Shown = Callable[[str | None], Awaitable[bool]]
"""Whether a link is for this person (a user id), or for somebody not signed in (None). Asked for every page."""

ShownInSalon = Callable[[Salon, str | None], Awaitable[bool]]

LinkInSalon = Callable[[Salon, str | None], Awaitable[Link | None]]
"""A link for this person on the pages of a salon, whose words say how it stands; None where there is none for them."""

OfPerson = Callable[[Salon, str, str], Awaitable[str | None]]
"""Where a member (the first user id) does something about another one (the second), as a path below our prefix; None
where there is nothing to do."""


@attrs.frozen
class Calls:
    """Words about a place of the desk where something waits for the staff."""

    words: Text


Note = Callable[[Salon], Awaitable[Text | Calls | None]]
"""How a place of the desk stands, in a few words."""

Section = Literal["people", "offer", "inside", "salon"]

_SECTIONS: dict[Section, Text] = {
    "people": t("Members and applicants"),
    "offer": t("What visitors see"),
    "inside": t("Inside the salon"),
    "salon": t("Running the salon"),
}


@attrs.frozen
class DeskLink:
    """A place of a salon's desk; `note` says how it stands, where that was asked for, and `calls` whether something
    waits there for the staff."""

    words: Text
    path: str
    note: Text | None = None
    calls: bool = False


DeskLinks = tuple[tuple[Text, tuple[DeskLink, ...]], ...]
"""The places of a desk below the names of their sections; sections with nothing in them are left out."""


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


@attrs.frozen
class _DeskPlace:
    words: Text
    path: str
    shown: ShownInSalon | None
    section: Section
    note: Note | None
    order: int


@attrs.define
class Menus:
    """What features put above the pages, in the order of `modules:`; what is for staff stands last.

    `shown` says for whom a link is; without it, it is for everybody.
    """

    _entries: list[_Entry] = attrs.field(factory=list)
    _places: list[_Place] = attrs.field(factory=list)
    _standing: list[LinkInSalon] = attrs.field(factory=list)
    _people: str | None = None
    _desk: list[_DeskPlace] = attrs.field(factory=list)
    _foot: list[Link] = attrs.field(factory=list)
    _own: list[Link] = attrs.field(factory=list)
    _first_steps: list[Link] = attrs.field(factory=list)
    _of_person: list[tuple[Text, OfPerson]] = attrs.field(factory=list)

    def add(self, words: Text, path: str, shown: Shown | None = None, for_staff: bool = False) -> None:
        """A link above every page."""
        self._entries.append(_Entry(words, path, shown, for_staff))

    def add_in_salon(
        self, words: Text, path: str, shown: ShownInSalon | None = None, for_staff: bool = False
    ) -> None:
        """A link above every page of a salon, to `s/{slug}/<path>`."""
        self._places.append(_Place(words, path, shown, for_staff))

    def add_standing(self, link: LinkInSalon) -> None:
        """A link above every page of a salon, behind its places, with words that say what waits for this person."""
        self._standing.append(link)

    def add_to_own(self, words: Text, path: str) -> None:
        """A link above the pages that a person has of their own in the house: `me` and what lies below."""
        self._own.append((words, path))

    def add_at_foot(self, words: Text, path: str) -> None:
        """A link below every page of a salon, to `s/{slug}/<path>`: what whoever sells must have at hand."""
        self._foot.append((words, path))

    def add_first_step(self, words: Text, path: str) -> None:
        """Something that a new member is led to, at `s/{slug}/<path>`: in the greeting, and on the page that follows
        joining."""
        self._first_steps.append((words, path))

    def add_of_person(self, words: Text, where: OfPerson) -> None:
        """A link on the page of another member: what one can do about them."""
        self._of_person.append((words, where))

    def have_people(self, path: str) -> None:
        """Members have pages, at `s/{slug}/<path>/{user_id}`."""
        self._people = path

    def page_of(self, salon: Salon, person: str) -> str | None:
        """Where a member's page is, as a path below our prefix; None where members have none."""
        return f"s/{salon.slug}/{self._people}/{quote(person, safe='')}" if self._people is not None else None

    def add_on_desk(
        self,
        words: Text,
        path: str,
        shown: ShownInSalon | None = None,
        section: Section = "salon",
        note: Note | None = None,
        order: int = 50,
    ) -> None:
        """A link beside every page of a salon's desk, to `s/{slug}/desk/<path>`; its front page shows the note too.
        Within a section those of smaller `order` stand first."""
        self._desk.append(_DeskPlace(words, path, shown, section, note, order))
        self._desk.sort(key=lambda place: place.order)

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
        for link in self._standing:
            one = await link(salon, person)
            found += [one] if one is not None else []
        return tuple(found)

    def own(self, path: str) -> tuple[Link, ...]:
        """The links above a page of the house, where it is one of a person's own."""
        is_own = any(path == own or path.startswith(f"{own}/") for _, own in self._own)
        return tuple(self._own) if is_own and len(self._own) > 1 else ()

    def at_foot(self, salon: Salon) -> tuple[Link, ...]:
        """The links below the pages of a salon."""
        return tuple((words, f"s/{salon.slug}/{path}") for words, path in self._foot)

    def first_steps(self, salon: Salon) -> tuple[Link, ...]:
        """What new members of a salon are led to."""
        return tuple((words, f"s/{salon.slug}/{path}") for words, path in self._first_steps)

    async def of_person(self, salon: Salon, viewer: str, person: str) -> tuple[Link, ...]:
        """What somebody can do about another member."""
        found = [(words, await where(salon, viewer, person)) for words, where in self._of_person]
        return tuple((words, path) for words, path in found if path is not None)

    async def on_desk(self, salon: Salon, person: str | None, with_notes: bool = False) -> DeskLinks:
        """The places of a salon's desk, as this person sees them."""
        found = []
        for section, heading in _SECTIONS.items():
            links = [
                await _link(place, salon, with_notes)
                for place in self._desk
                if place.section == section and (place.shown is None or await place.shown(salon, person))
            ]
            if links:
                found.append((heading, tuple(links)))
        return tuple(found)


async def _link(place: _DeskPlace, salon: Salon, with_note: bool) -> DeskLink:
    note = await place.note(salon) if with_note and place.note is not None else None
    words = note.words if isinstance(note, Calls) else note
    return DeskLink(place.words, f"s/{salon.slug}/desk/{place.path}", words, isinstance(note, Calls))


async def signed_in(person: str | None) -> bool:
    """For whoever is signed in."""
    return person is not None

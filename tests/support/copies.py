# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A homeserver that was furnished once and stopped: others begin as copies of it, which saves their furnishing.

A copy has its original's name, which holds the port: one at a time, in the process that made the original.
"""

import atexit
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import attrs

from tests.support.databases import Database, copies_of
from tests.support.people import Person
from tests.support.web import Wire


@attrs.frozen
class Place:
    """Where a homeserver is found, and the words by which it and its house know each other."""

    port: int
    as_token: str
    hs_token: str


@attrs.frozen
class Original:
    """What copies begin with: the place, the files, the database, and who is signed in with which device."""

    place: Place
    folder: Path
    database: Callable[[Path], Database]
    people: tuple[Person, ...]

    @classmethod
    def of(cls, place: Place, folder: Path, database: Database, people: list[Person]) -> "Original":
        """Keep what a homeserver has, which is stopped."""
        kept = Path(tempfile.mkdtemp(prefix="salon-original-"))
        atexit.register(shutil.rmtree, kept, ignore_errors=True)
        shutil.copytree(folder, kept, dirs_exist_ok=True, ignore=shutil.ignore_patterns("homeserver.db*"))
        return cls(place, kept, copies_of(database, kept), tuple(people))

    def furnish(self, folder: Path) -> Database:
        """Put the files into a new homeserver's folder; answers its database."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("original.db"))
        return self.database(folder)

    def signed_in(self, wire: Wire) -> dict[str, Person]:
        """The same people, at a copy."""
        return {
            person.name: Person(wire, person.user_id, person.token, person.device_id, person.password)
            for person in self.people
        }

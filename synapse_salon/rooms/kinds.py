# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a room of a salon is: its kind, who it is for, how it is ordered and what is known of it."""

from collections.abc import Mapping

import attrs

from synapse_salon.events import Access, RoomKind
from synapse_salon.i18n.text import Language
from synapse_salon.people import Role

SPACE_KEY = "space"


@attrs.frozen
class SalonFrame:
    """What the rooms of a salon need to know of it.

    `url` is the salon's landing page, `roles` are the people with power in its rooms, by user id.
    """

    id: str
    slug: str
    title: str
    purpose: str
    kind: str
    language: Language
    url: str
    this_server_only: bool
    roles: Mapping[str, frozenset[Role]]


@attrs.frozen
class RoomOrder:
    """A room that a salon shall have.

    `key` stays the same for ever and is the room's own within the salon ("chat"). `plans` are ids of the
    plans that open it, none for all. In a room with `is_default` the house places members itself. `knocks`: into
    a room that admits guests people may also ask to come.
    """

    salon_id: str
    key: str
    kind: RoomKind
    access: Access
    name: str
    topic: str
    plans: tuple[str, ...] = ()
    is_default: bool = False
    order: int = 0
    knocks: bool = False


@attrs.frozen
class RoomFacts:
    """What we know of a room of ours without asking its state."""

    room_id: str
    salon_id: str
    key: str
    kind: RoomKind
    access: Access
    name: str
    plans: tuple[str, ...]
    is_default: bool
    is_archived: bool
    knocks: bool = False

    @property
    def is_public(self) -> bool:
        """Whether anybody may read it, a member or not, of whatever server. Its state can be read too."""
        return self.access == "public" and not self.is_archived

    @property
    def takes_guests(self) -> bool:
        """Whether people from outside may be in it, those who were asked in."""
        return self.access in ("guests", "invited")

    @property
    def lets_readers_in(self) -> bool:
        """Whether outsiders may come in, to read: where the staff alone write. Elsewhere they look in from outside."""
        return self.is_public and self.kind == "announce"


def tier_key(plan_id: str) -> str:
    """The key of the hidden space whose members may enter the rooms of a plan."""
    return f"tier-{plan_id}"

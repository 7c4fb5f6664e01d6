# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who belongs into which room: pure rules over what is known of the person and the rooms."""

from collections.abc import Iterable, Mapping
from typing import Literal

import attrs

from synapse_salon.people import STAFF, Act, Role, Standing, may
from synapse_salon.rooms.kinds import RoomFacts

Wish = Literal["in", "invited", "out"]
_PUT_OUT = frozenset({Standing.REMOVED, Standing.BANNED})


@attrs.frozen
class Place:
    """What is known of a person in a salon."""

    standing: Standing
    plan_id: str | None
    roles: frozenset[Role]
    keeps_lobby: bool = False
    is_in_space: bool = False
    by_name: frozenset[str] = frozenset()
    """Rooms that are open to them by name: those of what they asked those who run the salon, as long as that is open,
    chats for those alone who are asked in, and those of introductions, until they leave them."""

    @property
    def serves(self) -> bool:
        """Whether they are staff."""
        return not self.roles.isdisjoint(STAFF)

    @property
    def is_asked(self) -> bool:
        """Whether they were given a role that they have not answered yet: the Space invites them, and when they came
        into it they are brought into the rest."""
        is_here = self.is_in_space or self.standing.is_inside or self.keeps_lobby
        return self.serves and not is_here and Role.OWNER not in self.roles


def why_not(place: Place, room: RoomFacts) -> str | None:
    """None if the person may be in the room, else a stable word for why not."""
    if room.is_archived:
        return "archived"
    if room.kind == "ask":
        is_theirs = room.room_id in place.by_name and place.standing not in _PUT_OUT
        return None if is_theirs or may(place.roles, Act.ANSWER_QUESTIONS) else "staff_only"
    if room.kind == "introduction":
        is_theirs = room.room_id in place.by_name and (place.serves or place.standing.is_inside)
        is_open_to_staff = room.access == "staff" and may(place.roles, Act.MODERATE)
        return None if is_theirs or is_open_to_staff else "not_introduced"
    if room.access == "staff":
        return None if place.serves else "staff_only"
    if room.access == "lobby":
        return None if place.keeps_lobby or place.serves else "not_in_lobby"
    if room.access == "invited" and room.room_id not in place.by_name:
        return "not_asked_in"
    if place.serves:
        return None
    if room.lets_readers_in:
        return place.standing.value if place.standing in _PUT_OUT else None
    if not place.standing.is_inside:
        return place.standing.value
    if room.plans and place.plan_id not in room.plans:
        return "other_plan"
    return None


def may_be_guest(place: Place, room: RoomFacts) -> bool:
    """Whether the person may be in the room as a guest, if they were asked in: who is a member is none, and who was put
    out of the salon does not come back as one."""
    is_somebody = place.serves or place.standing.is_inside or place.standing in _PUT_OUT
    return room.takes_guests and not room.is_archived and not is_somebody


def why_silent(place: Place, room: RoomFacts) -> str | None:
    """None if the person may write in the room as far as their standing goes, else a stable word for why not."""
    reason = why_not(place, room)
    if reason is not None or place.serves or room.kind == "ask":
        return reason
    if room.lets_readers_in:
        return "readers"
    return "read_only" if place.standing is Standing.READ_ONLY else None


def wishes(place: Place, rooms: Iterable[RoomFacts], former: frozenset[str]) -> Mapping[str, Wish]:
    """Where the person is to be brought in, or invited, and where out. Rooms they may enter on their own are left out.

    Into the Space, the plan's tier and the default rooms, and the rooms they were in before they lapsed.
    """
    found: dict[str, Wish] = {}
    for room in rooms:
        if why_not(place, room) is not None:
            found[room.room_id] = "out"
        elif place.is_asked:
            if room.kind == "space":
                found[room.room_id] = "invited"
        elif (
            room.kind in ("space", "tier", "lobby", "staff", "ask", "introduction")
            or room.is_default
            or room.room_id in former
        ):
            found[room.room_id] = "in"
    return found

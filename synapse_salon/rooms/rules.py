# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may do what in a room, as Matrix power levels, join rules and a rule for announcements. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from synapse_salon.events import HOUSE_ONLY_TYPES, Access, RoomKind
from synapse_salon.people import HOUSE_ONLY, MEMBER_POWER, Act, Role, may, power_needed, power_of
from synapse_salon.rooms.kinds import RoomFacts

ROOM_VERSION = "12"
MUTED_POWER = -1
UNSTABLE_POLL_RESPONSE = "org.matrix.msc3381.poll.response"
ENCRYPTION = {"algorithm": "m.megolm.v1.aes-sha2"}
"""The content of `m.room.encryption` in rooms of access `private`."""
DOORS: frozenset[str] = frozenset({"space", "tier"})
"""Kinds of rooms that nobody talks in: whoever is in them may enter others."""
BY_INVITATION: frozenset[Access] = frozenset({"invited", "staff", "lobby", "private"})
"""Whom the house does not invite is not in them, and sees nothing of them."""


def power_levels(
    kind: RoomKind,
    roles: Mapping[str, frozenset[Role]],
    muted: frozenset[str],
    house: str,
    access: Access = "members",
) -> dict[str, Any]:
    """The content of `m.room.power_levels` in a room of this kind.

    Whoever is in `muted` may read and not write, whatever their role. The house made the room and stands
    above its levels (room version 12), so it must not be listed.

    In a private room people speak encrypted, and nobody has power over anybody.

    In a public room everybody reads this too: who is behind with their dues stands nowhere in it (a hook refuses
    them), and where outsiders come in nobody but those who announce may write, or is named.
    """
    if access == "public" or kind == "ask":
        muted = frozenset()  # whoever owes something may ask about it
    if access == "public" and kind == "announce":
        roles = {user: held for user, held in roles.items() if may(held, Act.ANNOUNCE)}
    if access == "private":
        roles = {}
    levels = {user: power_of(held) for user, held in roles.items()} | dict.fromkeys(muted, MUTED_POWER)
    may_kick = HOUSE_ONLY if kind in DOORS else power_needed(Act.REMOVE_MEMBERS)
    edit, announce = power_needed(Act.EDIT_ROOMS), power_needed(Act.ANNOUNCE)
    events = {
        "m.room.name": edit,
        "m.room.topic": edit,
        "m.room.avatar": edit,
        "m.room.pinned_events": power_needed(Act.PIN),
        "m.room.encrypted": HOUSE_ONLY,
        **dict.fromkeys(HOUSE_ONLY_TYPES, HOUSE_ONLY),
    }
    if access == "private":
        events["m.room.encrypted"] = MEMBER_POWER
    events_default = MEMBER_POWER
    if kind in DOORS:
        events_default = HOUSE_ONLY
    elif kind == "announce":
        events_default = announce
        answers = (
            "m.room.message",
            "m.room.redaction",
            "m.reaction",
            "m.poll.response",
            UNSTABLE_POLL_RESPONSE,
        )
        if access != "public":
            events |= dict.fromkeys(answers, MEMBER_POWER)
    return {
        "users": {
            user: level for user, level in sorted(levels.items()) if level != MEMBER_POWER and user != house
        },
        "users_default": MEMBER_POWER,
        "events": events,
        "events_default": events_default,
        "state_default": HOUSE_ONLY,
        "invite": HOUSE_ONLY,
        "kick": may_kick,
        "ban": may_kick,
        "redact": power_needed(Act.MODERATE),
        "notifications": {"room": announce},
    }


def join_rules(kind: RoomKind, access: Access, doors: Iterable[str], knocks: bool = False) -> dict[str, Any]:
    """The content of `m.room.join_rules`; `doors` are the spaces whose members may enter.

    Rooms that do not open to every member of a space open to nobody whom the house does not invite. A public room
    in which members talk is entered by members, and read by others from outside. Guests are invited by the house;
    where the room `knocks` they may also ask. Into an invited one the house asks members too.
    """
    allow = [{"type": "m.room_membership", "room_id": door} for door in doors]
    if kind in DOORS or access in BY_INVITATION:
        return {"join_rule": "invite"}
    if access == "public" and kind == "announce":
        return {"join_rule": "public"}
    if access == "guests" and knocks:
        return {"join_rule": "knock_restricted", "allow": allow}
    return {"join_rule": "restricted", "allow": allow}


def history_visibility(access: Access) -> dict[str, Any]:
    """The content of `m.room.history_visibility`: in rooms that admit guests each reads from their joining on."""
    if access in ("guests", "invited"):
        return {"history_visibility": "joined"}
    return {"history_visibility": "world_readable" if access == "public" else "shared"}


def is_listed(kind: RoomKind, access: Access) -> bool:
    """Whether the room is a child of the Space for everyone in it to see."""
    return kind not in DOORS and access not in BY_INVITATION


def child_of_space(server: str, is_default: bool, order: int) -> dict[str, Any]:
    """The content of `m.space.child`. Clients offer suggested rooms first."""
    return {"via": [server], "suggested": is_default, "order": f"{max(order, 0):04d}"}


def answered_event(content: Mapping[str, Any]) -> tuple[str, str] | None:
    """What a message belongs to: `("m.thread" or "m.replace", event id)`; None for a message of its own."""
    relation = content.get("m.relates_to")
    if not isinstance(relation, Mapping):
        return None
    kind, event_id = relation.get("rel_type"), relation.get("event_id")
    if kind not in ("m.thread", "m.replace") or not isinstance(event_id, str):
        return None
    return kind, event_id


def may_post(facts: RoomFacts, roles: frozenset[Role], content: Mapping[str, Any]) -> bool:
    """Whether someone with these roles may send an `m.room.message` with this content here, as far as the
    room's kind is concerned.

    In announcement rooms only staff begin; everybody answers in threads and mends their own answers, unless it lets
    in outsiders, who only read. That the answered event exists is for the caller to look up (`answered_event`).
    """
    if facts.is_archived:
        return False
    if facts.lets_readers_in:
        return may(roles, Act.ANNOUNCE)
    if facts.kind != "announce" or may(roles, Act.ANNOUNCE):
        return True
    return answered_event(content) is not None

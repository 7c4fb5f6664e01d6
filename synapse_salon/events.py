# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Our own event types: one frozen class each, that renders itself as content and reads content that
anybody may have written. What a person should read in any client stands beside them as ordinary text.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self, cast, get_args

import attrs

RoomKind = Literal[
    "space",
    "tier",
    "announce",
    "lobby",
    "chat",
    "forum",
    "group",
    "project",
    "stream",
    "gathering",
    "staff",
    "ask",
    "introduction",
]
Access = Literal["members", "guests", "invited", "public", "staff", "lobby", "private"]
ROOM_KINDS: frozenset[str] = frozenset(get_args(RoomKind))
ACCESSES: frozenset[str] = frozenset(get_args(Access))
SALON_KINDS = frozenset({"fan_club", "lesson", "project"})

# Sent into the timeline by the house alone: power levels keep everybody else from it.
HOUSE_ONLY_TYPES = (
    "io.synapse_salon.invite",
    "io.synapse_salon.tip",
    "io.synapse_salon.tip.reversed",
)


@attrs.frozen
class SalonState:
    """State of a salon's Space: which salon it is."""

    type: ClassVar[str] = "io.synapse_salon.salon"
    slug: str
    kind: str
    language: str
    url: str

    def render(self) -> dict[str, Any]:
        """The event's content."""
        return attrs.asdict(self)

    @classmethod
    def parse(cls, content: Mapping[str, Any]) -> Self | None:
        """What the content says, or None where it is not ours to understand."""
        values = {field.name: content.get(field.name) for field in attrs.fields(cls)}
        if not all(isinstance(value, str) for value in values.values()) or values["kind"] not in SALON_KINDS:
            return None
        return cls(**cast(dict[str, str], values))

    @property
    def readable(self) -> str:
        """One line for people, in no language: the page says the rest."""
        return self.url


@attrs.frozen
class RoomState:
    """State of every room of a salon: `salon` is the room id of its Space, `plans` those that open it."""

    type: ClassVar[str] = "io.synapse_salon.room"
    salon: str
    kind: RoomKind
    access: Access
    plans: tuple[str, ...] = ()

    def render(self) -> dict[str, Any]:
        """The event's content; `plans` only where there are any."""
        content: dict[str, Any] = {"salon": self.salon, "kind": self.kind, "access": self.access}
        if self.plans:
            content["plans"] = list(self.plans)
        return content

    @classmethod
    def parse(cls, content: Mapping[str, Any]) -> Self | None:
        """What the content says, or None where it is not ours to understand."""
        salon, kind, access = (str(content.get(field)) for field in ("salon", "kind", "access"))
        plans = content.get("plans", ())
        if not isinstance(content.get("salon"), str) or kind not in ROOM_KINDS or access not in ACCESSES:
            return None
        if not isinstance(plans, (list, tuple)) or not all(isinstance(plan, str) for plan in plans):
            return None
        return cls(salon, cast(RoomKind, kind), cast(Access, access), tuple(plans))

    @property
    def readable(self) -> str:
        """One line for people, in no language."""
        return f"{self.kind} ({self.access})"


@attrs.frozen
class GuestsState:
    """State of a room that admits outsiders: how many are in it now, and when it closes to them (ms)."""

    type: ClassVar[str] = "io.synapse_salon.guests"
    count: int
    until: int | None = None

    def render(self) -> dict[str, Any]:
        """The event's content; `until` only where there is an end."""
        return {"count": self.count} | ({} if self.until is None else {"until": self.until})

    @classmethod
    def parse(cls, content: Mapping[str, Any]) -> Self | None:
        """What the content says, or None where it is not ours to understand."""
        count, until = content.get("count"), content.get("until")
        if type(count) is not int or count < 0 or not (until is None or type(until) is int):
            return None
        return cls(count, until)

    @property
    def readable(self) -> str:
        """One line for people, in no language: the room's topic says the rest."""
        return str(self.count)

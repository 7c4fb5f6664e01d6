# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a new salon starts with, by its kind."""

import attrs

from synapse_salon.events import Access, RoomKind
from synapse_salon.i18n import Text, t
from synapse_salon.people import Role
from synapse_salon.ports.salons import Kind, Policies


@attrs.frozen
class PresetRoom:
    """A room every salon of a kind begins with."""

    key: str
    kind: RoomKind
    access: Access
    name: Text
    topic: Text
    is_default: bool = False


_ANNOUNCE = PresetRoom(
    "news",
    "announce",
    "members",
    t("Announcements"),
    t("News from the salon. Answer in threads."),
    is_default=True,
)
_LOUNGE = PresetRoom(
    "lounge", "chat", "members", t("Lounge"), t("For everybody and everything. Say hello."), is_default=True
)
_HELLO = PresetRoom(
    "hello", "chat", "members", t("Introductions"), t("Who you are and what brings you here.")
)
_STAFF = PresetRoom("staff", "staff", "staff", t("Staff"), t("For those who run the salon."))
_LOBBY = PresetRoom("lobby", "lobby", "lobby", t("Lobby"), t("The way back in, whenever you like."))


@attrs.frozen
class Preset:
    """What a kind of salon begins with. `helpers` are the roles that such a salon usually gives first."""

    rooms: tuple[PresetRoom, ...]
    policies: Policies
    helpers: tuple[Role, ...]


def _for_members(key: str, kind: RoomKind, name: Text, topic: Text) -> PresetRoom:
    return PresetRoom(key, kind, "members", name, topic)


def _rooms(*own: PresetRoom) -> tuple[PresetRoom, ...]:
    """The rooms that every salon has, and those of its kind between them."""
    return (_ANNOUNCE, _LOUNGE, _HELLO, *own, _STAFF, _LOBBY)


PRESETS: dict[Kind, Preset] = {
    "fan_club": Preset(
        _rooms(
            _for_members(
                "off-shots", "chat", t("Off-shots"), t("Pictures and stories from behind the scenes.")
            ),
            _for_members("live", "stream", t("Live"), t("Where we talk while something is live.")),
        ),
        Policies("off", "none"),
        (Role.OPERATOR, Role.MODERATOR),
    ),
    "lesson": Preset(
        _rooms(
            _for_members("lessons", "announce", t("Lessons"), t("Lessons, in order. Ask in threads.")),
            _for_members("questions", "forum", t("Questions"), t("No question is too small.")),
            _for_members("seminars", "gathering", t("Seminars"), t("When we meet, and what we prepare.")),
            _for_members("library", "announce", t("Library"), t("Material to keep and to come back to.")),
        ),
        Policies("operator", "none"),
        (Role.COMMUNITY_MANAGER, Role.EVENT_STAFF),
    ),
    "project": Preset(
        _rooms(
            _for_members("ideas", "forum", t("Ideas"), t("What we could do next.")),
            _for_members("work", "project", t("Work"), t("What we are doing now.")),
            _for_members("tasks", "project", t("Tasks"), t("Who does what, until when.")),
            _for_members("meets", "gathering", t("Meeting up"), t("When and where we meet in person.")),
        ),
        Policies("members", "invited"),
        (Role.COMMUNITY_MANAGER, Role.OPERATOR),
    ),
}

FIRST_RULES = t(
    "1. Be kind: speak to people as you would face to face.\n"
    "2. What is said here stays here.\n"
    "3. No advertising, no soliciting, no invitations to other businesses.\n"
    "4. Do not post what belongs to others.\n"
    "5. Write to the staff when something worries you."
)

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a new salon starts with, by its kind."""

import attrs

from synapse_salon.events import Access, RoomKind
from synapse_salon.i18n import Text, t
from synapse_salon.ports.salons import Kind


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

PRESETS: dict[Kind, tuple[PresetRoom, ...]] = {
    "fan_club": (
        _ANNOUNCE,
        _LOUNGE,
        _HELLO,
        PresetRoom(
            "off-shots", "chat", "members", t("Off-shots"), t("Pictures and stories from behind the scenes.")
        ),
        _STAFF,
        _LOBBY,
    ),
    "lesson": (
        _ANNOUNCE,
        _LOUNGE,
        _HELLO,
        PresetRoom("lessons", "announce", "members", t("Lessons"), t("Lessons, in order. Ask in threads.")),
        PresetRoom("questions", "chat", "members", t("Questions"), t("No question is too small.")),
        _STAFF,
        _LOBBY,
    ),
    "project": (
        _ANNOUNCE,
        _LOUNGE,
        _HELLO,
        PresetRoom("ideas", "chat", "members", t("Ideas"), t("What we could do next.")),
        PresetRoom("work", "chat", "members", t("Work"), t("What we are doing now.")),
        _STAFF,
        _LOBBY,
    ),
}

FIRST_RULES = t(
    "1. Be kind: speak to people as you would face to face.\n"
    "2. What is said here stays here.\n"
    "3. No advertising, no soliciting, no invitations to other businesses.\n"
    "4. Do not post what belongs to others.\n"
    "5. Write to the staff when something worries you."
)

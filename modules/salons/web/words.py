# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Kinds, roles and rooms in a person's words."""

from collections.abc import Sequence

from synapse_salon.i18n import Text, t
from synapse_salon.people import Role
from synapse_salon.ports.salons import Kind, Plan, Salon
from synapse_salon.rooms import Access, RoomFacts

ADULT = 18

_KIND: dict[Kind, Text] = {
    "fan_club": t("Fan club"),
    "lesson": t("Lessons"),
    "project": t("Making something together"),
}

KIND_NOTES: dict[Kind, Text] = {
    "fan_club": t("Around a person, a work or a hobby: news, a lounge, off-shots."),
    "lesson": t("Learning together: lessons in order, and a room for questions."),
    "project": t("A group with a goal: ideas, and the work itself."),
}

_ROLE: dict[Role, Text] = {
    Role.PLATFORM_ADMIN: t("administrator"),
    Role.REVIEWER: t("reviewer"),
    Role.OWNER: t("owner"),
    Role.OPERATOR: t("operator"),
    Role.COMMUNITY_MANAGER: t("community manager"),
    Role.MODERATOR: t("moderator"),
    Role.EVENT_STAFF: t("event staff"),
    Role.SELLER: t("seller"),
    Role.MEMBER: t("member"),
    Role.GUEST: t("guest"),
}

_ACCESS: dict[Access, Text] = {
    "members": t("members"),
    "staff": t("staff only"),
    "lobby": t("former members"),
    "guests": t("members and their guests"),
    "public": t("everybody"),
}


def kind_words(kind: Kind) -> Text:
    """What kind of salon it is."""
    return _KIND[kind]


def role_words(role: Role) -> Text:
    """What somebody does in a salon."""
    return _ROLE[role]


def access_words(room: RoomFacts) -> Text:
    """Whom a room is for."""
    return t("members on certain plans") if room.plans else _ACCESS[room.access]


def good_to_know(salon: Salon, offered: Sequence[Plan]) -> list[tuple[Text, Text]]:
    """What somebody may ask before they join. Where every plan on offer costs something, only adults can."""
    adults_only = bool(offered) and all(plan.price.minor > 0 for plan in offered)
    least = max(salon.minimum_age, ADULT) if adults_only else salon.minimum_age
    age = t("{age} years and older", age=least) if least else t("everybody")
    return [
        (t("For whom"), age),
        (t("Language"), t("Japanese") if salon.language == "ja" else t("English")),
        (t("Payment"), t("by card; prices include tax")),
        (t("Leaving"), t("at any time, on your own page, without a fee")),
    ]

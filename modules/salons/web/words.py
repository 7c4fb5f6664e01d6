# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Kinds, roles and rooms in a person's words."""

from collections.abc import Sequence

from synapse_salon.i18n import Text, t
from synapse_salon.people import Act, Role
from synapse_salon.ports.members import Minors
from synapse_salon.ports.salons import Dm, Guests, Kind, Plan, Policies, Salon
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
    "invited": t("those who are asked in"),
    "public": t("everybody"),
    "private": t("those whom it is about"),
}


_ACT: dict[Act, Text] = {
    Act.SPEAK: t("speak in the rooms"),
    Act.ANNOUNCE: t("make announcements"),
    Act.PIN: t("pin messages"),
    Act.MODERATE: t("take away what others wrote"),
    Act.EDIT_PAGE: t("write the public page and set the settings"),
    Act.EDIT_PLANS: t("offer plans"),
    Act.EDIT_RULES: t("write the rules"),
    Act.EDIT_ROOMS: t("open, change and archive rooms"),
    Act.EDIT_ROLES: t("give and take roles"),
    Act.SEE_MEMBERS: t("see members and their history"),
    Act.WRITE_TO_MEMBERS: t("write to several members at once"),
    Act.ANSWER_QUESTIONS: t("read and answer what members ask privately"),
    Act.REMOVE_MEMBERS: t("remove and readmit members"),
    Act.EDIT_ENTRY: t("decide how people join"),
    Act.ADMIT: t("let applicants in"),
    Act.INVITE: t("invite people"),
    Act.INVITE_MANY: t("invite many people at once"),
    Act.SEE_MONEY: t("see payments and books"),
    Act.GIVE_BACK: t("give payments back"),
    Act.CONFIRM_TRANSFERS: t("confirm bank transfers"),
    Act.SET_BANK_ACCOUNT: t("say which bank account is paid to"),
    Act.REVIEW_PAGES: t("review pages"),
    Act.ENTER_STAFF_ROOM: t("enter the staff's room"),
    Act.CLOSE_SALON: t("close the salon"),
    Act.OPEN_CHATS: t("open chats and ask people in"),
    Act.INTRODUCE: t("introduce members to each other"),
}


def act_words(act: Act) -> Text:
    """What somebody may do."""
    return _ACT.get(act) or t("other things")


def who_writes(room: RoomFacts) -> Text:
    """Who speaks in a room, as its powers and its doors have it."""
    if room.is_archived:
        return t("nobody writes any more")
    if room.access == "staff" or room.lets_readers_in:
        return t("staff write")
    if room.access == "lobby":
        return t("former members and staff write")
    if room.kind == "announce":
        return t("staff write, members answer")
    return t("members and staff write")


def kind_words(kind: Kind) -> Text:
    """What kind of salon it is."""
    return _KIND[kind]


def role_words(role: Role) -> Text:
    """What somebody does in a salon."""
    return _ROLE[role]


def access_words(room: RoomFacts) -> Text:
    """Whom a room is for."""
    return t("members on certain plans") if room.plans else _ACCESS[room.access]


DM_WORDS: dict[Dm, tuple[Text, Text]] = {
    "off": (
        t("None"),
        t(
            "Two members cannot be alone with each other in a room, in any app. Questions go to the staff, on the"
            " page “Ask the staff”. A private message between a member and one of the staff is not refused, but no"
            " page offers it."
        ),
    ),
    "operator": (
        t("Between members and the staff"),
        t(
            "Two members cannot be alone with each other in a room, in any app. A member and one of the staff may"
            " write to each other, and find the button for it on each other's page."
        ),
    ),
    "members": (
        t("Among members too"),
        t(
            "Members may write to each other in encrypted rooms. Whoever is written to for the first time is asked,"
            " and may refuse, block and report."
        ),
    ),
}
"""What a salon wants of private messages: in a few words, and what is held for it."""

GUESTS_WORDS: dict[Guests, tuple[Text, Text]] = {
    "none": (t("No guests"), t("Only members and staff.")),
    "invited": (
        t("Guests who are asked in"),
        t("Members and staff ask people into single chats, until a set day."),
    ),
    "knock": (
        t("Guests who ask, too"),
        t("People may also ask to come into single chats; whoever opened the chat answers."),
    ),
}
"""What a salon wants of people who are not members."""


def for_whom(salon: Salon, offered: Sequence[Plan], minors: Minors) -> Text:
    """From which age one can join, and what people under 18 need for it."""
    paid = [plan for plan in offered if plan.price.minor > 0]
    least = salon.minimum_age
    if minors == "free_only" and offered and len(paid) == len(offered):
        least = max(least, ADULT)
    who = t("{age} years and older", age=least) if least else t("everybody")
    if least >= ADULT or not (paid or minors == "always"):
        return who
    if minors == "free_only":
        return t("{who}; under {age}, free plans only", who=who, age=ADULT)
    if minors == "always" or len(paid) == len(offered):
        return t("{who}; under {age}, with the consent of a parent or guardian", who=who, age=ADULT)
    return t(
        "{who}; under {age}, plans that cost money with the consent of a parent or guardian",
        who=who,
        age=ADULT,
    )


def good_to_know(
    salon: Salon, offered: Sequence[Plan], policies: Policies, minors: Minors, ahead: Sequence[Text] = ()
) -> list[tuple[Text, Text]]:
    """What somebody may ask before they join."""
    return [
        (t("For whom"), for_whom(salon, offered, minors)),
        (t("Language"), t("Japanese") if salon.language == "ja" else t("English")),
        (t("Payment"), t("by card; prices include tax")),
        *((t("Or paid in advance"), words) for words in ahead),
        (t("Leaving"), t("at any time, on your own page, without a fee")),
        (t("Private messages"), DM_WORDS[policies.dm][0]),
    ]

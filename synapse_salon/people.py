# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Standing, roles, and the one table of who may do what.

Power levels, pages, the API and the bot all ask this table, so that a role means the same everywhere.
"""

from enum import StrEnum


class Standing(StrEnum):
    """Where a person stands with a salon."""

    VISITOR = "visitor"
    FOLLOWER = "follower"
    APPLIED = "applied"
    GUEST = "guest"
    TRIAL = "trial"
    ACTIVE = "active"
    PAST_DUE = "past_due"
    READ_ONLY = "read_only"
    CANCELLING = "cancelling"
    LAPSED = "lapsed"
    REMOVED = "removed"
    BANNED = "banned"

    @property
    def is_inside(self) -> bool:
        """May be in the salon's rooms and read."""
        return self in _INSIDE

    @property
    def may_write(self) -> bool:
        """May speak in the salon's rooms, where the room lets members speak."""
        return self in _INSIDE and self is not Standing.READ_ONLY


_INSIDE = frozenset(
    {Standing.TRIAL, Standing.ACTIVE, Standing.PAST_DUE, Standing.READ_ONLY, Standing.CANCELLING}
)


class Role(StrEnum):
    """What a person does in a salon, or (the first two) on the whole platform."""

    PLATFORM_ADMIN = "platform_admin"
    REVIEWER = "reviewer"
    OWNER = "owner"
    OPERATOR = "operator"
    COMMUNITY_MANAGER = "community_manager"
    MODERATOR = "moderator"
    EVENT_STAFF = "event_staff"
    SELLER = "seller"
    MEMBER = "member"
    GUEST = "guest"


STAFF = frozenset({Role.OWNER, Role.OPERATOR, Role.COMMUNITY_MANAGER, Role.MODERATOR, Role.EVENT_STAFF})


class Act(StrEnum):
    """Something a role may or may not do in a salon."""

    SPEAK = "speak"
    ANNOUNCE = "announce"
    PIN = "pin"
    MODERATE = "moderate"
    EDIT_PAGE = "edit_page"
    EDIT_PLANS = "edit_plans"
    EDIT_RULES = "edit_rules"
    EDIT_ROOMS = "edit_rooms"
    EDIT_ROLES = "edit_roles"
    SEE_MEMBERS = "see_members"
    WRITE_TO_MEMBERS = "write_to_members"
    ANSWER_QUESTIONS = "answer_questions"
    REMOVE_MEMBERS = "remove_members"
    EDIT_ENTRY = "edit_entry"
    ADMIT = "admit"
    INVITE = "invite"
    INVITE_MANY = "invite_many"
    SEE_MONEY = "see_money"
    GIVE_BACK = "give_back"
    CONFIRM_TRANSFERS = "confirm_transfers"
    SET_BANK_ACCOUNT = "set_bank_account"
    REVIEW_PAGES = "review_pages"
    ENTER_STAFF_ROOM = "enter_staff_room"
    CLOSE_SALON = "close_salon"
    OPEN_CHATS = "open_chats"
    INTRODUCE = "introduce"


_OPERATORS = frozenset({Role.OWNER, Role.OPERATOR})
_MANAGERS = _OPERATORS | {Role.COMMUNITY_MANAGER}
_MODERATORS = _MANAGERS | {Role.MODERATOR}

PERMISSIONS: dict[Act, frozenset[Role]] = {
    Act.SPEAK: STAFF | {Role.SELLER, Role.MEMBER},
    Act.ANNOUNCE: _MANAGERS,
    Act.PIN: _MODERATORS,
    Act.MODERATE: _MODERATORS,
    Act.EDIT_PAGE: _OPERATORS,
    Act.EDIT_PLANS: _OPERATORS,
    Act.EDIT_RULES: _OPERATORS,
    Act.EDIT_ROOMS: _OPERATORS,
    Act.EDIT_ROLES: frozenset({Role.OWNER}),
    Act.SEE_MEMBERS: _MANAGERS,
    Act.WRITE_TO_MEMBERS: _MANAGERS,
    Act.ANSWER_QUESTIONS: _MANAGERS,
    Act.REMOVE_MEMBERS: _MODERATORS,
    Act.EDIT_ENTRY: _OPERATORS,
    Act.ADMIT: _MANAGERS,
    Act.INVITE_MANY: _MANAGERS,
    Act.INVITE: STAFF | {Role.SELLER, Role.MEMBER},
    Act.SEE_MONEY: _OPERATORS,
    Act.GIVE_BACK: _OPERATORS,
    Act.CONFIRM_TRANSFERS: _OPERATORS,
    Act.SET_BANK_ACCOUNT: frozenset({Role.OWNER}),
    Act.REVIEW_PAGES: frozenset({Role.PLATFORM_ADMIN, Role.REVIEWER}),
    Act.ENTER_STAFF_ROOM: STAFF,
    Act.CLOSE_SALON: frozenset({Role.OWNER}),
    Act.OPEN_CHATS: STAFF | {Role.SELLER, Role.MEMBER},
    Act.INTRODUCE: STAFF | {Role.SELLER, Role.MEMBER},
}

# Levels in every room of a salon. The house made the room and stands above them all (room version 12).
POWER: dict[Role, int] = {
    Role.OWNER: 90,
    Role.OPERATOR: 80,
    Role.COMMUNITY_MANAGER: 60,
    Role.MODERATOR: 50,
}
MEMBER_POWER = 0
HOUSE_ONLY = 100


def may(roles: frozenset[Role], act: Act) -> bool:
    """Whether one of these roles may do this."""
    return not roles.isdisjoint(PERMISSIONS[act])


def power_of(roles: frozenset[Role]) -> int:
    """The power level of someone with these roles."""
    return max((POWER[role] for role in roles if role in POWER), default=MEMBER_POWER)


def power_needed(act: Act) -> int:
    """The lowest level among the roles that may do this: what a room asks for it."""
    return min((POWER.get(role, MEMBER_POWER) for role in PERMISSIONS[act]), default=HOUSE_ONLY)

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What pages say of who comes into a chat."""

from modules.chats.domain.chats import Chat, Ended, Reach, admits
from synapse_salon.i18n import Text, t
from synapse_salon.ports.salons import Guests

REACHES: dict[Reach, tuple[Text, Text]] = {
    "all": (t("every member"), t("Every member of the salon may come in.")),
    "invited": (
        t("those who are asked in"),
        t(
            "Nobody else comes in, or sees that there is this chat. The staff who look after chats know of it."
        ),
    ),
}
WISHES: dict[Guests, tuple[Text, Text]] = {
    "none": (t("members only"), t("Nobody from outside the salon comes in.")),
    "invited": (
        t("members, and guests who are asked in"),
        t("Guests see this chat and nothing else of the salon."),
    ),
    "knock": (t("members, and guests who ask"), t("People may also ask to come in; you answer.")),
}
_OF_SOME: dict[Guests, Text] = {
    "none": t("members who are asked in"),
    "invited": t("members and guests who are asked in"),
}
"""The same where not every member comes."""

WHYS: dict[Ended, Text] = {
    "day": t("its last day"),
    "closed": t("the salon closed"),
    "staff": t("none of the staff was in it any more"),
    "archived": t("its room was closed"),
}
"""Why a chat ended."""


def who_comes(chat: Chat, policy: Guests) -> Text:
    """Who may come into it, where the salon wants this of guests."""
    holds = admits(policy, chat.guests)
    words, _ = WISHES[holds]
    return words if chat.members == "all" else _OF_SOME.get(holds, words)

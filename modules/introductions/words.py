# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the house answers to an answer, in chat and on pages alike."""

from modules.introductions.domain import Answer, Introduction
from synapse_salon.i18n import Text, t


def answered(one: Introduction, said: Answer) -> Text:
    """What comes of an answer, as far as the one who gave it may know."""
    if one.state == "accepted":
        return t("You both said yes: a room for you three opens in your chat app.")
    if said == "accept":
        return t("You said yes. If the other one does too, a room opens for you three.")
    return t("You said no. Nobody is told, and you may change your mind while you are asked.")

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What messages do when something happened."""

from modules.messages.service.asking import Asking
from modules.messages.service.asks import Questions
from modules.messages.service.letters import Letters
from synapse_salon.happenings import (
    MessageAsked,
    QuestionAsked,
    QuestionClosed,
    QuestionReplied,
    SalonClosed,
    StandingChanged,
)
from synapse_salon.platform import Platform


def add_reactions(platform: Platform, asking: Asking, questions: Questions, letters: Letters) -> None:
    """Questions that were asked, answered on their page, closed; requests for a conversation; people who are out."""
    platform.outbox.when(QuestionAsked, "messages.open_room", asking.asked, urgent=True)
    platform.outbox.when(QuestionReplied, "messages.say_answer", asking.replied, urgent=True)
    platform.outbox.when(QuestionClosed, "messages.shut_room", asking.closed)
    platform.outbox.when(MessageAsked, "messages.asked", letters.tell_of)
    platform.outbox.when(StandingChanged, "messages.put_out", questions.close_of)
    platform.outbox.when(SalonClosed, "messages.salon_closed", questions.close_all)
    platform.watch.when("messages.answers", questions.wants, questions.heard)

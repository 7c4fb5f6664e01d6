# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings of messages."""

from pydantic import Field

from synapse_salon.settings import Settings


class MessagesSettings(Settings):
    """The `config:` of modules.messages.Messages."""

    question_days: int = Field(default=365, ge=1, le=3650)
    """How many days a question to the staff is kept after it was closed, with what was said in its room."""

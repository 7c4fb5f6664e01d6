# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings of messages."""

from synapse_salon.settings import Settings


class MessagesSettings(Settings):
    """The `config:` of modules.messages.Messages."""

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages and API of messages."""

from modules.messages.web.asks import ask_routes
from modules.messages.web.letters import letter_routes

__all__ = ["ask_routes", "letter_routes"]

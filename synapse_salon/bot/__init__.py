# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The house's own Matrix account: its direct rooms with people, what it says, and the commands it answers."""

from synapse_salon.bot.bot import Bot
from synapse_salon.bot.commands import Command, Said
from synapse_salon.bot.meaning import salon_meant

__all__ = ["Bot", "Command", "Said", "salon_meant"]

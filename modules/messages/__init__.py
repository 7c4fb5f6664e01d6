# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Messages: who talks to whom privately."""

from modules.messages.gate import Gate
from modules.messages.service.bonds import Bonds
from modules.messages.settings import MessagesSettings
from synapse_salon.feature import Feature
from synapse_salon.platform import Platform
from synapse_salon.ports import Members, Salons


class Messages(Feature[MessagesSettings]):
    """The loadable module."""

    settings_model = MessagesSettings

    def set_up(self, platform: Platform, settings: MessagesSettings) -> None:
        """Hold what salons want of private messages against every client and server."""
        salons = platform.need(Salons, "modules.salons.Salons")
        members = platform.need(Members, "modules.membership.Membership")
        gate = Gate(platform, Bonds(platform, salons, members))
        platform.api.register_spam_checker_callbacks(
            user_may_create_room=gate.may_create_room,
            user_may_invite=gate.may_invite,
            user_may_join_room=gate.may_join,
        )
        platform.host.guard_arrivals(gate.why_not_arrive)
        platform.speech.ask_elsewhere("messages", gate.may_speak)

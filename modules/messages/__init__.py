# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Messages: who talks to whom privately, and questions to those who run a salon."""

from modules.messages.commands import add_commands
from modules.messages.gate import Gate
from modules.messages.reactions import add_reactions
from modules.messages.service.asking import Asking
from modules.messages.service.asks import Questions
from modules.messages.service.blocks import Blocks
from modules.messages.service.bonds import Bonds
from modules.messages.service.keeping import Kept
from modules.messages.service.letters import Letters
from modules.messages.service.requests import Requests
from modules.messages.settings import MessagesSettings
from modules.messages.web import ask_routes, letter_routes
from synapse_salon.clock import HOUR_MS
from synapse_salon.feature import Feature
from synapse_salon.platform import Platform
from synapse_salon.ports import Members, Salons
from synapse_salon.ports.asks import Asks
from synapse_salon.ports.blocks import Blocks as BlocksPort


class Messages(Feature[MessagesSettings]):
    """The loadable module."""

    settings_model = MessagesSettings

    def set_up(self, platform: Platform, settings: MessagesSettings) -> None:
        """Hold what salons want of private messages against every client and server; let members ask the staff."""
        salons = platform.need(Salons, "modules.salons.Salons")
        members = platform.need(Members, "modules.membership.Membership")
        asking = Asking(platform, salons, members)
        questions = Questions(platform, salons, members, asking)
        bonds, blocks, requests = Bonds(platform, salons, members), Blocks(platform), Requests(platform)
        letters = Letters(platform, salons, members, bonds, blocks, requests, questions)
        gate = Gate(platform, bonds, blocks, letters, requests)
        platform.api.register_spam_checker_callbacks(
            user_may_create_room=gate.may_create_room,
            user_may_invite=gate.may_invite,
            user_may_join_room=gate.may_join,
        )
        platform.host.guard_arrivals(gate.why_not_arrive)
        platform.host.guard_reasons(gate.why_not_tell)
        platform.speech.ask_elsewhere("messages", gate.may_speak)
        platform.api.register_third_party_rules_callbacks(on_create_room=gate.on_create_room)
        platform.provide(Asks, asking)
        platform.provide(BlocksPort, blocks)
        add_reactions(platform, asking, questions, letters)
        platform.web.add(ask_routes(platform, questions))
        platform.web.add(letter_routes(platform, letters, blocks))
        add_commands(platform, salons, members, questions, letters)
        kept = Kept(platform, questions, settings)
        platform.keeping.add("questions", kept.of_person, kept.forget_person)
        platform.timers.every(HOUR_MS, "messages.forget", kept.forget_old)
        platform.timers.every(HOUR_MS, "messages.forget_requests", requests.forget_settled)

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Activation: the first minutes of a member, and the rules they accept."""

from modules.activation.commands import add_commands
from modules.activation.etiquette import Etiquettes
from modules.activation.etiquette_web import etiquette_routes
from modules.activation.gate import RulesGate
from modules.activation.service import ActivationService
from modules.activation.settings import ActivationSettings
from modules.activation.web import routes
from synapse_salon.feature import Feature
from synapse_salon.happenings import EtiquetteWritten, RoomChanged, RulesAccepted, StandingChanged
from synapse_salon.platform import Platform
from synapse_salon.ports import Members, Rules, Salons


class Activation(Feature[ActivationSettings]):
    """The loadable module."""

    settings_model = ActivationSettings

    def set_up(self, platform: Platform, settings: ActivationSettings) -> None:
        """Provide the port Rules; greet; ask for the rules before a message."""
        salons = platform.need(Salons, "modules.salons.Salons")
        members = platform.need(Members, "modules.membership.Membership")
        service = ActivationService(platform, salons, members, settings)
        platform.provide(Rules, service)
        # Before the doors open: whoever has just accepted the rules is not asked for them with their first message.
        platform.outbox.when(RulesAccepted, "activation.accepted", service.accepted_on_joining, urgent=True)
        platform.outbox.when(StandingChanged, "activation.greet", service.greet)
        RulesGate(platform, salons, service)
        platform.web.add(routes(platform, salons, service))
        etiquettes = Etiquettes(platform, salons, members)
        platform.outbox.when(EtiquetteWritten, "activation.etiquette", etiquettes.post)
        platform.outbox.when(RoomChanged, "activation.etiquette_again", etiquettes.room_changed)
        platform.watch.when("activation.etiquette", etiquettes.wants, etiquettes.seen)
        platform.web.add(etiquette_routes(platform, etiquettes))
        add_commands(platform, service)

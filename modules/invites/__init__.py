# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Invites: members bring people, and nobody comes in by it who would not come in without."""

from modules.invites.commands import add_commands
from modules.invites.desk import desk_routes
from modules.invites.list_web import list_routes
from modules.invites.menus import add_menus
from modules.invites.sending import Lists
from modules.invites.service import Invitations
from modules.invites.settings import InvitesSettings
from modules.invites.tokens import Tokens
from modules.invites.tree_web import tree_routes
from modules.invites.web import invite_routes
from synapse_salon.clock import DAY_MS, HOUR_MS
from synapse_salon.feature import Feature
from synapse_salon.happenings import InviteTaken, StandingChanged
from synapse_salon.platform import Platform
from synapse_salon.ports import Invites as InvitesPort
from synapse_salon.ports import Members, Salons


class Invites(Feature[InvitesSettings]):
    """The loadable module."""

    settings_model = InvitesSettings

    def set_up(self, platform: Platform, settings: InvitesSettings) -> None:
        """Provide the port Invites; serve its pages; hear who came and who went."""
        salons = platform.need(Salons, "modules.salons.Salons")
        members = platform.need(Members, "modules.membership.Membership")
        tokens = Tokens(platform, settings)
        service = Invitations(platform, salons, members, tokens, settings)
        lists = Lists(platform, salons, members, service, tokens, settings)
        platform.provide(InvitesPort, service)
        platform.outbox.when(InviteTaken, "invites.taken", service.taken)
        platform.outbox.when(StandingChanged, "invites.ended", service.standing_changed, urgent=True)
        platform.timers.every(1000, "invites.lists", lists.send)
        platform.timers.every(HOUR_MS, "invites.tokens", tokens.sweep)
        platform.timers.every(DAY_MS, "invites.forget", service.forget)
        platform.timers.every(DAY_MS, "invites.lists_forget", lists.forget)
        platform.web.add(invite_routes(platform, salons, members, service, settings))
        platform.web.add(desk_routes(salons, service))
        platform.web.add(tree_routes(platform, salons, members))
        platform.web.add(list_routes(salons, service, lists))
        add_commands(platform, salons, members, service)
        add_menus(platform, salons, service)

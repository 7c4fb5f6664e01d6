# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Invites: members bring people, and nobody comes in by it who would not come in without."""

from modules.invites.commands import add_commands
from modules.invites.service.house import InvitesHouse
from modules.invites.settings import InvitesSettings
from modules.invites.web import invite_routes
from synapse_salon.clock import DAY_MS, HOUR_MS
from synapse_salon.feature import Feature
from synapse_salon.happenings import InviteTaken, StandingChanged, ThanksOwed
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
        house = InvitesHouse(platform, salons, members, settings)
        platform.provide(InvitesPort, house.joining)
        platform.outbox.when(InviteTaken, "invites.taken", house.reactions.taken)
        platform.outbox.when(StandingChanged, "invites.ended", house.reactions.standing_changed, urgent=True)
        platform.outbox.when(InviteTaken, "invites.thanks_expect", house.thanking.came)
        platform.outbox.when(StandingChanged, "invites.thanks_end", house.thanking.standing_changed)
        platform.outbox.when(ThanksOwed, "invites.thanks_tell", house.thanking.tell)
        platform.keeping.add("thanks", house.kept.of_person, house.kept.forget)
        platform.timers.every(1000, "invites.lists", house.sending.send)
        platform.timers.every(HOUR_MS, "invites.tokens", house.tokens.sweep)
        platform.timers.every(DAY_MS, "invites.forget", house.codes.forget)
        platform.timers.every(DAY_MS, "invites.lists_forget", house.lists.forget)
        platform.timers.every(DAY_MS, "invites.thanks", house.thanking.look)
        platform.timers.every(DAY_MS, "invites.thanks_forget", house.thanking.forget)
        for routes in invite_routes(platform, house):
            platform.web.add(routes)
        add_commands(platform, house)

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Membership: joining, paying, leaving, and the rooms that come and go with it."""

from modules.membership.commands import add_commands
from modules.membership.domain.changes import Terms, days
from modules.membership.doors import register_doors
from modules.membership.ending import register_closing
from modules.membership.hands import register_hands
from modules.membership.reactions import register_reactions
from modules.membership.service.house import MembershipHouse
from modules.membership.settings import MembershipSettings
from modules.membership.staff_commands import add_staff_commands
from modules.membership.timers import Steps
from modules.membership.web import add_menus, member_routes
from modules.membership.writing import register_writing
from synapse_salon.clock import DAY_MS, HOUR_MS
from synapse_salon.feature import Feature
from synapse_salon.platform import Platform
from synapse_salon.ports import Members, Salons
from synapse_salon.ports.payments import Payments


class Membership(Feature[MembershipSettings]):
    """The loadable module."""

    settings_model = MembershipSettings

    def set_up(self, platform: Platform, settings: MembershipSettings) -> None:
        """Provide the port Members; follow payments, roles, rooms and the clock; keep the door."""
        salons = platform.need(Salons, "modules.salons.Salons")
        payments = platform.need(Payments, "bridges.sandbox.Sandbox or another payment bridge")
        terms = Terms(days(settings.grace_days), days(settings.read_only_days))
        house = MembershipHouse(platform, salons, payments, settings, terms)
        platform.provide(Members, house.members)
        for routes in member_routes(platform, salons, house):
            platform.web.add(routes)
        add_menus(platform, salons, house)
        add_commands(platform, salons, house)
        add_staff_commands(platform, salons, house)
        register_doors(platform, salons, house)
        register_reactions(platform, house)
        register_closing(platform, house.closing)
        register_hands(platform, salons, house)
        register_writing(platform, salons, house.records, settings.letters_per_day)
        steps = Steps(
            platform,
            house.records,
            house.settlement,
            house.withdrawing,
            house.entrance,
            terms,
            days(settings.trial_notice_days),
        )
        platform.timers.every(1000, "membership.steps", steps.take)
        platform.timers.every(1000, "membership.dunning", house.dunning.take)
        platform.timers.every(HOUR_MS, "membership.trials", steps.warn)
        platform.timers.every(DAY_MS, "membership.forget", steps.forget)
        platform.timers.every(1000, "membership.clearing", house.clearing.begin)
        platform.timers.every(HOUR_MS, "membership.gone", house.gone.look)

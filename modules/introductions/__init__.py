# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Introductions: a member brings two others together, if both want it."""

from modules.introductions.commands import add_commands
from modules.introductions.gate import Gate
from modules.introductions.reactions import register_reactions
from modules.introductions.service.introducing import Introducing
from modules.introductions.service.people import People
from modules.introductions.service.rooms import IntroductionRooms
from modules.introductions.service.telling import Telling
from modules.introductions.settings import IntroductionsSettings
from modules.introductions.watch import IntroductionsWatch
from modules.introductions.web import introduction_routes
from synapse_salon import ports
from synapse_salon.clock import HOUR_MS, MINUTE_MS
from synapse_salon.feature import Feature
from synapse_salon.platform import Platform
from synapse_salon.ports.introductions import Introductions as Port


class Introductions(Feature[IntroductionsSettings]):
    """The loadable module."""

    settings_model = IntroductionsSettings

    def set_up(self, platform: Platform, settings: IntroductionsSettings) -> None:
        """Ask, open rooms for three, and shut them when one of the three is gone."""
        salons = platform.need(ports.Salons, "modules.salons.Salons")
        members = platform.need(ports.Members, "modules.membership.Membership")
        people = People(platform, salons, members)
        introducing = Introducing(platform, salons, people, settings)
        telling = Telling(platform, salons, people)
        rooms = IntroductionRooms(platform, salons, people, introducing, telling)
        platform.provide(Port, rooms)
        platform.speech.ask("introductions", Gate(platform, rooms).may_speak, fails_open=False)
        register_reactions(platform, rooms, telling)
        watch = IntroductionsWatch(platform, introducing, rooms)
        platform.watch.when("introductions.left", watch.leaves, watch.left)
        platform.watch.when("introductions.answers", watch.reacts, watch.reacted)
        platform.keeping.add("introductions", rooms.kept_of, rooms.forget_person)
        platform.timers.every(MINUTE_MS, "introductions.ends", introducing.reach_ends)
        platform.timers.every(HOUR_MS, "introductions.look", rooms.look)
        platform.timers.every(HOUR_MS, "introductions.forget", introducing.forget_old)
        platform.web.add(introduction_routes(platform, people, introducing))
        add_commands(platform, salons, members, introducing)

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""People: who is in a salon, what they say of themselves there, and finding each other."""

from modules.people.commands import add_commands
from modules.people.service.directory import Directory
from modules.people.service.offering import Offering
from modules.people.service.presence import Presence
from modules.people.settings import PeopleSettings
from modules.people.web import offering_routes, people_api, people_pages
from synapse_salon.clock import DAY_MS
from synapse_salon.feature import Feature
from synapse_salon.happenings import ProfileChanged, StandingChanged
from synapse_salon.platform import Platform
from synapse_salon.ports import Members, Salons


class People(Feature[PeopleSettings]):
    """The loadable module."""

    settings_model = PeopleSettings

    def set_up(self, platform: Platform, settings: PeopleSettings) -> None:
        """Follow the members; show them to each other; keep and give back what they said of themselves."""
        salons = platform.need(Salons, "modules.salons.Salons")
        members = platform.need(Members, "modules.membership.Membership")
        presence = Presence(platform, members)
        platform.at_start(presence.catch_up)
        platform.outbox.when(StandingChanged, "people.standing", presence.standing_changed)
        platform.outbox.when(ProfileChanged, "people.profile", presence.profile_changed)
        platform.timers.every(DAY_MS, "people.forget", presence.forget)
        platform.keeping.add("about", presence.kept_of, presence.forget_person)
        directory = Directory(platform, salons, members, settings.newcomer_days)
        offering = Offering(platform, salons)
        platform.web.add(people_api(directory, offering))
        platform.web.add(people_pages(platform, directory, offering))
        platform.web.add(offering_routes(platform, offering))
        add_commands(platform, salons, members, directory)

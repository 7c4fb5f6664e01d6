# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The parts of the salons, put together."""

from modules.salons.service.closing import Closings
from modules.salons.service.directory import Directory
from modules.salons.service.disclosures import Disclosures
from modules.salons.service.facts import Facts
from modules.salons.service.founding import Founding
from modules.salons.service.inquiries import Inquiries
from modules.salons.service.lookups import SalonLookups
from modules.salons.service.opening import Openings
from modules.salons.service.owners import Owners
from modules.salons.service.owners_place import OwnersPlace
from modules.salons.service.plans import Plans
from modules.salons.service.policies import SalonPolicies
from modules.salons.service.review import Reviews
from modules.salons.service.roles import Roles
from modules.salons.service.rooms import SalonRooms
from modules.salons.service.rules import Rules
from modules.salons.service.samples import Samples
from modules.salons.service.staff_mails import StaffMails
from modules.salons.service.windows import Windows
from modules.salons.service.wizard import Wizard
from modules.salons.settings import SalonsSettings
from synapse_salon.platform import Platform


class SalonsHouse:
    """What the routes and reactions of the salons call."""

    def __init__(self, platform: Platform, settings: SalonsSettings) -> None:
        self.lookups = lookups = SalonLookups(platform)
        self.founding = Founding(platform, lookups, settings)
        self.disclosures = Disclosures(platform, lookups, settings)
        self.wizard = Wizard(platform, lookups, self.founding, self.disclosures, settings)
        self.policies = SalonPolicies(platform, lookups)
        self.openings = Openings(platform, lookups, self.disclosures, settings)
        self.owners_place = OwnersPlace(platform, lookups, settings)
        self.plans = Plans(platform, lookups, self.disclosures)
        self.rules = Rules(platform, lookups)
        self.roles = Roles(platform, lookups)
        self.owners = Owners(platform, lookups, settings)
        self.facts = Facts(platform, lookups)
        self.rooms = SalonRooms(platform, lookups)
        self.closings = Closings(platform, lookups, settings)
        self.inquiries = Inquiries(platform, lookups, self.disclosures)
        self.reviews = Reviews(platform, lookups, self.disclosures, self.openings)
        self.staff_mails = StaffMails(platform, lookups)
        self.directory = Directory(platform, lookups)
        self.samples = Samples(platform, lookups)
        self.windows = Windows(platform, lookups, self.samples)

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The services of invites, made once."""

from modules.invites.service.codes import Codes
from modules.invites.service.joining import Joining
from modules.invites.service.kept import Kept
from modules.invites.service.lists import Lists
from modules.invites.service.reactions import Reactions
from modules.invites.service.sending import Sending
from modules.invites.service.terms import SalonTerms
from modules.invites.service.thanking import Thanking
from modules.invites.service.thanks import ThanksDesk
from modules.invites.service.tokens import Tokens
from modules.invites.settings import InvitesSettings
from synapse_salon.platform import Platform
from synapse_salon.ports import Members, Salons


class InvitesHouse:
    """What the routes, commands and reactions of invites call."""

    def __init__(
        self, platform: Platform, salons: Salons, members: Members, settings: InvitesSettings
    ) -> None:
        self.salons = salons
        self.members = members
        self.settings = settings
        self.terms = SalonTerms(platform, salons, members, settings)
        self.tokens = Tokens(platform, salons, self.terms, settings)
        self.codes = Codes(platform, salons, self.terms, self.tokens, settings)
        self.joining = Joining(platform, members, self.terms, self.codes, self.tokens, settings)
        self.reactions = Reactions(platform, salons, members, self.tokens)
        self.lists = Lists(platform, salons, members, self.terms, self.codes, self.tokens, settings)
        self.sending = Sending(platform, salons, self.codes)
        self.thanks = ThanksDesk(platform, salons)
        self.thanking = Thanking(platform, salons, members)
        self.kept = Kept(platform)

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The parts of membership, put together."""

from urllib.parse import urlencode

from modules.membership.domain.changes import Terms
from modules.membership.service.access import Access
from modules.membership.service.asking import Asking
from modules.membership.service.awaiting import Awaiting
from modules.membership.service.care import Care
from modules.membership.service.changing import Changing
from modules.membership.service.charges import Charges
from modules.membership.service.checkouts import Checkouts
from modules.membership.service.clearing import Clearing
from modules.membership.service.closing import Closing
from modules.membership.service.comparing import Comparing
from modules.membership.service.consents import Consents
from modules.membership.service.coupons import Coupons
from modules.membership.service.disputes import Disputes
from modules.membership.service.dues import Dues
from modules.membership.service.dunning import Dunning
from modules.membership.service.entrance import Entrance
from modules.membership.service.exits import Exits
from modules.membership.service.exports import Exports
from modules.membership.service.gone import Gone
from modules.membership.service.guardians import Guardians
from modules.membership.service.invited import Invited
from modules.membership.service.joining import Joining
from modules.membership.service.leaving import Leaving
from modules.membership.service.lookups import MemberLookups
from modules.membership.service.mails import Mails
from modules.membership.service.means import MeansOfPaying
from modules.membership.service.names import Names
from modules.membership.service.new_card import NewCard
from modules.membership.service.notices import Notices
from modules.membership.service.partings import Partings
from modules.membership.service.pass_news import PassNews
from modules.membership.service.passes import Passes
from modules.membership.service.placement import Placement
from modules.membership.service.plan_news import PlanNews
from modules.membership.service.profiles import Profiles
from modules.membership.service.records import Records
from modules.membership.service.roster import Roster
from modules.membership.service.settlement import Settlement
from modules.membership.service.sources import Sources
from modules.membership.service.unwanted import Unwanted
from modules.membership.service.withdrawing import Withdrawing
from modules.membership.settings import MembershipSettings
from synapse_salon.platform import Platform
from synapse_salon.ports import Salons
from synapse_salon.ports.payments import Payments


class MembershipHouse:
    """What the routes, commands and reactions of membership call."""

    def __init__(
        self,
        platform: Platform,
        salons: Salons,
        payments: Payments,
        settings: MembershipSettings,
        terms: Terms,
    ) -> None:
        self.settings = settings
        self.members = MemberLookups(platform)
        self.records = Records(platform, self.members)
        self.invited = Invited(platform)
        self.settlement = Settlement(platform, salons, payments, self.records, self.invited, terms)
        self.unwanted = Unwanted(platform, payments, self.records, terms)
        self.withdrawing = Withdrawing(platform, salons, self.settlement)
        self.guardians = Guardians(platform, salons)
        self.entrance = Entrance(platform, salons, self.records, self.guardians, self.invited)
        names = Names(platform, salons, self.members)
        self.means = MeansOfPaying(platform)
        self.asking = Asking(platform, salons, self.entrance, self.guardians, names, self.means, settings)
        self.coupons = Coupons(platform, salons, payments)
        checkouts = Checkouts(platform)
        self.passes = Passes(platform, salons, self.records, self.means, self.withdrawing, settings)
        self.changing = Changing(
            platform, salons, payments, self.records, self.settlement, checkouts, self.asking, settings
        )
        self.joining = Joining(
            platform,
            salons,
            checkouts,
            self.records,
            self.settlement,
            self.withdrawing,
            self.asking,
            self.entrance,
            self.guardians,
            self.coupons,
            self.invited,
            settings,
        )
        self.partings = Partings(platform, self.records)
        self.exits = Exits(platform, salons, self.records)
        self.leaving = Leaving(
            platform,
            payments,
            self.records,
            self.settlement,
            self.joining,
            self.withdrawing,
            self.partings,
            self.guardians,
            self.changing,
            self.passes,
        )
        self.gone = Gone(platform, self.members, self.leaving, self.withdrawing, self.partings, self.exits)
        self.care = Care(platform, salons, self.records)
        self.roster = Roster(platform, salons, self.records, self.care)
        self.placement = Placement(platform, salons, self.members)
        self.notices = Notices(platform, salons, self.records, self.coupons)
        self.awaiting = Awaiting(platform, salons, self.notices)
        self.pass_news = PassNews(platform, salons, self.records, self.notices)
        self.consents = Consents(
            platform,
            salons,
            self.records,
            self.guardians,
            self.entrance,
            self.leaving,
            self.notices,
            self.invited,
        )
        self.plan_news = PlanNews(
            platform, salons, self.members, self.records, self.placement, self.notices, self.coupons
        )
        self.new_card = NewCard(platform, self.records)
        self.charges = Charges(platform, salons, self.members, self.coupons)
        self.access = Access(platform, salons, self.members)
        self.profiles = Profiles(platform, self.records, self.members, names, self.access)
        self.mails = Mails(platform, salons, self.records)
        self.clearing = Clearing(platform, salons, self.access)
        self.exports = Exports(platform, salons, self.invited)
        self.sources = Sources(platform, salons)
        self.dues = Dues(platform, salons, self.settlement)
        self.closing = Closing(
            platform,
            salons,
            payments,
            self.records,
            self.settlement,
            self.withdrawing,
            self.placement,
            self.notices,
            self.dues,
        )
        self.disputes = Disputes(platform, self.records, self.settlement)
        self.dunning = Dunning(platform, settings.reminder_days)
        self.comparing = Comparing(platform, salons, payments, self.records, self.settlement, terms)
        self._platform = platform

    async def chat_link(self, user_id: str) -> str:
        """The web client's address, with a token that signs this person of ours in once."""
        url = self._platform.client_url
        assert url is not None, "the caller looked whether there is a client"
        token = await self._platform.api.create_login_token(user_id)
        separator = "&" if "?" in url else "?"
        return f"{url}{separator}{urlencode({'loginToken': token})}"

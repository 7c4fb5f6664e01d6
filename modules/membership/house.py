# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The parts of membership, put together."""

from urllib.parse import urlencode

from modules.membership.care import Care
from modules.membership.domain import Terms
from modules.membership.gate import Gate
from modules.membership.joining import Joining
from modules.membership.leaving import Leaving
from modules.membership.lookups import MemberLookups
from modules.membership.notices import Notices
from modules.membership.placement import Placement
from modules.membership.records import Records
from modules.membership.settings import MembershipSettings
from modules.membership.settlement import Settlement
from modules.membership.timers import Steps
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
        self.settlement = Settlement(platform, salons, payments, self.records, terms)
        self.joining = Joining(platform, salons, payments, self.records, self.settlement, settings)
        self.leaving = Leaving(platform, payments, self.records, self.settlement)
        self.care = Care(platform, salons, self.records)
        self.placement = Placement(platform, salons)
        self.steps = Steps(platform, self.records, self.settlement, self.joining, terms)
        self.notices = Notices(platform, salons, self.records)
        self.gate = Gate(platform, salons, self.members)
        self._platform = platform

    async def chat_link(self, user_id: str) -> str:
        """The web client's address, with a token that signs this person of ours in once."""
        url = self._platform.client_url
        assert url is not None, "the caller looked whether there is a client"
        token = await self._platform.api.create_login_token(user_id)
        separator = "&" if "?" in url else "?"
        return f"{url}{separator}{urlencode({'loginToken': token})}"

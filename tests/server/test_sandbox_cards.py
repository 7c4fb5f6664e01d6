# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sandbox keeps cards as every bridge must that keeps any."""

from tests.server.cards_contract import CardsBridge, CardsContract
from tests.server.test_sandbox_contract import MODULES, SandboxBridge
from tests.support.case import SalonTestCase
from tests.support.homeserver import Homeserver
from tests.support.waiting import eventually


class KeptCards(CardsContract, SalonTestCase):
    modules = MODULES

    async def start_bridge(self) -> CardsBridge:
        bridge = SandboxBridge(await self.start())
        await eventually(lambda: bridge.platform.is_started, "the house is up")
        return bridge

    async def pay_with(self, bridge: CardsBridge, url: str, number: str) -> int:
        return (await self.the_server(bridge).visitor().post(url, follow=False, card_number=number)).status

    async def confirm(self, bridge: CardsBridge, url: str, yes: bool) -> int:
        answer = "yes" if yes else "no"
        return (await self.the_server(bridge).visitor().post(url, follow=False, answer=answer)).status

    @staticmethod
    def the_server(bridge: CardsBridge) -> Homeserver:
        assert isinstance(bridge, SandboxBridge)
        return bridge.server

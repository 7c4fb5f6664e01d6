# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sandbox keeps cards as every bridge must that keeps any."""

from tests.server.cards_contract import CardsBridge, CardsContract
from tests.server.test_sandbox_contract import MODULES, SandboxBridge
from tests.support.case import SalonTestCase
from tests.support.waiting import eventually


class KeptCards(CardsContract, SalonTestCase):
    modules = MODULES

    async def start_bridge(self) -> CardsBridge:
        bridge = SandboxBridge(await self.start())
        await eventually(lambda: bridge.platform.is_started, "the house is up")
        return bridge

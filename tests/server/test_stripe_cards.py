# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Stripe keeps cards: the real SDK, over HTTP, against the double."""

from tests.server.cards_contract import CardsBridge, CardsContract
from tests.server.stripe_case import StripeCase


class KeptCards(CardsContract, StripeCase):
    async def start_bridge(self) -> CardsBridge:
        return await self.stripe()

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Stripe's bridge does what every payment bridge must do: the real SDK, over HTTP, against the double."""

from tests.server.discounts_contract import DiscountsContract
from tests.server.payments_contract import Bridge
from tests.server.stripe_case import StripeCase


class Contract(DiscountsContract, StripeCase):
    async def start_bridge(self) -> Bridge:
        return await self.stripe()

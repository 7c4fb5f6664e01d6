# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Stripe keeps cards: the real SDK, over HTTP, against the double."""

from synapse_salon.ports.payments import ProviderUnavailable
from tests.server.cards_contract import CardsBridge, CardsContract
from tests.server.stripe_case import CARDS, StripeCase
from tests.support.web import Visitor


class KeptCards(CardsContract, StripeCase):
    async def start_bridge(self) -> CardsBridge:
        return await self.stripe()

    async def pay_with(self, bridge: CardsBridge, url: str, number: str) -> int:
        visitor = Visitor(url.rpartition("/")[0].rpartition("/")[0])
        try:
            return (await visitor.post(url, follow=False, card_number=number)).status
        finally:
            await visitor.close()

    async def confirm(self, bridge: CardsBridge, url: str, yes: bool) -> int:
        return await self.pay_with(bridge, url, "" if yes else CARDS["declines"])

    async def test_a_charge_whose_answer_is_lost_is_made_once_even_days_later(self) -> None:
        bridge = await self.stripe()
        card = await self.keeps(bridge, "pays")
        order = self.charge_of(card, "tip-1")
        bridge.double.moods["/v1/payment_intents"].extend(["lost"] * 3)
        await self.refused(bridge, self.cards(bridge).charge(order), ProviderUnavailable)
        bridge.double.pass_days(3)
        self.assertEqual((await self.charged(bridge, order)).status, "succeeded")
        self.assertEqual(len(bridge.double.world.every("charge")), 1)

    async def test_what_else_is_sold_through_the_account_is_left_alone(self) -> None:
        bridge = await self.stripe()
        world = bridge.double.world
        state = await self.subscribed(bridge, "pays_once", "order-1")
        theirs = next(one for one in world.every("subscription") if one["id"] == state.ref)
        theirs["metadata"] = {}
        card = theirs["default_payment_method"]
        await self.given(bridge, state)
        self.assertEqual(world.get("subscription", state.ref)["default_payment_method"], card)

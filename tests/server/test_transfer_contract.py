# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bank transfers do what every payment bridge must do, and say of renewals that there are none."""

from typing import cast

from synapse_salon.ports.payments import NotSupported, Ref
from tests.server.once_contract import GOLD, MONTHLY, Bridge, OnceContract
from tests.server.transfer_case import MODULES, TransferBridge
from tests.support.case import SalonTestCase
from tests.support.waiting import eventually


class Contract(OnceContract, SalonTestCase):
    modules = MODULES
    lasts_days = 8
    refund_status = "pending"

    async def start_bridge(self) -> Bridge:
        bridge = TransferBridge(await self.start())
        await eventually(lambda: bridge.platform.is_started, "the house is up")
        await bridge.has_account()
        return bridge

    async def sent_back(self, bridge: Bridge, refund: Ref) -> None:
        await cast(TransferBridge, bridge).sent_back(refund)

    async def test_there_are_no_renewals(self) -> None:
        bridge = await self.start_bridge()
        payments, ref = bridge.payments, Ref("subscription_1")
        await self.refused(bridge, payments.start_checkout(await self.order(bridge, lines=(MONTHLY,))))
        for asked in (
            payments.fetch_subscription(ref),
            payments.set_cancel_at_end(ref, True, "a"),
            payments.cancel_now(ref, "b", ""),
            payments.preview_change(ref, GOLD, "now"),
            payments.change_plan(ref, GOLD, "now", 0, "c"),
        ):
            await self.refused(bridge, asked, NotSupported)
        self.assertEqual(await bridge.ask(payments.subscriptions(None, 10)), [])

    async def test_a_refund_is_known_by_its_order_and_done_when_it_was_sent(self) -> None:
        bridge = await self.start_bridge()
        state = await self.bought(bridge)
        assert state.payment
        refund = await bridge.ask(bridge.payments.refund(state.payment, None, "r1", "sorry"))
        await self.sent_back(bridge, refund.ref)
        again = await bridge.ask(bridge.payments.refund(state.payment, None, "r1", "sorry"))
        self.assertEqual((again.ref, again.status), (refund.ref, "succeeded"))

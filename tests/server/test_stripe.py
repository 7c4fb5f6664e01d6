# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Stripe's bridge where Stripe is late, doubled, forged, away or heard only half."""

import itertools

from synapse_salon.money import Money
from synapse_salon.ports.payments import ProviderUnavailable, Rejected, SubscriptionState
from tests.server.payments_contract import MONTHLY, ONCE, order
from tests.server.stripe_case import CARDS, StripeCase
from tests.support.waiting import eventually


class Webhooks(StripeCase):
    async def test_news_are_recorded_once_whatever_way_they_come(self) -> None:
        bridge = await self.stripe()
        heard: list[SubscriptionState] = []

        async def hear(state: SubscriptionState) -> None:
            heard.append(state)

        bridge.platform.payments_inbox.when("subscription", hear)
        begun = await bridge.ask(bridge.payments.start_checkout(await order(bridge)))
        self.assertEqual(await bridge.pay(begun.url, "pays"), 303)
        events = list(bridge.double.world.untold)
        kinds = [event["type"] for event in events]
        self.assertIn("invoice.created", kinds)
        for orderly in itertools.islice(itertools.permutations(events), 0, None, 3000):
            statuses = [await bridge.double.send(event) for event in orderly]
            self.assertEqual(set(statuses), {200})
        rows = await bridge.server.rows("SELECT COUNT(*), COUNT(DISTINCT event_id) FROM salon_payment_events")
        ignored = await bridge.server.rows("SELECT type FROM salon_stripe_ignored ORDER BY type")
        self.assertEqual(rows[0][0], rows[0][1])
        self.assertEqual({row[0] for row in ignored}, {"invoice.created", "invoice.finalized"})
        self.assertEqual(rows[0][0], len([kind for kind in kinds if (kind,) not in ignored]))

        async def acted() -> bool:
            left = await bridge.server.rows("SELECT 1 FROM salon_payment_events WHERE state = 'new'")
            return not left and bool(heard)

        await eventually(acted, "all news is acted upon")
        self.assertEqual({state.status for state in heard}, {"active"})

    async def test_forged_stale_and_strange_notifications_are_refused(self) -> None:
        bridge = await self.stripe()
        await bridge.pay((await bridge.ask(bridge.payments.start_checkout(await order(bridge)))).url, "pays")
        event, double = bridge.double.world.untold[-1], bridge.double
        self.assertEqual(await double.send(event, secret="whsec_other"), 400)
        self.assertEqual(await double.send(event, signed_s=double.world.now_s() - 400), 400)
        self.assertEqual(await double.send({**event, "livemode": True}), 400)
        self.assertEqual(await double.send({"object": "event"}), 400)
        self.assertEqual(await bridge.server.rows("SELECT 1 FROM salon_payment_events"), [])
        self.assertEqual(await double.send(event), 200)

    async def test_lost_news_are_found_in_stripes_own_list(self) -> None:
        bridge = await self.stripe()
        await bridge.ask(bridge.platform.timers.run_due())  # the list is read again in ten minutes
        await bridge.pay((await bridge.ask(bridge.payments.start_checkout(await order(bridge)))).url, "pays")
        found = await bridge.ask(bridge.platform.payments_inbox.reconcile())
        self.assertGreater(found, 2)
        again = await bridge.ask(bridge.platform.payments_inbox.reconcile())
        self.assertEqual(again, 1, "that the subscription keeps the card which pays what is due")
        self.assertEqual(await bridge.ask(bridge.platform.payments_inbox.reconcile()), 0)


class HalfHeard(StripeCase):
    async def test_an_order_whose_answer_is_lost_is_one_checkout(self) -> None:
        bridge = await self.stripe()
        await bridge.ask(bridge.payments.start_checkout(await order(bridge, "other")))
        asked = await order(bridge)
        bridge.double.moods["/v1/checkout/sessions"].extend(["lost"] * 3)
        try:
            await bridge.ask(bridge.payments.start_checkout(asked))
        except ProviderUnavailable:
            pass
        else:
            self.fail("nobody heard the answer")
        await bridge.server.restart()
        begun = await bridge.ask(bridge.payments.start_checkout(asked))
        sessions = [one for one in bridge.double.world.every("checkout.session") if one["id"] != begun.ref]
        self.assertEqual([one["client_reference_id"] for one in sessions], ["other"])

    async def test_a_refund_whose_answer_is_lost_is_given_once_even_days_later(self) -> None:
        bridge = await self.stripe()
        begun = await bridge.ask(bridge.payments.start_checkout(await order(bridge, lines=(ONCE,))))
        await bridge.pay(begun.url, "pays")
        paid = (await bridge.ask(bridge.payments.fetch_checkout(begun.ref))).payment
        assert paid
        refund, half = bridge.payments.refund, Money(500, "JPY")
        bridge.double.moods["/v1/refunds"].extend(["lost"] * 3)
        try:
            await bridge.ask(refund(paid, half, "r1", ""))
        except ProviderUnavailable:
            pass
        else:
            self.fail("nobody heard the answer")
        bridge.double.pass_days(3)
        self.assertEqual((await bridge.ask(refund(paid, half, "r1", ""))).amount, half)
        self.assertEqual((await bridge.ask(bridge.payments.fetch_payment(paid))).refunded, half)

    async def test_without_stripe_nothing_is_half_done(self) -> None:
        bridge = await self.stripe()
        await bridge.double.stop()
        asked = await order(bridge)
        for _ in range(2):
            try:
                await bridge.ask(bridge.payments.start_checkout(asked))
            except ProviderUnavailable:
                continue
            self.fail("there is no Stripe")
        bridge.double.start()
        await bridge.ask(bridge.payments.start_checkout(asked))
        self.assertEqual(len(bridge.double.world.every("checkout.session")), 1)
        self.assertEqual(len(bridge.double.world.every("customer")), 1)

    async def test_a_price_of_another_amount_under_the_same_key_is_not_charged(self) -> None:
        bridge = await self.stripe()
        await bridge.ask(bridge.payments.start_checkout(await order(bridge)))
        await bridge.server.rows("DELETE FROM salon_stripe_things WHERE kind = 'price'")
        dearer = [{**price, "unit_amount": 9999} for price in bridge.double.world.every("price")]
        bridge.double.world.every("price")[0].update(dearer[0])
        try:
            await bridge.ask(bridge.payments.start_checkout(await order(bridge, "order-2")))
        except Rejected:
            return
        self.fail(f"{MONTHLY.price} was asked for, and {dearer} would be charged")


class WhatStripeLearns(StripeCase):
    async def test_neither_card_numbers_here_nor_people_there(self) -> None:
        bridge = await self.stripe()
        asked = await order(bridge, customer_key="opaque-1")
        await bridge.pay((await bridge.ask(bridge.payments.start_checkout(asked))).url, "pays")
        said = str(bridge.double.requests)
        self.assertIn("opaque-1", said)
        self.assertNotIn("@", said)
        for table in ("requests", "things"):
            rows = await bridge.server.rows(f"SELECT * FROM salon_stripe_{table}")
            self.assertNotIn(CARDS["pays"], str(rows))

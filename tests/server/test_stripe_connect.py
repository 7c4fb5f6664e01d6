# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Salons of two owners, each paid to an account of its own at Stripe, of which the house keeps a tenth."""

from typing import Any

from bridges.stripe.service.connect import ConnectPayments
from tests.server.stripe_case import StripeBridge, StripeCase
from tests.support.people import Person, refused
from tests.support.salon import FAILS_AT_RENEWAL, GOOD_CARD, Salon, SalonCase
from tests.support.settings import project_modules
from tests.support.waiting import eventually


class TwoOwners(SalonCase, StripeCase):
    async def open(self) -> tuple[StripeBridge, Salon, Salon]:
        bridge = await self.stripe(project_modules(Sandbox=None), connect=True, application_fee_percent=10)
        lotus = await self.salon(bridge.server)
        pine = await self.salon(bridge.server, slug="old-pine", owner="pat", title="古い松")
        return bridge, lotus, pine

    async def onboards(self, bridge: StripeBridge, salon: Salon) -> str:
        """The owner opens an account; answers its ref."""
        begun = await salon.owner.ask("POST", f"v1/salons/{salon.slug}/payouts", {})
        self.assertEqual(await bridge.pay(begun["url"], "pays"), 303)
        found = await salon.owner.ask("GET", f"v1/salons/{salon.slug}/payouts")
        self.assertEqual((found["ready"], found["needs"]), (True, []))
        return str(found["account"])

    async def comes(self, bridge: StripeBridge, salon: Salon, person: Person, card: str = GOOD_CARD) -> None:
        pay_url = (await salon.apply(person))["pay_url"]
        self.assertEqual(await salon.pay(pay_url, card), 303)
        self.assertEqual(set(await bridge.double.deliver()), {200})
        await eventually(lambda: salon.inside(person), f"{person.name} is a member")

    async def test_each_salon_is_paid_to_its_owner(self) -> None:
        bridge, lotus, pine = await self.open()
        double, server = bridge.double, bridge.server
        aiko, ben = await server.person("aiko"), await server.person("ben")
        path = f"v1/salons/{lotus.slug}/payouts"
        self.assertEqual((await lotus.owner.ask("GET", path))["ready"], False)
        for other in (aiko, pine.owner):
            self.assertEqual((await refused(other.ask("POST", path, {}))).status, 403)
        self.assertEqual((await refused(lotus.apply(aiko))).reason, "payment_unavailable")
        begun = await lotus.owner.ask("POST", path, {})
        half = await lotus.owner.ask("GET", path)
        self.assertFalse(half["ready"])
        self.assertIn("external_account", half["needs"])
        self.assertTrue(begun["url"].startswith(double.base_url))
        first, second = await self.onboards(bridge, lotus), await self.onboards(bridge, pine)
        self.assertEqual(len({first, second, *double.connected}), 2)

        await self.comes(bridge, lotus, aiko)
        await self.comes(bridge, pine, aiko)
        await self.comes(bridge, lotus, ben, FAILS_AT_RENEWAL)
        charged = {ref: one.world.every("charge") for ref, one in double.connected.items()}
        self.assertEqual({ref: len(found) for ref, found in charged.items()}, {first: 2, second: 1})
        self.assertEqual(double.world.every("charge"), [])
        self.assertEqual([one["amount"] for one in double.world.every("application_fee")], [198] * 3)
        keys = [
            one["metadata"]["customer_key"]
            for each in double.connected.values()
            for one in each.world.every("customer")
        ]
        self.assertEqual(len(set(keys)), 3, "nobody's account learns of somebody's other salon")

        double.pass_days(32)
        clock = bridge.platform.clock
        clock.set_offset(clock.offset_ms + 32 * 86_400_000)
        self.assertEqual(set(await double.deliver()), {200})
        await lotus.becomes(ben, "past_due")
        card_url = (await ben.ask("POST", f"v1/salons/{lotus.slug}/me/card", {}))["pay_url"]
        self.assertEqual(await bridge.pay(card_url, "pays"), 303)
        await double.deliver()
        await lotus.becomes(ben, "active")
        self.assertEqual((await refused(aiko.ask("POST", "v1/me/cards", {}))).reason, "no_cards")

        listed = (await lotus.owner.ask("GET", f"v1/salons/{lotus.slug}/payments"))["payments"]
        self.assertEqual(len(listed), 4)
        payment = next(one for one in listed if one["user_id"] == aiko.user_id)["payment"]
        self.assertTrue(payment.startswith(first))
        back = await lotus.owner.ask("POST", f"v1/salons/{lotus.slug}/payments/{payment}/refund", {})
        self.assertEqual((back["state"], back["amount"]["amount"]), ("given", 1980))
        await bridge.ask(bridge.platform.ledger.read(bridge.payments))
        totals = (await lotus.owner.ask("GET", f"v1/salons/{lotus.slug}/ledger"))["totals"]["JPY"]
        self.assertEqual(totals["sales"] + totals["refunds"] + totals["tax"], -3 * 1980)
        self.assertEqual(
            totals["application_fees"], 3 * 198, "of what was given back, the house gave its part"
        )
        self.assertEqual(totals["fees"], 4 * 71)
        self.assertEqual(sum(totals.values()), 0)
        held = sum(
            one["net"]
            for books in (double, *double.connected.values())
            for one in books.world.every("balance_transaction")
        )
        self.assertEqual(await bridge.ask(bridge.platform.ledger.balance("stripe")), {"JPY": held})

        await double.deliver()
        for salon, person in ((lotus, ben), (pine, aiko)):
            await salon.owner.ask(
                "POST", f"v1/salons/{salon.slug}/members/{person.user_id}/ban", {"reason": "-"}
            )

        async def nothing_left() -> bool:
            left = [
                one
                for each in double.connected.values()
                for one in each.world.every("subscription")
                if one["status"] != "canceled"
            ]
            return not left

        await eventually(nothing_left, "nobody who is out is billed")

    async def test_news_of_another_account_is_refused(self) -> None:
        bridge, lotus, pine = await self.open()
        double = bridge.double
        first, second = await self.onboards(bridge, lotus), await self.onboards(bridge, pine)
        aiko = await bridge.server.person("aiko")
        pay_url = (await lotus.apply(aiko))["pay_url"]
        self.assertEqual(await lotus.pay(pay_url), 303)
        told = list(double.connected[first].world.untold)
        event = next(one for one in told if one["type"] == "checkout.session.completed")
        for account in (second, "acct_nobody"):
            self.assertEqual(await double.send({**event, "account": account}), 400)
        self.assertEqual((await lotus.me(aiko))["status"], "applied")
        found = await bridge.ask(bridge.platform.payments_inbox.reconcile())
        self.assertGreater(found, 2)
        await eventually(lambda: lotus.inside(aiko), "what the list knew lets her in")
        listed = await bridge.ask(bridge.payments.subscriptions(None, 10))
        self.assertEqual([state.ref.partition(".")[0] for state in listed], [first])
        self.assertEqual(await bridge.ask(bridge.payments.subscriptions(listed[-1].ref, 10)), [])

    async def test_an_owner_who_names_the_orders_of_another_salon_moves_nothing_there(self) -> None:
        bridge, lotus, pine = await self.open()
        double, server = bridge.double, bridge.server
        await self.onboards(bridge, lotus)
        account = await self.onboards(bridge, pine)
        aiko, mallory = await server.person("aiko"), await server.person("mallory")
        await self.comes(bridge, lotus, aiko)
        await lotus.apply(mallory)
        orders = {
            user: order for order, user in await server.rows("SELECT id, user_id FROM salon_applications")
        }
        assert isinstance(bridge.payments, ConnectPayments)
        client = bridge.payments.of(account)._client

        async def sells(order: str, mode: str) -> Any:
            """Pat has 50 yen paid in an account of theirs, under whatever order they like."""
            often: dict[str, Any] = {"recurring": {"interval": "month"}} if mode == "subscription" else {}
            price = {"currency": "jpy", "unit_amount": 50, "product_data": {"name": "-"}, **often}
            named = {"metadata": {"order_id": order}}
            inner = "subscription_data" if mode == "subscription" else "payment_intent_data"
            params: Any = {
                "mode": mode,
                "success_url": "https://pine.example/",
                "line_items": [{"price_data": price, "quantity": 1}],
                inner: named,
                **named,
            }
            made = await bridge.ask(client.ask(lambda api: api.v1.checkout.sessions.create(params)))
            self.assertEqual(await bridge.pay(str(made.url), "pays"), 303)
            return await bridge.ask(client.ask(lambda api: api.v1.checkout.sessions.retrieve(made.id)))

        for mode in ("payment", "subscription"):
            await sells(orders[mallory.user_id], mode)
        paid = await sells(orders[aiko.user_id], "payment")
        await bridge.ask(
            client.ask(lambda api: api.v1.refunds.create({"payment_intent": paid.payment_intent}))
        )
        self.assertEqual(set(await double.deliver()), {200})
        await bridge.ask(bridge.platform.payments_inbox.reconcile())
        await bridge.ask(bridge.platform.ledger.read(bridge.payments))
        self.assertEqual((await lotus.me(mallory))["status"], "applied")
        self.assertEqual((await lotus.me(aiko))["status"], "active")
        for salon, sold in ((lotus, [1980]), (pine, [])):
            listed = (await salon.owner.ask("GET", f"v1/salons/{salon.slug}/payments"))["payments"]
            self.assertEqual([one["amount"]["amount"] for one in listed], sold)
        entries = (await lotus.owner.ask("GET", f"v1/salons/{lotus.slug}/ledger"))["entries"]
        self.assertEqual({one["order"] for one in entries}, {orders[aiko.user_id]})
        report = await (await server.admin()).ask("POST", "v1/admin/reconcile")
        self.assertEqual([one["kind"] for one in report["drift"]], ["live_unknown"])
        self.assertEqual((await lotus.me(mallory))["status"], "applied")

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is sold once, and what coupons take off, through Stripe."""

from typing import Any

from tests.server.stripe_case import StripeBridge, StripeCase
from tests.support.people import Person
from tests.support.salon import SalonCase
from tests.support.settings import project_modules
from tests.support.waiting import eventually

STALL = {"module": "tests.support.stall.Stall", "config": {}}


class ThroughStripe(SalonCase, StripeCase):
    async def order(self, person: Person, **wish: Any) -> dict[str, Any]:
        return dict(await person.ask("POST", "v1/stall/orders", {"item": "a", **wish}))

    async def becomes(self, bridge: StripeBridge, person: Person, order: dict[str, Any], status: str) -> None:
        await bridge.double.deliver()

        async def so() -> bool:
            found = await person.ask("GET", f"v1/stall/orders/{order['order']}")
            return bool(found["status"] == status)

        await eventually(so, f"the order is {status}")

    async def test_seats(self) -> None:
        bridge = await self.stripe([*project_modules(Sandbox=None), STALL])
        double, aiko = bridge.double, await bridge.server.person("aiko")
        await aiko.ask("PUT", "v1/stall/items", {"item": "a", "capacity": 2, "per_person": None})
        bought, given_up = await self.order(aiko, quantity=2, price=990), None
        self.assertEqual(await bridge.pay(bought["pay_url"], "declines"), 402)
        self.assertEqual(await bridge.pay(bought["pay_url"], "pays"), 303)
        for _ in range(3):
            await self.becomes(bridge, aiko, bought, "fulfilled")
        intent = double.world.every("payment_intent")[0]
        self.assertEqual((intent["amount"], intent["metadata"]["order_id"]), (1980, bought["order"]))
        await aiko.ask("POST", f"v1/stall/orders/{bought['order']}/call-off", {})
        await self.becomes(bridge, aiko, bought, "returned")
        self.assertEqual([one["amount"] for one in double.world.every("refund")], [1980])
        given_up = await self.order(aiko)
        await aiko.ask("POST", f"v1/stall/orders/{given_up['order']}/give-up", {})
        self.assertEqual(await bridge.pay(given_up["pay_url"], "pays"), 410)
        abandoned = await self.order(aiko, quantity=2)
        double.pass_days(0.1)
        await self.becomes(bridge, aiko, abandoned, "expired")
        rows = await bridge.server.rows("SELECT held, sold FROM salon_stock")
        self.assertEqual([tuple(row) for row in rows], [(0, 0)])

    async def test_a_coupon(self) -> None:
        bridge = await self.stripe(project_modules(Sandbox=None))
        salon = await self.salon(bridge.server)
        path = f"v1/salons/{salon.slug}/coupons"
        for code, terms in (
            ("SEVEN", {"percent": 7, "lasts": "months", "months": 2}),
            ("ALL", {"percent": 100}),
        ):
            await salon.owner.ask("POST", path, {"code": code, **terms})
        aiko, ben = await bridge.server.person("aiko"), await bridge.server.person("ben")
        for person, code in ((aiko, "SEVEN"), (ben, "ALL")):
            answer = await salon.apply(person, coupon=code)
            self.assertEqual(await salon.pay(answer["pay_url"]), 303)
            await bridge.double.deliver()
            await salon.becomes(person, "active")
        clock = bridge.platform.clock
        for _ in range(2):
            bridge.double.pass_days(31)
            clock.set_offset(clock.offset_ms + 31 * 86_400_000)
            await bridge.double.deliver()

        async def paid(person: Person) -> list[int]:
            listed = (await person.ask("GET", "v1/me/billing"))["payments"]
            return [row["amount"]["amount"] for row in reversed(listed)]

        for person, amounts in ((aiko, [1841, 1841, 1980]), (ben, [1980, 1980])):

            async def so(person: Person = person, amounts: list[int] = amounts) -> bool:
                return await paid(person) == amounts

            await eventually(so, f"{person.name} has paid {amounts}")
        kinds = {one["name"]: one["duration"] for one in bridge.double.world.every("coupon")}
        self.assertEqual(kinds, {"SEVEN": "repeating", "ALL": "once"})

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Nothing that Stripe told arrived: comparing the books makes up for it."""

from typing import Any

from synapse_salon.ports.payments import Ref
from tests.server.stripe_case import StripeBridge, StripeCase
from tests.server.test_reconcile import NOT_BY_NIGHT
from tests.support.people import Person
from tests.support.salon import FAILS_AT_RENEWAL, GOOD_CARD, Salon, SalonCase
from tests.support.settings import project_modules
from tests.support.waiting import eventually


class Untold(SalonCase, StripeCase):
    async def compare(self, bridge: StripeBridge) -> tuple[list[tuple[str, str]], int]:
        admin = await bridge.server.admin()
        report = await admin.ask("POST", "v1/admin/reconcile")
        found = [(row["kind"], row["user"].partition(":")[0].lstrip("@")) for row in report["drift"]]
        return sorted(found), report["repaired"]

    async def pays(self, bridge: StripeBridge, salon: Salon, name: str, card: str = GOOD_CARD) -> Person:
        person = await bridge.server.person(name)
        self.assertEqual(await salon.pay((await salon.apply(person))["pay_url"], card), 303)
        return person

    def of(self, bridge: StripeBridge, order: str) -> dict[str, Any]:
        found = bridge.double.world.every("subscription")
        return next(one for one in found if one["metadata"]["order_id"] == order)

    async def order(self, bridge: StripeBridge, person: Person) -> str:
        sql = "SELECT id FROM salon_applications WHERE user_id = ?"
        return str((await bridge.server.rows(sql, person.user_id))[0][0])

    async def test_a_bank_takes_a_payment_back_and_nobody_tells(self) -> None:
        bridge = await self.stripe(project_modules(Sandbox=None))
        salon = await self.salon(bridge.server)
        await bridge.server.rows(NOT_BY_NIGHT)
        aiko = await self.pays(bridge, salon, "aiko")
        await bridge.double.deliver()
        await salon.becomes(aiko, "active")
        (payment,) = bridge.double.world.every("payment_intent")
        path = f"v1/salons/{salon.slug}"
        for outcome, standing in (("open", "read_only"), ("won", "active")):
            await bridge.dispute(Ref(payment["id"]), outcome)
            bridge.double.world.untold.clear()
            self.assertEqual(await self.compare(bridge), ([("payment_untold", "aiko")], 1))
            await salon.becomes(aiko, standing)
            listed = await salon.owner.ask("GET", f"{path}/payments")
            self.assertEqual([row["disputed"] for row in listed["payments"]], [outcome])
        self.assertEqual(await self.compare(bridge), ([], 0))

    async def test_what_stripe_told_nobody(self) -> None:
        bridge = await self.stripe(project_modules(Sandbox=None))
        salon = await self.salon(bridge.server)
        await bridge.server.rows(NOT_BY_NIGHT)
        world = bridge.double.world
        aiko = await self.pays(bridge, salon, "aiko")
        ben = await self.pays(bridge, salon, "ben", FAILS_AT_RENEWAL)
        chika = await self.pays(bridge, salon, "chika")
        found, repaired = await self.compare(bridge)
        paid_for_nothing = [("payer_without_access", name) for name in ("aiko", "ben", "chika")]
        self.assertLessEqual(set(paid_for_nothing), set(found))
        self.assertEqual(repaired, len(found))
        for person in (aiko, ben, chika):
            await salon.becomes(person, "active")
        self.assertEqual(await self.compare(bridge), ([], 0))
        # Aiko's is ended in the Dashboard, Ben's card fails, and Chika deletes her account while Stripe is away.
        bridge.double.billing.cancel(self.of(bridge, await self.order(bridge, aiko))["id"])
        self.assertEqual(await self.compare(bridge), ([("member_without_payment", "aiko")], 1))
        await salon.becomes(aiko, "lapsed")
        await bridge.double.stop()
        await (await bridge.server.admin()).ask(
            "POST", f"/_synapse/admin/v1/deactivate/{chika.user_id}", {"erase": False}
        )
        path = "v1/admin/reconcile"
        status = (await (await bridge.server.admin()).api("POST", path, {}))[0]
        self.assertEqual(status, 503)
        bridge.double.start()
        bridge.double.pass_days(32)
        clock = bridge.platform.clock
        clock.set_offset(clock.offset_ms + 32 * 86_400_000)
        found, repaired = await self.compare(bridge)
        self.assertEqual(repaired, len(found), found)
        await salon.becomes(aiko, "lapsed")
        await salon.becomes(ben, "past_due")

        async def ended() -> bool:
            return self.of(bridge, await self.order(bridge, chika))["status"] == "canceled"

        await eventually(ended, "nothing is charged to an account that is gone")
        world.untold.clear()
        self.assertEqual(await self.compare(bridge), ([], 0))
        self.flush_complaints("end_subscription")

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Stripe's news come ten times, in every order, forged, too late, or not at all: what comes of them is the same."""

from itertools import permutations
from typing import Any

from tests.server.closing_case import ClosingCase
from tests.server.stripe_case import StripeBridge, StripeCase
from tests.server.test_reconcile import NOT_BY_NIGHT
from tests.support.letters import letters
from tests.support.people import Person
from tests.support.salon import FAILS_AT_RENEWAL, GOOD_CARD, Salon
from tests.support.settings import project_modules
from tests.support.waiting import eventually

JOINING = (
    "checkout.session.completed",
    "customer.subscription.created",
    "invoice.paid",
    "payment_intent.succeeded",
)
"""Delivered in all of their 24 orders, to a person each."""
TIMES = 10


class Chaos(ClosingCase, StripeCase):
    async def pays(self, bridge: StripeBridge, salon: Salon, name: str, card: str = GOOD_CARD) -> Person:
        person = await bridge.server.person(name)
        answer = await salon.apply(person, mail=f"{name}@example.org", language="en")
        self.assertEqual(await salon.pay(answer["pay_url"], card), 303)
        return person

    def news(self, bridge: StripeBridge) -> list[dict[str, Any]]:
        """What nobody was told of yet, and is not told by itself any more."""
        untold = bridge.double.world.untold
        found = list(untold)
        untold.clear()
        return found

    async def send(self, bridge: StripeBridge, events: list[dict[str, Any]], times: int = TIMES) -> None:
        for _ in range(times):
            for event in events:
                self.assertEqual(await bridge.double.send(event), 200)

    async def outcome(self, bridge: StripeBridge, person: Person) -> tuple[Any, ...]:
        """What came of it: standing, steps, money and letters, without what differs from person to person."""
        rows, user = bridge.server.rows, person.user_id
        member = await rows("SELECT standing, overdue_attempts FROM salon_members WHERE user_id = ?", user)
        steps = "SELECT before, after, cause FROM salon_transitions WHERE user_id = ? ORDER BY at_ms"
        books = (
            "SELECT l.kind, l.account, l.amount FROM salon_ledger l JOIN salon_orders o ON o.id = l.order_id"
            " WHERE o.user_id = ? ORDER BY l.kind, l.account, l.amount"
        )
        paid = "SELECT status, amount, refunded, paid_for FROM salon_payments WHERE user_id = ? ORDER BY paid_for"
        subjects = sorted(str(letter["Subject"]) for letter in letters(bridge.server, f"{person.name}@"))
        found = [await rows(sql, user) for sql in (steps, books, paid)]
        return (member, *found, subjects)

    async def same(self, bridge: StripeBridge, people: list[Person]) -> tuple[Any, ...]:
        await bridge.ask(bridge.platform.ledger.read(bridge.payments))
        await self.rests(bridge.server)
        first, *others = [await self.outcome(bridge, person) for person in people]
        for person, other in zip(people[1:], others, strict=True):
            self.assertEqual(other, first, person.name)
        return first

    async def test_in_every_order_ten_times_each(self) -> None:
        bridge = await self.stripe(project_modules(Sandbox=None))
        salon = await self.salon(bridge.server)
        await bridge.server.rows(NOT_BY_NIGHT)
        people = []
        for number, order in enumerate(permutations(JOINING)):
            person = await self.pays(bridge, salon, f"p{number}", FAILS_AT_RENEWAL)
            events = sorted(
                (one for one in self.news(bridge) if one["type"] in JOINING),
                key=lambda one: order.index(one["type"]),
            )
            self.assertEqual(tuple(one["type"] for one in events), order)
            await self.send(bridge, events)
            people.append(person)
        for person in people:
            await salon.becomes(person, "active")
        outcome = await self.same(bridge, people)
        self.assertEqual(outcome[1], [("visitor", "applied", "applied"), ("applied", "active", "joined")])
        self.assertEqual(outcome[3], [("succeeded", 1980, 0, "begun")])
        # The renewal of some fails and is paid; what was told of it comes at once, forwards and backwards.
        some = people[:4]
        bridge.double.pass_days(32)
        clock = bridge.platform.clock
        clock.set_offset(clock.offset_ms + 32 * 86_400_000)
        for invoice in bridge.double.world.every("invoice"):
            if invoice["status"] == "open":
                await salon.pay(f"{bridge.double.base_url}/i/{invoice['id']}")
        events = self.news(bridge)
        await self.send(bridge, events, 1)
        await self.send(bridge, events[::-1], 2)
        for person in some:
            await salon.becomes(person, "active")
        outcome = await self.same(bridge, people)
        self.assertEqual([row[3] for row in outcome[3]], ["begun", "renewed"])
        admin = await bridge.server.admin()
        self.assertEqual((await admin.ask("POST", "v1/admin/reconcile"))["drift"], [])

    async def test_forged_stale_unknown_and_dropped(self) -> None:
        bridge = await self.stripe(project_modules(Sandbox=None))
        salon = await self.salon(bridge.server)
        await bridge.server.rows(NOT_BY_NIGHT)
        aiko = await self.pays(bridge, salon, "aiko")
        events = self.news(bridge)
        now_s = bridge.double.world.now_s()
        for event in events:
            self.assertEqual(await bridge.double.send(event, secret="whsec_of_somebody_else"), 400)
            self.assertEqual(await bridge.double.send(event, signed_s=now_s - 3600), 400)
            live = {**event, "livemode": True}
            self.assertEqual(await bridge.double.send(live), 400)
        self.assertEqual(await bridge.server.rows("SELECT event_id FROM salon_payment_events"), [])
        self.assertTrue(await salon.stands(aiko, "applied"))
        admin = await bridge.server.admin()
        before = (await admin.ask("GET", "v1/admin/stripe/ignored"))["ignored"]
        strange = {**events[0], "id": "evt_strange", "type": "treasury.moon_phase"}
        for _ in range(3):
            self.assertEqual(await bridge.double.send(strange), 200)
        after = (await admin.ask("GET", "v1/admin/stripe/ignored"))["ignored"]
        told = [(row["type"], row["times"]) for row in after if row not in before]
        self.assertEqual(told, [("treasury.moon_phase", 3)])
        # All of it was dropped, and an hour later Stripe's own list tells.
        clock = bridge.platform.clock
        clock.set_offset(clock.offset_ms + 3_600_000)
        await salon.becomes(aiko, "active")
        once = await self.same(bridge, [aiko])
        await self.send(bridge, events, 3)
        self.assertEqual(await self.same(bridge, [aiko]), once)
        await eventually(lambda: self.subjects(salon, aiko, "Welcome"), "Aiko is welcomed")
        self.assertEqual(len(self.subjects(salon, aiko, "Welcome")), 1)

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the house and the payment provider do not agree on is found, mended, and not found again."""

import os
import sys
from typing import Any, ClassVar

from twisted.internet.utils import getProcessOutputAndValue

from synapse_salon.platform import Platform
from synapse_salon.ports.payments import Ref
from tests.server.test_sales import MODULES, StallCase
from tests.support.moments import UNTOLD, MomentsCase
from tests.support.people import Person
from tests.support.salon import FAILS_AT_RENEWAL, MONTHLY, Salon
from tests.support.settings import ROOT, project_modules
from tests.support.waiting import eventually

NOT_BY_NIGHT = "UPDATE salon_reconciles SET done_ms = 9000000000000000 WHERE state = 'done'"
"""The house compares only when it is asked to."""


class Reconciling(MomentsCase):
    """Months of bad luck in one house."""

    async def compare(self, salon: Salon) -> dict[str, Any]:
        admin = await salon.server.admin()
        return dict(await admin.ask("POST", "v1/admin/reconcile"))

    def kinds(self, report: dict[str, Any]) -> list[tuple[str, str]]:
        names = [(row["kind"], row["user"].partition(":")[0].lstrip("@")) for row in report["drift"]]
        return sorted(names)

    async def house(self) -> Salon:
        salon = await self.salon(await self.start(modules=project_modules(Sandbox=UNTOLD)))
        await salon.server.rows(NOT_BY_NIGHT)
        return salon

    async def come(self, salon: Salon, *names: str, card: str = "", **changes: Any) -> list[Person]:
        people = []
        for name in names:
            person = await salon.server.person(name)
            answer = await salon.apply(person, **changes)
            await salon.pay(answer["pay_url"], *([card] if card else []))
            people.append(person)
        await salon.server.advance(minutes=11)
        for person in people:
            await salon.becomes(person, "active")
        return people

    async def subscription(self, salon: Salon, person: Person) -> Ref:
        rows = await salon.server.rows(
            "SELECT s.ref FROM salon_sandbox_subscriptions s JOIN salon_applications a ON a.id = s.order_id"
            " WHERE a.user_id = ?",
            person.user_id,
        )
        return Ref(rows[0][0])

    async def revive(self, salon: Salon, person: Person) -> None:
        """The provider goes on charging, although it was told not to."""
        ref = await self.subscription(salon, person)
        sql = "UPDATE salon_sandbox_subscriptions SET status = 'active' WHERE ref = ?"
        await salon.server.rows(sql, ref)

    async def agree(self, salon: Salon) -> None:
        report = await self.compare(salon)
        self.assertEqual((report["repaired"], report["drift"]), (0, []))
        self.assertGreater(report["checked"], 0)

    async def test_members_payers_and_those_who_left(self) -> None:
        salon = await self.house()
        server, payments = salon.server, self.payments(salon)
        aiko, chika, dora, emi, fumi = await self.come(salon, "aiko", "chika", "dora", "emi", "fumi")
        (gina,) = await self.come(salon, "gina", card=FAILS_AT_RENEWAL)
        await self.agree(salon)
        # Aiko's subscription was ended by hand; Ben paid; nobody told of either.
        await server.inside(payments.cancel_now, await self.subscription(salon, aiko), "by-hand", "-")
        ben = await server.person("ben")
        await salon.pay((await salon.apply(ben))["pay_url"])
        # Chika was shown the door and Dora deleted her account: both are charged on.
        await salon.owner.ask("POST", f"v1/salons/{salon.slug}/members/{chika.user_id}/ban", {"reason": ""})
        admin = await server.admin()
        await admin.ask("POST", f"/_synapse/admin/v1/deactivate/{dora.user_id}", {"erase": False})
        await eventually(lambda: self._lives(salon, 4), "two are ended")
        await self.revive(salon, chika)
        await self.revive(salon, dora)
        # Emi's row lost its subscription. Hana's page is closed, and nobody told.
        await server.rows("UPDATE salon_members SET subscription_ref = NULL WHERE user_id = ?", emi.user_id)
        hana = await server.person("hana")
        await salon.apply(hana)
        await server.rows("UPDATE salon_sandbox_checkouts SET status = 'expired' WHERE status = 'open'")
        # A payment of Fumi's got lost, and what moved with it.
        for table in ("salon_payments", "salon_dues"):
            await server.rows(f"DELETE FROM {table} WHERE user_id = ?", fumi.user_id)
        report = await self.compare(salon)
        self.assertEqual(
            self.kinds(report),
            [
                ("hold_of_dead_checkout", "hana"),
                ("live_account_gone", "dora"),
                ("live_after_leaving", "chika"),
                ("member_without_payment", "aiko"),
                ("news_missed", "emi"),
                ("payer_without_access", "ben"),
                ("payment_untold", "ben"),
                ("payment_untold", "fumi"),
            ],
        )
        self.assertEqual(report["repaired"], len(report["drift"]), await self.compare(salon))
        self.assertEqual({row["salon"] for row in report["drift"]}, {salon.slug})
        await salon.becomes(aiko, "lapsed")
        await salon.becomes(ben, "active")
        await salon.becomes(hana, "visitor")
        self.assertTrue(await self._lives(salon, 4))
        await self.agree(salon)
        # Gina's renewal fails, and later she pays: of neither there is news.
        clock = Platform.of(server.module_api).clock
        clock.set_offset(clock.offset_ms + 31 * 86_400_000)
        report = await self.compare(salon)
        self.assertEqual(report["repaired"], len(report["drift"]))
        await salon.becomes(gina, "past_due")
        await server.advance(minutes=11)  # the provider's own list was read a moment ago
        await self.pay_due(salon, gina)
        self.assertIn(("payer_without_access", "gina"), self.kinds(await self.compare(salon)))
        await salon.becomes(gina, "active")
        await self.agree(salon)

    async def test_by_itself_every_night(self) -> None:
        salon = await self.salon(await self.start(modules=project_modules(Sandbox=UNTOLD)))
        (aiko,) = await self.come(salon, "aiko")
        self.silent(salon, "events_since")
        payments, ref = self.payments(salon), await self.subscription(salon, aiko)
        await salon.server.inside(payments.cancel_now, ref, "by-hand", "-")
        await salon.server.advance(hours=20)
        self.assertTrue(await salon.stands(aiko, "active"))
        await salon.server.advance(hours=5)
        await salon.becomes(aiko, "lapsed")

    async def _lives(self, salon: Salon, count: int) -> bool:
        return await self.live(salon) == count

    async def test_books_closed_salons_and_what_only_a_person_can_tell(self) -> None:
        salon = await self.house()
        server = salon.server
        aiko, ben = await self.come(salon, "aiko", "ben")
        once = await salon.owner.ask("POST", f"v1/salons/{salon.slug}/plans", {**MONTHLY, "interval": "once"})
        chika, dora = await self.come(salon, "chika", "dora", plan=once["id"])
        await server.advance(days=2)
        # The books were kept by somebody who lost a page.
        for table in ("salon_ledger_movements", "salon_ledger"):
            await server.rows(f"DELETE FROM {table}")
        # Chika's money went back, and nothing came of it.
        sql = "SELECT ref FROM salon_payments WHERE user_id = ?"
        ((ref,),) = await server.rows(sql, chika.user_id)
        await server.inside(self.payments(salon).refund, Ref(ref), None, "by-hand", "-")
        for table in ("salon_payments", "salon_dues"):
            await server.rows(f"UPDATE {table} SET refunded = amount WHERE user_id = ?", chika.user_id)
        # Ben's subscription is none that the provider knows, and it takes money for an order nobody knows.
        await server.rows(
            "UPDATE salon_sandbox_subscriptions SET ref = 'other', order_id = 'elsewhere' WHERE ref = ?",
            await self.subscription(salon, ben),
        )
        report = await self.compare(salon)
        found = self.kinds(report)
        self.assertEqual(len([one for one in found if one[0] == "ledger_missing"]), 4, found)
        left = [("live_unknown", ""), ("member_without_payment", "chika"), ("subscription_not_found", "ben")]
        self.assertEqual([one for one in found if one[0] != "ledger_missing"], left)
        self.assertEqual(report["repaired"], len(found) - 2)
        await salon.becomes(chika, "lapsed")
        await salon.becomes(ben, "active")
        await salon.becomes(dora, "active")
        again = await self.compare(salon)
        self.assertEqual(self.kinds(again), [left[0], left[2]])
        self.assertEqual(again["repaired"], 0)
        # The salon closes, and Aiko is charged on.
        await server.rows("UPDATE salon_members SET subscription_ref = NULL WHERE user_id = ?", ben.user_id)
        await (await server.admin()).ask(
            "POST", f"v1/admin/salons/{salon.slug}/close", {"at_once": True, "reason": "-"}
        )
        await salon.becomes(aiko, "lapsed")
        await eventually(lambda: self._lives(salon, 1), "Aiko is not charged")
        await self.revive(salon, aiko)
        report = await self.compare(salon)
        self.assertIn(("live_salon_closed", "aiko"), self.kinds(report))
        self.assertEqual(report["repaired"], len(report["drift"]) - 1)
        self.assertTrue(await self._lives(salon, 1))
        status, words = await self._command(salon)
        self.assertIn("1 differed, 0 repaired.", words)
        self.assertIn("live_unknown  other", words)
        self.assertEqual(status, 1)

    async def _command(self, salon: Salon) -> tuple[int, str]:
        file = str(salon.server.folder / "homeserver.yaml")
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        out, err, status = await getProcessOutputAndValue(
            sys.executable, ["-m", "synapse_salon", "reconcile", "-c", file], env=environment
        )
        return status, (out + err).decode()


class OfSales(StallCase):
    """Seats that were paid for, or given up, and nobody told."""

    modules: ClassVar = [
        {**module, "config": UNTOLD} if module["module"] == "bridges.sandbox.Sandbox" else module
        for module in MODULES
    ]

    async def test_seats_are_handed_over_and_freed(self) -> None:
        server = await self.begin()
        people = [await server.person(name) for name in ("aiko", "ben")]
        orders = [await self.buy(person) for person in people]
        self.assertEqual(await self.pay(orders[0]["pay_url"]), 303)
        await server.rows("UPDATE salon_sandbox_checkouts SET status = 'expired' WHERE status = 'open'")
        admin = await server.admin()
        report = await admin.ask("POST", "v1/admin/reconcile")
        kinds = {row["kind"]: row["user"] for row in report["drift"]}
        wanted = {"payer_without_access": people[0].user_id, "hold_of_dead_checkout": people[1].user_id}
        self.assertLessEqual(wanted.items(), kinds.items())
        self.assertEqual(report["repaired"], len(report["drift"]))
        await self.becomes(people[0], orders[0], "fulfilled")
        await self.becomes(people[1], orders[1], "expired")
        again = await admin.ask("POST", "v1/admin/reconcile")
        self.assertEqual(again["drift"], [])

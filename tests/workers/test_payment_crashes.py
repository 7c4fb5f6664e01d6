# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The power is cut at each step of a renewal, a refund, a change of plan and a comparison; after the next start and a
comparison, money, standing and letters are what they are without a cut."""

import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp

from tests.support.databases import write
from tests.support.letters import letters
from tests.support.people import Person, Refused
from tests.support.salon import FAILS_AT_RENEWAL, MONTHLY, SalonCase, awake
from tests.support.settings import project_modules
from tests.support.waiting import eventually
from tests.support.workers import Deployment

RENEWING = ("before record", "after fetch_subscription", "before deliver", "after tell", "after send")
CHANGING = ("before change_plan", "after change_plan", "after deliver")
REFUNDING = ("before refund", "after refund", "after fetch_payment")
COMPARING = ("before cancel_now", "after cancel_now")
GOLD = {**MONTHLY, "name": "金", "price": {"amount": 5080, "currency": "JPY"}}
DUE = "did not go through"


class PowerCuts(SalonCase):
    """One house, and a mains socket."""

    timeout = 900

    async def begin(self) -> None:
        self.armed = self.folder() / "armed"
        crash = {"module": "tests.support.crash.Crash", "config": {"armed": str(self.armed)}}
        self.house: Deployment = await self.deploy(modules=[*project_modules(), crash], workers=())
        self.salon_ = await self.salon(self.house)

    async def cut_at(self, step: str, do: Callable[[], Awaitable[Any]]) -> None:
        """Cut the power at this step of what is done, and start again."""
        self.armed.write_text(step, "utf-8")
        with contextlib.suppress(aiohttp.ClientError, Refused, AssertionError):
            await do()
        await eventually(lambda: not self.house.main.running, f"the power is cut {step}")
        await self.house.start()
        await awake(self.house)

    def rows(self, sql: str, *args: object) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.house.rows(sql, *args)]

    async def agrees(self, step: str) -> None:
        """The books are compared; whatever was left half done is done, and a second look finds nothing."""
        admin = await self.house.admin()
        await self.house.advance(minutes=11)
        await admin.ask("POST", "v1/admin/reconcile")
        await self.house.comes_to_rest(f"{step}: everything is delivered")
        report = await admin.ask("POST", "v1/admin/reconcile")
        self.assertEqual((report["drift"], report["repaired"]), ([], 0), step)
        wrong = self.rows(
            "SELECT p.ref FROM salon_sandbox_payments p LEFT JOIN salon_payments o ON o.ref = p.ref"
            " WHERE p.status = 'paid' AND (o.ref IS NULL OR o.refunded <> p.refunded)"
        )
        self.assertEqual(wrong, [], step)
        books = "SELECT SUM(amount) FROM salon_ledger WHERE account = 'provider'"
        moved = "SELECT SUM(amount - refunded) FROM salon_sandbox_payments WHERE status = 'paid'"
        self.assertEqual(self.rows(books), self.rows(moved), step)

    async def comes(self, name: str, card: str = "") -> Person:
        person = await self.house.person(name)
        wish = {"mail": f"{name}@example.org", "language": "en"}
        await self.salon_.joins(person, *([card] if card else []), **wish)
        await self.house.comes_to_rest(f"{name} is welcomed")
        return person

    def paid(self, person: Person) -> list[int]:
        sql = (
            "SELECT p.amount FROM salon_sandbox_payments p JOIN salon_orders o ON o.id = p.order_id"
            " WHERE o.user_id = ? AND p.status = 'paid' ORDER BY p.made_ms, p.ref"
        )
        return [row[0] for row in self.rows(sql, person.user_id)]

    async def test_renewals(self) -> None:
        await self.begin()
        salon = self.salon_
        for number, step in enumerate(RENEWING):
            person = await self.comes(f"payer{number}", FAILS_AT_RENEWAL)
            before = len(letters(self.house, f"{person.name}@"))
            await self.cut_at(step, lambda: self.house.advance(days=32))
            await salon.becomes(person, "past_due")
            await self.agrees(step)
            self.assertEqual(len(letters(self.house, f"{person.name}@")), before + 1, step)
            me = await salon.me(person)
            self.assertEqual(await salon.pay(me["pay_url"]), 303)
            await salon.becomes(person, "active")
            await self.agrees(step)
            self.assertEqual(self.paid(person), [1980, 1980], step)
            told = self.rows("SELECT state, told FROM salon_dunning WHERE user_id = ?", person.user_id)
            self.assertEqual(told, [("recovered", 1)], step)

    async def test_plan_changes_refunds_and_comparisons(self) -> None:
        await self.begin()
        salon = self.salon_
        path = f"v1/salons/{salon.slug}"
        gold = (await salon.owner.ask("POST", f"{path}/plans", GOLD))["id"]
        for number, step in enumerate(CHANGING):
            person = await self.comes(f"changer{number}")
            change = await person.ask("POST", f"{path}/me/plan-changes", {"plan": gold})

            async def confirm(person: Person = person, change: Any = change) -> None:
                await person.ask("POST", f"{path}/me/plan-changes/{change['id']}/confirm", {})

            await self.cut_at(step, confirm)

            async def is_gold(person: Person = person) -> bool:
                sql = "SELECT plan_id FROM salon_members WHERE user_id = ?"
                return self.rows(sql, person.user_id) == [(gold,)]

            await eventually(is_gold, f"{step}: the plan is another one")
            await self.agrees(step)
            self.assertEqual(len(self.paid(person)), 2, step)
        for number, step in enumerate(REFUNDING):
            person = await self.comes(f"returner{number}")
            sql = "SELECT ref FROM salon_payments WHERE user_id = ?"
            ((payment,),) = self.rows(sql, person.user_id)

            async def give_back(payment: str = payment) -> None:
                await salon.owner.ask("POST", f"{path}/payments/{payment}/refund", {})

            await self.cut_at(step, give_back)
            await salon.becomes(person, "lapsed")
            await self.agrees(step)
            self.assertEqual(
                self.rows("SELECT amount FROM salon_sandbox_refunds WHERE payment = ?", payment), [(1980,)]
            )
            self.assertEqual(
                self.rows("SELECT state FROM salon_refunds WHERE payment = ?", payment), [("given",)], step
            )
        for number, step in enumerate(COMPARING):
            person = await self.comes(f"leaver{number}")
            ref = "SELECT subscription_ref FROM salon_members WHERE user_id = ?"
            ((subscription,),) = self.rows(ref, person.user_id)
            await salon.owner.ask("POST", f"{path}/members/{person.user_id}/ban", {"reason": "-"})
            await self.house.comes_to_rest(f"{step}: nothing is charged any more")
            await self.house.main.stop()
            self.revive(subscription)
            await self.house.start()
            await awake(self.house)
            await self.cut_at(step, self._compare)
            await self.agrees(step)
            sql = "SELECT status FROM salon_sandbox_subscriptions WHERE ref = ?"
            self.assertEqual(self.rows(sql, subscription), [("ended",)], step)

    def revive(self, subscription: str) -> None:
        """The provider goes on charging, although it was told not to."""
        assert self.house._database is not None
        sql = "UPDATE salon_sandbox_subscriptions SET status = 'active' WHERE ref = ?"
        write(self.house._database, sql, subscription)

    async def _compare(self) -> None:
        await (await self.house.admin()).ask("POST", "v1/admin/reconcile")

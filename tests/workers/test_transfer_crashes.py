# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The power is cut while somebody confirms that a transfer came, reads the bank's list in, and sends money back:
whoever did it looks again after the next start and goes on, and no yen is there twice or lost."""

import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp

from tests.server.transfer_case import ACCOUNT
from tests.support.people import Person, Refused
from tests.support.salon import Salon, SalonCase, awake
from tests.support.settings import project_modules
from tests.support.waiting import eventually
from tests.support.web import Answer
from tests.support.workers import Deployment

CONFIRMING = ("in confirm", "after confirm", "after fetch_checkout", "before deliver")
LISTING = ("after upload", "after book_line")
SENDING_BACK = ("after refund", "in sent", "after sent")
PRICE = {"amount": 1980, "currency": "JPY"}


class TransferCrashes(SalonCase):
    """An owner at the desk, and a mains socket."""

    timeout = 900

    async def begin(self) -> None:
        self.armed = self.folder() / "armed"
        crash = {"module": "tests.support.crash.Crash", "config": {"armed": str(self.armed)}}
        self.house: Deployment = await self.deploy(modules=[*project_modules(), crash], workers=())
        self.salon_: Salon = await self.salon(self.house)
        self.path = f"v1/salons/{self.salon_.slug}"
        self.owner = self.salon_.owner
        await self.owner.ask("PUT", f"{self.path}/transfers/account", ACCOUNT)
        self.window = await self.house.visit_as(self.owner)

    async def cut_at(self, step: str, do: Callable[[], Awaitable[Any]]) -> None:
        """Cut the power at this step of what is done, start again, and let it be done again."""
        self.armed.write_text(step, "utf-8")
        with contextlib.suppress(aiohttp.ClientError, Refused, AssertionError):
            await do()
        await eventually(lambda: not self.house.main.running, f"the power is cut {step}")
        await self.house.start()
        await awake(self.house)
        await do()

    def rows(self, sql: str, *args: object) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.house.rows(sql, *args)]

    async def comes(self, name: str) -> tuple[Person, dict[str, Any]]:
        """Somebody is told what to transfer."""
        person = await self.house.person(name)
        await self.salon_.apply(person, means="transfer-ahead", months=1)
        listed = await self.owner.ask("GET", f"{self.path}/transfers")
        return person, next(one for one in listed["awaited"] if one["name"] == person.name.title())

    async def with_a_key(self, path: str, body: Any, key: str) -> None:
        """Ask, also where the first try with this key broke off."""

        async def answered() -> bool:
            status, answer = await self.owner.api("POST", path, body, headers={"Idempotency-Key": key})
            if status == 409 and answer["salon"]["reason"] == "in_progress":
                await self.house.advance(minutes=1, seconds=1)
                return False
            self.assertEqual(status, 200, answer)
            return True

        await eventually(answered, "it is answered")

    async def lists(self, line: str) -> Answer:
        """The owner chooses the bank's file again, and says of each line that is left which transfer it is."""
        desk = await self.window.get(f"s/{self.salon_.slug}/desk/transfers")
        file = f"日付,摘要,お預り金額\n{line}\n"
        desk = await self.window.submit(desk, "/transfers/statement", file=file)
        if any("/transfers/lines/" in form.action for form in desk.forms):
            desk = await self.window.submit(desk, "/transfers/lines/")
        return desk

    async def is_paid_once(self, person: Person, step: str) -> None:
        await self.salon_.becomes(person, "active")
        came = (
            "SELECT r.amount, r.surplus FROM salon_transfer_receipts r JOIN salon_transfers t ON t.ref = r.ref"
            " JOIN salon_orders o ON o.id = t.order_id WHERE o.user_id = ?"
        )
        self.assertEqual(self.rows(came, person.user_id), [(1980, 0)], step)
        await self.agrees(step)
        for sql in (
            "SELECT amount FROM salon_payments WHERE status = 'succeeded' AND user_id = ?",
            "SELECT total FROM salon_receipts WHERE kind = 'receipt' AND user_id = ?",
            "SELECT 1980 * months FROM salon_passes WHERE user_id = ?",
        ):
            self.assertEqual(self.rows(sql, person.user_id), [(1980,)], f"{step}: {sql}")

    async def agrees(self, step: str) -> None:
        """Nothing is to be sent back, and the books are what came and went."""

        async def rests() -> bool:
            return not self.rows(
                "SELECT happening_id FROM salon_outbox_deliveries UNION ALL SELECT id FROM salon_crowd"
                " UNION ALL SELECT event_id FROM salon_payment_events WHERE state = 'new'"
            )

        await eventually(rests, f"{step}: everything is delivered")
        await self.house.advance(minutes=11)
        await eventually(self._is_booked, f"{step}: everything is booked")
        report = await (await self.house.admin()).ask("POST", "v1/admin/reconcile")
        self.assertEqual((report["drift"], report["repaired"]), ([], 0), step)
        self.assertEqual((await self.owner.ask("GET", f"{self.path}/transfers"))["to_return"], [], step)

    async def _is_booked(self) -> bool:
        came = "SELECT COALESCE(SUM(amount), 0) FROM salon_transfer_receipts"
        back = "SELECT COALESCE(SUM(amount), 0) FROM salon_transfer_returns WHERE state = 'done'"
        books = "SELECT COALESCE(SUM(amount), 0) FROM salon_ledger WHERE account = 'provider'"
        ((came_in,),), ((sent,),), ((booked,),) = self.rows(came), self.rows(back), self.rows(books)
        return bool(came_in - sent == booked)

    async def test_every_step(self) -> None:
        await self.begin()
        people: list[Person] = []
        for number, step in enumerate(CONFIRMING):
            person, awaited = await self.comes(f"payer{number}")
            path = f"{self.path}/transfers/{awaited['transfer']}/confirm"
            body = {"amount": PRICE, "day": "2026-11-21", "payer": "ﾔﾏﾀﾞ"}
            await self.cut_at(step, lambda path=path, body=body: self.with_a_key(path, body, path))  # type: ignore[misc]  # bound now
            await self.is_paid_once(person, step)
            people.append(person)
        for number, step in enumerate(LISTING):
            person, awaited = await self.comes(f"listed{number}")
            line = f"2026/11/22,{awaited['code']} ﾔﾏﾀﾞ,1980"
            await self.cut_at(step, lambda line=line: self.lists(line))  # type: ignore[misc]  # bound now
            await self.is_paid_once(person, step)
            ((state,),) = self.rows("SELECT DISTINCT state FROM salon_transfer_lines")
            self.assertEqual(state, "booked", step)
        for person, step in zip(people, SENDING_BACK, strict=False):
            await self.cut_at(step, lambda person=person: self.gives_back(person))  # type: ignore[misc]  # bound now
            await self.salon_.becomes(person, "lapsed")
            await self.agrees(step)
            for sql in (
                "SELECT refunded FROM salon_payments WHERE status = 'succeeded' AND user_id = ?",
                "SELECT total FROM salon_receipts WHERE kind = 'credit_note' AND user_id = ?",
            ):
                self.assertEqual(self.rows(sql, person.user_id), [(1980,)], f"{step}: {sql}")
            sent = (
                "SELECT COUNT(*) FROM salon_transfer_returns r JOIN salon_transfers t ON t.ref = r.transfer"
            )
            sent += " JOIN salon_orders o ON o.id = t.order_id WHERE o.user_id = ?"
            self.assertEqual(self.rows(sent, person.user_id), [(1,)], step)

    async def gives_back(self, person: Person) -> None:
        """The owner gives a payment back, and says that the money was sent once it stands there to be sent."""
        ((payment,),) = self.rows(
            "SELECT ref FROM salon_payments WHERE status = 'succeeded' AND user_id = ?", person.user_id
        )
        await self.with_a_key(f"{self.path}/payments/{payment}/refund", {}, payment)
        for one in (await self.owner.ask("GET", f"{self.path}/transfers"))["to_return"]:
            await self.owner.ask("POST", f"{self.path}/transfers/returns/{one['id']}/sent")

# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Staff who say that a transfer came in, from pages that are open in two windows."""

import attrs

from bridges.transfer.service.transfer_desk import MOST
from synapse_salon.money import Money
from synapse_salon.ports.payments import CheckoutOrder, Line
from tests.server.transfer_case import TransferBridge
from tests.support.people import refused
from tests.support.salon import Salon, SalonCase, direct_room
from tests.support.waiting import eventually
from tests.support.web import Visitor


class Confirming(SalonCase):
    async def begin(self) -> tuple[Salon, TransferBridge, CheckoutOrder, Visitor]:
        """A salon that takes transfers, an order that is paid by one, and the owner at the desk."""
        salon = await self.salon()
        bridge = TransferBridge(salon.server)
        salon_id = (await salon.owner.ask("GET", f"v1/salons/{salon.slug}"))["id"]
        await bridge.has_account(salon_id)
        order = CheckoutOrder(
            order_id="order-1",
            salon_id=salon_id,
            customer_key="aiko",
            lines=(Line("毎月", Money(1980, "JPY"), "once", "plan-1"),),
            trial_days=0,
            expires_ms=await bridge.now_ms() + 3_600_000,
            success_url="https://salon.example/done",
            cancel_url="https://salon.example/back",
            language="ja",
        )
        return salon, bridge, order, await salon.server.visit_as(salon.owner, "ja")

    async def test_a_crowd_that_came_later_hides_nobody_who_pays_with_the_code(self) -> None:
        salon, bridge, order, owner = await self.begin()
        begun = await bridge.ask(bridge.payments.start_checkout(order))
        await bridge.pass_days(0.1)
        later = {"expires_ms": order.expires_ms + 86_400_000}
        for number in range(MOST):
            other = attrs.evolve(order, order_id=f"other-{number}", customer_key=f"other-{number}", **later)
            await bridge.ask(bridge.payments.start_checkout(other))
        listed = await salon.owner.ask("GET", f"v1/salons/{salon.slug}/transfers")
        self.assertNotIn(begun.ref, [one["transfer"] for one in listed["awaited"]])
        code = (await bridge.transfer(begun.url)).code
        desk = await owner.get(f"s/{salon.slug}/desk/transfers")
        file = f"日付,摘要,お預り金額\n2026/11/22,{code} ﾔﾏﾀﾞ,1980\n"
        desk = await owner.submit(desk, "/transfers/statement", file=file)
        await owner.submit(desk, "/transfers/lines/")
        self.assertEqual((await bridge.transfer(begun.url)).status, "complete")

    async def test_what_was_sent_back_while_the_rest_came_is_not_silently_lost(self) -> None:
        salon, bridge, order, _ = await self.begin()
        begun = await bridge.ask(bridge.payments.start_checkout(order))
        desk = f"v1/salons/{salon.slug}/transfers"

        async def comes(amount: int) -> str:
            body = {"amount": {"amount": amount, "currency": "JPY"}, "day": "2026-11-21"}
            return str((await salon.owner.ask("POST", f"{desk}/{begun.ref}/confirm", body))["outcome"])

        self.assertEqual(await comes(980), "too_little")
        await bridge.pass_days(8)
        await bridge.ask(bridge.payments.fetch_checkout(begun.ref))
        owed = (await salon.owner.ask("GET", desk))["to_return"]
        self.assertEqual([(one["kind"], one["amount"]["amount"]) for one in owed], [("partial", 980)])
        self.assertEqual(await comes(1000), "whole")
        late = await refused(salon.owner.ask("POST", f"{desk}/returns/{owed[0]['id']}/sent"))
        self.assertEqual((late.status, late.reason), (409, "not_to_send"))

    async def test_the_same_money_does_not_come_in_twice(self) -> None:
        salon, bridge, order, owner = await self.begin()
        begun = await bridge.ask(bridge.payments.start_checkout(order))
        path = f"s/{salon.slug}/desk/transfers/{begun.ref}"
        page, other_window = await owner.get(path), await owner.get(path)
        for typed in ("0", "-1", "1e3", "Infinity", "千円", "9" * 20):
            wrong = await owner.submit(page, path, amount=typed, day="2026-11-21")
            self.assertEqual(wrong.status, 400, typed)
        for _ in ("pressed", "pressed twice"):
            sent = await owner.submit(page, path, amount="1980", day="2026-11-21", follow=False)
            self.assertEqual(sent.status, 303)
        late = await owner.submit(other_window, path, amount="1980", day="2026-11-21")
        self.assertEqual(late.status, 400)
        self.assertIn("その間に", late.text)
        self.assertEqual((await bridge.transfer(begun.url)).received, Money(1980, "JPY"))
        listed = await salon.owner.ask("GET", f"v1/salons/{salon.slug}/transfers")
        self.assertEqual((listed["to_return"], len(listed["lately"])), ([], 1))

    async def test_a_new_owner_is_not_paid_to_the_account_of_the_one_before(self) -> None:
        salon = await self.salon()
        path = f"v1/salons/{salon.slug}"
        bank = {
            "bank": "みどり銀行",
            "branch": "本店",
            "kind": "ordinary",
            "number": "1234567",
            "holder": "オリーブ",
        }
        await salon.owner.ask("PUT", f"{path}/transfers/account", bank)
        pat = await salon.server.person("pat")
        await salon.owner.ask("PUT", f"{path}/roles/{pat.user_id}", {"roles": ["operator"]})
        await salon.owner.ask("POST", f"{path}/owner", {"user_id": pat.user_id})
        await pat.ask("POST", f"{path}/owner/accept", {})

        async def is_out() -> bool:
            return "account" not in await pat.ask("GET", f"{path}/transfers")

        await eventually(is_out, "the account is out")
        room = await direct_room(pat, salon.server.user_id("salon"))
        await pat.hears(room, "前のオーナーの口座")
        await pat.ask("PUT", f"{path}/transfers/account", bank)
        self.assertFalse(await is_out())

    async def test_what_was_confirmed_by_mistake_never_came(self) -> None:
        salon, bridge, order, owner = await self.begin()
        begun = await bridge.ask(bridge.payments.start_checkout(order))
        path = f"s/{salon.slug}/desk/transfers/{begun.ref}"
        future = await owner.submit(await owner.get(path), path, amount="1980", day="2199-01-01")
        self.assertEqual((future.status, "今日（" in future.text), (400, True))
        for _ in ("comes", "is confirmed again"):
            page = await owner.get(path)
            await owner.submit(page, path, amount="1,980円", day="2026-11-20")
        self.assertNotIn('value="1980"', (await owner.get(path)).text)
        desk = await owner.get(f"s/{salon.slug}/desk/transfers")
        self.assertIn("多く入金された分", desk.text)
        for _ in ("pressed", "pressed twice"):
            await owner.submit(desk, "/transfers/returns/", act="never_came", follow=False)
        listed = await salon.owner.ask("GET", f"v1/salons/{salon.slug}/transfers")
        self.assertEqual(listed["to_return"], [])
        self.assertIn("入金なし", (await owner.get(path)).text)
        moved = [one.amount.minor for one in await bridge.ask(bridge.payments.movements_since(0))]
        self.assertEqual(moved, [1980, 1980, -1980])

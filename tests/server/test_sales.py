# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is sold once, from the order to the receipt: seats, ten of them."""

from collections import Counter
from typing import Any, ClassVar

from synapse_salon.platform import Platform
from synapse_salon.ports.payments import Payments, Ref
from synapse_salon.purchases import reservations
from tests.support.case import SalonTestCase
from tests.support.fates import together
from tests.support.homeserver import Homeserver
from tests.support.people import Person, refused
from tests.support.salon import DECLINED_CARD, GOOD_CARD, awake, direct_room
from tests.support.settings import NO_LIMITS
from tests.support.stall import Stall
from tests.support.waiting import eventually

MODULES = [
    {"module": "modules.foundation.Foundation", "config": {"limits": NO_LIMITS}},
    {"module": "bridges.sandbox.Sandbox", "config": {"vouchers": True}},
    {"module": "tests.support.stall.Stall", "config": {}},
]


class StallCase(SalonTestCase):
    modules: ClassVar = MODULES

    async def begin(self, capacity: int | None = 10, per_person: int | None = None) -> Homeserver:
        self.server = await self.start()
        await awake(self.server)
        self.aiko = await self.server.person("aiko")
        await self.offer(capacity, per_person)
        return self.server

    async def offer(self, capacity: int | None, per_person: int | None = None) -> None:
        """Aiko says how many seats there are."""
        wish = {"item": "a", "capacity": capacity, "per_person": per_person}
        await self.aiko.ask("PUT", "v1/stall/items", wish)

    @property
    def platform(self) -> Platform:
        return Platform.of(self.server.module_api)

    async def buy(self, person: Person, key: str | None = None, **wish: Any) -> dict[str, Any]:
        headers = {"Idempotency-Key": key} if key else None
        status, answer = await person.api("POST", "v1/stall/orders", {"item": "a", **wish}, headers=headers)
        if status != 200:
            answer = {"status": str(answer["salon"]["reason"]), "error": answer["error"]}
        return dict(answer)

    async def pay(self, url: str, card: str = GOOD_CARD) -> int:
        return (await self.server.visitor().post(url, follow=False, card_number=card)).status

    async def becomes(self, person: Person, order: dict[str, Any], status: str) -> None:
        async def so() -> bool:
            return bool((await person.ask("GET", f"v1/stall/orders/{order['order']}"))["status"] == status)

        await eventually(so, f"the order is {status}")

    async def stock(self) -> tuple[int, int]:
        """How many seats are held, and sold."""
        return tuple((await self.server.rows("SELECT held, sold FROM salon_stock"))[0])

    async def hands(self, order: dict[str, Any]) -> list[str]:
        """What was handed over and taken back of an order."""
        rows = await self.server.rows(
            "SELECT what FROM salon_stall_hands WHERE order_id = ? ORDER BY what", order["order"]
        )
        return [row[0] for row in rows]


class Selling(StallCase):
    async def test_five_hundred_at_once_buy_ten_seats(self) -> None:
        await self.begin()
        people = [await self.server.person(f"buyer{n}") for n in range(20)]
        asked = [self.buy(person) for person in people for _ in range(25)]
        answers = await together(*asked)
        self.assertEqual(Counter(answer["status"] for answer in answers), {"reserved": 10, "sold_out": 490})
        self.assertEqual(await self.stock(), (10, 0))
        self.assertEqual(len(await self.server.rows("SELECT ref FROM salon_sandbox_checkouts")), 10)
        self.assertEqual(len(await self.server.rows("SELECT id FROM salon_orders")), 10)
        for language, words in (("ja", "売り切れ"), ("en", "sold out")):
            _, answer = await people[0].api(
                "POST", "v1/stall/orders", {"item": "a"}, headers={"Accept-Language": language}
            )
            self.assertIn(words, answer["error"])

    async def test_from_the_order_to_the_receipt_and_back(self) -> None:
        await self.begin()
        order = await self.buy(self.aiko, "k1", quantity=2)
        self.assertEqual(await self.stock(), (2, 0))
        self.assertEqual((await self.buy(self.aiko, "k1", quantity=2))["order"], order["order"])
        self.assertEqual((await self.buy(self.aiko, "k1", quantity=3))["status"], "key_reused")
        self.assertEqual(await self.stock(), (2, 0))
        ben = await self.server.person("ben")
        refusal = await refused(ben.ask("GET", f"v1/stall/orders/{order['order']}"))
        self.assertEqual((refusal.status, refusal.reason), (404, "no_such_order"))
        self.assertEqual(await self.pay(order["pay_url"], DECLINED_CARD), 402)
        self.assertEqual(await self.pay(order["pay_url"]), 303)
        await self.becomes(self.aiko, order, "fulfilled")
        self.assertEqual((await self.stock(), await self.hands(order)), ((0, 2), ["given"]))

        async def receipt() -> list[Any]:
            sql = "SELECT ref, amount, refunded, status FROM salon_payments WHERE order_id = ?"
            return await self.server.rows(sql, order["order"])

        rows = await eventually(receipt, "the payment is on the books")
        self.assertEqual([tuple(row[1:]) for row in rows], [(3960, 0, "succeeded")])
        payments = self.platform.need(Payments, "the sandbox")
        await self.server.inside(payments.refund, Ref(rows[0][0]), None, "r1", "")
        await self.becomes(self.aiko, order, "returned")
        self.assertEqual((await self.stock(), await self.hands(order)), ((0, 0), ["given", "taken"]))
        self.assertEqual([tuple(row[1:3]) for row in await receipt()], [(3960, 3960)])

    async def test_news_ten_times_over_changes_nothing(self) -> None:
        await self.begin()
        order = await self.buy(self.aiko)
        await self.pay(order["pay_url"])
        await self.becomes(self.aiko, order, "fulfilled")
        sales, payments = self.platform.sales, self.platform.need(Payments, "the sandbox")
        sale = await self.server.inside(sales.sale, order["order"], self.aiko.user_id)
        assert sale.checkout is not None and sale.payment is not None
        checkout = await self.server.inside(payments.fetch_checkout, sale.checkout)
        payment = await self.server.inside(payments.fetch_payment, sale.payment)
        settling = sales._settling

        async def told() -> None:
            await together(*[settling.checkout(checkout) for _ in range(10)])
            await together(*[settling.payment(payment) for _ in range(10)])
            await self.platform.outbox.drain(self.platform.database)

        await self.server.inside(told)
        self.assertEqual((await self.stock(), await self.hands(order)), ((0, 1), ["given"]))
        await self.server.inside(payments.refund, sale.payment, None, "r1", "")
        back = await self.server.inside(payments.fetch_payment, sale.payment)

        async def returned() -> None:
            await together(*[settling.payment(back) for _ in range(10)])
            await together(*[settling.checkout(checkout) for _ in range(10)])
            await self.platform.outbox.drain(self.platform.database)

        await self.server.inside(returned)
        await self.becomes(self.aiko, order, "returned")
        self.assertEqual((await self.stock(), await self.hands(order)), ((0, 0), ["given", "taken"]))

    async def test_what_nobody_pays_comes_back(self) -> None:
        await self.begin(capacity=1)
        order = await self.buy(self.aiko)
        ben = await self.server.person("ben")
        self.assertEqual((await self.buy(ben))["status"], "sold_out")
        await self.server.advance(minutes=50)
        await self.becomes(self.aiko, order, "expired")
        self.assertEqual(await self.pay(order["pay_url"]), 410)
        second = await self.buy(ben)
        self.assertEqual((second["status"], await self.stock()), ("reserved", (1, 0)))
        given_up = await ben.ask("POST", f"v1/stall/orders/{second['order']}/give-up", {})
        self.assertEqual((given_up["status"], await self.stock()), ("expired", (0, 0)))
        self.assertEqual(await self.pay(second["pay_url"]), 410)
        third = await self.buy(self.aiko)
        await self.pay(third["pay_url"])
        given_up = await self.aiko.ask("POST", f"v1/stall/orders/{third['order']}/give-up", {})
        self.assertIn(given_up["status"], ("paid", "fulfilled"))
        await self.becomes(self.aiko, third, "fulfilled")
        self.assertEqual(await self.stock(), (0, 1))

    async def test_one_person_has_so_many_at_the_most(self) -> None:
        await self.begin(per_person=2)
        self.assertEqual((await self.buy(self.aiko, quantity=3))["status"], "too_many")
        answers = await together(*[self.buy(self.aiko) for _ in range(10)])
        found = Counter(answer["status"] for answer in answers)
        self.assertEqual(found, {"reserved": 2, "too_many": 8})
        mine = [answer for answer in answers if answer["status"] == "reserved"]
        await self.aiko.ask("POST", f"v1/stall/orders/{mine[0]['order']}/give-up", {})
        self.assertEqual((await self.buy(self.aiko))["status"], "reserved")
        self.assertEqual((await self.buy(self.aiko))["status"], "too_many")
        self.assertEqual((await self.buy(await self.server.person("ben"), quantity=2))["status"], "reserved")
        self.assertEqual(await self.stock(), (4, 0))
        self.assertEqual((await self.buy(self.aiko, item="b"))["status"], "no_such_item")

    async def test_what_costs_nothing_is_theirs_at_once(self) -> None:
        await self.begin()
        order = await self.buy(self.aiko, price=0)
        self.assertNotIn("pay_url", order)
        await self.becomes(self.aiko, order, "fulfilled")
        self.assertEqual((await self.stock(), await self.hands(order)), ((0, 1), ["given"]))
        await self.aiko.ask("POST", f"v1/stall/orders/{order['order']}/call-off", {})
        await self.becomes(self.aiko, order, "returned")
        self.assertEqual((await self.stock(), await self.hands(order)), ((0, 0), ["given", "taken"]))

    async def test_a_feature_whose_hands_are_full_hands_over_later_and_once(self) -> None:
        await self.begin()
        Stall.breaks = True
        self.addCleanup(setattr, Stall, "breaks", False)
        order = await self.buy(self.aiko)
        await self.pay(order["pay_url"])
        await self.becomes(self.aiko, order, "paid")
        await eventually(lambda: self.flush_complaints("hands are full"), "it fails")
        self.assertEqual(await self.hands(order), [])
        Stall.breaks = False
        await self.server.advance(hours=1)
        await self.becomes(self.aiko, order, "fulfilled")
        self.flush_complaints("hands are full")
        self.assertEqual(await self.hands(order), ["given"])


class ByVoucher(StallCase):
    """Days lie between the decision and the money."""

    async def test_seats_are_kept_until_it_is_paid_or_over(self) -> None:
        await self.begin(capacity=2)
        ben = await self.server.person("ben")
        orders = []
        for person, voucher in ((self.aiko, "1111222233334444"), (ben, "1111222233330000")):
            order = await self.buy(person, takes_days=True)
            self.assertEqual(await self.pay(order["pay_url"], voucher), 303)
            await self.becomes(person, order, "pending")
            orders.append(order)
        await self.server.advance(days=1)
        chika = await self.server.person("chika")
        self.assertEqual((await self.buy(chika))["status"], "sold_out")
        given_up = await ben.ask("POST", f"v1/stall/orders/{orders[1]['order']}/give-up", {})
        self.assertEqual(given_up["status"], "pending", "who has a voucher may be paying it just now")
        await self.server.advance(days=1.1)
        await self.becomes(self.aiko, orders[0], "fulfilled")
        self.assertEqual(await self.stock(), (1, 1))
        await self.server.advance(days=1)
        await self.becomes(ben, orders[1], "expired")
        self.assertEqual((await self.stock(), await self.hands(orders[0])), ((0, 1), ["given"]))
        self.assertEqual((await self.buy(chika))["status"], "reserved")


class TooLate(StallCase):
    """Money arrives for something that others could buy already."""

    async def begin_late(self) -> tuple[dict[str, Any], str]:
        """Aiko's order, given up by the house although her payment page is still open."""
        await self.begin(capacity=1)
        order = await self.buy(self.aiko)
        settling, sale = self.platform.sales._settling, await self.platform_sale(order)
        run = self.platform.database.run_contended
        await self.server.inside(run, "test_free", settling._free, sale)
        self.assertEqual(await self.stock(), (0, 0))
        return order, order["pay_url"]

    async def platform_sale(self, order: dict[str, Any]) -> Any:
        run = self.platform.database.run
        return await self.server.inside(run, "test_sale", reservations.get, order["order"])

    async def test_it_is_theirs_where_it_is_still_there(self) -> None:
        order, url = await self.begin_late()
        await self.pay(url)
        await self.becomes(self.aiko, order, "fulfilled")
        self.assertEqual((await self.stock(), await self.hands(order)), ((0, 1), ["given"]))

    async def test_else_it_is_given_back_with_an_apology(self) -> None:
        order, url = await self.begin_late()
        ben = await self.server.person("ben")
        bought = await self.buy(ben)
        await self.pay(url)
        await self.becomes(self.aiko, order, "refused")

        async def back() -> bool:
            rows = await self.server.rows(
                "SELECT refunded FROM salon_payments WHERE order_id = ?", order["order"]
            )
            return [row[0] for row in rows] == [1980]

        await eventually(back, "the money is back")
        room = await direct_room(self.aiko, self.server.user_id("salon"))
        await self.aiko.hears(room, "¥1,980")
        self.assertEqual((await self.stock(), await self.hands(order)), ((1, 0), []))
        await self.pay(bought["pay_url"])
        await self.becomes(ben, bought, "fulfilled")
        refunds = await self.server.rows("SELECT ref FROM salon_sandbox_refunds")
        self.assertEqual((len(refunds), await self.stock()), (1, (0, 1)))

    async def test_a_feature_that_calls_it_off_gives_back(self) -> None:
        await self.begin()
        order = await self.buy(self.aiko)
        await self.pay(order["pay_url"])
        await self.becomes(self.aiko, order, "fulfilled")
        for _ in range(2):
            await self.aiko.ask("POST", f"v1/stall/orders/{order['order']}/call-off", {})
        await self.becomes(self.aiko, order, "returned")
        self.assertEqual((await self.stock(), await self.hands(order)), ((0, 0), ["given", "taken"]))
        self.assertEqual(len(await self.server.rows("SELECT ref FROM salon_sandbox_refunds")), 1)

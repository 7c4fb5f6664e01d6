# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sandbox's pay page over HTTP, as scripts and people use it."""

from synapse_salon.money import Money
from synapse_salon.ports.payments import Line
from tests.server.payments_contract import together
from tests.server.sandbox_case import SandboxTestCase
from tests.server.test_sandbox_contract import CARDS


class PayPage(SandboxTestCase):
    async def test_the_page_says_what_is_paid_and_that_no_money_moves(self) -> None:
        await self.begin()
        begun = await self.checkout(trial_days=14)
        for language, words in (
            (
                "en",
                (
                    "TEST: no money moves",
                    "Blue Lotus, monthly",
                    "14 days free of charge",
                    "¥1,980 each month",
                ),
            ),
            ("ja", ("テスト：お金は動きません", "Blue Lotus, monthly", "14日間は無料", "毎月¥1,980")),
        ):
            page = await self.server.visitor(language).get(begun.url)
            self.assertEqual(page.status, 200)
            for word in words:
                self.assertIn(word, page.text)

    async def test_the_first_card_pays_and_leads_back(self) -> None:
        await self.begin()
        begun = await self.checkout()
        answer = await self.enter(begun.url, "4242424242424242")
        self.assertEqual((answer.status, answer.headers["location"]), (303, "http://127.0.0.1:1/paid"))
        again = await self.server.visitor().get(begun.url, follow=False)
        self.assertEqual((again.status, again.headers["location"]), (303, "http://127.0.0.1:1/paid"))
        await self.hears("active")

    async def test_the_form_of_the_page_itself_pays_too(self) -> None:
        await self.begin()
        visitor = self.server.visitor("ja")
        page = await visitor.get((await self.checkout()).url)
        answer = await visitor.submit(page, follow=False, card_number="４２４２ ４２４２ ４２４２ ４２４２")
        self.assertEqual(answer.status, 303)

    async def test_each_test_card_has_a_button_of_its_own(self) -> None:
        await self.begin()
        page = await self.server.visitor().get((await self.checkout()).url)
        offered = [form.fields["card_number"] for form in page.forms if form.fields.get("card_number")]
        self.assertEqual(sorted(offered), sorted([*CARDS.values(), "4000002760003184"]))

    async def test_a_declined_card_is_told_and_another_may_be_tried(self) -> None:
        await self.begin()
        begun = await self.checkout()
        answer = await self.enter(begun.url, "4000000000000002")
        self.assertEqual(answer.status, 402)
        self.assertIn("The card was declined and nothing was paid", answer.text)
        self.assertIn("カードが承認されず", (await self.enter(begun.url, "4000000000000002", "ja")).text)
        self.assertEqual((await self.enter(begun.url, "4242424242424242")).status, 303)

    async def test_any_other_number_is_refused_with_the_ones_that_work_and_forgotten(self) -> None:
        await self.begin()
        begun = await self.checkout()
        answer = await self.enter(begun.url, "5555444433332222")
        self.assertEqual(answer.status, 400)
        self.assertIn("4242 4242 4242 4242", answer.text)
        self.assertNotIn("5555", answer.text)
        self.assertEqual((await self.server.visitor().post(begun.url, follow=False)).status, 400)
        self.assertEqual((await self.enter(begun.url, "4000000000000341")).status, 303)
        for table in ("checkouts", "subscriptions", "payments", "notices", "requests"):
            for row in await self.server.rows(f"SELECT * FROM salon_sandbox_{table}"):
                self.assertNotIn("4000000000000341", str(row))

    async def test_pressed_twice_at_once_it_is_paid_once(self) -> None:
        await self.begin()
        begun = await self.checkout()
        answers = await together(*(self.enter(begun.url, "4242424242424242") for _ in range(6)))
        self.assertEqual([answer.status for answer in answers], [303] * 6)
        self.assertEqual(await self.server.rows("SELECT COUNT(*) FROM salon_sandbox_payments"), [(1,)])
        self.assertEqual(await self.server.rows("SELECT COUNT(*) FROM salon_sandbox_subscriptions"), [(1,)])
        await self.hears("active")
        self.assertEqual(await self.told("payment.succeeded"), ["payment.succeeded"])

    async def test_paid_and_closed_at_once_it_is_one_of_both(self) -> None:
        await self.begin()
        for n in range(4):
            begun = await self.checkout(f"order-{n}")
            state, answer = await together(
                self.ask(self.payments.expire_checkout(begun.ref)), self.enter(begun.url, "4242424242424242")
            )
            self.assertEqual(
                (state.status, answer.status), ("expired", 410) if answer.status == 410 else ("complete", 303)
            )

    async def test_an_expired_page_says_how_to_begin_again(self) -> None:
        await self.begin()
        begun = await self.checkout()
        await self.server.advance(hours=2)
        for answer in (
            await self.server.visitor().get(begun.url),
            await self.enter(begun.url, "4242424242424242"),
        ):
            self.assertEqual(answer.status, 410)
            self.assertIn("http://127.0.0.1:1/again", answer.text)
            self.assertIn("Begin again", answer.text)

    async def test_what_is_free_needs_no_number(self) -> None:
        await self.begin()
        free = await self.checkout(lines=(Line("Free", Money(0, "JPY"), "free", "f"),))
        page = await self.server.visitor().get(free.url)
        self.assertNotIn('name="card_number"', page.text)
        self.assertEqual((await self.server.visitor().submit(page, follow=False)).status, 303)

    async def test_a_page_that_is_not_there_is_not_found(self) -> None:
        await self.begin()
        begun = await self.checkout()
        for path in ("sandbox/pay/nothing", f"sandbox/pay/{begun.ref}", "sandbox/card/nothing"):
            self.assertEqual((await self.server.visitor().get(path)).status, 404)
            self.assertEqual((await self.enter(path, "4242424242424242")).status, 404)

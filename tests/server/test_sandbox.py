# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sandbox on a real homeserver: time passing, the clock, and starting."""

from typing import Any

from synapse.module_api.errors import ConfigError

from synapse_salon.clock import DAY_MS
from synapse_salon.months import months_later
from synapse_salon.platform import Platform
from tests.server.payments_contract import together
from tests.server.sandbox_case import SandboxTestCase, modules
from tests.support.waiting import eventually

RENEWED = ["payment.succeeded", "subscription.renewed"]


class TimePasses(SandboxTestCase):
    async def test_thirteen_months_in_one_jump_are_thirteen_renewals_each_with_its_news(self) -> None:
        await self.begin()
        begun = await self.subscribe()
        await self.hears("active")
        months = months_later(begun.period_start_ms, 13) - await self.bridge.now_ms() + 60_000
        await self.server.advance(ms=months)
        state = await self.ask(self.payments.fetch_subscription(begun.ref))
        self.assertEqual(
            (state.status, state.period_end_ms), ("active", months_later(begun.period_start_ms, 14))
        )
        news = await self.ask(self.payments.events_since(begun.period_end_ms))
        self.assertEqual([event.kind for event in news], RENEWED * 13)
        self.assertEqual(
            [event.created_ms for event in news[::2]],
            [months_later(begun.period_start_ms, n) for n in range(1, 14)],
        )
        self.assertEqual(len(await self.told(*RENEWED)), 27)
        paid = await self.server.rows("SELECT amount FROM salon_sandbox_payments WHERE status = 'paid'")
        self.assertEqual(paid, [(1980,)] * 14)

    async def test_a_jump_over_a_renewal_is_heard_before_anybody_is_put_out(self) -> None:
        await self.begin()
        begun = await self.subscribe()
        await self.hears("active")
        seen: list[tuple[int, int]] = []

        async def whose_time_is_over() -> None:
            seen.append((self.platform.clock.now_ms(), self.heard[-1].period_end_ms))

        self.platform.timers.every(1000, "test.lapse", whose_time_is_over)
        await self.server.advance(days=32)
        self.assertTrue([now for now, _ in seen if now > begun.period_end_ms])
        for now, paid_until in seen:
            self.assertLess(now, paid_until)

    async def test_a_provider_is_always_as_of_now_even_before_the_next_tick(self) -> None:
        await self.begin()
        begun = await self.subscribe()
        self.platform.clock.set_offset(32 * DAY_MS)
        state = await self.ask(self.payments.fetch_subscription(begun.ref))
        self.assertEqual(state.period_start_ms, begun.period_end_ms)

    async def test_a_failed_renewal_is_tried_again_and_paid_with_another_card(self) -> None:
        await self.begin()
        begun = await self.subscribe("pays_once")
        await self.server.advance(ms=begun.period_end_ms - await self.bridge.now_ms() + 60_000)
        for days, attempts in ((0, 1), (3, 2), (2, 3), (2, 4), (9, 4)):
            if days:
                await self.server.advance(days=days)
            overdue = await self.hears("overdue")
            self.assertEqual(overdue.overdue_attempts, attempts)
        assert overdue.pay_url
        page = await self.server.visitor().get(overdue.pay_url)
        for word in ("no money moves", "¥1,980", "ending in 0341"):
            self.assertIn(word, page.text)
        self.assertEqual((await self.enter(overdue.pay_url, "1")).status, 400)
        self.assertEqual((await self.enter(overdue.pay_url, "4000000000000002")).status, 402)
        answers = await together(*(self.enter(overdue.pay_url or "", "4242424242424242") for _ in range(4)))
        self.assertEqual({answer.status for answer in answers}, {303})
        self.assertEqual((await self.hears("active")).overdue_attempts, 0)
        self.assertEqual(await self.server.rows("SELECT COUNT(*) FROM salon_sandbox_payments"), [(2,)])
        await self.server.advance(days=31)
        self.assertEqual((await self.hears("active")).period_start_ms, overdue.period_end_ms)

    async def test_what_has_ended_can_no_longer_be_paid(self) -> None:
        await self.begin()
        begun = await self.subscribe("pays_once")
        await self.server.advance(days=32)
        overdue = await self.hears("overdue")
        await self.ask(self.payments.cancel_now(begun.ref, "end-1", "lapsed"))
        await self.hears("ended")
        answer = await self.enter(overdue.pay_url or "", "4242424242424242")
        self.assertEqual(answer.status, 410)
        self.assertIn("There is nothing left to pay", answer.text)

    async def test_ended_as_wished_it_is_heard(self) -> None:
        await self.begin()
        begun = await self.subscribe(trial_days=14)
        await self.hears("trial")
        await self.ask(self.payments.set_cancel_at_end(begun.ref, True, "cancel-1"))
        await eventually(lambda: self.heard[-1].cancel_at_end, "the wish is heard")
        await self.server.advance(days=15)
        await self.hears("ended")
        self.assertEqual(await self.server.rows("SELECT COUNT(*) FROM salon_sandbox_payments"), [(0,)])


class Clock(SandboxTestCase):
    async def test_only_an_administrator_moves_it_and_only_ahead(self) -> None:
        await self.begin()
        admin, aiko = await self.server.admin(), await self.server.person("aiko")
        self.assertEqual((await self.server.api("POST", "v1/admin/clock", {"advance_ms": 1}))[0], 401)
        self.assertEqual((await aiko.api("POST", "v1/admin/clock", {"advance_ms": 1}))[0], 403)
        for wrong in (0, -1, 3700 * DAY_MS + 1, "1", 1.5, None, True):
            self.assertEqual(
                (await admin.api("POST", "v1/admin/clock", {"advance_ms": wrong}))[0], 400, wrong
            )
        before = await self.bridge.now_ms()
        answer = await admin.ask("POST", "v1/admin/clock", {"advance_ms": DAY_MS})
        self.assertGreaterEqual(answer["now_ms"], before + DAY_MS)
        self.assertGreaterEqual(await self.bridge.now_ms(), answer["now_ms"])

    async def test_two_at_once_add_up_and_a_restart_keeps_it(self) -> None:
        await self.begin()
        before = await self.bridge.now_ms()
        await self.server.admin()
        await together(*(self.server.advance(days=10) for _ in range(3)))
        self.assertGreaterEqual(await self.bridge.now_ms(), before + 30 * DAY_MS)
        await self.restart()
        await eventually(lambda: self.platform.clock.offset_ms == 30 * DAY_MS, "the clock is as it was")

    async def test_it_does_not_leave_the_century(self) -> None:
        await self.begin()
        admin = await self.server.admin()
        for _ in range(9):
            await admin.ask("POST", "v1/admin/clock", {"advance_ms": 3700 * DAY_MS})
        self.assertEqual((await admin.api("POST", "v1/admin/clock", {"advance_ms": 3700 * DAY_MS}))[0], 400)


class Starting(SandboxTestCase):
    async def refusal(self, public_baseurl: str, **settings: Any) -> str:
        server = self.prepare(modules=modules(**settings), settings={"public_baseurl": public_baseurl})
        try:
            await server.start()
        except ConfigError as refusal:
            return f"{refusal} {refusal.__cause__ or ''}"
        await eventually(lambda: Platform.of(server.module_api).is_started, "the house is up")
        return ""

    async def test_it_refuses_a_public_address_unless_told(self) -> None:
        refusal = await self.refusal("https://salon.example/")
        self.assertIn("salon.example", refusal)
        self.assertIn("allow_public: true", refusal)
        self.assertEqual(await self.refusal("https://salon.example/", allow_public=True, webhook_base=""), "")

    async def test_a_wrong_setting_is_named(self) -> None:
        for wrong, key in (
            ({"webhook_base": "here"}, "webhook_base"),
            ({"notify_after_ms": -1}, "notify_after_ms"),
        ):
            self.assertIn(f"config: {key}", await self.refusal("http://127.0.0.1/", **wrong))

    async def test_what_fell_due_while_the_house_was_shut_happens_at_its_moment(self) -> None:
        await self.begin()
        begun = await self.subscribe()
        await self.hears("active")
        await self.server.advance(ms=1)
        await self.server.rows("UPDATE salon_clock SET offset_ms = ?", 40 * DAY_MS)
        await self.restart()
        state = await self.hears("active")
        self.assertEqual(state.period_start_ms, begun.period_end_ms)
